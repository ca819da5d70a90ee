"""Weekdays that are counted from the time that stands, and which way somebody moves it: 「次の週の月曜に延期」."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from bot.booking.opening import monday_of, today
from bot.dialogue.questions.kinds import Seen
from bot.dialogue.questions.start_times import chosen_start
from bot.dialogue.understanding.shifts import IN_ITS_WEEK, direction, plain

WEEKDAYS = "月火水木金土日"
# A weekday of no week that is named.
WEEKDAY = re.compile(r"(?<![0-9週日月のか、・])(?P<weekday>[月火水木金])曜日?|^(?P<alone>[月火水木金])曜日?")
NAMES_A_WEEK = re.compile(r"\d|週|月[末初頭]|今|来|明日|あした|あさって|明後日")


def as_from_what_stands(text: str, seen: Seen) -> str:
    """Write such a weekday as a date, counted from the time that is chosen, or from that of the booking that moves."""
    chosen, booking = seen.conversation.answers.get("time"), seen.facts.booking
    if chosen:
        return from_the_booking(text, text, chosen_start(chosen))
    return from_the_booking(text, text, booking.start) if booking and seen.conversation.flow == "change" else text


def from_the_booking(when: str, text: str, start: datetime) -> str:
    """Write the weekday of a week after or before a start, or of who puts it off, as a date: 「次の週の月曜」."""
    here, said = today(start), plain(text)
    if found := IN_ITS_WEEK.search(said):
        weeks = -1 if found["week"].startswith("前") else 1
        day = monday_of(here) + weeks * timedelta(weeks=1) + timedelta(days=WEEKDAYS.index(found["weekday"]))
        written = f"{day.month}月{day.day}日"
        whole = IN_ITS_WEEK.sub(written, plain(when), count=1)
        return whole if whole != plain(when) else re.sub(f"{found['weekday']}曜?日?", written, when, count=1)
    way, alone = direction(text), WEEKDAY.search(when)
    if not way or not alone or NAMES_A_WEEK.search(when) or len(re.findall("曜", when)) > 1:
        return when
    weekday = WEEKDAYS.index(alone["weekday"] or alone["alone"])
    ahead = (weekday - here.weekday()) % 7 or 7
    day = here + timedelta(days=ahead if way > 0 else ahead - 7 if ahead < 7 else -7)
    return when[: alone.start()] + f"{day.month}月{day.day}日" + when[alone.end() :]


def on_its_way(seen: Seen, text: str) -> Seen:
    """Leave who puts a booking off only what is free after it, and who brings it forward only what is before."""
    booking, way = seen.facts.booking, direction(text)
    if not booking or not way:
        return seen
    facts = replace(seen.facts, beside=(booking.start, way))
    return replace(seen, facts=facts) if facts.free else seen
