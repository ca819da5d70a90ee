"""Which notices a booking needs, when each is due, and until when it is of use."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from bot.booking.model import AGREED, NONE_FITS, Booking, State
from bot.booking.notices.notice import EVERY_EDITION, PENDING_STATES, Channel, Kind, Notice, NoticeState, retry_key_of
from bot.booking.notices.subjects import SubjectKind
from bot.booking.offers import runs_out
from bot.booking.office import Office
from bot.booking.rooms.job import LedgerRow
from bot.booking.rooms.rooms import ROOM_LATE_AFTER, awaits_room
from bot.booking.schedule.opening import DAY, at, cut_off, hours_on, today

KEY_LIVES = timedelta(hours=23)  # LINE keeps a retry key for 24 h; after that the same key would send once more
WARNED_BEFORE_END = timedelta(hours=2)  # of the last hours in which staff can answer
UNDO_WINDOW = timedelta(seconds=30)  # for taking back an answer, a closing, an outcome, before anybody hears of it
RESULT_OF_USE = timedelta(days=2)
TERMS_OF_USE = DAY  # at least; who publishes terms for today or tomorrow is heard too
# Each tells something of its own, whatever else is due.
ALONE = frozenset({Kind.TERMS_CHANGE, Kind.STAFF_GATHERED, Kind.STAFF_MESSAGE, Kind.MESSAGE_ANSWERED, Kind.HANDED_OVER})
RESULTS = frozenset({Kind.ATTENDED, Kind.NO_SHOW, Kind.EXCUSED})
DAY_NOTE_OF_USE = timedelta(minutes=30)  # at least; until the end where that is later


class Plan(NamedTuple):
    """A notice that is wanted: kind, due, latest useful moment."""

    kind: Kind
    due: datetime
    latest: datetime | None


def plans(booking: Booking, office: Office, now: datetime) -> tuple[Plan, ...]:
    """Give the notices to the seeker that follow from the booking's new state."""
    match booking.state:
        case State.REQUESTED:
            return (Plan(Kind.RECEIVED, now, None),)
        case State.CONFIRMED:
            return tuple(_for_a_confirmed(booking, office, now))
        case State.CANCELLED_BY_SEEKER | State.CANCELLED_BY_OFFICE:
            return (Plan(Kind.CANCELLED, now, max((booking.start, *booking.offers))),)
        case State.DECLINED:
            return (Plan(Kind.DECLINED, now, max((booking.start, *booking.offers))),)
        case State.EXPIRED:
            return (Plan(Kind.EXPIRED, now, max((booking.start, *booking.offers))),)
        case State.OFFERED if booking.places:
            unanswered = booking.held_until is not None
            return (Plan(Kind.EXPIRED if unanswered else Kind.OFFERED, now, runs_out(booking, office)),)
        case State.ATTENDED | State.NO_SHOW | State.EXCUSED:
            return (Plan(Kind(booking.state.value), now + UNDO_WINDOW, now + RESULT_OF_USE),)
        case _:
            return ()


def _for_a_confirmed(booking: Booking, office: Office, now: datetime) -> Iterator[Plan]:
    start = booking.start
    if awaits_room(booking):
        yield Plan(Kind.ROOM_LATE, now + ROOM_LATE_AFTER, booking.end)
        return
    yield Plan(Kind.DETAILS, now, booking.end)
    eve = at(today(start) - DAY, office.day_before)
    soon = start - timedelta(minutes=office.soon_minutes)
    # A reminder whose moment has passed would only repeat the details that go out now.
    if now < eve:
        yield Plan(Kind.DAY_BEFORE, eve, start - timedelta(hours=2))
    if now < soon:
        yield Plan(Kind.SOON, soon, start - timedelta(minutes=2))


def correction(now: datetime) -> Plan:
    """Give the notice that an outcome was taken back after the seeker had heard of it."""
    return Plan(Kind.OUTCOME_CORRECTED, now, now + RESULT_OF_USE)


def staff_plans(booking: Booking, office: Office, now: datetime) -> tuple[Plan, ...]:
    """Give the notices to staff that follow from the booking's new state."""
    if booking.state is State.CANCELLED_BY_SEEKER:
        return (Plan(Kind.STAFF_CANCELLED, now, booking.start),)
    end = runs_out(booking, office)
    if booking.state is State.EXPIRED and booking.offers:
        return (Plan(Kind.STAFF_LAPSED, now, max(booking.offers)),)
    if booking.state is State.OFFERED and NONE_FITS in booking.marks:
        return (Plan(Kind.STAFF_NONE_FITS, now, end),)
    if booking.state is not State.REQUESTED:
        return ()
    warned = _warned(booking, office, now)
    aging = (Plan(Kind.STAFF_EXPIRING, warned, end),) if warned else ()
    return (Plan(Kind.STAFF_TAKEN if AGREED in booking.marks else Kind.STAFF_REQUEST, now, end), *aging)


def _warned(booking: Booking, office: Office, now: datetime) -> datetime | None:
    """Give when staff are reminded of what they have not answered: while the office is open, with time left to act.

    That is on the last open day before; what is agreed on already waits longer, and is told of once more on its day.
    """
    last = cut_off(office, booking.start)
    that_morning, of_the_day = (hours_on(office, today(one))[0] for one in (last, booking.start))
    moments = (max(last - WARNED_BEFORE_END, that_morning), of_the_day)
    return next((one for one in moments if now < one < runs_out(booking, office)), None)


def notice(booking: Booking, plan: Plan, channel: Channel) -> Notice:
    """Make the ledger's row of a plan; its id and retry key follow from what it is about."""
    name = f"{booking.id}.{booking.edition}.{plan.kind.value}.{channel.value}"
    return Notice(
        id=name,
        subject_kind=SubjectKind.BOOKING,
        subject_id=booking.id,
        booking=booking.id,
        edition=booking.edition,
        kind=plan.kind,
        channel=channel,
        due=plan.due,
        latest=plan.latest,
        retry_key=retry_key_of(name),
        room=booking.room.version if booking.room else 0,
        start=booking.start,
    )


def _named(row: Notice, name: str, *, edition: int) -> Notice:
    """Give a row of another name, and so with another retry key, for one edition of the booking or for every one."""
    return replace(row, id=name, retry_key=retry_key_of(name), edition=edition)


def terms_notice(booking: Booking, version: str, effective: date, now: datetime, way: Channel = Channel.LINE) -> Notice:
    """Make the row that tells of a version of the terms; of use until it takes effect, and for a day in any case."""
    plan = Plan(Kind.TERMS_CHANGE, now, max(at(effective, time.min), now + TERMS_OF_USE))
    row = notice(booking, plan, way)
    named = _named(row, f"{booking.id}.terms-{version}.{way.value}", edition=EVERY_EDITION)
    return replace(named, subject_kind=SubjectKind.TERMS, subject_id=version)


def day_notice(booking: Booking, about: str, now: datetime, way: Channel) -> Notice:
    """Make the row that tells staff of a word of the day, one for each thing that it is about."""
    row = notice(booking, Plan(Kind.STAFF_DAY_NOTE, now, max(booking.end, now + DAY_NOTE_OF_USE)), way)
    return _named(row, f"{row.id}.{about}", edition=row.edition)


def contact_notice(booking: Booking, now: datetime, way: Channel) -> Notice:
    """Make the row that tells staff that contact data changed; true whatever becomes of the booking, as it is live."""
    row = notice(booking, Plan(Kind.STAFF_CONTACT, now, max(booking.open_until, now + DAY_NOTE_OF_USE)), way)
    return _named(row, f"{booking.id}.contact-{booking.version}.{way.value}", edition=EVERY_EDITION)


def handed_over_notice(booking: Booking, now: datetime, way: Channel) -> Notice:
    """Make the row that tells that another counsellor will be there; true as long as the booking is live."""
    row = notice(booking, Plan(Kind.HANDED_OVER, now, booking.end), way)
    return _named(row, f"{booking.id}.handed-{booking.version}.{way.value}", edition=EVERY_EDITION)


def is_outdone(row: Notice, others: Sequence[Notice], now: datetime) -> bool:
    """Say whether a newer notice of the same booking is due or was sent, so that this one would only be noise."""
    if row.kind in ALONE:
        return False
    newer = (
        other
        for other in others
        if other.channel is row.channel and other.edition == row.edition and row.due < other.due <= now
        if other.kind not in ALONE
    )
    return any(
        other.state is NoticeState.ACCEPTED or (other.state in PENDING_STATES and not is_too_late(other, now))
        for other in newer
    )


def wanted_by(row: LedgerRow) -> datetime:
    """Give by when a row is wanted: of many that are due at once, the one that is wanted first goes first.

    What is about a consultation to come is wanted by its start; anything else by the end of its use.
    """
    if row.start and row.due < row.start and row.edition > EVERY_EDITION:
        return row.start
    return row.latest or row.due + DAY


def is_too_late(row: LedgerRow, now: datetime) -> bool:
    """Say whether sending the notice now would be of no use."""
    return row.latest is not None and now > row.latest
