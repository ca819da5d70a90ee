"""The kinds of questions. One question of a flow is one of these plus its words in messages_ja/."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from bot.booking.model import Answer, Consent
from bot.booking.opening import TOKYO, at, days_of, nearest, on_day, start_times, today
from bot.booking.rules import why_not
from bot.dialogue.conversation import Conversation
from bot.dialogue.incoming import Incoming, Tap
from bot.dialogue.reading import (
    AskWhen,
    At,
    NotADate,
    OnDay,
    Past,
    Retry,
    Value,
    WrongWeekday,
    contains_my_number,
    read_when,
    say_day,
    say_when,
)
from bot.dialogue.turn import Facts, Look, Open, Option, Say

DAYS_SHOWN = 11


@dataclass(frozen=True)
class Seen:
    """What a question may look at."""

    conversation: Conversation
    incoming: Incoming
    facts: Facts

    def option(self, question: str, value: str, label: str, **values: str) -> Option:
        """Make a button that answers a question of this conversation."""
        return Option(label, Tap(self.conversation.id, question, value), values)


@dataclass(frozen=True)
class Filled:
    """The question is answered, perhaps others with it; `echo` is said before going on."""

    answers: Mapping[str, Answer]
    echo: Say | None = None
    consent: Consent | None = None


@dataclass(frozen=True)
class Again:
    """The question stays open, for a reason.

    counts  it was a failed try
    drop    answers that are forgotten
    forced  the text may never be taken as it is
    holds   the text that the question is about, until it is answered
    """

    say: Say
    counts: bool = True
    drop: tuple[str, ...] = ()
    forced: bool = True
    holds: str = ""


@dataclass(frozen=True)
class Leave:
    """The seeker does not want to go on: all is forgotten."""

    say: Say


@dataclass(frozen=True)
class Finish:
    """The seeker gave the final word."""


Result = Filled | Again | Leave | Finish


class Question(Protocol):
    """One question. Its key, e.g. "book.telephone", is the flow's name, a dot, and its own name."""

    @property
    def key(self) -> str:
        """Give its key."""

    @property
    def name(self) -> str:
        """Give its own name."""

    def ask(self, seen: Seen) -> Say:
        """Give the message that asks it."""

    def take(self, value: str, seen: Seen) -> Result:
        """Take the value of one of its buttons."""

    def read(self, text: str, seen: Seen) -> Result:
        """Read a typed answer that names none of the options shown."""

    def row(self, seen: Seen) -> str | None:
        """Give its answer as shown before applying; None when it is not shown."""


def own_name(key: str) -> str:
    """Give a question's own name: "telephone" of "book.telephone"."""
    return key.rpartition(".")[2]


@dataclass(frozen=True)
class OneOf:
    """A choice between values; those in `stops` end at an explanation and leave the question open."""

    key: str
    values: tuple[str, ...]
    stops: tuple[str, ...] = ()
    look: Look = "card"
    in_summary: bool = True
    links: tuple[Option, ...] = ()

    @property
    def name(self) -> str:
        """Give the last part of the key."""
        return own_name(self.key)

    def ask(self, seen: Seen) -> Say:
        """Show every value as a button."""
        options = tuple(
            seen.option(self.name, value, f"{self.key}.option.{value}") for value in self.values + self.stops
        )
        return Say(f"{self.key}.ask", options=(*options, *self.links), look=self.look, numbered=True)

    def take(self, value: str, seen: Seen) -> Result:
        """Keep the value, or explain where it leads."""
        if value in self.stops:
            return Again(Say(f"{self.key}.stop.{value}"), counts=False)
        return Filled({self.name: Answer(value)}) if value in self.values else self.read("", seen)

    def read(self, text: str, seen: Seen) -> Result:
        """Ask to choose."""
        return Again(Say(f"{self.key}.retry.unclear"))

    def row(self, seen: Seen) -> str | None:
        """Show the label of the value."""
        if not self.in_summary:
            return None
        return seen.facts.words(f"{self.key}.option.{seen.conversation.answers[self.name].value}")


@dataclass(frozen=True)
class Agree:
    """Agreement to the terms in force; "disagree" ends the flow."""

    key: str

    @property
    def name(self) -> str:
        """Give the last part of the key."""
        return own_name(self.key)

    def ask(self, seen: Seen) -> Say:
        """Show the terms' address and both answers."""
        agree = Option(f"{self.key}.option.agree", Tap(seen.conversation.id, self.name, "agree", _edition(seen)))
        options = [agree, seen.option(self.name, "disagree", f"{self.key}.option.disagree")]
        url = seen.facts.terms_url
        terms = Option(f"{self.key}.option.terms", Open(url))
        return Say(f"{self.key}.ask", {"url": url}, (*options, terms), look="card", numbered=True)

    def take(self, value: str, seen: Seen) -> Result:
        """Record what was agreed to, when, and by which event."""
        if value != "agree":
            return Leave(Say(f"{self.key}.stop.disagree"))
        tap, terms = seen.incoming.tap, seen.facts.terms
        if tap and tap.digest != _edition(seen):
            return Again(self.ask(seen), counts=False)
        consent = Consent(terms.version, terms.sha256, seen.incoming.at, seen.incoming.event_id)
        return Filled({self.name: Answer("agree")}, consent=consent)

    def read(self, text: str, seen: Seen) -> Result:
        """Ask to choose."""
        return Again(Say(f"{self.key}.retry.unclear"))

    def row(self, seen: Seen) -> str | None:
        """Leave it out of the summary."""
        return None


def _edition(seen: Seen) -> str:
    """Give a short fingerprint of the terms shown, so that agreeing to one edition can't count for another."""
    return seen.facts.terms.sha256[:12]


Reader = Callable[[str], Value | Retry]


@dataclass(frozen=True)
class Typed:
    """A typed answer.

    sure        reads the same text once more when the seeker insists
    instead     maps buttons to marks
    has_digits  an answer may have twelve digits without being a My Number
    """

    key: str
    reader: Reader
    sure: Reader | None = None
    instead: Mapping[str, str] = field(default_factory=dict)
    has_digits: bool = False

    @property
    def name(self) -> str:
        """Give the last part of the key."""
        return own_name(self.key)

    def ask(self, seen: Seen) -> Say:
        """Ask, with buttons for those who have no such thing."""
        options = tuple(seen.option(self.name, value, f"{self.key}.option.{value}") for value in self.instead)
        return Say(f"{self.key}.ask", options=options)

    def take(self, value: str, seen: Seen) -> Result:
        """Take a button: nothing of the kind, the suggestion, or the text as it was typed."""
        held = seen.conversation.held.get(self.name, "")
        if value in self.instead:
            return self._filled(Value("", "", self.instead[value]))
        if value == "as_typed" and self.sure and held:
            return self._result(self.sure(held), held, seen)
        first = self.reader(held)
        if value == "suggested" and isinstance(first, Retry) and first.suggestion:
            return self.read(first.suggestion, seen)
        return Again(self.ask(seen), counts=False)

    def read(self, text: str, seen: Seen) -> Result:
        """Read what was typed."""
        if contains_my_number(text) and not (self.has_digits and isinstance(self.reader(text), Value)):
            return Again(Say("common.my_number"), counts=False)
        return self._result(self.reader(text), text, seen)

    def row(self, seen: Seen) -> str | None:
        """Show the answer just as it was typed."""
        answer = seen.conversation.answers[self.name]
        return answer.value or seen.facts.words(f"{self.key}.mark.{answer.mark}")

    def _filled(self, value: Value) -> Filled:
        echo = f"{self.key}.mark_echo.{value.mark}"
        return Filled(
            {self.name: Answer(value.value, value.key, value.mark)}, Say(echo) if value.mark and value.value else None
        )

    def _result(self, read: Value | Retry, text: str, seen: Seen) -> Result:
        if isinstance(read, Value):
            return self._filled(read)
        say = Say(f"{self.key}.retry.{read.reason}", {"suggestion": read.suggestion})
        if not read.suggestion:
            return Again(say, counts=not read.final, forced=read.final)
        options = tuple(seen.option(self.name, value, f"common.option.{value}") for value in ("suggested", "as_typed"))
        return Again(Say(say.key, say.values, options), counts=False, holds=text)


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
        """Show the first days that have room."""
        return self._listed(seen, days_of(seen.facts.free), f"{self.key}.ask")

    def take(self, value: str, seen: Seen) -> Result:
        """Keep a day, or show the days after one."""
        days = days_of(seen.facts.free)
        if value.startswith("after:"):
            rest = tuple(day for day in days if day.isoformat() > value.removeprefix("after:"))
            return Again(self._listed(seen, rest or days, f"{self.key}.more"), counts=False)
        return self.on(date.fromisoformat(value), seen)

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
        last = at(day, start_times(seen.facts.office)[-1])
        return not_free(last, seen, self.time, when=say_day(day))

    def _listed(self, seen: Seen, days: tuple[date, ...], key: str) -> Say:
        if not days:
            return Say(f"{self.key}.none")
        options = [
            seen.option(self.name, day.isoformat(), f"{self.key}.option.day", day=say_day(day))
            for day in days[:DAYS_SHOWN]
        ]
        if len(days) > DAYS_SHOWN:
            last = days[DAYS_SHOWN - 1].isoformat()
            options.append(seen.option(self.name, f"after:{last}", f"{self.key}.option.later"))
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
        day = date.fromisoformat(seen.conversation.answers[self.day.name].value)
        options = tuple(time_option(seen, self.name, start) for start in on_day(seen.facts.free, day))
        other = seen.option(self.name, "other_day", f"{self.key}.option.other_day")
        return Say(f"{self.key}.ask", {"day": say_day(day)}, (*options, other), numbered=True)

    def take(self, value: str, seen: Seen) -> Result:
        """Keep a time that is still free."""
        if value == "other_day":
            return Again(self.day.ask(seen), counts=False, drop=(self.day.name,))
        return wished(datetime.fromisoformat(value).astimezone(TOKYO), seen, self.day)

    def read(self, text: str, seen: Seen) -> Result:
        """Read a typed time, or another day and time."""
        return read_wish(text, seen, self.day)

    def row(self, seen: Seen) -> str | None:
        """Show day and time in words."""
        return say_when(chosen_start(seen.conversation.answers[self.name]))


def chosen_start(answer: Answer) -> datetime:
    """Give the start that an answer to a time question stands for."""
    return datetime.fromisoformat(answer.value)


def time_option(seen: Seen, question: str, start: datetime, *, with_day: bool = False) -> Option:
    """Make the button of one start."""
    hours = start.strftime("%H:%M")
    day = say_day(today(start))
    key = "book.time.option.day_and_time" if with_day else "book.time.option.time"
    return seen.option(question, start.isoformat(), key, time=hours, day=day)


def wished(start: datetime, seen: Seen, day: Day, *, echo: bool = False) -> Result:
    """Keep a wished start if it is free; otherwise say why not and offer the nearest."""
    if start not in seen.facts.free:
        return not_free(start, seen, day.time)
    answers = {day.name: Answer(today(start).isoformat()), day.time: Answer(start.isoformat())}
    return Filled(answers, Say("book.time.echo", {"when": say_when(start)}) if echo else None)


def not_free(start: datetime, seen: Seen, time_question: str, *, when: str = "") -> Again:
    """Say why a start, or a whole day named by `when`, can't be had, with the three nearest that can."""
    facts = seen.facts
    reason = why_not(facts.office, facts.now, start, facts.free) or "gone"
    options = tuple(time_option(seen, time_question, near, with_day=True) for near in nearest(facts.free, start))
    return Again(
        Say(f"book.time.retry.{reason}", {"when": when or say_when(start)}, options, numbered=bool(options)),
        counts=False,
    )


def read_wish(text: str, seen: Seen, day: Day) -> Result:
    """Read a wish for a day or a time as people type it."""
    facts, chosen = seen.facts, seen.conversation.answers.get(day.name)
    known = date.fromisoformat(chosen.value) if chosen else None
    match read_when(text, now=facts.now.astimezone(TOKYO), starts=start_times(facts.office), day=known):
        case At(start):
            return wished(start, seen, day, echo=True)
        case OnDay(wanted):
            return day.on(wanted, seen)
        case WrongWeekday(wanted, _):
            return _maybe(seen, day, "wrong_weekday", (wanted,), said=say_day(wanted))
        case Past(wanted, _):
            return _maybe(seen, day, "past", (), said=say_day(wanted))
        case AskWhen(_, days, times):
            return _maybe(seen, day, "ask", _starts(seen, days, times, known))
        case NotADate():
            return Again(Say(f"{day.key}.retry.unclear"), counts=False)


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
    return seen.option(day.name, choice.isoformat(), f"{day.key}.option.day", day=say_day(choice))
