"""A conversation: its answers are its state. Everything in it is personal and sealed at rest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.booking.model import Answer, Consent
from bot.booking.replacing import replace
from bot.dialogue.incoming import Incoming

STOOD = "stood"  # held: the time, or the day, that was chosen and taken back, from which another may be told


@dataclass(frozen=True)
class Draft:
    """A message for staff that is being written: what led to it, what was open then, the texts by LINE's message."""

    cause: str
    flow: str = ""
    question: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Give all that was typed."""
        return "\n".join(self.parts.values())

    def adding(self, message_id: str, text: str) -> "Draft":
        """Put a text behind what was typed."""
        return replace(self, parts={**self.parts, message_id: text})

    def without(self, message_id: str) -> "Draft":
        """Forget what came from a message."""
        return replace(self, parts={name: text for name, text in self.parts.items() if name != message_id})


@dataclass(frozen=True)
class Conversation:
    """What one seeker has told us so far.

    id       names this run of the flow; buttons carry it, so that those of an earlier run are known as old
    flow     the flow that is open, "" for none
    answers  by question
    tries    failed tries by question
    held     by question, the text that we asked about, for "use it as it is"
    asked_at our clock at the last turn
    consent  what was agreed to in this run
    shown    value and label of each option last shown, for those who type
    also     the same options as they are labelled in the other style
    past     the latest events, and
    base     the conversation as it was before them, for events that arrive out of order
    contact_at  the event time of the newest "added as a friend" or "blocked"
    settled  the event time at which the last run began or ended; what happened before changes nothing any more
    begun    when we first heard of the account, as far as its talk was kept
    newest   the event time of the newest event taken; what is older does nothing any more
    draft    the message for staff that is being written, beside whatever is open
    """

    id: str = ""
    flow: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    tries: Mapping[str, int] = field(default_factory=dict)
    held: Mapping[str, str] = field(default_factory=dict)
    consent: Consent | None = None
    shown: tuple[tuple[str, str], ...] = ()
    also: tuple[tuple[str, str], ...] = ()
    asked_at: datetime | None = None
    past: tuple[Incoming, ...] = ()
    base: "Conversation | None" = None
    settled: datetime | None = None
    contact_at: datetime | None = None
    newest: datetime | None = None
    begun: datetime | None = None
    draft: Draft | None = None

    @property
    def labels(self) -> tuple[tuple[str, str], ...]:
        """Give the options last shown, as they are labelled in either style."""
        return (*self.shown, *self.also)

    def opened(self, flow: str, conversation_id: str) -> "Conversation":
        """Start a flow from nothing."""
        return replace(
            Conversation(id=conversation_id, flow=flow, settled=self.settled),
            asked_at=self.asked_at,
            contact_at=self.contact_at,
            newest=self.newest,
        )

    def closed(self) -> "Conversation":
        """Forget all that was said."""
        return self.opened("", "")

    def answered(self, answers: Mapping[str, Answer], dropping: tuple[str, ...] = ()) -> "Conversation":
        """Keep answers, forgetting those that depended on what they replace."""
        kept = {name: answer for name, answer in self.answers.items() if name not in dropping}
        gone = {*answers, *dropping}
        held = self.not_holding(*gone).held
        stood = self.answers.get("time") or self.answers.get("day")
        return replace(
            self,
            answers={**kept, **answers},
            tries={name: count for name, count in self.tries.items() if name not in gone},
            held={**held, STOOD: stood.value} if stood and {"day", "time"} & {*dropping} else held,
        )

    def failed(self, question: str) -> "Conversation":
        """Count a failed try."""
        return replace(self, tries={**self.tries, question: self.tries.get(question, 0) + 1})

    def holding(self, question: str, text: str) -> "Conversation":
        """Hold a text that a question is asked about."""
        return replace(self, held={**self.held, question: text})

    def not_holding(self, *names: str) -> "Conversation":
        """Hold some texts no more."""
        if self.held.keys().isdisjoint(names):  # as nearly always; a copy takes 20 times as long
            return self
        return replace(self, held={name: text for name, text in self.held.items() if name not in names})

    def without(self, *questions: str) -> "Conversation":
        """Forget the answers to some questions."""
        return self.answered({}, questions)

    def settled_at(self, moment: datetime) -> "Conversation":
        """Let what happened before a moment change nothing any more."""
        return replace(self.without_past(), settled=max(moment, self.settled or moment))

    def without_past(self) -> "Conversation":
        """Forget the events kept for reordering."""
        return replace(self, past=(), base=None) if self.past or self.base else self
