"""Spells a reply that is to go out."""

from collections.abc import Iterator

from pydantic_core import to_json

from bot.adapters.redis.clock import ms
from bot.adapters.store.commands.spelling import TALK_SECONDS, Line, Spelling, guard_lines, write_lines
from bot.ports.replies import (
    BeginReply,
    DropReply,
    KeepReply,
    LetOthersPass,
    LookAgain,
    NameOldest,
    ReplyLeaseIs,
    ReplyStep,
)

RECEIPT_SECONDS = 2 * TALK_SECONDS  # after a day a receipt is settled by the sweep, and must not be gone by then


@guard_lines.register
def _(guard: ReplyLeaseIs, spelling: Spelling) -> Iterator[Line]:
    yield ["field", spelling.keys.reply(guard.id), "lease", guard.lease]


@write_lines.register
def _(write: KeepReply, spelling: Spelling) -> Iterator[Line]:
    reply, key = write.reply, spelling.keys.reply(write.reply.id)
    told = {**vars(reply), "retry_key": spelling.of_this_epoch(reply.retry_key)}
    unsaid = ("step",) if reply.notice else ("step", "notice")  # the step stands beside it, the other by default
    # Without the writer of its type, which looked at every part of every card once more.
    # Never shortened: it is gone in a moment, and that would cost an event more than all else that is sealed.
    clear = to_json({name: told[name] for name in told if name not in unsaid})
    sealed = spelling.cipher.seal(f"reply:{reply.id}", clear)
    yield ["HSET", key, "step", reply.step.value, "sealed", sealed]
    yield ["EXPIRE", key, str(RECEIPT_SECONDS if reply.notice else TALK_SECONDS)]
    yield ["ZADD", spelling.keys.due_replies, str(ms(reply.due)), reply.id]
    queue = spelling.keys.replies_of(spelling.hashed(reply.user))
    yield ["QUEUE", queue, str(ms(reply.due)), reply.id]
    yield ["EXPIRE", queue, str(TALK_SECONDS)]


@write_lines.register
def _(write: DropReply, spelling: Spelling) -> Iterator[Line]:
    yield ["DEL", spelling.keys.reply(write.id)]
    yield ["ZREM", spelling.keys.due_replies, write.id]
    if write.user:
        yield ["ZREM", spelling.keys.replies_of(spelling.hashed(write.user)), write.id]


@write_lines.register
def _(write: LetOthersPass, spelling: Spelling) -> Iterator[Line]:
    yield ["ZREM", spelling.keys.replies_of(spelling.hashed(write.user)), write.id]


@write_lines.register
def _(write: LookAgain, spelling: Spelling) -> Iterator[Line]:
    yield ["ZADD", spelling.keys.due_replies, "XX", str(ms(write.due)), write.id]


@write_lines.register
def _(write: BeginReply, spelling: Spelling) -> Iterator[Line]:
    queue = spelling.keys.replies_of(spelling.hashed(write.user)) if write.user else ""
    yield ["BEGIN", spelling.keys.reply(write.id), write.id, ReplyStep.TOKEN.value, queue]


@write_lines.register
def _(write: NameOldest, spelling: Spelling) -> Iterator[Line]:
    yield ["OLDEST", spelling.keys.replies_of(spelling.hashed(write.user))]
