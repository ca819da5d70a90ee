"""Answers that are decided but not known to be delivered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from bot.ports.work import Claim


class ReplyStep(StrEnum):
    """How far the sending of a reply has come.

    FAILED  LINE answered a send with the token by an error of its own; it most likely did not arrive
    TOKEN  a send with the token was begun; if the token is dead soon after that, the reply arrived
    PUSH   the token was dead before any send; only a push can bring it
    """

    NOTHING = ""
    TOKEN = "token"  # noqa: S105 - no password
    FAILED = "failed"
    PUSH = "push"


@dataclass(frozen=True)
class PendingReply:
    """An answer that is decided but not known to be delivered.

    step       how far sending has come
    notice     the ledger's row that is settled with it, "" for none
    retry_key  for the push that stands in for a reply whose token is dead
    """

    id: str
    token: str
    user: str
    messages: Sequence[Mapping[str, Any]]
    due: datetime
    retry_key: str
    notice: str = ""
    step: ReplyStep = ReplyStep.NOTHING


@dataclass(frozen=True)
class ReplyLeaseIs:
    """The pending reply is leased to us."""

    id: str
    lease: str


@dataclass(frozen=True)
class KeepReply:
    """Write a pending reply."""

    reply: PendingReply


@dataclass(frozen=True)
class DropReply:
    """Forget a pending reply; `user` is "" where it is not known any more whose it was."""

    id: str
    user: str = ""


@dataclass(frozen=True)
class BeginReply:
    """The sending of a reply begins, if none began before; with a user, only if it is his oldest pending one."""

    id: str
    user: str = ""


@dataclass(frozen=True)
class NameOldest:
    """Name a user's oldest pending reply."""

    user: str


@dataclass(frozen=True)
class LetOthersPass:
    """Let a user's newer replies go before this one, which waits for longer."""

    id: str
    user: str


@dataclass(frozen=True)
class LookAgain:
    """Let a pending reply be due again at a moment, before the lease that it is under ends."""

    id: str
    due: datetime


class ReplyStore(Protocol):
    """Pending replies in the store."""

    def reply(self, reply: str) -> PendingReply | None:
        """Give a pending reply."""

    def first_reply(self, user: str) -> str:
        """Name the oldest pending reply of a user that others wait for, "" for none."""

    def step_reply(self, reply: str, step: ReplyStep, lease: str = "") -> ReplyStep | None:
        """Note how far a reply has come and give the step before; None when it is gone or leased to another."""

    def begin_reply(self, begun: BeginReply) -> bool:
        """Note that the first sending of a reply begins; False when it is not to be sent now, or not by us.

        It is written when this returns, together with what others note of their replies at that moment.
        """

    def claim_replies(self, limit: int) -> list[Claim]:
        """Lease the pending replies that are due."""
