"""Spells the ledger's rows: notices and what is to be done at Zoom."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.adapters.redis.clock import ms
from bot.adapters.store.commands.spelling import Line, Spelling, guard_lines, write_lines
from bot.adapters.store.forms import COMPACT, PACKED
from bot.adapters.store.rows.notice_records import short_form
from bot.adapters.store.rows.settled_rows import field_of, holder_of, packed
from bot.booking.notices.gathering import waits
from bot.booking.notices.notice import Channel, Notice, retry_key_of
from bot.booking.notices.reminders import wanted_by
from bot.booking.notices.subjects import SubjectKind
from bot.booking.notices.troubles import is_trouble
from bot.booking.rooms.job import LedgerRow
from bot.ports.notices import (
    EditionIs,
    Gather,
    GatheringIs,
    IsTrouble,
    KeepNotice,
    NoticeIsNew,
    NoticeLeaseIs,
    SettleTrouble,
    StillPending,
)
from bot.ports.rooms import KeepRoomJob
from bot.ports.work import Work

TOLD_SECONDS = 7 * 24 * 3600
LEDGER = (Work.NOTICES, Work.MAIL, Work.ROOMS)

NOT_BY_LINE = frozenset({Channel.MAIL, Channel.STAFF_MAIL, Channel.STAFF_WEBHOOK})


@guard_lines.register
def _(guard: EditionIs, spelling: Spelling) -> Iterator[Line]:
    yield ["field", spelling.keys.booking(guard.booking), "edition", str(guard.edition)]


@guard_lines.register
def _(guard: NoticeLeaseIs, spelling: Spelling) -> Iterator[Line]:
    yield ["row_lease", *_row_of(spelling, guard.id), guard.lease]


@guard_lines.register
def _(guard: NoticeIsNew, spelling: Spelling) -> Iterator[Line]:
    yield ["no_row", *_row_of(spelling, guard.id)]


@guard_lines.register
def _(guard: StillPending, spelling: Spelling) -> Iterator[Line]:
    yield ["field", spelling.keys.notice(guard.id), "state", guard.state.value]


@guard_lines.register
def _(guard: IsTrouble, spelling: Spelling) -> Iterator[Line]:
    yield ["member", spelling.keys.troubles, guard.id]


def _row_of(spelling: Spelling, name: str) -> tuple[str, str, str]:
    """Give where a row stands: by itself, or under a field of its booking's settled ones."""
    return spelling.keys.notice(name), spelling.keys.settled(holder_of(name)), field_of(name)


@guard_lines.register
def _(guard: GatheringIs, spelling: Spelling) -> Iterator[Line]:
    yield ["field", spelling.keys.gathering, "v", str(guard.version)]


@write_lines.register
def _(write: KeepNotice, spelling: Spelling) -> Iterator[Line]:
    row, keys = write.notice, spelling.keys
    yield from _row(spelling, row, row.ledger_id, is_over=write.moves and not write.due)
    if row.channel is Channel.STAFF_GROUP:
        yield ["SADD" if waits(row) else "SREM", keys.gathering_rows, row.id]
    if row.subject_kind is SubjectKind.WISH:
        yield from (["EXPIRE", key, str(TOLD_SECONDS)] for key in (keys.notice(row.id), keys.notices_of(row.ledger_id)))
    if write.moves:
        work = Work.MAIL if row.channel in NOT_BY_LINE else Work.NOTICES
        yield from _looked_at(spelling, row, work, write.due)


@write_lines.register
def _(write: KeepRoomJob, spelling: Spelling) -> Iterator[Line]:
    yield from _row(spelling, write.job, write.job.booking, is_over=write.moves and not write.due)
    if write.moves:
        yield from _looked_at(spelling, write.job, Work.ROOMS, write.due)


@write_lines.register
def _(write: Gather, spelling: Spelling) -> Iterator[Line]:
    yield ["HSET", spelling.keys.gathering, "v", str(write.version), "last", str(ms(write.at))]


@write_lines.register
def _(write: SettleTrouble, spelling: Spelling) -> Iterator[Line]:
    yield ["ZREM", spelling.keys.troubles, write.notice]


def _row(spelling: Spelling, row: LedgerRow, holder: str, *, is_over: bool) -> Iterator[Line]:
    """Write a row of the ledger of a booking or a wish, and whether a person has to see to it.

    is_over  it is never looked at again, so that it may stand beside other settled rows of its booking
    """
    keys = spelling.keys
    settled = packed(row, short=spelling.form >= COMPACT) if is_over and spelling.form >= PACKED else ""
    if settled:
        yield ["HSET", keys.settled(holder), field_of(row.id), settled]
        yield ["DEL", keys.notice(row.id)]
        yield ["SREM", keys.notices_of(holder), row.id]
    else:
        yield from _by_itself(spelling, row, holder)
    if is_trouble(row):
        yield ["ZADD", keys.troubles, str(ms(row.due)), row.id]
    else:
        yield ["ZREM", keys.troubles, row.id]


def _by_itself(spelling: Spelling, row: LedgerRow, holder: str) -> Iterator[Line]:
    """Write a row with all its fields; one that was settled and is opened again gets the retry key that it had."""
    (fields, idle), keys = short_form(row), spelling.keys
    fields["wanted"] = str(ms(wanted_by(row)))
    retry_key = fields.pop("retry_key") or retry_key_of(row.id)
    yield ["HSETNX", keys.notice(row.id), "retry_key", spelling.of_this_epoch(retry_key)]
    yield ["HSET", keys.notice(row.id), *(part for field in fields.items() for part in field)]
    if idle:
        yield ["HDEL", keys.notice(row.id), *idle]
    yield ["SADD", keys.notices_of(holder), row.id]
    yield ["HDEL", keys.settled(holder), field_of(row.id)]


def _looked_at(spelling: Spelling, row: LedgerRow, work: Work, due: datetime | None) -> Iterator[Line]:
    """Let a row be looked at at a moment, None = never again; one that waits for others on purpose is not late."""
    keys = spelling.keys
    yield ["ZREM", keys.ready(work), row.id]
    if due:
        yield from spelling.looked_at(keys.due(work), row.id, due)
        planned = due if isinstance(row, Notice) and waits(row) else row.due
        yield ["ZADD", keys.planned, str(ms(planned)), row.id]
    else:
        yield ["ZREM", keys.due(work), row.id]
        yield ["ZREM", keys.planned, row.id]


def without_rows(spelling: Spelling, notices: Sequence[str]) -> Iterator[Line]:
    """Delete rows of the ledger."""
    keys = spelling.keys
    for notice in notices:
        yield ["DEL", keys.notice(notice)]
        yield from (["ZREM", one(work), notice] for work in LEDGER for one in (keys.due, keys.ready))
        yield from (["ZREM", one, notice] for one in (keys.planned, keys.troubles))
        yield ["SREM", keys.gathering_rows, notice]
