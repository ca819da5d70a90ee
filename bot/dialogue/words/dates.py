"""Days and times in the words people get to read, and the reader understands again."""

from datetime import date, datetime, time

from bot.dialogue.words import Said
from bot.dialogue.words.date_sums import rolled

WEEKDAYS = "月火水木金土日"


def say_day(day: date, today: date | None = None) -> Said:
    """Say a day: 12月3日（木）; seen from `today`, with the year when the day alone would be taken for another.

    In やさしい日本語: 2026年12月3日（木曜日）.
    """
    year = f"{day.year}年" if today and rolled(day.month, day.day, today) != day else ""
    short = f"{day.month}月{day.day}日"
    return Said(f"{year}{short}（{_weekday(day)}）", f"{day.year}年{short}（{_weekday(day)}曜日）")


def say_date(day: date) -> Said:
    """Say a day with its year in either wording: 2026年12月3日（木）."""
    said = say_day(day)
    return Said(f"{day.year}年{said}", said.easy)


def say_when(start: datetime, today: date | None = None) -> Said:
    """Say a day and time: 12月3日（木）14:30; in やさしい日本語: 2026年12月3日（木曜日）午後2時30分."""
    return Said.joined((say_day(start.date(), today), say_time(start.time())))


def say_time(moment: time) -> Said:
    """Say a time of the day: 14:00, 9:30; in やさしい日本語: 午後2時, 昼12時30分."""
    return Said(f"{moment.hour}:{moment:%M}", _easy_time(moment))


def short_day(day: date) -> Said:
    """Say a day where there is little room, under a question that names the year: 12月3日（木）, 12月3日（木曜日）."""
    short = f"{day.month}月{day.day}日"
    return Said(f"{short}（{_weekday(day)}）", f"{short}（{_weekday(day)}曜日）")


def _easy_time(moment: time) -> str:
    half = "昼" if moment.hour == 12 else "午前" if moment.hour < 12 else "午後"
    hour = 12 if moment.hour == 12 else moment.hour % 12
    return f"{half}{hour}時{moment.minute}分" if moment.minute else f"{half}{hour}時"


def _weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()]
