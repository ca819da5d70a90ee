"""Bookings ahead that nobody can hold as they stand: their counsellor is absent, has ended, is off duty, or is none."""

from dataclasses import replace
from datetime import datetime

from bot.booking.schedule.opening import DAY
from bot.booking.staff.assigning import HOLDING, trouble_of
from bot.booking.staff.counsellors import Counsellor
from bot.ports.console import ConsoleStore, Outline
from bot.ports.context import RequestContext
from bot.service.counsellors.assigning import assignments


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


def unheld_by(context: RequestContext, console: ConsoleStore, counsellor: Counsellor, now: datetime) -> int:
    """Count those of a counsellor, as that one is from now on."""
    schedule = context.office.schedule.with_counsellor(counsellor)
    then = replace(context, office=replace(context.office, schedule=schedule))
    return sum(one.counsellor == counsellor.id for one in unheld(then, console, now))
