"""A time that is told by how far it is from that of the booking: 「1日早めたい」."""

import re
from datetime import datetime, timedelta

from bot.booking.opening import TOKYO, monday_of, today
from bot.booking.text import compatible
from bot.dialogue.questions.date_and_time import Day
from bot.dialogue.questions.kinds import Result, Seen
from bot.dialogue.questions.start_times import start_if_free
from bot.dialogue.understanding.folding import BLANK

SHIFT = re.compile(
    r"(?P<count>[0-9]{1,3}|[一二三四五六])(?P<unit>日|週間|時間|分)(?:ほど|くらい|ぐらい|だけ)?(?P<way>早|はや|前倒|前に|延期|先に|遅|おそ|後ろ|あとに|後に)"
)
# 「次の週の同じ時間」; the week after the one it is, or after the booking's own.
SAME_TIME = re.compile(
    r"(?P<week>次の週|翌週|次週|[1一]週間後|[1一]週間先|来週)の?[^、。]{0,6}?(?:同じ|おなじ)(?:曜日|時間|時刻|とき|頃|ころ)"
)
UNITS = {"日": timedelta(days=1), "週間": timedelta(weeks=1), "時間": timedelta(hours=1), "分": timedelta(minutes=1)}
KANJI = {digit: count for count, digit in enumerate("一二三四五六", 1)}


def shifted(text: str, seen: Seen, day: Day) -> Result | None:
    """Read a time that is told by how far it is from that of the booking: 「1日早めたい」."""
    booking = seen.facts.booking
    return shifted_from(booking.start, text, seen, day) if booking else None


def shifted_from(start: datetime, text: str, seen: Seen, day: Day) -> Result | None:
    """Read a time that is told by how far it is from another."""
    found = SHIFT.search(compatible(text))
    if same := SAME_TIME.search(BLANK.sub("", compatible(text))):
        return start_if_free(_a_week_on(start, same["week"], seen), seen, day, echo=True)
    if not found:
        return None
    count = KANJI.get(found["count"]) or int(found["count"])
    sign = -1 if found["way"] in ("早", "はや", "前倒", "前に") else 1
    return start_if_free(start.astimezone(TOKYO) + sign * count * UNITS[found["unit"]], seen, day, echo=True)


def _a_week_on(start: datetime, week: str, seen: Seen) -> datetime:
    """Give the same weekday and time in the week that is named; 「来週」 is the one after this, if that is another."""
    here, week_long = start.astimezone(TOKYO), timedelta(weeks=1)
    if week != "来週":
        return here + week_long
    ahead = monday_of(today(seen.facts.now)) + week_long - monday_of(here.date())
    return here + (ahead or week_long)
