"""What an hour means beside 午前, 夕方 and the like, or alone."""

from collections.abc import Mapping, Sequence
from datetime import time

from bot.dialogue.reading.dates.tokens import Token

MORNING, NOON = range(12), 12
# What each word makes of an hour; an hour it does not hold contradicts it.
HOURS: Mapping[str, Mapping[int, int]] = {
    "am": {hour: hour for hour in MORNING},
    "early": {hour: hour for hour in range(4, 12)},
    "morning": {hour: hour for hour in range(4, 12)},
    "noon": {10: 10, 11: 11, 12: 12} | {hour: hour % 12 + 12 for hour in (1, 2, 3, 4, 13, 14, 15, 16)},
    "pm": {hour: hour % 12 + 12 for hour in range(24)},
    "evening": {hour: hour % 12 + 12 for hour in (3, 4, 5, 6, 7, 15, 16, 17, 18, 19)},
    "night": {hour: hour % 12 + 12 for hour in (5, 6, 7, 8, 9, 10, 11, 17, 18, 19, 20, 21, 22, 23)},
}
SPANS = {"am": (0, 12), "early": (0, 12), "morning": (0, 12), "noon": (12, 14), "pm": (12, 24)} | {
    "evening": (15, 19),
    "night": (17, 24),
}
FAR = 120  # minutes: an hour this far from all starts may be meant for either half of the day


def meanings(token: Token, part: str, starts: Sequence[time]) -> tuple[time, ...]:
    """Give the times one may mean: one if it is clear, none if the words contradict each other."""
    hour, minute = token.slots["hour"], 30 if "half" in token.slots or _is_half(token) else token.slots.get("minute", 0)
    if part:
        return (time(HOURS[part][hour], minute),) if hour in HOURS[part] else ()
    if hour > NOON or hour == 0 or token.text.strip().startswith("0") or "exact" in token.slots:
        return (time(hour, minute),)
    return _nearest((time(hour % 12, minute), time(hour % 12 + 12, minute)), starts)


def _is_half(token: Token) -> bool:
    return token.text.endswith(("半", "はん"))


def _nearest(halves: tuple[time, time], starts: Sequence[time]) -> tuple[time, ...]:
    """Take the half of the day in which consultations start; both when that does not decide."""
    if not starts:
        return halves
    away = [_away(half, starts) for half in halves]
    if away[0] == away[1] or min(away) > FAR:
        return halves
    return (halves[0] if away[0] < away[1] else halves[1],)


def _away(moment: time, starts: Sequence[time]) -> int:
    return max(minutes(min(starts)) - minutes(moment), minutes(moment) - minutes(max(starts)), 0)


def minutes(moment: time) -> int:
    """Give the minutes since midnight."""
    return moment.hour * 60 + moment.minute
