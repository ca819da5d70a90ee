"""Days and times that are offered where a text leaves several: few as buttons, many days as a calendar."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.booking.schedule.opening import days_of
from bot.dialogue.questions.calendar_card import by_week
from bot.dialogue.questions.kinds import Again, Seen
from bot.dialogue.questions.start_times import DayQuestion, time_option
from bot.dialogue.reading import short_day
from bot.dialogue.turn import Option, Say

DAYS_SHOWN = 11  # on a list with numbers
FIRST = 3  # starts for who wants the earliest


def fewest(starts: tuple[datetime, ...]) -> Sequence[date | datetime]:
    """Give a few starts themselves, and of many their days."""
    return starts if len(starts) < DAYS_SHOWN else days_of(starts)[:DAYS_SHOWN]


def offered(key: str, choices: Sequence[date | datetime], seen: Seen, day: DayQuestion, **values: str) -> Again:
    """Offer days or starts; where there is none, ask for the day anew."""
    if not choices:
        return Again(day.ask(replace(seen, conversation=seen.conversation.without(day.name))), counts=False)
    return Again(_to_choose(f"heard.{key}", values, choices, seen, day), counts=False)


def asked_which(
    seen: Seen, day: DayQuestion, reason: str, choices: tuple[date | datetime, ...], **values: str
) -> Again:
    """Ask which of some days or starts is meant, and why it has to be asked."""
    return Again(_to_choose(f"{day.key}.retry.{reason}", values, choices, seen, day), counts=False)


def _to_choose(
    key: str, values: Mapping[str, str], choices: Sequence[date | datetime], seen: Seen, day: DayQuestion
) -> Say:
    """Show many days as a calendar, and all else as buttons."""
    if len(choices) > FIRST and not any(isinstance(choice, datetime) for choice in choices):
        return Say(key, values, look="weeks", groups=by_week(seen, day.name, choices), quiet=True)
    options = tuple(_choice(seen, day, choice) for choice in choices[:DAYS_SHOWN])
    return Say(key, values, options, numbered=bool(options))


def offered_before(again: Again, choices: Sequence[date | datetime], seen: Seen, day: DayQuestion) -> Again:
    """Put other days or starts before those that are offered."""
    first = tuple(_choice(seen, day, choice) for choice in choices)
    others = tuple(one for one in again.say.options if one.action not in [near.action for near in first])
    return replace(again, say=replace(again.say, options=(*first, *others)[:DAYS_SHOWN], numbered=True))


def _choice(seen: Seen, day: DayQuestion, choice: date | datetime) -> Option:
    if isinstance(choice, datetime):
        return time_option(seen, day.time, choice, with_day=True)
    return seen.option(day.name, choice.isoformat(), f"{day.key}.option.day", day=short_day(choice))
