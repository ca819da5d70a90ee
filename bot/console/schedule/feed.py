"""A counsellor's calendar feed: its address, another one, and its end; by the counsellor."""

from collections.abc import Callable

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from bot.booking.staff.counsellors import Counsellor
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.forms.once import once
from bot.console.page_context import actor, context, said, tell, word
from bot.console.schedule.day import mine
from bot.errors import RefusedError
from bot.ports.context import RequestContext
from bot.service.counsellors.feed import end_feed, feed_url, make_feed


@pages.get("/own/feed")
@needs(Action.SEE, fresh=True)
def own_feed() -> str:
    """Show the address of one's own feed, or that this account is no counsellor's."""
    one = mine()
    return render_template("console/feed.html", one=one, address=feed_url(context(), one) if one else "")


@pages.post("/own/feed/make")
@needs(Action.SEE, fresh=True)
@once("console.own_feed")
def own_feed_make() -> Response:
    """Make one's own feed, under a new address."""
    return _done(make_feed, "made")


@pages.post("/own/feed/end")
@needs(Action.SEE, fresh=True)
@once("console.own_feed")
def own_feed_end() -> Response:
    """End one's own feed."""
    return _done(end_feed, "ended")


def _own() -> Counsellor:
    return mine() or abort(404)


def _done(act: Callable[[RequestContext, Counsellor, str], Counsellor], told: str) -> Response:
    try:
        act(context(), _own(), actor())
        tell(word(f"feed.{told}"))
    except RefusedError as error:
        tell(said(error), "danger")
    return redirect(url_for("console.own_feed"), 303)
