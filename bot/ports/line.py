"""LINE: messages, whether and how fast it is called, rich menus."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from bot.booking.model import State


@dataclass(frozen=True)
class NoteMenus:
    """Note which rich menu users were shown last, "" for that of everybody."""

    users: tuple[str, ...]
    menu: str


@dataclass(frozen=True)
class ForgetMenuReader:
    """Forget that a user's rich menu follows the words he reads."""

    user: str


class Line(Protocol):
    """LINE's side for sending. Both raise SendError; a reply with a dead token raises ReplyTokenError."""

    def reply(self, token: str, messages: Sequence[Mapping[str, Any]]) -> None:
        """Answer an event."""

    def push(self, to: str, messages: Sequence[Mapping[str, Any]], retry_key: str) -> None:
        """Send to a user or group; returns when LINE accepted it, now or under the same key before."""

    def knows(self, user: str) -> bool:
        """Say whether a user is a friend who did not block us; True when LINE can't tell."""

    def quota(self) -> tuple[int | None, int]:
        """Give the month's limit of messages, None for no limit, and how many were used; raises SendError."""


LINE_AT_ONCE = frozenset({"http_401"})  # one such failure is enough: it will be the same for every message


@dataclass(frozen=True)
class LineState:
    """How sending to LINE goes. `open_since` is None while it goes on; beside it the last failure, if any."""

    open_since: datetime | None
    reason: str = ""
    failed_at: datetime | None = None


class Passage(StrEnum):
    """Whether a call to LINE may go: freely, as the one probe while the circuit is open, or not at all."""

    NONE = ""
    FREE = "free"
    PROBE = "probe"


class Circuit(Protocol):
    """Whether and how fast LINE is called, the same for all processes. Every method may raise StoreDownError."""

    def is_open(self) -> bool:
        """Say whether nothing may be sent now, not even a probe."""

    def passage(self) -> Passage:
        """Say whether one call may go now; while the circuit is open, one at a time does, as a probe."""

    def not_probed(self) -> None:
        """Take back that a probe is under way, unless it has told how it ended."""

    def went_well(self) -> None:
        """Note that LINE answered."""

    def failed(self, reason: str) -> None:
        """Note that LINE failed; after several in a row, the circuit opens."""

    def state(self) -> LineState:
        """Tell how sending goes."""

    def wait(self) -> float:
        """Take one call out of the bucket; give the seconds until it may be made."""


class Menus(Protocol):
    """LINE's side for rich menus. Every method raises SendError."""

    def all(self) -> Mapping[str, str]:
        """Give the name of each menu by its id."""

    def aliases(self) -> Mapping[str, str]:
        """Give the id of the menu that each alias stands for."""

    def make(self, definition: Mapping[str, Any], picture: bytes) -> str:
        """Make a menu with its picture; give its id."""

    def name(self, alias: str, menu: str, *, new: bool) -> None:
        """Let an alias stand for a menu."""

    def show_all(self, menu: str) -> None:
        """Show a menu to everybody who has none of his own."""

    def remove(self, menu: str) -> None:
        """Delete a menu."""

    def link(self, users: Sequence[str], menu: str) -> None:
        """Show a menu to up to 500 users; "" shows them that of everybody."""


@dataclass(frozen=True)
class AccountSeen:
    """The account as LINE knows it; `chats` says whether people may be answered by hand in LINE's own pages.

    `at` is the time that LINE's server told with its answer, None where it told none.
    """

    name: str
    line_id: str
    chats: bool
    at: datetime | None = None


@dataclass(frozen=True)
class WebhookSeen:
    """Where LINE delivers to, "" for nowhere, and whether it does."""

    address: str
    is_on: bool


@dataclass(frozen=True)
class WebhookTried:
    """How a delivery on trial went; `status` is that of the answer, 0 where there was none; `reason` is LINE's code."""

    went_well: bool
    status: int
    reason: str


class Account(Protocol):
    """The account at LINE, for a check. Every method raises SendError."""

    def seen(self) -> AccountSeen:
        """Ask who it is."""

    def webhook(self) -> WebhookSeen:
        """Ask where LINE delivers to."""

    def set_webhook(self, address: str) -> None:
        """Let LINE deliver to another address."""

    def try_webhook(self, address: str) -> WebhookTried:
        """Let LINE deliver a webhook without events."""

    def quota(self) -> tuple[int | None, int]:
        """Ask for the month's limit of messages, None for no limit, and how many were used."""


@dataclass(frozen=True)
class MenuBooking:
    """What of a booking says which rich menu its seeker is shown; `user` is "" for who has no LINE."""

    user: str
    state: State
    start: datetime
    end: datetime


class MenuStore(Protocol):
    """Which rich menus were shown."""

    def menu_bookings(self, since: datetime) -> Sequence[MenuBooking]:
        """Give what of each booking that starts from a moment on says which menu is shown, by start."""

    def menus_shown(self, users: Sequence[str]) -> Mapping[str, str]:
        """Give the rich menu that each of some users was shown last; who is not in it was shown none of his own."""

    def menu_readers(self) -> Sequence[str]:
        """Give the users who chose their style of words: the easy one, or lately the way back from it."""

    def easy_among(self, users: Sequence[str]) -> frozenset[str]:
        """Give those of some users who read やさしい日本語."""
