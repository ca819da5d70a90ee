"""The hours of a week in the words people get to read: 平日8:30～17:15, 月～土曜10:00～12:00と13:00～15:00."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from bot.booking.schedule.weekly import Span, Weekly
from bot.dialogue.words import Said
from bot.dialogue.words.dates import WEEKDAYS, say_time

MONDAY_TO_FRIDAY, EVERY_DAY = tuple(range(5)), tuple(range(7))
Say = Callable[[Sequence[Span]], Said]


def say_hours(week: Weekly) -> Said:
    """Say from when to when on which days: 平日8:30～17:15, 土曜8:30～12:00."""
    return _said(week, _from_to)


def say_starts(week: Weekly, last_starts: Callable[[Span], Span]) -> Said:
    """Say from when to when a consultation may start: 10:00から15:00まで; with the days where these differ."""
    starts = Weekly(tuple(tuple(map(last_starts, spans)) for spans in week.days))
    whole = {spans for spans, _ in starts.groups()}
    if len(whole) == 1 and len(next(iter(whole))) == 1:
        return _between(next(iter(whole)))
    return _said(starts, _between)


def say_closed(weeks: Sequence[Weekly]) -> Said:
    """Say the days of the week that are free in all of some weeks, each followed by ・: 土曜・日曜・."""
    free = [weekday for weekday in EVERY_DAY if not any(week.days[weekday] for week in weeks)]
    return Said("".join(f"{WEEKDAYS[one]}曜・" for one in free), "".join(f"{WEEKDAYS[one]}曜日・" for one in free))


def _said(week: Weekly, say: Say) -> Said:
    parts = []
    for spans in dict.fromkeys(spans for spans in week.days if spans):
        days, hours = _days([one for one, found in enumerate(week.days) if found == spans]), say(spans)
        parts.append(Said(f"{days}{hours}", f"{days.easy}の {hours.easy}"))
    return Said.joined(parts, "、")


def _days(weekdays: Sequence[int]) -> Said:
    """Say some days of the week: 平日, 月～土曜, 月・水・金曜."""
    first, last = WEEKDAYS[weekdays[0]], WEEKDAYS[weekdays[-1]]
    easy = "・".join(f"{WEEKDAYS[one]}曜日" for one in weekdays)
    if tuple(weekdays) == MONDAY_TO_FRIDAY:
        return Said("平日", "平日（へいじつ：月曜日から 金曜日）")
    if tuple(weekdays) == EVERY_DAY:
        return Said("毎日", "毎日（まいにち）")
    if len(weekdays) > 2 and all(other == one + 1 for one, other in pairwise(weekdays)):
        return Said(f"{first}～{last}曜", f"{first}曜日から {last}曜日")
    return Said(f"{'・'.join(WEEKDAYS[one] for one in weekdays)}曜", easy)


def _from_to(spans: Sequence[Span]) -> Said:
    return _spans(spans, Said("～", "から "), Said("", "まで"))


def _between(spans: Sequence[Span]) -> Said:
    return _spans(spans, Said("から", "から "), Said("まで", "まで"))


def _spans(spans: Sequence[Span], to: Said, end: Said) -> Said:
    parts = [Said.joined((say_time(one.since), to, say_time(one.until), end)) for one in spans]
    return Said("と".join(parts), "と ".join(part.easy for part in parts))
