"""Replies: kept with the commit that decides them, sent right after it, found by the sweep if that did not happen.

LINE gives a reply no retry key (Messaging API reference, "Send reply message"), so a reply whose result is unknown is
tried again with its token only; a dead token after a begun try means that the first one arrived.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from bot.booking.notices.notice import PENDING_STATES, Notice, NoticeState, retry_key_of
from bot.booking.notices.reasons import Reason, reason_of
from bot.booking.notices.reminders import KEY_LIVES
from bot.booking.notices.troubles import is_trouble
from bot.dialogue.turn import Say
from bot.errors import ReplyTokenError, SealError, SendError, StoreDownError
from bot.messages.line import render
from bot.ports.context import Process, RequestContext
from bot.ports.events import Event
from bot.ports.health import Count
from bot.ports.notices import KeepNotice, NoticeLeaseIs
from bot.ports.replies import (
    BeginReply,
    DropReply,
    KeepReply,
    LetOthersPass,
    LookAgain,
    PendingReply,
    ReplyLeaseIs,
    ReplyStep,
)
from bot.ports.store import Under, Write
from bot.ports.work import Claim
from bot.service.commit import Commit
from bot.service.conflicts import tried
from bot.service.notices.circuit import passage
from bot.service.notices.fallback import by_mail_at_once, refuse_who_left, tried_with_aftermath

GRACE = timedelta(seconds=5)  # the time that the process which decided a reply has to send it

NO_WAIT = timedelta()  # while the circuit is open, nothing is claimed
BEHIND_OLDER = timedelta(seconds=1)  # an older reply of the same person goes first
AFTER_FAILURE = timedelta(seconds=5)
TOKEN_LIVES = timedelta(seconds=55)  # LINE: within one minute of the webhook
QUESTION_OF_USE = timedelta(minutes=20)  # a question is of no use any more; a receipt always is


class TryResult(NamedTuple):
    """The state after a try, with the code of why."""

    state: NoticeState
    reason: str = ""


@dataclass(frozen=True)
class Pending:
    """A reply to send, None when there is nothing to say, what to write for it, and the ledger's row it carries."""

    reply: PendingReply | None
    writes: tuple[Write, ...]
    carried: Notice | None = None


def pending_reply(context: RequestContext, event: Event, says: Sequence[Say], commit: Commit, now: datetime) -> Pending:
    """Make the reply that is kept with the commit."""
    event_id = event.incoming.event_id
    if not event.reply_token or not says:
        return Pending(None, (KeepNotice(commit.received, commit.received.due),) if commit.received else ())
    reply = PendingReply(
        id=event_id,
        token=event.reply_token,
        user=event.user,
        messages=render(says, context.words),
        due=now + GRACE,
        retry_key=retry_key_of(event_id),
        notice=commit.received.id if commit.received else "",
    )
    received = (KeepNotice(commit.received, None),) if commit.received else ()
    return Pending(reply, (KeepReply(reply), *received), commit.received)


def deliver_now(process: Process, pending: Pending) -> None:
    """Send a reply off the request's path; whatever goes wrong is left to the sweep."""
    reply, carried = pending.reply, pending.carried
    if reply:
        process.in_background(lambda: _try(process, reply, carried), reply.user)


def _try(process: Process, reply: PendingReply, carried: Notice | None = None) -> None:
    """Send a reply; one that stands behind it follows once its end is written."""
    try:
        _send(process, reply, carried)
    except (SendError, StoreDownError) as error:
        process.log("reply_left_to_sweep", event_id=reply.id, reason=error.reason)


def _send(process: Process, reply: PendingReply, carried: Notice | None) -> None:
    """Send a reply unless an older one goes first, the circuit is open, or the sweep was faster.

    That sending begins is written down by itself, or nobody knew after a crash whether it had (decisions 4 and 65).
    """
    with passage(process) as may:
        if not may or not process.store.begin_reply(BeginReply(reply.id, reply.user)):
            return
        _by_token(process, reply, ReplyStep.NOTHING)
    process.fail_point("after_reply")
    row = carried or _carried(process, reply)
    ended = _accepted(process, row, reply) if row else _dropped(reply, NoticeState.ACCEPTED)
    process.store.settle(reply.user, ended, partial(_go_on, process, reply))


def _accepted(process: Process, row: Notice, reply: PendingReply) -> tuple[Write, ...]:
    """Forget a reply that LINE took, and settle the row that it carried; not one that was erased meanwhile."""
    done = _done(row, NoticeState.ACCEPTED, process.clock.now(), Reason.BY_REPLY)
    stands, kept = NoticeLeaseIs(row.id, ""), KeepNotice(done)
    return (*_dropped(reply, NoticeState.ACCEPTED), Under((stands,), (kept,)))


def _dropped(reply: PendingReply, state: NoticeState) -> tuple[Write, ...]:
    """Forget a reply."""
    return DropReply(reply.id, reply.user), Count(f"reply_{state.value}")


def _done(row: Notice, state: NoticeState, now: datetime, reason: str = "") -> Notice:
    done = replace(row, state=state, attempts=row.attempts + 1, first_attempt=row.first_attempt or now)
    accepted = now if state is NoticeState.ACCEPTED else row.accepted
    return replace(done, reason=reason_of(reason), accepted=accepted)


def _go_on(process: Process, reply: PendingReply, behind: str, error: StoreDownError | None) -> None:
    """Send the reply that stood behind one whose end is written."""
    if error:
        process.log("reply_left_to_sweep", event_id=reply.id, reason=error.reason)
    elif behind:
        process.in_background(partial(_try_next, process, behind), reply.user)


def _try_next(process: Process, name: str) -> None:
    reply = process.store.reply(name)
    if reply and reply.step is ReplyStep.NOTHING:  # else its own call was faster
        _try(process, reply)


def _by_token(process: Process, reply: PendingReply, before: ReplyStep, lease: str = "") -> None:
    """Send with the token; note when that came to nothing for certain, or when only a push is left."""
    try:
        process.line.reply(reply.token, reply.messages)
    except ReplyTokenError:
        if before is ReplyStep.NOTHING:
            process.store.step_reply(reply.id, ReplyStep.PUSH, lease)
        raise
    except SendError as error:
        failed = error.reason.startswith("http_5") and before is not ReplyStep.TOKEN
        after = before if error.refused else ReplyStep.FAILED if failed else ReplyStep.TOKEN
        process.store.step_reply(reply.id, after, lease)
        raise


def _settle(process: Process, claim: Claim, reply: PendingReply, result: TryResult) -> None:
    """Forget a reply that is done with, and settle the ledger's row that it carried; mail brings what LINE did not."""
    ended = Commit((ReplyLeaseIs(claim.id, claim.lease),), _dropped(reply, result.state))
    row = _carried(process, reply)
    if not row or (row.state not in PENDING_STATES and result.state is not NoticeState.ACCEPTED):
        tried(process.store, *ended.parts)
        return
    done = _done(row, result.state, process.clock.now(), result.reason)
    booking = process.store.booking(row.booking) if is_trouble(done) else None
    tried_with_aftermath(process, ended + Commit((), (KeepNotice(done, None),)), done, booking)


def _carried(process: Process, reply: PendingReply) -> Notice | None:
    """Give the ledger's row that a reply carries."""
    return process.store.notice(reply.notice) if reply.notice else None


def by_person(process: Process, rows: Sequence[Sequence[str]]) -> list[list[Sequence[str]]]:
    """Put claimed replies, (id, lease) each, of one person together, in their order."""
    groups: dict[str, list[Sequence[str]]] = {}
    for row in rows:
        groups.setdefault(_person(process, row[0]), []).append(row)
    return list(groups.values())


def _person(process: Process, reply_id: str) -> str:
    try:
        reply = process.store.reply(reply_id)
    except (SealError, ValueError, KeyError):  # damaged: it is nobody's, and fails by itself
        return reply_id
    return reply.user if reply else reply_id


def sweep_reply(process: Process, claim: Claim) -> NoticeState | None:
    """Send a pending reply that was left over: by its token while that lives, else by push.

    Gives its state, LEASED when another has it by now; None when there is nothing to send.
    """
    reply = process.store.reply(claim.id)
    if not reply:
        process.store.commit((), (DropReply(claim.id),))
        return None
    if reply.notice and process.clock.now() - reply.due >= KEY_LIVES:
        given_up = _given_up(reply)
        _settle(process, claim, reply, given_up)
        process.log("reply_swept", event_id=reply.id, outcome=given_up.state.value, reason=given_up.reason)
        return given_up.state
    if process.store.first_reply(reply.user) not in (reply.id, ""):
        return _later(process, claim, BEHIND_OLDER)
    with passage(process) as may:
        result = _try_result(process, reply, claim) if may else TryResult(NoticeState.WAITING, Reason.CIRCUIT_OPEN)
    if result is None:
        return NoticeState.LEASED
    if result.state is not NoticeState.WAITING:
        _settle(process, claim, reply, result)
    elif result.reason == Reason.MONTH_USED_UP:  # other replies need no push
        process.store.commit((), (LetOthersPass(reply.id, reply.user),))
    else:
        _later(process, claim, NO_WAIT if result.reason == Reason.CIRCUIT_OPEN else AFTER_FAILURE)
    process.log("reply_swept", event_id=reply.id, outcome=result.state.value, reason=result.reason)
    return result.state


def _given_up(reply: PendingReply) -> TryResult:
    """Say what became of a receipt that LINE did not take for a day; a try without an answer may have brought it."""
    surely = reply.step in (ReplyStep.NOTHING, ReplyStep.FAILED)
    return TryResult(NoticeState.UNDELIVERABLE if surely else NoticeState.UNKNOWN, Reason.TOO_LATE)


def _later(process: Process, claim: Claim, wait: timedelta) -> NoticeState:
    """Let a reply be claimed again soon; nothing is gained by waiting for the end of the lease."""
    tried(process.store, (ReplyLeaseIs(claim.id, claim.lease),), (LookAgain(claim.id, process.clock.now() + wait),))
    return NoticeState.WAITING


def _try_result(process: Process, reply: PendingReply, claim: Claim) -> TryResult | None:
    """Give what came of one more try; None when the reply is leased to another by now."""
    step = ReplyStep.PUSH if reply.step is ReplyStep.PUSH else ReplyStep.TOKEN
    before = process.store.step_reply(reply.id, step, claim.lease)
    if before is None:
        return None
    try:
        if before is not ReplyStep.PUSH:
            _by_token(process, reply, before, claim.lease)
            return TryResult(NoticeState.ACCEPTED, Reason.BY_REPLY)
    except ReplyTokenError:
        state = _of_a_dead_token(before, process.clock.now() - reply.due + GRACE)
        if state:
            return TryResult(state, Reason.BY_REPLY)
        process.store.step_reply(reply.id, ReplyStep.PUSH, claim.lease)
    except SendError as error:
        return _after(process, error, reply)
    return _push_instead(process, reply)


def _of_a_dead_token(before: ReplyStep, age: timedelta) -> NoticeState | None:
    """Say what a dead token means for a reply of that age; None when only a push can bring it now.

    While the token lives by itself, only use makes it dead; later, it may have run out before any send came through.
    """
    if before is ReplyStep.NOTHING or (before is ReplyStep.FAILED and age >= TOKEN_LIVES):
        return None
    return NoticeState.ACCEPTED if age < TOKEN_LIVES else NoticeState.UNKNOWN


def _push_instead(process: Process, reply: PendingReply) -> TryResult:
    age = process.clock.now() - reply.due
    if age >= KEY_LIVES:
        return TryResult(NoticeState.UNKNOWN)
    if not reply.notice and age > QUESTION_OF_USE:
        return TryResult(NoticeState.EXPIRED)
    try:
        row = process.store.notice(reply.notice) if reply.notice else None
        booking = process.store.booking(row.booking) if row else None
        if booking:
            refuse_who_left(process, booking, process.clock.now())  # LINE would take the receipt and not bring it
        process.line.push(reply.user, reply.messages, reply.retry_key)
    except SendError as error:
        return _after(process, error, reply)
    return TryResult(NoticeState.ACCEPTED)


def _after(process: Process, error: SendError, reply: PendingReply) -> TryResult:
    """Say what follows from a failure: a question grows stale, a receipt does not wait for LINE's next month."""
    stale = process.clock.now() - reply.due > QUESTION_OF_USE
    used_up = error.reason == Reason.MONTH_USED_UP and reply.notice and (stale or _may_be_mailed(process, reply))
    if error.permanent or used_up:
        return TryResult(NoticeState.UNDELIVERABLE, error.reason)
    return TryResult(NoticeState.EXPIRED if stale and not reply.notice else NoticeState.WAITING, error.reason)


def _may_be_mailed(process: Process, reply: PendingReply) -> bool:
    row = process.store.notice(reply.notice)
    booking = process.store.booking(row.booking) if row else None
    return row is not None and by_mail_at_once(process, row, booking, process.clock.now()) is not None
