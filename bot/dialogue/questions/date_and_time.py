"""The questions about the wished day and time, by button or in any words."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.booking.model import Answer
from bot.booking.opening import TOKYO, at, days_of, known_times, on_day, start_times, times_on, today
from bot.booking.text import compatible
from bot.booking.waiting import Part
from bot.dialogue.questions.kinds import Again, Filled, Result, Seen, own_name
from bot.dialogue.questions.start_times import chosen_start, day_or_none, not_free, start_or_none, time_option, to_wait
from bot.dialogue.questions.waitlist_days import Span, every_day, free_in, names_any_time, span_in, wait_instead
from bot.dialogue.reading import (
    AskWhen,
    At,
    NotADate,
    OnDay,
    Past,
    WrongWeekday,
    read_when,
    say_day,
    say_when,
    short_day,
)
from bot.dialogue.turn import Option, Say

DAYS_SHOWN = 11


@dataclass(frozen=True)
class Day:
    """The wished day: those that have room as buttons, or any way of typing it, with or without the time."""

    key: str
    time: str

    @property
    def name(self) -> str:
        """Give the last part of the key."""
        return own_name(self.key)

    def ask(self, seen: Seen) -> Say:
        """Show the first days that have room, or the choices that fit what was said before it was asked for."""
        early = seen.conversation.held.get(self.name)
        if early:
            wish = read_wish(early, seen, self)
            if isinstance(wish, Again) and wish.say.options:
                return wish.say
        return self._listed(seen, days_of(seen.facts.free), f"{self.key}.ask")

    def take(self, value: str, seen: Seen) -> Result:
        """Keep a day, or show the days after one."""
        days = days_of(seen.facts.free)
        if value == "first":
            return Again(self.ask(seen), counts=False)
        if value == "wait":
            return wait_instead(seen, seen.conversation.held.get(self.name, ""))
        if value.startswith("after:"):
            rest = tuple(day for day in days if day.isoformat() > value.removeprefix("after:"))
            return Again(self._listed(seen, rest or days, f"{self.key}.more", back=bool(rest)), counts=False)
        day = day_or_none(value)
        return self.on(day, seen) if day else self.read("", seen)

    def read(self, text: str, seen: Seen) -> Result:
        """Read a typed day or a typed day and time."""
        return read_wish(text, seen, self)

    def row(self, seen: Seen) -> str | None:
        """Leave it to the time's row."""
        return None

    def on(self, day: date, seen: Seen) -> Result:
        """Keep a day that has room, or say why it can't be had."""
        free = on_day(seen.facts.free, day)
        if free:
            return Filled({self.name: Answer(day.isoformat())})
        last = at(day, (times_on(seen.facts.office, day) or start_times(seen.facts.office))[-1])
        return not_free(last, seen, self.time, when=say_day(day, today(seen.facts.now)))

    def _listed(self, seen: Seen, days: tuple[date, ...], key: str, *, back: bool = False) -> Say:
        if not days:
            reason = "withheld" if seen.facts.withheld else "none"
            return Say(f"{self.key}.{reason}", options=to_wait(seen, self.name))
        options = [
            seen.option(self.name, day.isoformat(), f"{self.key}.option.day", day=short_day(day))
            for day in days[:DAYS_SHOWN]
        ]
        if len(days) > DAYS_SHOWN:
            last = days[DAYS_SHOWN - 1].isoformat()
            options.append(seen.option(self.name, f"after:{last}", f"{self.key}.option.later"))
        if back:
            options.append(seen.option(self.name, "first", f"{self.key}.option.first"))
        else:
            options.extend(to_wait(seen, self.name))
        return Say(key, options=tuple(options), numbered=True)


@dataclass(frozen=True)
class Time:
    """The wished time on the chosen day."""

    key: str
    day: Day

    @property
    def name(self) -> str:
        """Give the last part of the key."""
        return own_name(self.key)

    def ask(self, seen: Seen) -> Say:
        """Show the free times of the day; when the day has filled up meanwhile, the nearest elsewhere."""
        chosen = seen.conversation.answers.get(self.day.name)
        if not chosen:
            return self.day.ask(seen)
        day = date.fromisoformat(chosen.value)
        options = tuple(time_option(seen, self.name, start) for start in on_day(seen.facts.free, day))
        other = seen.option(self.name, "other_day", f"{self.key}.option.other_day")
        full = self.day.on(day, seen)
        if isinstance(full, Again):
            return replace(full.say, options=(*full.say.options, other), numbered=True)
        return Say(f"{self.key}.ask", {"day": say_day(day)}, (*options, other), numbered=True)

    def take(self, value: str, seen: Seen) -> Result:
        """Keep a time that is still free."""
        if value == "other_day":
            return Again(self.day.ask(seen), counts=False, drop=(self.day.name,))
        if value == "wait":
            return wait_instead(seen, "")
        start = start_or_none(value)
        return wished(start, seen, self.day) if start else self.read("", seen)

    def read(self, text: str, seen: Seen) -> Result:
        """Read a typed time, or another day and time."""
        return read_wish(text, seen, self.day)

    def row(self, seen: Seen) -> str | None:
        """Show day and time in words."""
        return say_when(chosen_start(seen.conversation.answers[self.name]))


def wished(start: datetime, seen: Seen, day: Day, *, echo: bool = False) -> Result:
    """Keep a wished start if it is free; otherwise say why not and offer the nearest."""
    if start not in seen.facts.free:
        return not_free(start, seen, day.time)
    answers = {day.name: Answer(today(start).isoformat()), day.time: Answer(start.isoformat())}
    return Filled(answers, Say("book.time.echo", {"when": say_when(start, today(seen.facts.now))}) if echo else None)


def read_wish(text: str, seen: Seen, day: Day) -> Result:
    """Read a wish for a day or a time as people type it."""
    facts, chosen = seen.facts, seen.conversation.answers.get(day.name)
    span = span_in(text, facts) if names_any_time(text, facts) else None
    any_of = _any_of(span, text, seen, day) if span else None
    if any_of:
        return any_of
    known = date.fromisoformat(chosen.value) if chosen else None
    match read_when(text, now=facts.now.astimezone(TOKYO), starts=known_times(facts.office), day=known):
        case At(start):
            return wished(start, seen, day, echo=True)
        case OnDay(wanted):
            return day.on(wanted, seen)
        case WrongWeekday(wanted, _):
            return _maybe(seen, day, "wrong_weekday", (wanted,), said=say_day(wanted, today(facts.now)))
        case Past(wanted, _):
            return _maybe(seen, day, "past", (), said=say_day(wanted, today(facts.now)))
        case AskWhen(_, days, times):
            return _maybe(seen, day, "ask", _starts(seen, days, times, known))
        case NotADate():
            return Again(Say(f"{day.key}.retry.unclear"), counts=False)


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
    return wished(booking.start.astimezone(TOKYO) + sign * count * UNITS[found["unit"]], seen, day, echo=True)


def _any_of(span: Span, text: str, seen: Seen, day: Day) -> Again | None:
    """Show what is free among the days and parts that somebody would take, and the waiting list where he may wait."""
    days, parts = span[0] or every_day(seen.facts), span[1] or tuple(Part)
    free = free_in(seen.facts, days, parts)[: DAYS_SHOWN - 1]
    waits = to_wait(seen, day.name)
    options = (*(time_option(seen, day.time, start, with_day=True) for start in free), *waits)
    if not options:
        return None
    reason = ("free_among" if waits else "free_among_only") if free else "none_among"
    return Again(Say(f"{day.key}.retry.{reason}", options=options, numbered=True), counts=False, holds=text)


def _starts(
    seen: Seen, days: tuple[date, ...], times: tuple[object, ...], known: date | None
) -> tuple[date | datetime, ...]:
    wanted = days or ((known,) if known else ())
    if not times:
        return tuple(day for day in wanted if on_day(seen.facts.free, day))
    return tuple(
        start for start in seen.facts.free if today(start) in wanted and start.timetz().replace(tzinfo=None) in times
    )


def _maybe(seen: Seen, day: Day, reason: str, choices: tuple[date | datetime, ...], **values: str) -> Again:
    options = tuple(_choice(seen, day, choice) for choice in choices[:DAYS_SHOWN])
    return Again(Say(f"{day.key}.retry.{reason}", values, options, numbered=bool(options)), counts=False)


def _choice(seen: Seen, day: Day, choice: date | datetime) -> Option:
    if isinstance(choice, datetime):
        return time_option(seen, day.time, choice, with_day=True)
    return seen.option(day.name, choice.isoformat(), f"{day.key}.option.day", day=short_day(choice))
