"""Bookings ahead that nobody can hold as they stand: their counsellor is absent, has ended, is off duty, or is none."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.booking.model import Booking
from bot.booking.schedule.opening import DAY
from bot.booking.staff.assigning import HOLDING, choose, trouble_of
from bot.booking.staff.counsellors import Counsellor
from bot.errors import RefusedError
from bot.ports.console import ConsoleStore, Outline
from bot.ports.context import RequestContext
from bot.service.counsellors.assigning import assignments
from bot.service.counsellors.handing_over import hand_over
from bot.service.counsellors.own_counsellor import own_for

MOST_SINGLE = 5  # bookings without a counsellor that are a task each
MOST_AT_ONCE = 200  # that are given one with one press


def unheld(context: RequestContext, console: ConsoleStore, now: datetime) -> list[Outline]:
    """Give them by start; no booking is opened. An office without counsellors asks nothing."""
    office = context.office
    if not office.schedule.counsellors:
        return []
    places = console.places_held(now, now + (office.horizon_days + 1) * DAY)
    held = {(one.booking, one.start): one.counsellor for one in assignments(context, now).held}
    hit = [name for name, start in places if trouble_of(office, held.get((name, start), ""), start)]
    found = console.outlines_of(list(dict.fromkeys(hit)))
    ours = [one for one in found if one.state in HOLDING and trouble_of(office, one.counsellor, one.start)]
    return sorted((one for one in ours if one.start > now), key=lambda one: (one.start, one.id))


def parted(found: Sequence[Outline]) -> tuple[list[Outline], list[Outline]]:
    """Part them into those that are a task each, and those without any counsellor, where they are many, as one task.

    So they are once an office enters its first counsellors: nobody was told of any before.
    """
    nobodys = [one for one in found if not one.counsellor]
    if len(nobodys) <= MOST_SINGLE:
        return list(found), []
    return [one for one in found if one.counsellor], nobodys


def give_all(context: RequestContext, console: ConsoleStore, actor: str) -> tuple[int, list[Booking]]:
    """Give each booking that has no counsellor one who is free; how many got one, and those for whom nobody is.

    Each is a commit of its own, as in handing over.
    """
    nobodys = [one.id for one in unheld(context, console, context.clock.now()) if not one.counsellor]
    found = console.bookings(nobodys[:MOST_AT_ONCE])
    left = [one for one in found if not _is_given(context, one, actor)]
    return len(found) - len(left), left


def _is_given(context: RequestContext, booking: Booking, actor: str) -> bool:
    """Give a booking who is free, the person's own first; say whether somebody is, and nobody changed it meanwhile."""
    chosen = choose(context.office, booking, assignments(context, booking.start), [own_for(context, booking)])
    try:
        if chosen:
            hand_over(context, booking.id, chosen, actor, booking.version)
    except RefusedError:
        return False
    return bool(chosen)


def unheld_by(context: RequestContext, console: ConsoleStore, counsellor: Counsellor, now: datetime) -> int:
    """Count those of a counsellor, as that one is from now on."""
    schedule = context.office.schedule.with_counsellor(counsellor)
    then = replace(context, office=replace(context.office, schedule=schedule))
    return sum(one.counsellor == counsellor.id for one in unheld(then, console, now))
