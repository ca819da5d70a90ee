"""Other times that are offered in answer to a request. Each step gives the booking as it will be, or RefusedError.

While an offer stands, every offered time is held, and the one asked for is let go if not among them. A time can be
taken until its own cut-off; when the last one's has passed, the request runs out.

Staff offer times; and where nobody answered in time, the nearest free ones are held, all until the same moment.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import datetime, time, timedelta
from typing import Any

from bot.booking.model import AGREED, ASKED, NONE_FITS, PAST_CUT_OFF, WAS_CONFIRMED, Before, Booking, State
from bot.booking.office import Office
from bot.booking.schedule.opening import DAY, at, closings_from, cut_off, nearest, today
from bot.errors import RefusedError

MOST_TIMES = 3
SHORTEST_HOLD = timedelta(hours=4)  # for which places are held that stand in for an answer


def stands(booking: Booking) -> Before:
    """Give how a booking stands, so that it can stand so again."""
    return Before(**{one.name: getattr(booking, one.name) for one in fields(Before)})


def offer(booking: Booking, times: Sequence[datetime], office: Office, now: datetime, *, reason: str = "") -> Booking:
    """Offer up to three other times; an offer made before is replaced."""
    if booking.state not in ASKED:
        raise RefusedError("not_offer", state=booking.state.value)
    wanted = tuple(sorted(set(times)))
    if not wanted:
        raise RefusedError("no_offer")
    if len(wanted) > MOST_TIMES:
        raise RefusedError("too_many_offers")
    if any(now >= cut_off(office, start) for start in wanted):
        raise RefusedError("too_late_to_offer")
    return _next(booking, state=State.OFFERED, offers=wanted, reason=reason, fresh=False, before=stands(booking))


def offer_for_confirmed(
    booking: Booking, times: Sequence[datetime], office: Office, now: datetime, *, reason: str
) -> Booking:
    """Hold other times for a confirmed booking that can't take place; its room is kept until one of them is taken."""
    if booking.state is not State.CONFIRMED:
        raise RefusedError("not_offer", state=booking.state.value)
    offered = offer(replace(booking, state=State.REQUESTED), times, office, now, reason=reason)
    return replace(offered, marks=(*offered.marks, WAS_CONFIRMED), before=stands(booking))


def times_instead(booking: Booking, free: Iterable[datetime], office: Office, now: datetime) -> tuple[datetime, ...]:
    """Give the free times nearest to the one that nobody answered for; each can be held as long as is promised."""
    until = _hold_ends(office, now)
    held = (start for start in free if until and start != booking.start and until <= cut_off(office, start))
    return nearest(held, booking.start, MOST_TIMES)


def times_lasting(free: Iterable[datetime], wanted: datetime, office: Office, now: datetime) -> tuple[datetime, ...]:
    """Give the free times nearest to one that fell away, those that must be taken this very day only where others lack.

    Who does not read LINE today is to find a time left.
    """
    every = tuple(free)
    lasting = [start for start in every if today(cut_off(office, start)) > today(now)]
    found = nearest(lasting, wanted, MOST_TIMES)
    short = nearest({*every} - {*lasting}, wanted, MOST_TIMES - len(found))
    return tuple(sorted((*found, *short)))


def offer_instead(booking: Booking, times: Sequence[datetime], office: Office, now: datetime) -> Booking:
    """Hold other times for who got no answer before the request ran out."""
    if booking.state is not State.REQUESTED:
        raise RefusedError("not_expire", state=booking.state.value)
    if now < runs_out(booking, office):
        raise RefusedError("too_early_to_expire")
    return _next(booking, state=State.OFFERED, offers=tuple(times), held_until=_hold_ends(office, now), reason="")


def _hold_ends(office: Office, now: datetime) -> datetime | None:
    """Give the next closing time that leaves long enough to choose; None where the office stays closed."""
    return next((end for end in closings_from(office, today(now)) if end - now >= SHORTEST_HOLD), None)


def take_offer(booking: Booking, start: datetime, office: Office, now: datetime) -> Booking:
    """Take one of the offered times: the request stands at it, and staff have only to name the room."""
    if start not in open_offers(booking, office, now):
        raise RefusedError("offer_over")
    end = start + timedelta(minutes=office.minutes)
    taken = _next(booking, state=State.REQUESTED, start=start, end=end, offers=(), reason="", room=None)
    return replace(taken, marks=(*taken.marks, AGREED))


def refuse_offer(booking: Booking) -> Booking:
    """Want none of the offered times: they are let go; the request stays open for another time until it runs out."""
    if booking.state is not State.OFFERED or NONE_FITS in booking.marks:
        raise RefusedError("offer_over")
    refused = _next(booking, held_until=booking.held_until)
    confirmed = (WAS_CONFIRMED,) if WAS_CONFIRMED in booking.marks else ()
    return replace(refused, marks=(*refused.marks, *confirmed, NONE_FITS))


def take_back_offer(booking: Booking) -> Booking:
    """Take an offer back that has not been sent: the request, or what was confirmed, stands at its time again."""
    state = State.CONFIRMED if WAS_CONFIRMED in booking.marks else State.REQUESTED
    return _next(booking, state=state, offers=(), reason="")


def open_offers(booking: Booking, office: Office, now: datetime) -> tuple[datetime, ...]:
    """Give the offered times that can be taken now."""
    if booking.state is not State.OFFERED:
        return ()
    ends = booking.held_until
    return tuple(start for start in booking.places if now < (ends or cut_off(office, start)))


def runs_out(booking: Booking, office: Office) -> datetime:
    """Give the moment at which a request that nobody answered runs out.

    A time that staff offered and the seeker took, or that staff entered after its cut-off, is agreed on: it waits for
    its room until it begins.
    """
    if booking.state is State.OFFERED and booking.offers:
        return booking.held_until or max(cut_off(office, start) for start in booking.offers)
    agreed = AGREED in booking.marks or PAST_CUT_OFF in booking.marks
    return booking.start if agreed else cut_off(office, booking.start)


def answer_by(booking: Booking, office: Office) -> datetime:
    """Give by when staff are to answer, as seekers are promised it and staff are shown it.

    The room of a time that was offered and taken is promised for its cut-off, though the request goes on to wait.
    """
    is_agreed = booking.state is State.REQUESTED and AGREED in booking.marks and PAST_CUT_OFF not in booking.marks
    return cut_off(office, booking.start) if is_agreed else runs_out(booking, office)


def latest_end(office: Office, moment: datetime) -> datetime:
    """Give the end of the last day that is to be answered for by a moment, which may be some days ahead."""
    day = today(moment)
    for _ in range(office.horizon_days):
        if cut_off(office, at(day + DAY, time.min)) > moment:
            break
        day += DAY
    return at(day + DAY, time.min)


def unmarked(booking: Booking) -> tuple[str, ...]:
    """Give the marks that say nothing of an offer."""
    of_an_offer = (AGREED, NONE_FITS, PAST_CUT_OFF, WAS_CONFIRMED)
    return tuple(mark for mark in booking.marks if mark not in of_an_offer)


def _next(booking: Booking, **changes: Any) -> Booking:
    return replace(
        booking,
        **{"marks": unmarked(booking), "held_until": None, "before": None, "offer_counsellors": (), **changes},
        version=booking.version + 1,
        edition=booking.edition + 1,
    )
