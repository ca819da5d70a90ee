"""Weekdays that are counted from the time that stands, and which way somebody moves it: 「次の週の月曜に延期」."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.booking.schedule.opening import monday_of, today
from bot.booking.text import compatible
from bot.dialogue.questions.kinds import Seen
from bot.dialogue.questions.start_times import chosen_start, day_or_none
from bot.dialogue.questions.when_said.days_said import said_of_days
from bot.dialogue.reading.dates.spelled_out import one_of
from bot.dialogue.understanding.folding import BLANK
from bot.dialogue.understanding.shifts import direction
from bot.dialogue.words.dates import WEEKDAYS

# A weekday of no week that is named.
WEEKDAY = re.compile(r"(?<![0-9週日月のか、・])(?P<weekday>[月火水木金])曜日?|^(?P<alone>[月火水木金])曜日?")
NAMES_A_WEEK = re.compile(r"\d|週|月[末初頭]|今|来|明日|あした|あさって|明後日")
# A weekday, also one of several, that may be of the week of a day that stands.
OF_ITS_WEEK = re.compile(r"(?<![0-9一-龥])(?P<weekday>[月火水木金])(?:曜日?|(?=[はがにでのもかと、・~〜-]|$))")
OF_ANOTHER_WEEK = re.compile(
    r"[0-9一二三四五六七八九十]{1,2}(?:月(?!曜)|日|/)|週|月[末初頭]|今[日月度]|[来翌先再]|本日|明日|あした|あさって|明後日|次|つぎ|こんど|[上中下]旬|年[内末明]|毎"
)


def as_from_what_stands(text: str, seen: Seen) -> str:
    """Write such a weekday as a date, counted from the time that is chosen, or from that of the booking that moves."""
    answers, booking = seen.conversation.answers, seen.facts.booking
    if "time" in answers:
        start = chosen_start(answers["time"])
        return in_its_week(from_the_booking(text, text, start), today(start), seen)
    if booking and seen.conversation.flow == "change":
        text = from_the_booking(text, text, booking.start)
    day = day_or_none(answers["day"].value) if "day" in answers else None
    return in_its_week(text, day, seen) if day else text


def in_its_week(text: str, day: date, seen: Seen) -> str:
    """Write the weekdays that a text wishes for as dates of the week of a day, where that is not this week."""
    told, monday = said_of_days(text, seen.facts), monday_of(day)
    if monday == monday_of(today(seen.facts.now)) or "when" not in told or "any" in told:
        return text
    if OF_ANOTHER_WEEK.search(BLANK.sub("", compatible(text))):
        return text

    def written(found: re.Match[str]) -> str:
        return one_of([monday + timedelta(days=WEEKDAYS.index(found["weekday"]))])

    return OF_ITS_WEEK.sub(written, compatible(text))


def from_the_booking(when: str, text: str, start: datetime) -> str:
    """Write the weekday of who puts a start off, or brings it forward, as a date: 「月曜に延期」."""
    here = today(start)
    way, alone = direction(text), WEEKDAY.search(when)
    if not way or not alone or NAMES_A_WEEK.search(when) or len(re.findall("曜", when)) > 1:
        return when
    weekday = WEEKDAYS.index(alone["weekday"] or alone["alone"])
    ahead = (weekday - here.weekday()) % 7 or 7
    day = here + timedelta(days=ahead if way > 0 else ahead - 7 if ahead < 7 else -7)
    return when[: alone.start()] + one_of([day]) + when[alone.end() :]


def on_its_way(seen: Seen, text: str) -> Seen:
    """Leave who puts a booking off only what is free after it, and who brings it forward only what is before."""
    booking, way = seen.facts.booking, direction(text)
    if not booking or not way:
        return seen
    facts = replace(seen.facts, beside=(booking.start, way))
    return replace(seen, facts=facts) if facts.free else seen
