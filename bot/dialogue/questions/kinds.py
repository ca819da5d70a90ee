"""The kinds of questions. One question of a flow is one of these plus its words in messages_ja/."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from bot.booking.model import Answer, Consent
from bot.dialogue.common_buttons import terms_buttons
from bot.dialogue.conversation import Conversation
from bot.dialogue.incoming import Incoming, Tap
from bot.dialogue.questions.details_link import ask_on_page, on_page, row_on_page
from bot.dialogue.reading import (
    Retry,
    Value,
    contains_my_number,
    half_width,
)
from bot.dialogue.turn import Facts, Look, Option, Say
from bot.dialogue.words import Words


@dataclass(frozen=True)
class Seen:
    """What a question may look at."""

    conversation: Conversation
    incoming: Incoming
    facts: Facts

    def __post_init__(self) -> None:
        """See only the times at which somebody is free who fits what was answered."""
        object.__setattr__(self, "facts", self.facts.for_needs(self.conversation.answers))

    def option(self, question: str, value: str, label: str, **values: str) -> Option:
        """Make a button that answers a question of this conversation."""
        return Option(label, Tap(self.conversation.id, question, value), values)


@dataclass(frozen=True)
class Filled:
    """The question is answered, perhaps others with it; `echo` is said before going on.

    holds  texts that other questions will be asked about
    drop   answers that are forgotten
    """

    answers: Mapping[str, Answer]
    echo: Say | None = None
    consent: Consent | None = None
    holds: Mapping[str, str] = field(default_factory=dict)
    drop: tuple[str, ...] = ()


@dataclass(frozen=True)
class Again:
    """The question stays open, for a reason.

    counts  it was a failed try
    drop    answers that are forgotten
    forced  the text may never be taken as it is
    holds   the text that the question is about, until it is answered; `held_for` names another question that it is for
    """

    say: Say
    counts: bool = True
    drop: tuple[str, ...] = ()
    forced: bool = True
    holds: str = ""
    held_for: str = ""


@dataclass(frozen=True)
class Leave:
    """The seeker does not want to go on: all is forgotten."""

    say: Say


@dataclass(frozen=True)
class Finish:
    """The seeker gave the final word, perhaps by an answer that needs no review."""

    answers: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True)
class Switch:
    """Another flow goes on with what is known, with some answers more and some less; `again` is said first."""

    flow: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    again: Again | None = None


Result = Filled | Again | Leave | Finish | Switch


class Question(Protocol):
    """One question. Its key, e.g. "book.telephone", is the flow's name, a dot, and its own name."""

    @property
    def key(self) -> str:
        """Give its key."""

    @property
    def name(self) -> str:
        """Give its own name."""

    def is_asked(self, answers: Mapping[str, Answer]) -> bool:
        """Say whether it is asked at all, as the other answers are."""

    def ask(self, seen: Seen) -> Say:
        """Give the message that asks it."""

    def take(self, value: str, seen: Seen) -> Result:
        """Take the value of one of its buttons."""

    def read(self, text: str, seen: Seen) -> Result:
        """Read a typed answer that names none of the options shown."""

    def row(self, seen: Seen) -> str | None:
        """Give its answer as shown before applying; None when it is not shown."""


@dataclass(frozen=True)
class KeyedQuestion:
    """What questions share unless they say otherwise: one of the buttons must be chosen, and no review shows it."""

    key: str

    @cached_property
    def name(self) -> str:
        """Give its own name: "telephone" of "book.telephone"."""
        return self.key.rpartition(".")[2]

    def is_asked(self, answers: Mapping[str, Answer]) -> bool:
        """Ask it of everybody."""
        return True

    def read(self, text: str, seen: Seen) -> Result:
        """Ask to choose."""
        return Again(Say(f"{self.key}.retry.unclear"))

    def row(self, seen: Seen) -> str | None:
        """Leave it out of the review."""
        return None


@dataclass(frozen=True)
class OneOf(KeyedQuestion):
    """A choice between values; those in `stops` end at an explanation and leave the question open.

    links  buttons that lead elsewhere
    quiet  no value is likelier than the others, so that no button stands out
    """

    values: tuple[str, ...]
    stops: tuple[str, ...] = ()
    look: Look = "card"
    in_summary: bool = True
    links: tuple[Option, ...] = ()
    quiet: bool = False

    def ask(self, seen: Seen) -> Say:
        """Show every value as a button."""
        options = tuple(
            seen.option(self.name, value, f"{self.key}.option.{value}") for value in self.values + self.stops
        )
        return Say(f"{self.key}.ask", options=(*options, *self.links), look=self.look, numbered=True, quiet=self.quiet)

    def take(self, value: str, seen: Seen) -> Result:
        """Keep the value, or explain where it leads."""
        if value in self.stops:
            return Again(Say(f"{self.key}.stop.{value}"), counts=False)
        return Filled({self.name: Answer(value)}) if value in self.values else self.read("", seen)

    def row(self, seen: Seen) -> str | None:
        """Show the label of the value."""
        if not self.in_summary:
            return None
        return self.label(seen.conversation.answers[self.name].value, seen.facts.words)

    def label(self, value: str, words: Words) -> str:
        """Give a value as it is shown; one without a button was typed."""
        option = f"{self.key}.option.{value}"
        return words(option) if option in words else value


@dataclass(frozen=True)
class Agree(KeyedQuestion):
    """Agreement to the terms in force; "disagree" ends the flow."""

    def ask(self, seen: Seen) -> Say:
        """Show both answers, and what opens the terms."""
        agree = Option(f"{self.key}.option.agree", Tap(seen.conversation.id, self.name, "agree", _terms_digest(seen)))
        options = [agree, seen.option(self.name, "disagree", f"{self.key}.option.disagree")]
        return Say(f"{self.key}.ask", options=(*options, *terms_buttons(seen.facts)), look="card", numbered=True)

    def take(self, value: str, seen: Seen) -> Result:
        """Record what was agreed to, when, and by which event."""
        if value != "agree":
            return Leave(Say(f"{self.key}.stop.disagree"))
        tap, terms = seen.incoming.tap, seen.facts.terms
        if tap and tap.digest != _terms_digest(seen):
            return Again(self.ask(seen), counts=False)
        consent = Consent(terms.version, terms.sha256, seen.incoming.at, seen.incoming.event_id)
        return Filled({self.name: Answer("agree")}, consent=consent)


def _terms_digest(seen: Seen) -> str:
    """Give a short fingerprint of the terms shown, so that agreeing to one version can't count for another."""
    return seen.facts.terms.sha256[:12]


EXAMPLE = re.compile(r"例[^：\n]{0,6}：(\S+)")  # of the question, as it is shown

Reader = Callable[[str], Value | Retry]
# Buttons beside what may be meant, by their values: it is a slip, or was put together of what was told.
SLIPPED = {"suggested": "suggested", "as_typed": "as_typed"}
TOGETHER = {"suggested": "put_together"}


@dataclass(frozen=True)
class Typed(KeyedQuestion):
    """A typed answer.

    sure        reads the same text once more when the seeker insists
    instead     maps buttons to marks
    has_digits  an answer may have twelve digits without being a My Number
    least       what a text must hold to be kept for staff to check, though it could not be read
    """

    reader: Reader
    sure: Reader | None = None
    instead: Mapping[str, str] = field(default_factory=dict)
    has_digits: bool = False
    least: str = ""

    def ask(self, seen: Seen) -> Say:
        """Ask, with buttons for those who have no such thing; on our own page where the office wants it so."""
        if on_page(seen.facts):
            return ask_on_page(seen.conversation, seen.facts)
        options = tuple(seen.option(self.name, value, f"{self.key}.option.{value}") for value in self.instead)
        return Say(f"{self.key}.ask", options=options)

    def take(self, value: str, seen: Seen) -> Result:
        """Take a button: nothing of the kind, the suggestion, or the text as it was typed."""
        held = seen.conversation.held.get(self.name, "")
        if on_page(seen.facts):
            return Again(self.ask(seen), counts=False)
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
        if on_page(seen.facts):
            return Again(Say("details.typed"), counts=False)
        return self._result(self.reader(text), text, seen)

    def may_be_kept(self, text: str) -> bool:
        """Say whether a text that could not be read is near enough to an answer to be kept for staff to check."""
        return bool(re.search(self.least, half_width(text)))

    def row(self, seen: Seen) -> str | None:
        """Show the answer just as it was typed; only that it was given where the talk must not hold it."""
        answer = seen.conversation.answers[self.name]
        if on_page(seen.facts):
            return row_on_page(self.key, answer, seen.facts)
        return answer.value or seen.facts.words(f"{self.key}.mark.{answer.mark}")

    def _is_example(self, read: Value, seen: Seen) -> bool:
        """Say whether the example is given that the question shows; a name may be anybody's."""
        shown = EXAMPLE.search(seen.facts.words(f"{self.key}.ask")) if self.least else None
        example = self.reader(shown[1]) if shown else None
        return isinstance(example, Value) and bool(read.key) and read.key == example.key

    def _filled(self, value: Value) -> Filled:
        echo = f"{self.key}.mark_echo.{value.mark}"
        return Filled(
            {self.name: Answer(value.value, value.key, value.mark)}, Say(echo) if value.mark and value.value else None
        )

    def _result(self, read: Value | Retry, text: str, seen: Seen) -> Result:
        if isinstance(read, Value):
            return Again(Say(f"{self.key}.retry.example")) if self._is_example(read, seen) else self._filled(read)
        say = Say(f"{self.key}.retry.{read.reason}", {"suggestion": read.suggestion})
        if not read.suggestion:
            return Again(say, counts=not read.final, forced=read.final)
        labels = TOGETHER if read.reason == "put_together" else SLIPPED
        options = tuple(seen.option(self.name, value, f"common.option.{label}") for value, label in labels.items())
        return Again(Say(say.key, say.values, options), counts=False, holds=text)
