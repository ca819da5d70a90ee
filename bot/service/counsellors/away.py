"""Somebody is away: which bookings that hits, who is free to hold each, and handing all of them over.

Where nobody is free at its time, other times are held for its seeker, as where a day is closed.
"""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.booking.model import ASKED, Booking, State
from bot.booking.offers import offer, offer_for_confirmed, times_lasting
from bot.booking.schedule.opening import DAY, free_starts
from bot.booking.staff.assigning import (
    Assignment,
    choose,
    counsellors_of,
    holds_counsellor,
)
from bot.booking.staff.counsellors import Away, Counsellor
from bot.errors import RefusedError
from bot.ports.context import RequestContext
from bot.service.bookings.booking_change import AT_ONCE
from bot.service.bookings.steps import carry_out
from bot.service.counsellors.assigning import assignments, fitting
from bot.service.counsellors.handing_over import hand_over
from bot.service.fingerprint import fingerprint


@dataclass(frozen=True)
class Hit:
    """A booking of somebody who is away: who is free to hold it, "" for nobody, and then the times held instead."""

    booking: Booking
    to: str
    instead: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class Absent:
    """All bookings that an absence hits. `mark` changes when anything of that does."""

    counsellor: Counsellor
    hits: tuple[Hit, ...]

    @property
    def mark(self) -> str:
        """Give a fingerprint of what is shown."""
        seen = repr([(one.booking.id, one.booking.version, one.to, one.instead) for one in self.hits])
        return fingerprint(seen)


def look_at_absent(context: RequestContext, counsellor: Counsellor, away: Away, to: str = "") -> Absent:
    """Say which bookings an absence hits, and what is proposed for each: another counsellor, or else other times.

    to  the only counsellor who is to take them over, "" for whoever is free
    """
    now, hits = context.clock.now(), list[Hit]()
    schedule = context.office.schedule.with_counsellor(_as_absent(counsellor, away))
    office, seen, taken = replace(context.office, schedule=schedule), assignments(context, now), Counter[datetime]()
    taken.update(context.store.taken())
    for one in held_in(context, counsellor, away):
        chosen = choose(office, one, seen, only=to)
        if chosen:
            seen = replace(seen, held=(*seen.held, Assignment(chosen, one.id, one.start)))
        free = () if chosen else fitting(context, office, one, free_starts(office, now, taken), seen)
        instead = times_lasting(free, one.start, office, now)
        taken.update(instead)
        hits.append(Hit(one, chosen, instead))
    return Absent(counsellor, tuple(hits))


def _as_absent(counsellor: Counsellor, away: Away) -> Counsellor:
    """Give a counsellor as if absent in a span, however many absences there are."""
    return replace(counsellor, absences=(*counsellor.absences, away))


def held_in(context: RequestContext, counsellor: Counsellor, away: Away) -> list[Booking]:
    """Give the bookings to come that somebody holds in a span."""
    now = context.clock.now()
    found = context.store.holding(away.since - DAY, away.until)
    ours = (one for one in found if one.counsellor == counsellor.id and holds_counsellor(one))
    hit = [one for one in ours if one.start > now and one.start < away.until and away.since < one.end]
    return sorted(hit, key=lambda one: (one.start, one.id))


def hand_over_all(
    context: RequestContext,
    counsellor: Counsellor,
    away: Away,
    actor: str,
    *,
    to: str = "",
    mark: str = "",
    delay: timedelta = AT_ONCE,
) -> tuple[Absent, list[Hit]]:
    """Do what is proposed for each booking; give it, and what is left for a person, as nobody and no time is free.

    mark  of what was shown; RefusedError when it is not so any more
    """
    seen, left = look_at_absent(context, counsellor, away, to), list[Hit]()
    if mark and seen.mark != mark:
        raise RefusedError("schedule_changed")
    for one in seen.hits:
        try:
            if one.to:
                hand_over(context, one.booking.id, one.to, actor, one.booking.version, delay=delay)
            elif one.instead:
                _hold(context, one, actor, delay)
            else:
                left.append(one)
        except RefusedError:  # somebody was faster at this one; the others go on
            left.append(one)
    _hand_over_offers(context, counsellor, away, actor)
    return seen, left


def _hand_over_offers(context: RequestContext, counsellor: Counsellor, away: Away, actor: str) -> None:
    """Let others hold the offered times of who is absent then; nobody was promised a counsellor with an offer."""
    schedule = context.office.schedule.with_counsellor(_as_absent(counsellor, away))
    then = replace(context, office=replace(context.office, schedule=schedule))

    def hit(start: datetime, name: str) -> bool:
        return name == counsellor.id and away.since <= start < away.until

    def let_go(one: Booking, _: datetime) -> Booking:
        names = tuple("" if hit(start, name) else name for start, name in counsellors_of(one))
        return replace(one, offer_counsellors=names, version=one.version + 1)

    for one in context.store.holding(away.since - DAY, away.until):
        if one.state is State.OFFERED and any(hit(*each) for each in counsellors_of(one)):
            with suppress(RefusedError):  # it was taken meanwhile, and then given to who is there
                carry_out(then, one.id, one.version, actor, "", let_go)


def _hold(context: RequestContext, hit: Hit, actor: str, delay: timedelta) -> None:
    """Hold other times for who can't be met at his own."""
    reason = context.words("counsellor.reason_away")

    def change(one: Booking, now: datetime) -> Booking:
        hold = offer if one.state in ASKED else offer_for_confirmed
        return hold(one, hit.instead, context.office, now, reason=reason)

    carry_out(context, hit.booking.id, hit.booking.version, actor, "offered", change, delay)
