"""Months that are named without a day: whole, in part, or too far ahead to be booked."""

import re
from datetime import date, timedelta

from bot.booking.schedule.opening import today
from bot.booking.text import compatible
from bot.dialogue.turn import Facts

MONTH = re.compile(
    r"(?<!\d)(?P<month>1[0-2]|[1-9])月(?!曜|\s*\d)|(?P<year>来年(?!.*\d日)|(?:年|正月|三が日)(?:が)?明け)|(?P<after_next>再来月)"
)
SPANS_OF_A_MONTH = {
    **dict.fromkeys(("上旬", "初旬", "頭", "あたま", "初め", "はじめ"), (1, 10)),
    **dict.fromkeys(("中旬", "半ば", "なかば", "中頃"), (11, 20)),
    **dict.fromkeys(("下旬", "末", "終わり", "おわり"), (21, 31)),
    **dict.fromkeys(("入ってすぐ", "入ったらすぐ", "入ったら", "早々", "に入って"), (1, 10)),
    "前半": (1, 15),
    "後半": (16, 31),
}
PART_OF_A_MONTH = re.compile(
    rf"(?P<month>今月|再来月|来月|(?<!\d)(?:1[0-2]|[1-9])月)の?(?P<part>{'|'.join(SPANS_OF_A_MONTH)})"
    r"|(?<![一-龥])(?P<coming>月末|[上中下]旬)"
)
WHOLE_MONTH = re.compile(r"(?P<month>(?<!再)来月|再来月|今月|(?<![\d/])(?:1[0-2]|[1-9])月)(?!曜|の?\s?(?:\d|第))")
AHEAD = ("今月", "来月", "再来月")


def is_too_far(text: str, last: date, facts: Facts) -> bool:
    """Say whether all that a text names is a month that begins after the last day that can be booked."""
    found, now = MONTH.search(compatible(text)), today(facts.now)
    if not found:
        return False
    month = int(found["month"] or (1 if found["year"] else (now.month + 1) % 12 + 1))
    return date(now.year + (month < now.month), month, 1) > last


def part_of_a_month(text: str, facts: Facts) -> frozenset[date]:
    """Give the days of the beginning, the middle or the end of a month, where a text names one."""
    found, now = PART_OF_A_MONTH.search(compatible(text)), today(facts.now)
    if not found:
        return frozenset()
    if found["coming"]:
        part = found["coming"].removeprefix("月")
        return next(days for days in (_days_of_part(named, part, now) for named in AHEAD) if max(days) > now)
    return _days_of_part(found["month"], found["part"], now)


def _days_of_part(named: str, part: str, now: date) -> frozenset[date]:
    return _days_of_span(named, SPANS_OF_A_MONTH[part], now)


def _days_of_span(named: str, span: tuple[int, int], now: date) -> frozenset[date]:
    month = (now.month + AHEAD.index(named) - 1) % 12 + 1 if named in AHEAD else int(named[:-1])
    begin, (first, last) = date(now.year + (month < now.month), month, 1), span
    days = (begin + timedelta(days=count) for count in range(first - 1, last))
    return frozenset(day for day in days if day.month == month)


def whole_month(text: str, facts: Facts) -> frozenset[date]:
    """Give the days of a month that is named without a day, a part or a week of it."""
    found, now = WHOLE_MONTH.search(compatible(text)), today(facts.now)
    if not found:
        return frozenset()
    return _days_of_span(found["month"], (1, 31), now)
