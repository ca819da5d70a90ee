"""Bookings that were made elsewhere: a list is checked whole, then each line becomes a booking in one commit."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from bot.booking.lookup import by_person, by_user, person_key
from bot.booking.model import BY_STAFF, Answer, Booking, Consent, State
from bot.booking.notices.notice import Kind
from bot.booking.rooms.job import LedgerRow
from bot.booking.rooms.rooms import room_as_typed
from bot.booking.schedule.opening import TOKYO, YEARS, on_duty, today
from bot.booking.staff.assigning import Assignment, Assignments
from bot.booking.staff.bookable_by_staff import starts_for_staff
from bot.booking.staff.counsellors import name_of
from bot.booking.text import compatible
from bot.dialogue.flows.book import QUESTIONS
from bot.dialogue.questions.kinds import OneOf
from bot.dialogue.reading import Retry, Value, read_email, read_name, read_number, read_telephone
from bot.dialogue.terms import in_force
from bot.errors import RefusedError
from bot.ports.console import ConsoleStore
from bot.ports.context import RequestContext
from bot.service.bookings.booking_change import BookingChange
from bot.service.bookings.change import commit_of
from bot.service.bookings.staff_booking import TRIES, request_of
from bot.service.bookings.steps import check_room
from bot.service.conflicts import tried_for_staff
from bot.service.counsellors.assigning import assignments
from bot.service.imports.lines import Fault, FaultError, Line, lines_of
from bot.service.imports.people import counsellor_in
from bot.service.privacy.refusals import running
from bot.service.rooms.typed_meetings import others_in, share_a_meeting
from bot.service.waitlist.who_waits import waiting_ended

COLUMNS: Mapping[str, Sequence[str]] = {
    "start": ("日時", "start"),
    "name": ("氏名", "name"),
    "number": ("求職番号", "number"),
    "telephone": ("電話番号", "telephone"),
    "email": ("メールアドレス", "email"),
    "purpose": ("相談内容", "purpose"),
    "support": ("通訳・介助", "support"),
    "counsellor": ("担当者", "counsellor"),
    "meeting_id": ("ミーティングID", "meeting_id"),
    "passcode": ("パスコード", "passcode"),
    "join_url": ("参加のURL", "join_url"),
}
NEEDED = ("start", "name", "number", "telephone", "purpose")
READERS: Mapping[str, Callable[[str], Value | Retry]] = {
    "name": read_name,
    "number": read_number,
    "telephone": read_telephone,
}
CHOICES = {one.name: one.values for one in QUESTIONS if isinstance(one, OneOf) and one.name in ("purpose", "support")}
UNSAID = {"support": "none"}  # what an empty cell means
WRITTEN = re.compile(  # the year, the month, the day, hours, minutes; without leading zeros, as Excel shows them
    r"([0-9]{4})[-/年]([0-9]{1,2})[-/月]([0-9]{1,2})日?(?: |T)?([0-9]{1,2})[:時](?:([0-9]{1,2})分?)?(?::00)?"
)
DATE_TIME = "{:04}-{:02}-{:02}T{:02}:{:02}"
NEWS = frozenset({Kind.DAY_BEFORE, Kind.SOON, Kind.STAFF_EXPIRING})  # the rest was told where it was booked


@dataclass(frozen=True)
class Made:
    """A booking to be, and the counsellor who alone may hold it, "" for any."""

    place: int
    booking: Booking
    counsellor: str


@dataclass
class _Taken:
    """What there is already, the lines before among it: places by start, what counsellors hold, who they are for.

    made  the lines before alone
    """

    places: Counter[datetime]
    held: Assignments
    persons: set[str]
    made: list[Made]

    def add(self, one: Made) -> None:
        start = one.booking.start
        self.made.append(one)
        self.places[start] += 1
        self.persons |= _persons(one.booking)
        if one.counsellor:
            assignment = Assignment(one.counsellor, one.booking.id, start)
            self.held = replace(self.held, held=(*self.held.held, assignment))


def _persons(booking: Booking) -> set[str]:
    """Give the words by which the bookings of this person are found: one may be open at a time."""
    return {by_person(person_key(booking)), *([by_user(booking.user)] if booking.user else [])}


def read_bookings(context: RequestContext, console: ConsoleStore, content: bytes) -> tuple[list[Made], list[Fault]]:
    """Read a list of bookings against what there is, and against its own lines before; nothing is written."""
    now = context.clock.now()
    taken = _Taken(Counter(context.store.taken()), assignments(context, now), set(), [])
    faults = list[Fault]()
    for line in lines_of(content, COLUMNS, NEEDED):
        try:
            one = _made(context, console, line, now)
            _check(context, console, one, taken, now)
        except FaultError as fault:
            faults.append(Fault(line.place, fault.code, fault.said))
            continue
        taken.add(one)
    return taken.made, faults


def _made(context: RequestContext, console: ConsoleStore, line: Line, now: datetime) -> Made:
    empty = next((COLUMNS[name][0] for name in NEEDED if not line[name]), "")
    if empty:
        raise FaultError("empty", empty)
    answers, start = _answers(context, line), _start(line["start"])
    terms = in_force(context.terms, today(now))
    consent = Consent(terms.version, terms.sha256, now, f"{BY_STAFF}imported:elsewhere")
    booking = request_of(context, console, answers, start, consent, now)
    counsellor = counsellor_in(context, line["counsellor"]).id if line["counsellor"] else ""
    return Made(line.place, _in_its_room(booking, line), counsellor)


def _in_its_room(booking: Booking, line: Line) -> Booking:
    """Let a booking be confirmed whose room the line names."""
    if not (line["meeting_id"] or line["passcode"]):
        return booking
    room = room_as_typed(line["meeting_id"], line["passcode"], line["join_url"])
    try:
        check_room(room)
    except RefusedError as error:
        raise FaultError(error.code, error.values.get("said", "")) from None
    return replace(booking, state=State.CONFIRMED, room=room, room_version=1)


def _answers(context: RequestContext, line: Line) -> dict[str, Answer]:
    answers = {}
    for name, reader in READERS.items():
        read = reader(line[name])
        if not isinstance(read, Value):
            raise FaultError(name, line[name])
        answers[name] = Answer(read.value, read.key, read.mark)
    if line["email"]:
        read = read_email(line["email"])
        if not isinstance(read, Value):
            raise FaultError("email", line["email"])
        answers["email"] = Answer(read.value, read.key, read.mark)
    answers |= {name: Answer(_choice(context, name, line[name] or UNSAID.get(name, ""))) for name in CHOICES}
    return answers


def _choice(context: RequestContext, name: str, said: str) -> str:
    """Read a choice by its code, or as its button is labelled."""
    found = (one for one in CHOICES[name] if said in (one, context.words(f"book.{name}.option.{one}")))
    one = next(found, "")
    if not one:
        raise FaultError(name, said)
    return one


def _start(said: str) -> datetime:
    """Read a day and time as a spreadsheet writes it: 2026-12-07T10:00, 2026/12/7 9:30, 2026年12月7日 9時30分."""
    found = WRITTEN.fullmatch(compatible(said).strip())
    try:
        moment = datetime.fromisoformat(DATE_TIME.format(*map(int, found.groups("0"))) if found else said)
    except ValueError:
        raise FaultError("start", said) from None
    if moment.year not in YEARS:
        raise FaultError("start", said)
    return moment.astimezone(TOKYO) if moment.tzinfo else moment.replace(tzinfo=TOKYO)


def _check(context: RequestContext, console: ConsoleStore, one: Made, taken: _Taken, now: datetime) -> None:
    """Raise FaultError where the place, the counsellor or the person is not free."""
    booking, office = one.booking, context.office
    _check_person(context, console, booking, taken, now)
    if booking.start <= now:
        raise FaultError("past")
    if booking.start not in starts_for_staff(office, now, {}):
        raise FaultError("closed")
    if booking.start not in starts_for_staff(office, now, taken.places):
        raise FaultError("full")
    _check_meeting(context, one, taken)
    if one.counsellor and one.counsellor not in {each.id for each in on_duty(office, booking.start)}:
        raise FaultError("not_there")
    if one.counsellor in taken.held.busy(booking.start, booking.end - booking.start):
        raise FaultError("busy")


def _check_person(
    context: RequestContext, console: ConsoleStore, booking: Booking, taken: _Taken, now: datetime
) -> None:
    """Raise FaultError where the person has an open booking, also by the same LINE user, or is refused."""
    who = _persons(booking)
    if who & taken.persons:
        raise FaultError("twice")
    others = chain(*console.found_each(sorted(who)))
    if any(each.is_live and each.open_until > now for each in others):
        raise FaultError("open")
    if running(context, booking):
        raise FaultError("refused")


def _check_meeting(context: RequestContext, one: Made, taken: _Taken) -> None:
    """Raise FaultError where another booking, or a line before, has the same meeting at that time."""
    for other in taken.made:
        if share_a_meeting(one.booking, other.booking):
            raise FaultError("meeting_twice", str(other.place))
    for number in others_in(context, one.booking):
        raise FaultError("meeting_taken", number)


def import_bookings(context: RequestContext, made: Sequence[Made], actor: str) -> None:
    """Write each booking; RefusedError names the line at which somebody was faster, before which all is written."""
    for one in made:
        try:
            written = any(_written(context, one, actor) for _ in range(TRIES))
        except RefusedError:
            written = False
        if not written:
            raise RefusedError("import_stopped", count=str(one.place))


def _written(context: RequestContext, one: Made, actor: str) -> bool:
    """Write a booking, under another number where its own was drawn for another meanwhile; who waited waits no more."""
    now, booking = context.clock.now(), replace(one.booking, number=context.new_number())
    change = BookingChange(None, booking, actor, "imported", now, plans=_is_news, counsellor=one.counsellor)
    commit = commit_of(context, change) + waiting_ended(context, booking, actor, now)
    return tried_for_staff(context.store, *commit.parts)


def _is_news(row: LedgerRow) -> bool:
    return row.kind in NEWS


def booking_rows(context: RequestContext, bookings: Sequence[Booking]) -> list[list[str]]:
    """Give the bookings to come, in the form in which they are taken in."""
    now = context.clock.now()
    live = [(one, _start_to_come(one, now)) for one in bookings if one.is_live]
    rows = (_row(context, one, start) for one, start in live if start > now)
    return [[names[0] for names in COLUMNS.values()], *rows]


def _start_to_come(one: Booking, now: datetime) -> datetime:
    """Give the start of a booking; of one that is offered other times, the first that it still holds."""
    return min((start for start in one.stands_at if start > now), default=one.start)


def _row(context: RequestContext, one: Booking, start: datetime) -> list[str]:
    def told(name: str) -> str:
        value = one.answers[name].value if name in one.answers else ""
        key = f"book.{name}.option.{value}"
        return context.words(key) if value and key in context.words else value

    room = one.room
    return [
        f"{start.astimezone(TOKYO):%Y-%m-%d %H:%M}",
        *(told(name) for name in ("name", "number", "telephone", "email", "purpose", "support")),
        name_of(context.office.schedule.counsellors, one.counsellor),
        *((room.meeting_id, room.passcode, room.join_url) if room else ("", "", "")),
    ]
