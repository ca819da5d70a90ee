"""The bookings ahead that have no counsellor, as when an office enters its first: a list, and all given one at once."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.forms.once import once
from bot.console.page_context import actor, context, here, me, now, tell, word
from bot.service.counsellors.unheld import give_all, unheld
from bot.service.staff.record_reads import note_page_of_names


@pages.get("/without-counsellor")
@needs(Action.ANSWER)
def without_counsellor() -> str:
    """Show them by start."""
    note_page_of_names(context(), me(), "without counsellor")
    found = [one.id for one in unheld(context(), here().console, now()) if not one.counsellor]
    return render_template("console/without_counsellor.html", every=here().console.bookings(found))


@pages.post("/without-counsellor")
@needs(Action.ANSWER)
@once("console.without_counsellor")
def counsellors_given() -> Response:
    """Give each of them a counsellor who is free."""
    count, left = give_all(context(), here().console, actor())
    tell(word("todo.without.done", count=count))
    if left:
        tell(word("todo.without.left", count=len(left)), "warning")
    return redirect(url_for("console.without_counsellor"), 303)
