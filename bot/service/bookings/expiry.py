"""Lets unanswered requests run out: whom nobody answered in time, the nearest free places are held for."""

from bot.booking.lifecycle import Step
from bot.booking.model import Booking, State
from bot.booking.offers import runs_out, times_instead
from bot.errors import RefusedError
from bot.ports.context import RequestContext
from bot.ports.work import Claim
from bot.service.bookings.change import runs_out_at
from bot.service.bookings.offers import free_for_offers, hold_instead
from bot.service.bookings.steps import find, take_step
from bot.service.conflicts import tried
from bot.service.counsellors.assigning import assignments, fitting
from bot.service.privacy.refusals import running

TRIES = 20  # all that runs out at one closing time is after the same places
TOO_EARLY = "too_early_to_expire"
AGAIN = frozenset({"place_taken", "changed_meanwhile", "store_full"})


def expire(context: RequestContext, claim: Claim) -> State | None:
    """Let one request run out and give its state; None for one that was answered meanwhile, or is claimed anew."""
    has_room = True
    for _ in range(TRIES):
        try:
            return _expired(context, find(context, claim.id), has_room=has_room).state
        except RefusedError as error:
            if error.code == TOO_EARLY:
                _look_again(context, claim.id)
            if error.code not in AGAIN:
                return None
            has_room = has_room and error.code != "store_full"
    return None


def _expired(context: RequestContext, booking: Booking, *, has_room: bool) -> Booking:
    now = context.clock.now()
    if has_room and booking.state is State.REQUESTED and not running(context, booking):
        free, seen = free_for_offers(context, booking, now), assignments(context, now)
        fit = fitting(context, context.office, booking, free, seen)
        times = times_instead(booking, fit, context.office, now)
        if times:
            return hold_instead(context, booking, times)
    return take_step(context, booking.id, Step.EXPIRE, "system", version=booking.version)


def _look_again(context: RequestContext, name: str) -> None:
    """Have a request looked at when it runs out by the office as it is now, which is later than was written."""
    booking = find(context, name)
    tried(context.store, *runs_out_at(booking, runs_out(booking, context.office)).parts)
