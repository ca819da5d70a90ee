"""The questions about the days and the parts of the day that somebody waits for, by button or in words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import partial

from bot.booking.model import Answer
from bot.booking.schedule.opening import DAY, TOKYO, known_times, monday_of, today
from bot.booking.schedule.vacancy import Vacancy
from bot.booking.waitlist import Part, days_to_wait_for, parts_of, parts_worked, wants
from bot.dialogue.common_buttons import PHONE
from bot.dialogue.outside_flows.waitlist import say_days, say_parts
from bot.dialogue.questions.calendar_card import weeks
from bot.dialogue.questions.kinds import Again, Filled, KeyedQuestion, Result, Seen, Switch
from bot.dialogue.questions.start_times import day_or_none, not_free, start_or_none
from bot.dialogue.questions.whose_times import is_whose, kept, of_the_counsellor, whose
from bot.dialogue.reading import AskWhen, At, OnDay, half_width, read_when, say_time, short_day
from bot.dialogue.turn import Cell, Facts, Option, Say
from bot.dialogue.words import Said

MOST_FREE = 10
SATURDAY = 5  # as a weekday's number
ANY_DAY = re.compile(
    r"いつでも|いつでん|いつで?もいい|どの日でも|どれでも|何日でも|毎日|^平日$"
    r"|平日(?:なら|でお願い|希望|がいい|であれば|です)"
)
EITHER = re.compile(  # said of the part of the day; the whole text, so that 「終日は無理」 is none
    r"(?:時間(?:帯)?は|午前(?:でも|と|も)?、?午後(?:でも|も|、)?)?(?:(?:ど(?:ちら|っち|れ)|いつ|何時|何時頃|どの時間(?:帯)?)(?:でも|だって)"
    r"|(?:午前も午後も|両方|終日|一日中|1日中|おまかせ|お任せ|問わず|問いません|こだわりません)"
    r"|(?:希望|指定|こだわり)(?:は|も)?(?:特に|とくに)?(?:ない|なし|ありません))"
    r"(?:いい|よい|良い|よろしい|OK|ok|オッケー|可|大丈夫|構いません|かまいません|構わない|かまわない|行けます|いけます|来られます|ええ|かまへん|構へん)?"
    r"(?:です|で|でお願いします|でお願い|します|ですよ|よ|ね)?[。！!]*"
)
THE_LIST = re.compile(r"キャンセル待ち|順番待ち|空き待ち")  # no word about days
CLEAR = frozenset({"which_day", "which_time"})
Span = tuple[tuple[date, ...], tuple[Part, ...]]


def span_in(text: str, facts: Facts) -> Span | None:
    """Give the days and parts of the day that a text names, each possibly none; None when it names nothing."""
    asked = THE_LIST.sub("。", text)
    days, times = _named(asked, facts)
    parts = parts_of(times)
    every = not days and not _doubtful(asked, facts) and bool(ANY_DAY.search(half_width(asked)))
    if every and not parts:
        parts = tuple(part for part, word in ((Part.MORNING, "午前"), (Part.AFTERNOON, "午後")) if word in text)
    wanted = days_to_wait_for(facts.office, facts.now, _every_day_named(asked, facts) if every else days)
    return (wanted, parts) if wanted or parts else None


def _every_day_named(text: str, facts: Facts) -> tuple[date, ...]:
    """Give every day, or those from Monday to Friday where these are named."""
    return tuple(day for day in every_day(facts) if "平日" not in text or day.weekday() < SATURDAY)


def _doubtful(text: str, facts: Facts) -> bool:
    """Say whether a text speaks of days that can't be read with certainty; "any day" is then not every day."""
    match read_when(text, now=facts.now.astimezone(TOKYO), starts=known_times(facts.office)):
        case AskWhen(reason, days, _):
            return reason not in CLEAR and bool(days)
    return False


def names_any_time(text: str, facts: Facts) -> bool:
    """Say whether a text leaves the choice among days, or parts of them, to us."""
    return bool(ANY_DAY.search(half_width(text))) and span_in(text, facts) is not None


def _named(text: str, facts: Facts) -> tuple[Sequence[date], Sequence[time]]:
    match read_when(text, now=facts.now.astimezone(TOKYO), starts=known_times(facts.office)):
        case AskWhen(reason, days, times) if reason in CLEAR:
            return days, times
        case OnDay(day, _):
            return (day,), ()
        case At(start):
            return (today(start),), (start.time(),)
    return (), ()


def every_day(facts: Facts) -> tuple[date, ...]:
    """Give every day on which a place may still fall free."""
    first = today(facts.now)
    ahead = [first + days * DAY for days in range(1, facts.office.horizon_days + 1)]
    return days_to_wait_for(facts.office, facts.now, ahead)


def free_in(facts: Facts, days: Sequence[date], parts: Sequence[Part]) -> tuple[datetime, ...]:
    """Give the free starts within wanted days and parts."""
    return tuple(start for start in facts.free if wants(days, parts, start))


def days_of_answer(answer: Answer) -> tuple[date, ...]:
    """Give the days that an answer stands for."""
    return tuple(map(date.fromisoformat, answer.value.split(",")))


def parts_of_answer(answer: Answer) -> tuple[Part, ...]:
    """Give the parts of the day that an answer stands for."""
    return tuple(map(Part, answer.value.split(",")))


def filled(seen: Seen, question: str, days: Sequence[date], parts: Sequence[Part], named: str = "") -> Result:
    """Keep what is known; when places are free among what is wanted, offer them instead.

    named  what was typed: nobody waits for one time alone, which is said to who names one
    """
    free = free_in(seen.facts, days, parts)
    if free:
        options = [_free(seen, question, start) for start in free[:MOST_FREE]]
        again = seen.option(question, "again", "wait.option.other_days")
        times = _named(named, seen.facts)[1] if named else ()
        values = {"time": say_time(times[0])} if len(times) == 1 else {}
        key = "wait.free_beside" if values else "wait.free_now"
        return Again(Say(key, values, (*options, again, PHONE), numbered=True), counts=False)
    wanted = [day for day in days if not parts or {*parts} & {*parts_worked(seen.facts.office, day)}]
    if days and not wanted:
        told = {"days": say_days(days, seen.facts.office), "parts": say_parts(parts, seen.facts.words)}
        return Again(Say("wait.parts.retry.none", told), counts=False)
    known = {"days": ",".join(day.isoformat() for day in wanted), "parts": ",".join(parts)}
    return Filled({name: Answer(value) for name, value in known.items() if value})


def _free(seen: Seen, question: str, start: datetime) -> Option:
    here = start.astimezone(TOKYO)
    values = {"time": say_time(here.time()), "day": short_day(here.date())}
    return seen.option(question, f"book:{start.isoformat()}", "book.time.option.day_and_time", **values)


def booked_instead(value: str, seen: Seen) -> Result:
    """Go back to booking, with a time that was free; with the nearest ones when it has gone."""
    start, ended = start_or_none(value.removeprefix("book:")), ("days", "parts")
    if start in seen.facts.free:
        return Switch("book", {"day": Answer(today(start).isoformat()), "time": Answer(start.isoformat())}, ended)
    booking = replace(seen, conversation=replace(seen.conversation.without(*ended), flow="book"))
    return Switch("book", drop=ended, again=not_free(start or seen.facts.now, booking, "time"))


@dataclass(frozen=True)
class Days(KeyedQuestion):
    """The days somebody waits for: one, a week, all, or typed in any words, with or without the part of the day."""

    def ask(self, seen: Seen) -> Say:
        """Show the weeks to come, each with its days and all of them at once; and every day."""
        days = every_day(seen.facts)
        if not days:
            return Say("book.time.retry.nothing_ahead", options=(PHONE,))
        groups = weeks(seen, self.name, days, partial(_day_to_wait_for, frozenset(days)))
        mondays = sorted({monday_of(day) for day in days})
        whole = tuple(
            replace(group, cells=(self._week(seen, monday), *group.cells))
            for monday, group in zip(mondays, groups, strict=False)
        )
        every = seen.option(self.name, "any", f"{self.key}.option.any")
        options = (every, *whose(seen, self.name))
        asked = Say(f"{self.key}.ask", options=options, look="weeks", groups=whole, quiet=True)
        return of_the_counsellor(asked, seen, "counsellor.asked_to_wait")

    def _week(self, seen: Seen, monday: date) -> Cell:
        days = _week_of(seen.facts, monday)
        values = {"day": _short(days[0]), "last": _short(days[-1])}
        option = seen.option(self.name, f"week:{monday}", f"{self.key}.option.week", **values)
        return Cell(f"{self.key}.heading.whole_week", {}, option=option)

    def take(self, value: str, seen: Seen) -> Result:
        """Keep a day, a week or every day."""
        if value.startswith("book:"):
            return booked_instead(value, seen)
        if is_whose(value):
            return kept(value, seen)
        if value == "again":
            return Again(self.ask(seen), counts=False)
        every, named = every_day(seen.facts), day_or_none(value.removeprefix("week:"))
        is_week = value.startswith("week:")
        days = tuple(day for day in every if (monday_of(day) if is_week else day) == named)
        return self._kept(seen, every if value == "any" else days, ())

    def read(self, text: str, seen: Seen) -> Result:
        """Read days as people type them."""
        span = span_in(text, seen.facts)
        if not span or not span[0]:
            reason = "gone" if _named(text, seen.facts)[0] else "unclear"
            return Again(Say(f"{self.key}.retry.{reason}"), counts=False)
        return self._kept(seen, *span, text)

    def _kept(self, seen: Seen, days: tuple[date, ...], parts: tuple[Part, ...], named: str = "") -> Result:
        if not days:
            return Again(Say(f"{self.key}.retry.gone"), counts=False)
        known = seen.conversation.answers.get("parts")
        return filled(seen, self.name, days, parts or (parts_of_answer(known) if known else ()), named)

    def row(self, seen: Seen) -> str | None:
        """Show the days in words."""
        return say_days(days_of_answer(seen.conversation.answers[self.name]), seen.facts.office)


def _week_of(facts: Facts, monday: date) -> tuple[date, ...]:
    return tuple(day for day in every_day(facts) if monday_of(day) == monday)


def _day_to_wait_for(days: frozenset[date], seen: Seen, question: str, day: date, vacancy: Vacancy) -> Cell:
    """Give one day, to be chosen if a place may still fall free on it."""
    values = {"day": short_day(day)}
    option = seen.option(question, day.isoformat(), "book.day.option.day", **values) if day in days else None
    return Cell("book.day.option.day", values, vacancy, option)


def _short(day: date) -> Said:
    return Said(f"{day.month}/{day.day}（{'月火水木金土日'[day.weekday()]}）", f"{day.month}月{day.day}日")


@dataclass(frozen=True)
class Parts(KeyedQuestion):
    """The part of the day somebody waits for."""

    def ask(self, seen: Seen) -> Say:
        """Show morning, afternoon, and both."""
        known = seen.conversation.answers.get("days")
        days = days_of_answer(known) if known else every_day(seen.facts)
        held = {part for day in days for part in parts_worked(seen.facts.office, day)}
        values = (*(part.value for part in Part if part in held), *(["any"] if len(held) != 1 else []))
        options = tuple(seen.option(self.name, value, f"{self.key}.option.{value}") for value in values)
        return Say(f"{self.key}.ask", options=options, numbered=True)

    def take(self, value: str, seen: Seen) -> Result:
        """Keep the part."""
        if value.startswith("book:"):
            return booked_instead(value, seen)
        if value == "again":
            return Again(self.ask(seen), counts=False, drop=("days",))
        parts = tuple(part for part in Part if value in (part.value, "any"))
        if not parts:
            return self.read("", seen)
        return filled(seen, self.name, days_of_answer(seen.conversation.answers["days"]), parts)

    def read(self, text: str, seen: Seen) -> Result:
        """Read a part of the day, or other days."""
        span = span_in(text, seen.facts)
        if (not span or not span[1]) and EITHER.fullmatch("".join(half_width(text).split())):
            return self.take("any", seen)
        if not span or not span[1]:
            return Again(Say(f"{self.key}.retry.unclear"), counts=False)
        days = span[0] or days_of_answer(seen.conversation.answers["days"])
        return filled(seen, self.name, days, span[1], text)

    def row(self, seen: Seen) -> str | None:
        """Show the part in words."""
        return say_parts(parts_of_answer(seen.conversation.answers[self.name]), seen.facts.words)


def wait_instead(seen: Seen, held: str, value: str = "") -> Switch:
    """Leave the choice of a time for the waiting list, with the span typed before, or the day that a button names."""
    span = span_in(held, seen.facts) if held else None
    days, parts = span or ((), ())
    full = day_or_none(value.partition(":")[2])
    if full and not days:
        days = days_to_wait_for(seen.facts.office, seen.facts.now, (full,))
    known = {"days": ",".join(day.isoformat() for day in days), "parts": ",".join(parts) if days else ""}
    return Switch("wait", {name: Answer(value) for name, value in known.items() if value}, ("day", "time"))
