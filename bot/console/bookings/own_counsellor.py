"""Who holds a booking, and whose person somebody is: set on the page of a booking."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from bot.booking.lookup import person_key
from bot.booking.notices.reminders import UNDO_WINDOW
from bot.booking.schedule.opening import today
from bot.booking.staff.counsellors import name_of
from bot.booking.staff.own_counsellor import LONGEST_REASON
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.bookings.answers import version_typed
from bot.console.bookings.booking_page import found
from bot.console.formatting import when
from bot.console.forms.once import once
from bot.console.page_context import actor, context, here, now, said, tell, word
from bot.errors import RefusedError
from bot.service.counsellors.handing_over import hand_over, hand_over_person


@pages.post("/bookings/<name>/own")
@needs(Action.BOOK)
@once("console.booking")
def own_counsellor_set(name: str) -> Response:
    """Give the person of a booking another own counsellor, or none."""
    one, wanted = found(name), request.form.get("counsellor", "")
    reason = request.form.get("reason", "").strip()[:LONGEST_REASON]
    every = [each for each in context().office.schedule.counsellors if not each.has_ended(today(now()))]
    try:
        if wanted and not name_of(every, wanted):
            raise RefusedError("unknown_counsellor")
        told = {"user": one.user, "number": person_key(one), "reason": reason}
        _, stay = hand_over_person(context(), here().console, wanted, actor(), **told)
        named = name_of(every, wanted) or word("counsellors.nobody")
        tell(word("booking.own_saved", name=named))
        if stay:
            starts = "、".join(when(each.start) for each in stay)
            tell(word("booking.own_stay", name=named, said=starts), "warning")
    except RefusedError as error:
        tell(said(error), "danger")
    return redirect(url_for("console.booking", name=one.id), 303)


@pages.post("/bookings/<name>/hand-over")
@needs(Action.ANSWER)
def booking_hand_over(name: str) -> Response:
    """Let another counsellor hold a booking."""
    one, wanted = found(name), request.form.get("counsellor", "")
    named = name_of(context().office.schedule.counsellors, wanted)
    try:
        if not named:
            raise RefusedError("unknown_counsellor")
        hand_over(context(), one.id, wanted, actor(), version_typed(), delay=UNDO_WINDOW)
        tell(word("booking.handed_over", name=named))
    except RefusedError as error:
        tell(said(error), "danger")
    return redirect(url_for("console.booking", name=one.id), 303)
