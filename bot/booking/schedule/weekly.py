"""The hours of a week, read from a text like "mon-fri 10:00-12:00,13:00-15:30; sat 10:00-12:00" and written as one.

Pure. What can't be read is a ValueError that says in one line what to mend.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby, pairwise

from bot.booking.text import compatible

NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
JAPANESE = "月火水木金土日"
DASHES = str.maketrans("~～〜‐–—―−ー、；", "---------,;")
PART = re.compile(r"([^0-9]*)([0-9].*)?")
CLOCK = r"([0-9]{1,2})(?::([0-9]{2})| ?時 ?(?:([0-9]{1,2}) ?分|(半))?)"
SPAN = re.compile(rf"{CLOCK} ?(?:-|から) ?{CLOCK} ?(?:まで)?")
TOGETHER = {"平日": range(5), "毎日": range(7), "土日": range(5, 7)}
LENGTH = 7  # days
EXAMPLE = "月-金 10:00-12:00,13:00-15:30（または mon-fri 10:00-12:00,13:00-15:30）"


@dataclass(frozen=True)
class Span:
    """A part of a day, from one time of day up to another."""

    since: time
    until: time

    def __str__(self) -> str:
        """Give it as the text of a week has it."""
        return f"{self.since:%H:%M}-{self.until:%H:%M}"

    @property
    def minutes(self) -> int:
        """Give how long it is."""
        return minutes_of(self.until) - minutes_of(self.since)


@dataclass(frozen=True)
class Weekly:
    """The spans of each day of a week, Monday first, each day's in order; what lies between two is a break."""

    days: tuple[tuple[Span, ...], ...]

    def on(self, day: date) -> tuple[Span, ...]:
        """Give the spans of a day."""
        return self.days[day.weekday()]

    @property
    def weekdays(self) -> tuple[int, ...]:
        """Give the days of the week that have a span, 0 = Monday."""
        return tuple(weekday for weekday, spans in enumerate(self.days) if spans)

    @property
    def spans(self) -> tuple[Span, ...]:
        """Give every span of the week."""
        return tuple(span for spans in self.days for span in spans)

    def __str__(self) -> str:
        """Give the text that is read as this week."""
        return self._written(NAMES)

    @property
    def to_edit(self) -> str:
        """Give that text with the weekdays in Japanese, as it is typed in the console."""
        return self._written(JAPANESE)

    def _written(self, names: Sequence[str]) -> str:
        parts = []
        for spans, weekdays in self.groups():
            first, last = names[weekdays[0]], names[weekdays[-1]]
            parts.append(f"{first}-{last}" if len(weekdays) > 1 else first)
            parts[-1] += f" {','.join(map(str, spans))}"
        return "; ".join(parts)

    @property
    def in_japanese(self) -> str:
        """Give it as people write it: 月〜金 08:30-17:15、土 09:00-12:00."""
        told = []
        for spans, weekdays in self.groups():
            first, last = JAPANESE[weekdays[0]], JAPANESE[weekdays[-1]]
            days = f"{first}〜{last}" if len(weekdays) > 1 else first
            told.append(f"{days} {'・'.join(map(str, spans))}")
        return "、".join(told)

    def groups(self) -> Iterator[tuple[tuple[Span, ...], tuple[int, ...]]]:
        """Give runs of days that have the same spans."""
        for spans, run in groupby(range(LENGTH), lambda weekday: self.days[weekday]):
            if spans:
                yield spans, tuple(run)


def minutes_of(clock: time) -> int:
    """Give the minutes since midnight."""
    return clock.hour * 60 + clock.minute


def time_at(minutes: int) -> time:
    """Give the time of day so many minutes after midnight."""
    return time(minutes // 60, minutes % 60)


def same_hours(since: time, until: time) -> Weekly:
    """Give the week of who works from Monday to Friday at the same hours."""
    spans = (Span(since, until),)
    return Weekly((spans,) * 5 + ((),) * 2)


def weekly_from(text: str, minutes: int = 0) -> Weekly:
    """Read a week; with `minutes`, each span must hold a whole number of consultations so long."""
    days: list[list[Span]] = [[] for _ in range(LENGTH)]
    folded = compatible(text).lower().translate(DASHES)
    for part in filter(None, map(str.strip, folded.split(";"))):
        weekdays, spans = _part(part)
        for weekday in weekdays:
            days[weekday] += spans
    if not any(days):
        raise ValueError(f"曜日と時間を {EXAMPLE} の形で書いてください")
    for weekday, spans in enumerate(days):
        spans.sort(key=lambda span: span.since)
        _check(weekday, spans, minutes)
    return Weekly(tuple(map(tuple, days)))


def _part(part: str) -> tuple[list[int], list[Span]]:
    found = PART.fullmatch(part)
    named, hours = (found[1].strip(), found[2]) if found else ("", None)
    if not named or not hours:
        raise ValueError(f"曜日のあとに時間を {EXAMPLE} の形で書いてください（いまは {part!r}）")
    weekdays = [weekday for one in re.split("[,・]", named) if one.strip() for weekday in _weekdays(one.strip())]
    return sorted(set(weekdays)), [_span(one.strip()) for one in hours.split(",") if one.strip()]


def _weekdays(named: str) -> Sequence[int]:
    if named in TOGETHER:
        return TOGETHER[named]
    if len(named) > 1 and set(named) <= set(JAPANESE):  # 月火水, as it is written in Japanese
        return [JAPANESE.index(one) for one in named]
    ends = [_weekday(one.strip()) for one in re.split("-|から", named.removesuffix("まで"))]
    if len(ends) > 2 or ends[-1] < ends[0]:
        raise ValueError(f"曜日の範囲は 月-金（または mon-fri）の形で、前の曜日から書いてください（いまは {named!r}）")
    return range(ends[0], ends[-1] + 1)


def _weekday(name: str) -> int:
    japanese = name.removesuffix("日").removesuffix("曜") or name
    if name in NAMES:
        return NAMES.index(name)
    if len(japanese) == 1 and japanese in JAPANESE:
        return JAPANESE.index(japanese)
    english = " ".join(NAMES)
    raise ValueError(f"曜日は 月-金、月火水、平日、毎日（または {english}）のように書いてください（いまは {name!r}）")


def _span(text: str) -> Span:
    found = SPAN.fullmatch(text)
    try:
        first, last = (found.groups()[:4], found.groups()[4:]) if found else ((), ())
        since, until = _clock(*first), _clock(*last)
    except (TypeError, ValueError):
        raise ValueError(f"時間は 10:00-12:00 の形で、0:00から23:59までで書いてください（いまは {text!r}）") from None
    if until <= since:
        raise ValueError(f"{text} は、始まりを終わりより前にしてください")
    return Span(since, until)


def _clock(hour: str, minute: str | None, minute_said: str | None, half: str | None) -> time:
    """Read 10:30, 10時30分, 10時半 or 10時."""
    return time(int(hour), 30 if half else int(minute or minute_said or 0))


def _check(weekday: int, spans: Sequence[Span], minutes: int) -> None:
    day = f"{JAPANESE[weekday]}曜"
    for one, other in pairwise(spans):
        if other.since < one.until:
            raise ValueError(f"{day}の {one} と {other} が重なっています。どちらかの時間を直してください")
    uneven = next((span for span in spans if minutes and span.minutes % minutes), None)
    if uneven:
        raise ValueError(f"{day}の {uneven} は1回{minutes}分で割り切れません。終わりの時刻を直してください")
