"""Refusing a person further consultations, and lifting it: always a human's decision, with a reason. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.booking.lookup import person_key
from bot.booking.model import NOT_PERSONAL, PERSONAL, Booking
from bot.booking.notices.notice import ABOUT_PERSON, Channel, Kind, Notice, retry_key_of
from bot.booking.notices.reminders import Plan, notice
from bot.booking.notices.subjects import SubjectKind
from bot.errors import RefusedError

LONGEST_REFUSAL_REASON = 200  # characters
LONGEST_REFUSAL = timedelta(days=366)
TELLING_IS_OF_USE = timedelta(days=7)  # for which telling of it is of use
KEPT_AFTER_END = timedelta(days=30)  # after it ended
TELLS = frozenset({Kind.REFUSED, Kind.REFUSAL_LIFTED})


@dataclass(frozen=True)
class Refusal:
    """A person who may not book. `until` None = until it is lifted.

    booking  the id of the booking that gave rise to it, and `number` its number
    who      keyed hashes of the LINE user and of the job-seeker number, as far as they are known
    reason   of the refusal, and `lifted_reason` of the end that somebody put to it; the person reads both
    """

    id: str = field(metadata=NOT_PERSONAL)
    booking: str = field(metadata=NOT_PERSONAL)
    number: str = field(metadata=NOT_PERSONAL)
    who: tuple[str, ...] = field(metadata=NOT_PERSONAL)
    since: datetime = field(metadata=NOT_PERSONAL)
    until: datetime | None = field(metadata=NOT_PERSONAL)
    by: str = field(metadata=NOT_PERSONAL)
    name: str = field(metadata=PERSONAL)
    reason: str = field(metadata=PERSONAL)
    lifted: datetime | None = field(default=None, metadata=NOT_PERSONAL)
    lifted_by: str = field(default="", metadata=NOT_PERSONAL)
    lifted_reason: str = field(default="", metadata=PERSONAL)
    version: int = field(default=1, metadata=NOT_PERSONAL)

    def is_in_force(self, now: datetime) -> bool:
        """Say whether it is in force."""
        return not self.lifted and (self.until is None or now < self.until)

    def is_due(self, now: datetime) -> bool:
        """Say whether it is over for so long that it is to be forgotten."""
        over = self.lifted or self.until
        return over is not None and now >= over + KEPT_AFTER_END


def refuse(
    booking: Booking, name: str, who: Iterable[str], reason: str, until: datetime | None, by: str, now: datetime
) -> Refusal:
    """Give the refusal of the person of a booking; RefusedError says what is wrong with it."""
    known = tuple(who)
    if not known:
        raise RefusedError("nobody_to_refuse")
    _check(reason)
    if until is not None and not now < until <= now + LONGEST_REFUSAL:
        raise RefusedError("refusal_until")
    person = booking.answers["name"].value if "name" in booking.answers else ""
    return Refusal(name, booking.id, booking.number, known, now, until, by, person, reason)


def lift(refusal: Refusal, reason: str, by: str, now: datetime) -> Refusal:
    """Give the refusal as it is lifted."""
    if not refusal.is_in_force(now):
        raise RefusedError("refusal_over")
    _check(reason)
    return replace(refusal, lifted=now, lifted_by=by, lifted_reason=reason, version=refusal.version + 1)


def without_person(refusal: Refusal) -> Refusal:
    """Give what is left of it when the person is erased: that it holds, and for how long."""
    return replace(refusal, name="", reason="", lifted_reason="", version=refusal.version + 1)


def _check(reason: str) -> None:
    if not reason.strip() or len(reason) > LONGEST_REFUSAL_REASON:
        raise RefusedError("refusal_reason", count=str(LONGEST_REFUSAL_REASON))


def tells(refusal: Refusal, booking: Booking, channel: Channel, now: datetime) -> Notice:
    """Make the ledger's row that tells the person."""
    kind = Kind.REFUSAL_LIFTED if refusal.lifted else Kind.REFUSED
    row = notice(booking, Plan(kind, now, now + TELLING_IS_OF_USE), channel)
    name = f"{booking.id}.refusal-{refusal.id}.{kind.value}.{channel.value}"
    return replace(
        row,
        id=name,
        subject_kind=SubjectKind.REFUSAL,
        subject_id=refusal.id,
        edition=ABOUT_PERSON,
        room=0,
        retry_key=retry_key_of(name),
    )


def names_of(booking: Booking) -> tuple[str, ...]:
    """Give the values by which a person is known again: LINE user and job-seeker number."""
    return tuple(one for one in (booking.user, person_key(booking)) if one)
