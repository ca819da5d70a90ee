"""A time that is told by how far it is from that of the booking: 「1日早めたい」, 「次の日に」."""

import re
from datetime import datetime, timedelta

from bot.booking.schedule.opening import TOKYO, monday_of, on_day, today
from bot.booking.text import compatible
from bot.dialogue.questions.date_and_time import Day
from bot.dialogue.questions.kinds import Result, Seen
from bot.dialogue.questions.offered_days import FIRST, offered
from bot.dialogue.questions.start_times import start_if_free
from bot.dialogue.understanding.folding import BLANK
from bot.dialogue.understanding.shifts import COUNTED, NEXT_TO_IT, SOMEWHAT, plain

# 「次の週の同じ時間」; the week after the one it is, or after the booking's own.
SAME_TIME = re.compile(
    r"(?P<week>次の週|翌週|次週|[1一]週間後|[1一]週間先|来週)の?[^、。]{0,6}?(?:同じ|おなじ)(?:曜日|時間|時刻|とき|頃|ころ)"
)
# Which way is not said: both are offered.
AGAIN = re.compile(
    r"(?:もう|あと|さらに)(?P<count>[0-9]{1,2})(?P<unit>分|時間)(?:だけ)?(?:です|で|ずらして|お願いします)?"
)
UNITS = {"日": timedelta(days=1), "週間": timedelta(weeks=1), "時間": timedelta(hours=1), "分": timedelta(minutes=1)}
EARLIER = re.compile("早|はや|前|まえ|繰り?上|くり(?:あげ|上)")
HALF_AN_HOUR = timedelta(minutes=30)


def shifted(text: str, seen: Seen, day: Day) -> Result | None:
    """Read a time that is told by how far it is from that of the booking: 「1日早めたい」."""
    booking = seen.facts.booking
    return shifted_from(booking.start, text, seen, day) if booking else None


def shifted_from(start: datetime, text: str, seen: Seen, day: Day) -> Result | None:
    """Read a time that is told by how far it is from another."""
    said = plain(text)
    if same := SAME_TIME.search(BLANK.sub("", compatible(text))):
        return start_if_free(_a_week_on(start, same["week"], seen), seen, day, echo=True)
    if found := COUNTED.search(said):
        return start_if_free(start.astimezone(TOKYO) + _counted(found), seen, day, echo=True)
    if beside := NEXT_TO_IT.search(said):
        return start_if_free(start.astimezone(TOKYO) + _next(beside["next"]), seen, day, echo=True)
    if again := AGAIN.fullmatch(said):
        far = int(again["count"]) * UNITS[again["unit"]]
        either = [one for one in (start - far, start + far) if one in seen.facts.free]
        return offered("wished", either, seen, day) if either else None
    somewhat = SOMEWHAT.search(said)
    return _somewhat(start, somewhat["way"], seen, day) if somewhat else None


def _counted(found: re.Match[str]) -> timedelta:
    far = int(found["count"]) * UNITS[found["unit"]] + (
        HALF_AN_HOUR if found["half"] and found["unit"] == "時間" else timedelta()
    )
    return -far if EARLIER.match(found["way"]) else far


def _next(named: str) -> timedelta:
    """Give how far the next or the former day or week is."""
    far = timedelta(weeks=1) if "週" in named else timedelta(days=1)
    return -far if named.startswith("前") else far


def _somewhat(start: datetime, way: str, seen: Seen, day: Day) -> Result | None:
    """Offer the free times of the same day that are earlier or later; None where there is none."""
    that_day = on_day(seen.facts.free, today(start))
    earlier, later = [one for one in that_day if one < start], [one for one in that_day if one > start]
    near = earlier[-FIRST:] if EARLIER.match(way) else later[:FIRST]
    return offered("wished", near, seen, day) if near else None


def _a_week_on(start: datetime, week: str, seen: Seen) -> datetime:
    """Give the same weekday and time in the week that is named; 「来週」 is the one after this, if that is another."""
    here, week_long = start.astimezone(TOKYO), timedelta(weeks=1)
    if week != "来週":
        return here + week_long
    ahead = monday_of(today(seen.facts.now)) + week_long - monday_of(here.date())
    return here + (ahead or week_long)
