"""Who is away: the bookings that this hits, with who is free for each, and handing all of them over."""

from datetime import time

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.booking.notices.reminders import UNDO_WINDOW
from bot.booking.schedule.opening import DAY, at, today
from bot.booking.staff.counsellors import Away, Counsellor, name_of
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.forms.parsing import here_typed
from bot.console.page_context import actor, context, now, said, tell, word
from bot.console.schedule.counsellors import counsellor_found
from bot.errors import RefusedError
from bot.service.counsellors.away import hand_over_all, look_at_absent


@pages.get("/counsellors/<counsellor>/hand-over")
@needs(Action.SCHEDULE)
def hand_over(counsellor: str) -> str:
    """Show which bookings an absence hits, and what is proposed for each."""
    return _page(counsellor_found(counsellor), _span(request.args.get("since", ""), request.args.get("until", "")))


@pages.post("/counsellors/<counsellor>/hand-over")
@needs(Action.SCHEDULE)
def hand_over_send(counsellor: str) -> Response | str | tuple[str, int]:
    """Show it for one counsellor who is to take all over, or carry it out."""
    one, away = counsellor_found(counsellor), _span(request.form.get("since", ""), request.form.get("until", ""))
    to = request.form.get("to", "")
    if to and not name_of(context().office.schedule.counsellors, to):
        abort(404)
    if request.form.get("stage") != "send":
        return _page(one, away, to)
    try:
        mark = request.form.get("seen", "")
        seen, left = hand_over_all(context(), one, away, actor(), to=to, mark=mark or "-", delay=UNDO_WINDOW)
    except RefusedError as error:
        return _page(one, away, to, said(error)), 409
    tell(word("counsellors.away.done", count=len(seen.hits) - len(left)))
    if left:
        numbers = "、".join(hit.booking.number for hit in left)
        tell(word("counsellors.away.left", said=numbers), "danger")
    return redirect(url_for("console.counsellor", counsellor=one.id), 303)


def _span(since: str, until: str) -> Away:
    """Read a span; what can't be meant is today."""
    first, last = here_typed(since), here_typed(until)
    if first and last and first < last:
        return Away(first, last)
    midnight = at(today(now()), time.min)
    return Away(midnight, midnight + DAY)


def _page(one: Counsellor, away: Away, to: str = "", problem: str = "") -> str:
    every = [each for each in context().office.schedule.counsellors if not each.has_ended(today(now()))]
    return render_template(
        "console/hand_over.html",
        one=one,
        away=away,
        to=to,
        problem=problem,
        seen=look_at_absent(context(), one, away, to),
        others=[each for each in every if each.id != one.id],
        names={each.id: each.name for each in every},
    )
