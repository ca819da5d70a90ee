"""What an event of a seeker needs, remembers and keeps."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.booking.model import Booking
from bot.booking.waitlist import WaitingWish
from bot.dialogue.conversation import Conversation
from bot.dialogue.incoming import Incoming
from bot.ports.office import OfficeState


@dataclass(frozen=True)
class Event:
    """One event of one person, with what an answer needs. `reply_token` is "" when it can't be answered."""

    user: str
    incoming: Incoming
    reply_token: str = ""


@dataclass(frozen=True)
class EventIsNew:
    """The event was not taken before."""

    event_id: str


@dataclass(frozen=True)
class ConversationIs:
    """The conversation has this version; 0 = there is none."""

    user: str
    version: int


@dataclass(frozen=True)
class StoreHasRoom:
    """The store's memory is not full: asked by what begins something new; all else goes on."""


EVENTS_KNOWN = timedelta(days=7)  # what happened before may have been taken already, and nobody knows


@dataclass(frozen=True)
class RememberEvent:
    """Remember an event id as long as its event may be taken."""

    event_id: str


@dataclass(frozen=True)
class CountMessage:
    """Count a message of a user among those of the current 10 s."""

    user: str


@dataclass(frozen=True)
class KeepConversation:
    """Write a conversation with its new version; forgotten 24 h later."""

    user: str
    conversation: Conversation
    version: int


@dataclass(frozen=True)
class KeepStyle:
    """Note for 400 days that a user reads やさしい日本語, or forget it; his rich menu follows."""

    user: str
    easy: bool


@dataclass(frozen=True)
class NameStyle:
    """Name the style of words that a user reads: "easy", or "" for the ordinary one."""

    user: str


@dataclass(frozen=True)
class Loaded:
    """All that one event needs, read in one trip. `burst` is which message of the current 10 s it is.

    easy     the user reads やさしい日本語
    refused  the user is refused further consultations
    deaths   how often a process hung or ended while it had this event in hand
    erasing  all that is held of the user is about to be erased
    has_bookings  bookings of the user are kept, open or over
    has_messages  messages that the user left for staff are kept
    """

    seen: bool
    conversation: Conversation
    version: int
    booking: Booking | None
    taken: Mapping[datetime, int]
    burst: int
    office_state: OfficeState = field(default_factory=OfficeState)
    wish: WaitingWish | None = None
    easy: bool = False
    refused: bool = False
    deaths: int = 0
    erasing: bool = False
    has_bookings: bool = True
    has_messages: bool = True


class InHand(Protocol):
    """Which events this machine's web processes have in hand, so that one that stops its process is known after."""

    def holding(self, event_id: str) -> AbstractContextManager[None]:
        """Note that an event is in hand."""

    def seeing_to(self, user: str) -> AbstractContextManager[None]:
        """Let the events of a person wait for each other in this process; who has waited for long goes on."""

    def reading(self) -> AbstractContextManager[None]:
        """Note that what this thread holds is being read; one thread of a process reads, BusyError after long."""

    def is_stuck(self, event_id: str) -> bool:
        """Say whether some process has had an event in hand for longer than any event takes."""


class EventStore(Protocol):
    """What the store knows about events and their seekers."""

    def load(self, user: str, event_id: str, *, counting: bool = False) -> Loaded:
        """Read what an event of a user needs; where it counts, also which of his newest messages it is."""

    def confirm_seen(self, event_ids: Sequence[str]) -> None:
        """Return when events that were taken before are safe on as many machines as wanted; else StoreDownError."""

    def seen(self, event_ids: Sequence[str]) -> frozenset[str]:
        """Give which of some events were taken before."""

    def note_deaths(self, names: Sequence[str], count: int) -> None:
        """Add to how often a process ended while it had events in hand, by the names in bot.adapters.server.in_hand."""

    def reads_easy(self, user: str) -> bool:
        """Say whether a user reads やさしい日本語."""

    def may_ask_to_slow_down(self, user: str) -> bool:
        """Say whether the user was not asked within the last minute, and note that he is asked now."""
