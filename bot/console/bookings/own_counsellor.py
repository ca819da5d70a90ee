"""Whose person somebody is: staff set or end the own counsellor on the page of a booking."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from bot.booking.lookup import person_key
from bot.booking.opening import today
from bot.booking.staff.counsellors import name_of
from bot.booking.staff.own_counsellor import LONGEST_REASON
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.bookings.booking_page import found
from bot.console.page_context import actor, context, now, said, tell, word
from bot.errors import RefusedError
from bot.service.bookings.own_counsellor import set_own


@pages.post("/bookings/<name>/own")
@needs(Action.BOOK)
def own_counsellor_set(name: str) -> Response:
    """Give the person of a booking another own counsellor, or none."""
    one, wanted = found(name), request.form.get("counsellor", "")
    reason = request.form.get("reason", "").strip()[:LONGEST_REASON]
    every = [each for each in context().office.schedule.counsellors if not each.has_ended(today(now()))]
    try:
        if wanted and not name_of(every, wanted):
            raise RefusedError("unknown_counsellor")
        set_own(context(), wanted, actor(), user=one.user, number=person_key(one), reason=reason)
        tell(word("booking.own_saved", name=name_of(every, wanted) or word("counsellors.nobody")))
    except RefusedError as error:
        tell(said(error), "danger")
    return redirect(url_for("console.booking", name=one.id), 303)
