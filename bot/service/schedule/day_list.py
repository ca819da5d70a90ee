"""The list of a day with telephone numbers, for the hours in which nothing else works; and the mail of the morning."""

from collections.abc import Mapping
from datetime import date, datetime, time

from bot.booking.model import LET_GO, Booking, DayNote, State
from bot.booking.notices.notice import retry_key_of
from bot.booking.schedule.opening import TOKYO, at, today
from bot.dialogue.words.dates import say_day, say_when
from bot.ports.console import ConsoleStore
from bot.ports.context import RequestContext
from bot.service.once import undone_on_failure
from bot.service.schedule.day_and_week import on, standing_on
from bot.service.staff.tasks import waiting

READY = time(7)  # in Japan
UNTIL = time(12)
COLUMNS = ("start", "number", "state", "name", "telephone", "seeker_number", "room", "told")
TWO_DAYS = 2 * 24 * 3600  # seconds


def rows_of(context: RequestContext, day: date) -> list[Mapping[str, str]]:
    """Give each booking of a day that still stands, by start, with all that a telephone call needs."""
    standing = standing_on(context, day, context.clock.now())
    return [_row(context, one, starts) for starts, one in standing if one.state not in LET_GO]


def _row(context: RequestContext, one: Booking, starts: tuple[datetime, ...]) -> Mapping[str, str]:
    given = {name: one.answers[name].value if name in one.answers else "" for name in ("name", "telephone", "number")}
    return {
        "start": "・".join(f"{start.astimezone(TOKYO):%H:%M}" for start in starts),
        "number": one.number,
        "state": context.words(f"staff.state.{one.state.value}"),
        "name": given["name"],
        "telephone": given["telephone"],
        "seeker_number": given["number"],
        "room": f"{one.room.meeting_id} / {one.room.passcode}" if one.room else "",
        "told": "、".join(note_in_words(context, note) for note in one.day_notes),
    }


def note_in_words(context: RequestContext, note: DayNote) -> str:
    """Say when a seeker wrote on the day, and about what."""
    return f"{note.at.astimezone(TOKYO):%H:%M} {context.words(f'console.day_note.{note.about}')}"


def text_of(context: RequestContext, day: date) -> str:
    """Give the day's list as plain text."""
    from bot.messages.table import table  # with rich, which no process that serves needs but once a day

    words, rows, now = context.words, rows_of(context, day), context.clock.now()
    head = [words(f"day.column.{name}") for name in COLUMNS]
    body = table([head, *([row[name] for name in COLUMNS] for row in rows)]) if rows else words("day.none")
    values = {"day": say_day(day), "when": say_when(now.astimezone(TOKYO)), "count": str(len(rows))}
    return f"{words('day.head', values)}\n\n{body}\n\n{words('day.foot')}\n"


def is_morning(now: datetime) -> bool:
    """Say whether the list of the day is to be made by now."""
    return READY <= now.astimezone(TOKYO).time() < UNTIL


def mail_digest(context: RequestContext, console: ConsoleStore) -> bool:
    """Mail staff once a day how much awaits them, without anything about a person; say whether it was sent now."""
    now = context.clock.now()
    day = today(now)
    if not context.mail or not context.staff.mail_to or not context.store.once_in(f"digest {day}", TWO_DAYS):
        return False
    with undone_on_failure(context.store, f"digest {day}"):
        subject, body = _digest(context, console, day, now)
        context.mail.send(context.staff.mail_to, subject, body, retry_key_of(f"digest {day}"))
    return True


def _digest(context: RequestContext, console: ConsoleStore, day: date, now: datetime) -> tuple[str, str]:
    left, states = waiting(context, console, now), [one.state for one in on(context, day)]
    values = {
        "day": say_day(at(day, time.min).date()),
        "count": str(states.count(State.CONFIRMED)),
        "requests": str(left.requests),
        "outcomes": str(left.outcomes),
        "troubles": str(left.troubles),
        "url": f"{context.public_url}/staff/",
    }
    return context.words("day.digest.subject", values), context.words("day.digest.body", values)
