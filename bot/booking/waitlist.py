"""Who waits for a place that falls free: what is kept of each, and how an offer is made, let go and taken. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.booking.model import NOT_PERSONAL, PERSONAL, Answer, Consent
from bot.booking.office import Office
from bot.booking.schedule.opening import DAY, TOKYO, at, cut_off, times_worked, today

OFFER_HELD = timedelta(minutes=30)
SHORTEST_OFFER = timedelta(minutes=10)  # an offer that would end sooner, by the cut-off, is not made
MOST_OFFERS = 3
QUIET_FROM, QUIET_TO = time(20), time(8)
NOON = time(12)


class Part(StrEnum):
    """The parts of a day that can be wished for."""

    MORNING = "am"
    AFTERNOON = "pm"


class WishState(StrEnum):
    """WAITING and OFFERED are on the list; the others are ways in which waiting ends."""

    WAITING = "waiting"
    OFFERED = "offered"
    BOOKED = "booked"
    WITHDRAWN = "withdrawn"
    PASSED = "passed"  # the wished days are over
    EXHAUSTED = "exhausted"  # all offers were made and none was taken
    TAKEN_OFF = "taken_off"  # by staff


ON_THE_LIST = frozenset({WishState.WAITING, WishState.OFFERED})


@dataclass(frozen=True)
class WaitingWish:
    """One person who waits. `version` rises with each write.

    offered  the start that is held for this person, and
    until    when the hold ends; both None when there is no offer
    offers   how many offers were made, and `declined` the starts of those that came to nothing
    counsellor  the id of the own counsellor with whom alone a place is wished for, "" for any
    """

    id: str = field(metadata=NOT_PERSONAL)
    state: WishState = field(metadata=NOT_PERSONAL)
    since: datetime = field(metadata=NOT_PERSONAL)
    days: tuple[date, ...] = field(metadata=NOT_PERSONAL)
    parts: tuple[Part, ...] = field(metadata=NOT_PERSONAL)
    user: str = field(metadata=PERSONAL)
    answers: Mapping[str, Answer] = field(metadata=PERSONAL)
    consent: Consent = field(metadata=NOT_PERSONAL)
    offered: datetime | None = field(default=None, metadata=NOT_PERSONAL)
    until: datetime | None = field(default=None, metadata=NOT_PERSONAL)
    offers: int = field(default=0, metadata=NOT_PERSONAL)
    declined: tuple[datetime, ...] = field(default=(), metadata=NOT_PERSONAL)
    reachable: bool = field(default=True, metadata=NOT_PERSONAL)
    version: int = field(default=1, metadata=NOT_PERSONAL)
    counsellor: str = field(default="", metadata=NOT_PERSONAL)

    @property
    def kept_as(self) -> str:
        """Give the name under which the place, and the time of the counsellor, is held that is offered."""
        return f"wish:{self.id}"

    @property
    def is_live(self) -> bool:
        """Say whether it is still on the list."""
        return self.state in ON_THE_LIST


def number_of(wish: WaitingWish) -> str:
    """Give the job-seeker number of who waits in its form for comparing, "" when it is not known."""
    return wish.answers["number"].key if "number" in wish.answers else ""


def part_of(clock: time) -> Part:
    """Give the part of the day that a time is in."""
    return Part.MORNING if clock < NOON else Part.AFTERNOON


def parts_of(times: Sequence[time]) -> tuple[Part, ...]:
    """Give the parts of the day that have one of the times."""
    return tuple(part for part in Part if any(part_of(clock) is part for clock in times))


def wants(days: Sequence[date], parts: Sequence[Part], start: datetime) -> bool:
    """Say whether a start is among the wished days and parts of the day."""
    here = start.astimezone(TOKYO)
    return here.date() in days and part_of(here.time()) in parts


def is_quiet(moment: datetime) -> bool:
    """Say whether people are not to be called on now."""
    clock = moment.astimezone(TOKYO).time()
    return clock >= QUIET_FROM or clock < QUIET_TO


def not_quiet(moment: datetime) -> datetime:
    """Give the moment itself, or the next morning when it is in the quiet hours."""
    if not is_quiet(moment):
        return moment
    day = today(moment)
    return at(day if moment.astimezone(TOKYO).time() < QUIET_TO else day + DAY, QUIET_TO)


def offer_span(office: Office, start: datetime, now: datetime) -> tuple[datetime, datetime] | None:
    """Give when an offer of a start is told and when its hold ends; None when the cut-off leaves too little time."""
    told = not_quiet(now)
    until = min(told + OFFER_HELD, cut_off(office, start))
    return (told, until) if until - told >= SHORTEST_OFFER else None


def next_for(wishes: Sequence[WaitingWish], start: datetime) -> WaitingWish | None:
    """Give who is to be offered a start: the first who came among those who want it."""
    line = sorted(wishes, key=lambda wish: (wish.since, wish.id))
    return next((wish for wish in line if _may_have(wish, start)), None)


def _may_have(wish: WaitingWish, start: datetime) -> bool:
    free = wish.state is WishState.WAITING and wish.reachable and wish.offers < MOST_OFFERS
    return free and start not in wish.declined and wants(wish.days, wish.parts, start)


def offer(wish: WaitingWish, start: datetime, until: datetime) -> WaitingWish:
    """Hold a start for who waits."""
    return replace(
        wish,
        state=WishState.OFFERED,
        offered=start,
        until=until,
        offers=wish.offers + 1,
        version=wish.version + 1,
    )


def let_go(wish: WaitingWish) -> WaitingWish:
    """Let an offer go that was declined or not answered; after the last one, waiting ends."""
    if wish.offered is None:
        raise ValueError("no offer to let go")
    state = WishState.EXHAUSTED if wish.offers >= MOST_OFFERS else WishState.WAITING
    return replace(_without_offer(wish, state), declined=(*wish.declined, wish.offered))


def ended(wish: WaitingWish, state: WishState) -> WaitingWish:
    """End waiting, and let go the place that is held."""
    return _without_offer(wish, state)


def reached(wish: WaitingWish, *, reachable: bool) -> WaitingWish:
    """Note whether LINE reaches who waits; who can't be reached is offered nothing, and no place is kept for him."""
    state = wish.state if reachable else WishState.WAITING
    known = replace(wish, reachable=reachable)
    return replace(known, version=wish.version + 1) if reachable else _without_offer(known, state)


def _without_offer(wish: WaitingWish, state: WishState) -> WaitingWish:
    return replace(wish, state=state, offered=None, until=None, version=wish.version + 1)


def parts_worked(office: Office, day: date) -> tuple[Part, ...]:
    """Give the parts of a day in which a place may fall free."""
    return parts_of(times_worked(office, day))


def ends(wish: WaitingWish, office: Office) -> datetime:
    """Give the moment after which nothing that is wished for can be had any more."""
    return cut_off(office, at(max(wish.days), time.min))


def days_to_wait_for(office: Office, now: datetime, wanted: Sequence[date]) -> tuple[date, ...]:
    """Give those of some days on which a place may still fall free, before the cut-off and within the horizon."""
    last = today(now) + office.horizon_days * DAY
    return tuple(
        day
        for day in sorted(set(wanted))
        if today(now) < day <= last
        and times_worked(office, day)
        and now + SHORTEST_OFFER < cut_off(office, at(day, time.min))
    )
