"""A time that is told by how far it is from that of the booking: 「1日早めたい」."""

import re
from datetime import timedelta

from bot.booking.opening import TOKYO
from bot.booking.text import compatible
from bot.dialogue.questions.date_and_time import Day
from bot.dialogue.questions.kinds import Result, Seen
from bot.dialogue.questions.start_times import start_if_free

SHIFT = re.compile(
    r"(?P<count>[0-9]{1,3}|[一二三四五六])(?P<unit>日|週間|時間|分)(?:ほど|くらい|ぐらい|だけ)?(?P<way>早|はや|前倒|前に|延期|先に|遅|おそ|後ろ|あとに|後に)"
)
UNITS = {"日": timedelta(days=1), "週間": timedelta(weeks=1), "時間": timedelta(hours=1), "分": timedelta(minutes=1)}
KANJI = {digit: count for count, digit in enumerate("一二三四五六", 1)}


def shifted(text: str, seen: Seen, day: Day) -> Result | None:
    """Read a time that is told by how far it is from that of the booking: 「1日早めたい」."""
    found, booking = SHIFT.search(compatible(text)), seen.facts.booking
    if not found or not booking:
        return None
    count = KANJI.get(found["count"]) or int(found["count"])
    sign = -1 if found["way"] in ("早", "はや", "前倒", "前に") else 1
    return start_if_free(booking.start.astimezone(TOKYO) + sign * count * UNITS[found["unit"]], seen, day, echo=True)
