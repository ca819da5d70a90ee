"""What is said of the days and times that are shown by their place there: 「後の方で」, 「もう少し遅く」."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.booking.schedule.opening import TOKYO, monday_of, on_day, today
from bot.booking.text import compatible
from bot.dialogue.events.at_question import WHEN, AtQuestion
from bot.dialogue.flows.book import DAY
from bot.dialogue.incoming import Tap
from bot.dialogue.questions.kinds import Result
from bot.dialogue.questions.offered_days import FIRST, offered
from bot.dialogue.questions.start_times import day_or_none, start_if_free, start_or_none
from bot.dialogue.questions.when_said.days_said import said_of_days, time_alone
from bot.dialogue.questions.when_said.shifted_time import EARLIER
from bot.dialogue.questions.when_said.when_in_words import read_day_and_time
from bot.dialogue.reading.dates.spelled_out import WEEKS_AHEAD
from bot.dialogue.understanding.folding import BLANK
from bot.dialogue.understanding.shifts import SOMEWHAT, plain

BUT = r"(?:(?:では|じゃあ?|それなら|やっぱり?|やはり|えっと|すみません)、?)?"
SO = (
    r"(?:で|を|が|に)?(?:お願い(?:いた)?(?:します)?|いい(?:です)?|良い(?:です)?|します|して(?:ください)?|希望(?:です|します)?|です)?"
    r"[。.!！]*"
)
LATER_OF_TWO = re.compile(
    rf"{BUT}(?:後|あと|うしろ|遅い|おそい|下|2つ目|二つ目|後者)(?:の?(?:方|ほう|やつ|日|時間))?{SO}"
)
EARLIER_OF_TWO = re.compile(
    rf"{BUT}(?:前|先|最初|はじめ|初め|早い|はやい|上|1つ目|一つ目|前者)(?:の?(?:方|ほう|やつ|日|時間))?{SO}"
)
PLACE = re.compile(
    rf"{BUT}(?:上から)?(?P<place>1[0-9]|[1-9]|[二三四五六七八九])(?:番目|つ目|個目|つめ)(?:の(?:時間|もの|やつ|方|ほう)?)?{SO}"
)
OF_A_WEEK = re.compile(rf"{BUT}(?P<week>今週|来週|再来週)(?:の?(?:方|ほう|やつ|もの|[月火水木金]曜?日?))?{SO}")
KANJI = "一二三四五六七八九"
EITHER = re.compile(
    rf"{BUT}(?:どちら|どっち|どれ|いずれ)で(?:も|ん)(?:構いません|かまいません|大丈夫(?:です)?|結構(?:です)?|ok(?:です)?|よか)?{SO}"
)


def of_what_is_shown(said: AtQuestion) -> Result | None:
    """Take, or offer, what is told by its place among what is shown; None for anything else."""
    if said.question.name not in WHEN or not said.flow.question("time") or said.asks:
        return None
    text, starts, days = BLANK.sub("", compatible(said.text).casefold()), _starts(said), _days(said)
    if PLACE.fullmatch(text) or LATER_OF_TWO.fullmatch(text) or EARLIER_OF_TWO.fullmatch(text):
        return _by_its_place(text, starts, days, said)
    if (found := OF_A_WEEK.fullmatch(text)) and len(starts or days) == 2:
        return _of_that_week(found["week"], starts or days, said)
    if EITHER.fullmatch(text) and starts:
        return start_if_free(min(starts), said.seen, DAY, echo=True)
    return _somewhat(starts, said) or _at_a_time(starts, said)


def _shown(said: AtQuestion) -> list[str]:
    taps = (Tap.decode(load) for load, _ in said.seen.conversation.shown)
    return [tap.value for tap in taps if tap.question in WHEN]


def _starts(said: AtQuestion) -> list[datetime]:
    """Give the times that are shown; those of the day whose times are."""
    starts = map(start_or_none, (one for one in _shown(said) if "T" in one))
    shown = [start for start in starts if start]
    chosen = said.seen.conversation.answers.get("day")
    day = day_or_none(chosen.value) if chosen else None
    return shown or (list(on_day(said.seen.facts.free, day)) if day else [])


def _days(said: AtQuestion) -> list[date]:
    return [day for day in map(day_or_none, _shown(said)) if day]


def _by_its_place(text: str, starts: Sequence[datetime], days: Sequence[date], said: AtQuestion) -> Result | None:
    found, shown = PLACE.fullmatch(text), starts or days
    if found and len(shown) > 2:
        place = int(found["place"]) if found["place"].isascii() else KANJI.index(found["place"]) + 1
        return _take(shown[place - 1], said) if place <= len(shown) else None
    if len(shown) != 2:
        return None
    first, last = sorted(shown)
    return _take(last if LATER_OF_TWO.fullmatch(text) else first, said)


def _of_that_week(week: str, shown: Sequence[date | datetime], said: AtQuestion) -> Result | None:
    """Take the one of two that is in a week: 「来週の方」 of 27 November and 4 December."""
    monday = monday_of(today(said.seen.facts.now)) + timedelta(weeks=WEEKS_AHEAD[week])
    meant = [one for one in shown if monday_of(today(one) if isinstance(one, datetime) else one) == monday]
    return _take(meant[0], said) if len(meant) == 1 else None


def _take(chosen: date | datetime, said: AtQuestion) -> Result:
    if isinstance(chosen, datetime):
        return start_if_free(chosen, said.seen, DAY, echo=True)
    return DAY.on(chosen, said.seen)


def _somewhat(starts: Sequence[datetime], said: AtQuestion) -> Result | None:
    """Offer what is later, or earlier, than what is shown of one day; of all of it the later half, or the earlier."""
    found, told = SOMEWHAT.search(plain(said.text)), said_of_days(said.text, said.seen.facts)
    if not found or len({today(one) for one in starts}) != 1 or told.keys() & {"when", "except"}:
        return None
    that_day, half = on_day(said.seen.facts.free, today(starts[0])), len(starts) // 2
    if EARLIER.match(found["way"]):
        near = [one for one in that_day if one < min(starts)][-FIRST:] or sorted(starts)[:half]
    else:
        near = [one for one in that_day if one > max(starts)][:FIRST] or sorted(starts)[len(starts) - half :]
    return offered("wished", near, said.seen, DAY) if near else None


def _at_a_time(starts: Sequence[datetime], said: AtQuestion) -> Result | None:
    """Take the one that is shown at a time that is named alone, or that time on the one day that is shown."""
    told, facts = said_of_days(said.text, said.seen.facts), said.seen.facts
    clock = time_alone(told["when"], facts) if told.keys() == {"when"} else None
    if not clock or "day" in said.seen.conversation.answers or not starts:
        return None
    fits, days = [one for one in starts if one.astimezone(TOKYO).time() == clock], {today(one) for one in starts}
    if len(fits) == 1:
        return start_if_free(fits[0], said.seen, DAY, echo=True)
    if fits or len(days) > 1:
        return None
    day = days.pop()
    return read_day_and_time(f"{day.month}月{day.day}日の{clock:%H:%M}", said.seen, DAY)
