"""The questions about the wanted day and time, by button or in any words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.booking.model import Answer
from bot.booking.schedule.opening import (
    DAY,
    at,
    bookable_starts,
    days_of,
    monday_of,
    nothing_ahead,
    on_day,
    start_times,
    times_on,
    today,
)
from bot.dialogue.common_buttons import PHONE
from bot.dialogue.outside_flows.booking_card import named
from bot.dialogue.questions.calendar_card import (
    is_scarce,
    is_withheld,
    parts_of_a_day,
    weeks,
)
from bot.dialogue.questions.kinds import Again, Filled, KeyedQuestion, Result, Seen
from bot.dialogue.questions.start_times import (
    chosen_start,
    clock_or_none,
    day_or_none,
    not_free,
    said_before,
    start_if_free,
    start_or_none,
    to_wait,
    wants_to_wait,
)
from bot.dialogue.questions.waitlist_days import wait_instead
from bot.dialogue.questions.when_said.days_said import (
    bare_number,
    left_by,
)
from bot.dialogue.questions.when_said.from_what_stands import as_from_what_stands
from bot.dialogue.questions.when_said.when_in_words import among_what_was_said, read_alone, read_day_and_time
from bot.dialogue.questions.whose_times import is_whose, kept, none_with_the_counsellor, of_the_counsellor, whose
from bot.dialogue.reading import (
    say_day,
    say_when,
)
from bot.dialogue.turn import Say

OTHER_DAY = re.compile(r"(?:別|違う|ちがう|ほか|他)の?日(?!本)|日(?:にち)?を(?:変|かえ)")
NOON = 12


@dataclass(frozen=True)
class Day(KeyedQuestion):
    """The wanted day: a calendar of the weeks to come, or any way of typing it, with or without the time."""

    time: str

    def ask(self, seen: Seen) -> Say:
        """Show the weeks that have room, or the choices that fit what was said before it was asked for."""
        said = said_before(seen, self)
        result = among_what_was_said(seen, self) if len(said) > 1 else read_alone(said[0], seen, self) if said else None
        if isinstance(result, Again) and result.say.choices:
            return result.say
        return self._calendar(seen, f"{self.key}.ask")

    def take(self, value: str, seen: Seen) -> Result:
        """Keep a day, or show the weeks after one."""
        if value == "first":
            return Again(self.ask(seen), counts=False)
        if is_whose(value):
            return kept(value, seen, self)
        if wants_to_wait(value):
            return wait_instead(seen, "、".join(said_before(seen, self)), value)
        if value.startswith("after:"):
            after = day_or_none(value.removeprefix("after:")) or date.min
            return Again(self._calendar(seen, f"{self.key}.more", after=after, back=True), counts=False)
        day = day_or_none(value)
        return self.on(day, seen) if day else self.read("", seen)

    def read(self, text: str, seen: Seen) -> Result:
        """Read a typed day or a typed day and time; a number alone is a day of the month."""
        text, number = as_from_what_stands(text, seen), bare_number(text)
        ahead = days_of(bookable_starts(seen.facts.office, seen.facts.now)) if number else ()
        named = next((day for day in ahead if day.day == number), None)
        return self.on(named, seen) if named else read_day_and_time(text, seen, self)

    def on(self, day: date, seen: Seen) -> Result:
        """Keep a day that has room, or say why it can't be had."""
        free = on_day(seen.facts.free, day)
        if free:
            return self._at_the_time_said(day, seen) or Filled({self.name: Answer(day.isoformat())})
        last = at(day, (times_on(seen.facts.office, day) or start_times(seen.facts.office))[-1])
        return not_free(last, seen, self.time, when=say_day(day, today(seen.facts.now)))

    def _at_the_time_said(self, day: date, seen: Seen) -> Result | None:
        """Take the time that was named before the day, or say that it is gone on this day."""
        clock = next(filter(None, map(clock_or_none, reversed(said_before(seen, self)))), None)
        if not clock or self.time in seen.conversation.answers:
            return None
        start = at(day, clock)
        if start in seen.facts.free:
            return start_if_free(start, seen, self, echo=True)
        gone = Say("heard.time_gone", {"when": say_when(start, today(seen.facts.now))})
        return Filled({self.name: Answer(day.isoformat())}, gone)

    def _calendar(self, seen: Seen, key: str, *, after: date = date.min, back: bool = False) -> Say:
        facts = seen.facts
        if not facts.free and facts.needs.counsellor and facts.free_with_others:
            return none_with_the_counsellor(seen, self.name)
        if not facts.free and nothing_ahead(facts.office, facts.now):
            return Say("book.time.retry.nothing_ahead", options=(PHONE,))
        if not facts.free:
            return Say(f"{self.key}.{'withheld' if facts.withheld else 'none'}", options=to_wait(seen, self.name))
        starts = facts.free if facts.needs.counsellor else bookable_starts(facts.office, facts.now)
        days = tuple(day for day in days_of(starts) if day > after)
        if not days:
            return self.ask(seen)
        groups = weeks(seen, self.name, days)
        options = to_wait(seen, self.name) if is_scarce(groups) else ()
        later = sorted({monday_of(day) for day in days})[len(groups) :]
        if later:
            options = (seen.option(self.name, f"after:{later[0] - DAY}", f"{self.key}.option.later"), *options)
        if back:
            options = (*options, seen.option(self.name, "first", f"{self.key}.option.first"))
        key, options = f"{key}_withheld" if is_withheld(groups) else key, (*options, *whose(seen, self.name))
        asked = of_the_counsellor(Say(key, options=options, look="weeks", groups=groups, quiet=True), seen)
        return _beside_the_booking(asked, seen)


def _beside_the_booking(say: Say, seen: Seen) -> Say:
    """Say to who moves a booking that it is moved, and from when; not where its place is let go already."""
    booking, words = seen.facts.booking, seen.facts.words
    if seen.conversation.flow != "change" or not booking or booking.start not in booking.places:
        return say
    return replace(say, key="change.day.ask", values={**named(booking, words), "asked": words(say.key, say.values)})


@dataclass(frozen=True)
class Time(KeyedQuestion):
    """The wanted time on the chosen day."""

    day: Day

    def ask(self, seen: Seen) -> Say:
        """Show the times of the day; when the day has filled up meanwhile, the nearest elsewhere."""
        chosen = seen.conversation.answers.get(self.day.name)
        if not chosen:
            return self.day.ask(seen)
        day = date.fromisoformat(chosen.value)
        free = on_day(seen.facts.free, day)
        wished = left_by(said_before(seen, self.day), free, seen.facts)
        other = seen.option(self.name, "other_day", f"{self.key}.option.other_day")
        full = self.day.on(day, seen)
        if isinstance(full, Again):
            return replace(full.say, options=(*full.say.options, other), numbered=True)
        groups = parts_of_a_day(seen, self.name, day, self._shown(seen, wished, free))
        waits = to_wait(seen, self.name, day) if is_scarce(groups) else ()
        options = (other, *waits, *whose(seen, self.name))
        asked = Say(f"{self.key}.ask", {"day": say_day(day)}, options, look="times", groups=groups, quiet=True)
        return of_the_counsellor(asked, seen)

    @staticmethod
    def _shown(seen: Seen, wished: Sequence[datetime], free: Sequence[datetime]) -> Sequence[datetime]:
        """Give the times to show, none = all: those wished for, or those of the own counsellor."""
        return wished if len(wished) < len(free) else free if seen.facts.needs.counsellor else ()

    def take(self, value: str, seen: Seen) -> Result:
        """Keep a time that is still free."""
        if is_whose(value):
            return kept(value, seen, self.day)
        if value == "other_day":
            return Again(self.day.ask(seen), counts=False, drop=(self.day.name, self.name))
        if wants_to_wait(value):
            return wait_instead(seen, "", value)
        start = start_or_none(value)
        return start_if_free(start, seen, self.day) if start else self.read("", seen)

    def read(self, text: str, seen: Seen) -> Result:
        """Read a typed time, another day and time, or the wish for another day."""
        text = as_from_what_stands(text, seen)
        if OTHER_DAY.search(text) and not any(char.isdecimal() for char in text):
            return self.take("other_day", seen)
        hour = self._at_the_hour(bare_number(text), seen)
        return start_if_free(hour, seen, self.day, echo=True) if hour else read_day_and_time(text, seen, self.day)

    def _at_the_hour(self, number: int, seen: Seen) -> datetime | None:
        """Give the one start of the chosen day that a number alone means as an hour: 「14」, 「2」."""
        chosen = seen.conversation.answers.get(self.day.name)
        day = day_or_none(chosen.value) if chosen else None
        clocks = times_on(seen.facts.office, day) if day and number else ()
        meant = [one for one in clocks if one.minute == 0 and number in (one.hour, one.hour - NOON)]
        return at(day, meant[0]) if day and len(meant) == 1 else None

    def row(self, seen: Seen) -> str | None:
        """Show day and time in words."""
        return say_when(chosen_start(seen.conversation.answers[self.name]))
