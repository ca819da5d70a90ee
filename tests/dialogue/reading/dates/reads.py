"""Reads a day and a time as on a Wednesday at ten, and says what was understood."""

from datetime import date, datetime, time, timedelta, timezone

from bot.dialogue.reading import AskWhen, At, NotADate, OnDay, Past, When, WrongWeekday, read_when

TOKYO = timezone(timedelta(hours=9))

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=TOKYO)

STARTS = tuple(time(10 + half // 2, half % 2 * 30) for half in range(11))

NAMES = {AskWhen: "ASK", NotADate: "NONE", Past: "PAST", WrongWeekday: "MISMATCH"}


def told(when: When) -> str:
    if isinstance(when, At):
        return when.start.strftime("%Y-%m-%d %H:%M")
    return f"DAY {when.day}{when.part}" if isinstance(when, OnDay) else NAMES[type(when)]


def read(phrase: str, day: date | None = None) -> When:
    return read_when(phrase, now=NOW, starts=STARTS, day=day)
