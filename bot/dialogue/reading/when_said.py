"""Days and times in the words people get to read, and the reader understands again."""

from datetime import date, datetime

WEEKDAYS = "月火水木金土日"


def say_day(day: date) -> str:
    """Say a day: 12月3日（木）."""
    return f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def say_when(start: datetime) -> str:
    """Say a day and time: 12月3日（木）午後2時30分."""
    half = "午前" if start.hour < 12 else "午後"
    return f"{say_day(start.date())}{half}{start.hour % 12}時{start.minute}分"
