"""Days and times that are offered where a text leaves several: few as buttons, many days as a calendar."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.booking.opening import days_of
from bot.dialogue.questions.calendar_card import by_week
from bot.dialogue.questions.kinds import Again, Seen
from bot.dialogue.questions.start_times import time_option
from bot.dialogue.reading import short_day
from bot.dialogue.turn import Option, Say

if TYPE_CHECKING:
    from bot.dialogue.questions.date_and_time import Day

DAYS_SHOWN = 11  # on a list with numbers
FIRST = 3  # starts for who wants the earliest


def fewest(starts: tuple[datetime, ...]) -> Sequence[date | datetime]:
    """Give a few starts themselves, and of many their days."""
    return starts if len(starts) < DAYS_SHOWN else days_of(starts)[:DAYS_SHOWN]


def offered(key: str, choices: Sequence[date | datetime], seen: Seen, day: "Day", **values: str) -> Again:
    """Offer days or starts, many days as a calendar."""
    if _are_many_days(choices):
        groups = by_week(seen, day.name, [one for one in choices if not isinstance(one, datetime)])
        return Again(Say(f"heard.{key}", values, look="weeks", groups=groups, quiet=True), counts=False)
    options = tuple(_choice(seen, day, choice) for choice in choices)
    if not options:
        return Again(day.ask(replace(seen, conversation=seen.conversation.without(day.name))), counts=False)
    return Again(Say(f"heard.{key}", values, options, numbered=True), counts=False)


def asked_which(seen: Seen, day: "Day", reason: str, choices: tuple[date | datetime, ...], **values: str) -> Again:
    """Ask which of some days or starts is meant, and why it has to be asked."""
    if _are_many_days(choices):
        groups = by_week(seen, day.name, [one for one in choices if not isinstance(one, datetime)])
        say = Say(f"{day.key}.retry.{reason}", values, look="weeks", groups=groups, quiet=True)
        return Again(say, counts=False)
    options = tuple(_choice(seen, day, choice) for choice in choices[:DAYS_SHOWN])
    return Again(Say(f"{day.key}.retry.{reason}", values, options, numbered=bool(options)), counts=False)


def _choice(seen: Seen, day: "Day", choice: date | datetime) -> Option:
    if isinstance(choice, datetime):
        return time_option(seen, day.time, choice, with_day=True)
    return seen.option(day.name, choice.isoformat(), f"{day.key}.option.day", day=short_day(choice))


def _are_many_days(choices: Sequence[date | datetime]) -> bool:
    return len(choices) > FIRST and not any(isinstance(choice, datetime) for choice in choices)
