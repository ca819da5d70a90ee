"""Start times as buttons carry and show them, and what is said when one can't be had."""

from datetime import date, datetime, time
from typing import Protocol

from bot.booking.lifecycle import is_booked_for
from bot.booking.model import Answer
from bot.booking.schedule.opening import TOKYO, has_places, nearest, nothing_ahead, today
from bot.booking.schedule.vacancy import why_not
from bot.dialogue.common_buttons import PHONE
from bot.dialogue.questions.kinds import Again, Filled, Finish, Question, Result, Seen
from bot.dialogue.reading import say_time, say_when, short_day
from bot.dialogue.turn import ANYONE, Facts, Option, Say


class DayQuestion(Question, Protocol):
    """The question about the day, as what is typed or pressed there needs it."""

    @property
    def time(self) -> str:
        """Give the name of the question about the time."""

    def on(self, day: date, seen: Seen) -> Result:
        """Keep a day that has room, or say why it can't be had."""


def day_or_none(value: str) -> date | None:
    """Read a day as a button carries it, 2026-12-03; None for what is none."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def start_or_none(value: str) -> datetime | None:
    """Read a start as a button carries it, 2026-12-03T14:00:00+09:00; None for what is none."""
    try:
        return datetime.fromisoformat(value).astimezone(TOKYO)
    except (ValueError, OverflowError):
        return None


def clock_or_none(value: str) -> time | None:
    """Read a time of the day as it is held for a day to come, 14:00; None for a text that is held for other reasons."""
    try:
        return time.fromisoformat(value)
    except ValueError:
        return None


def chosen_start(answer: Answer) -> datetime:
    """Give the start that an answer to a time question stands for."""
    return datetime.fromisoformat(answer.value)


def time_option(seen: Seen, question: str, start: datetime, *, with_day: bool = False) -> Option:
    """Make the button of one start."""
    key = "book.time.option.day_and_time" if with_day else "book.time.option.time"
    return seen.option(question, start.isoformat(), key, time=say_time(start.time()), day=short_day(today(start)))


WAIT = "wait"  # the value of the button for the waiting list, a colon and a day behind it where that is what is full


def to_wait(seen: Seen, question: str, day: date | None = None) -> tuple[Option, ...]:
    """Offer the waiting list, for a day that is full or any, to who has nothing yet."""
    may = seen.conversation.flow == "book" and not seen.facts.wish
    value = f"{WAIT}:{day}" if day else WAIT
    return (seen.option(question, value, "book.day.option.wait"),) if may else ()


def wants_to_wait(value: str) -> bool:
    """Say whether a button is that for the waiting list."""
    return value.partition(":")[0] == WAIT


def not_free(start: datetime, seen: Seen, time_question: str, *, when: str = "") -> Again:
    """Say why a start, or a whole day named by `when`, can't be had, with the three nearest that can."""
    facts = seen.facts
    reason = why_not(facts.office, facts.now, start, facts.free) or "gone"
    options = tuple(time_option(seen, time_question, near, with_day=True) for near in nearest(facts.free, start))
    closure = facts.office.schedule.closure(today(start), start.astimezone(TOKYO).time())
    values = {"when": when or say_when(start, today(facts.now)), **({"reason": closure.reason} if closure else {})}
    if reason == "no_places" and when and has_places(facts.office, today(start)):
        reason = "gone"  # its other times have places, all taken
    elif reason == "no_places" and nothing_ahead(facts.office, facts.now):
        reason = "nothing_ahead"
    if reason == "gone" and today(start) in facts.withheld:
        reason = "withheld"
    elif reason == "gone" and _is_of_others(start, facts, whole_day=bool(when)):
        named = today(start).isoformat() if when else start.isoformat()
        others = seen.option(time_question, f"{ANYONE}:{named}", "counsellor.option.anyone")
        told = {"when": values["when"], "counsellor": facts.own_counsellor_told}
        return Again(Say("counsellor.not_then", told, (others, *options), numbered=True), counts=False)
    if reason == "nothing_ahead":
        options = (PHONE,)
    options += to_wait(seen, time_question, today(start)) if reason == "gone" else ()
    return Again(
        Say(f"book.time.retry.{reason}", values, options, numbered=bool(options) and options != (PHONE,)),
        counts=False,
    )


def _is_of_others(start: datetime, facts: Facts, *, whole_day: bool) -> bool:
    """Say whether a start, or its whole day, is free with others than the own counsellor, whose times are shown."""
    free = facts.free_with_others if facts.needs.counsellor else ()
    return today(start) in map(today, free) if whole_day else start in free


def start_if_free(start: datetime, seen: Seen, day: DayQuestion, *, echo: bool = False) -> Result:
    """Keep a start if it is free; otherwise say why not and offer the nearest."""
    answers = {day.name: Answer(today(start).isoformat()), day.time: Answer(start.isoformat())}
    if seen.conversation.flow == "change" and seen.facts.booking and is_booked_for(seen.facts.booking, start):
        return Finish(answers)  # there is nothing to review: nothing is moved
    if start not in seen.facts.free:
        return not_free(start, seen, day.time)
    return Filled(answers, Say("book.time.echo", {"when": say_when(start, today(seen.facts.now))}) if echo else None)


def said_before(seen: Seen, day: DayQuestion) -> tuple[str, ...]:
    """Give what was said of days and times before, each text in a line; it holds until something contradicts it."""
    held = seen.conversation.held
    return tuple(line for name in (day.name, day.time) for line in held.get(name, "").splitlines() if line.strip())
