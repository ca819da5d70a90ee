"""Links to the form page, erasures, refusals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.booking.limits.refusal import Refusal
from bot.ports.work import Claim


@dataclass(frozen=True)
class DetailsLink:
    """A one-time link to the page for personal details, of one run of one seeker's conversation.

    fields  which details it asks
    secret  stands in the page's form, so that nothing but the page itself can send it
    """

    user: str
    conversation: str
    fields: tuple[str, ...]
    until: datetime
    secret: str


class LinkOver(StrEnum):
    """Why a link to that page is over. CHANGED: the conversation has gone on without it."""

    USED = "used"
    EXPIRED = "expired"
    CHANGED = "changed"


@dataclass(frozen=True)
class Erasure:
    """That all we hold of somebody be erased, as was asked for, until that is done.

    user     the LINE user, "" where only a booking is known
    booking  the id of that booking, "" where the user is known
    number   a booking number for staff to speak of, "" for none
    by       who asked, as in the audit log
    """

    id: str
    user: str
    booking: str
    number: str
    at: datetime
    by: str


@dataclass(frozen=True)
class NotRefused:
    """Neither the LINE user nor the job-seeker number (each "" = unknown) is refused consultations now."""

    user: str
    number_key: str


@dataclass(frozen=True)
class NoOpenErasure:
    """Nothing that asks to erase the LINE user, or else the booking, is still to be carried out."""

    user: str
    booking: str = ""


@dataclass(frozen=True)
class RefusalIs:
    """The refusal has this version."""

    id: str
    version: int


@dataclass(frozen=True)
class DetailsLinkIsUnused:
    """The link to the page for personal details was not used."""

    token: str


@dataclass(frozen=True)
class KeepDetailsLink:
    """Keep what a link to the page for personal details stands for; of its token only a keyed hash."""

    token: str
    link: DetailsLink


@dataclass(frozen=True)
class UseDetailsLink:
    """Let a link be known as used, and nothing else of it."""

    token: str


@dataclass(frozen=True)
class KeepErasure:
    """Write an erasure; `due` = when it is to be tried next."""

    erasure: Erasure
    due: datetime


@dataclass(frozen=True)
class DropErasure:
    """Forget an erasure that is done."""

    erasure: Erasure


@dataclass(frozen=True)
class DropTraces:
    """Delete keys that were found about a person."""

    keys: tuple[str, ...]


@dataclass(frozen=True)
class KeepRefusal:
    """Write a refusal, and refuse its person as long as it holds; `forget` deletes it."""

    refusal: Refusal
    forget: bool = False


class PrivacyStore(Protocol):
    """Erasures, refusals and links in the store."""

    def erasure(self, erasure: str) -> Erasure | None:
        """Give an erasure that is not done."""

    def erasures(self) -> list[Erasure]:
        """Give every erasure that is not done, oldest first."""

    def claim_erasures(self, limit: int) -> list[Claim]:
        """Lease the erasures that are due."""

    def traces_of(self, user: str, numbers: Sequence[str] = (), *, going_on: bool, wish: str = "") -> list[str]:
        """Name every key about a LINE user but his bookings and the sets they stand in.

        numbers   his job-seeker numbers in their form for comparing
        going_on  leaves what the talk of this moment needs: the conversation, its replies and links
        wish      leaves this one on the waiting list
        """

    def details_link(self, token: str) -> DetailsLink | LinkOver:
        """Give what a link stands for, or that it was used; one that is not known has expired."""

    def refusal(self, refusal: str) -> Refusal | None:
        """Find a refusal by id."""

    def refusals(self) -> list[Refusal]:
        """Give every refusal that is kept, the newest first."""

    def hashed(self, value: str) -> str:
        """Give the keyed hash of a value."""
