"""Erasing a person's record, asked for by telephone, by letter or at the counter."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.bookings.booking_page import found
from bot.console.forms.forms import Erasing
from bot.console.forms.once import once
from bot.console.page_context import actor, context, tell, word
from bot.ports.privacy import Erasure
from bot.service.privacy import erasure


@pages.get("/bookings/<name>/erase")
@needs(Action.ERASE, fresh=True)
def erase(name: str) -> str:
    """Show what would be erased."""
    return _page(name, Erasing(formdata=None))


@pages.post("/bookings/<name>/erase")
@needs(Action.ERASE, fresh=True)
@once("console.today")
def erase_ask(name: str) -> Response | tuple[str, int]:
    """Write the erasure down; a worker carries it out."""
    form = Erasing()
    if not form.validate():
        return _page(name, form), 400
    erasure.ask(context(), actor(), booking=found(name).id, how=form.how.data)
    tell(word("erasure.asked"))
    return redirect(url_for("console.todo"), 303)


@pages.app_template_global("open_erasures")
def open_erasures() -> list[Erasure]:
    """Give the erasures that are not done, for the list of what waits."""
    return context().store.erasures()


def _page(name: str, form: Erasing) -> str:
    one = found(name)
    seen = erasure.look_at(context(), one, actor())
    return render_template("console/erase.html", one=one, form=form, seen=seen, place=request.path)
