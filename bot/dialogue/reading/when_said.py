"""Days and times in the words people get to read, and the reader understands again."""

from datetime import date, datetime

from bot.dialogue.reading.when_dates import rolled

WEEKDAYS = "月火水木金土日"


def say_day(day: date, today: date | None = None) -> str:
    """Say a day: 12月3日（木）; seen from `today`, with the year when the day alone would be taken for another."""
    year = f"{day.year}年" if today and rolled(day.month, day.day, today) != day else ""
    return f"{year}{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def say_when(start: datetime, today: date | None = None) -> str:
    """Say a day and time: 12月3日（木）午後2時30分."""
    half = "午前" if start.hour < 12 else "午後"
    return f"{say_day(start.date(), today)}{half}{start.hour % 12}時{start.minute}分"
