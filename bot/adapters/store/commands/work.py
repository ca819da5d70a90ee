"""Spells the leases of claimed rows, and what is set aside."""

from collections.abc import Iterator

from bot.adapters.store.commands.spelling import Line, Spelling, guard_lines, write_lines
from bot.adapters.store.records import adapter
from bot.ports.work import IsAside, LeaseIs, PutBack, RowAside, SetAside, Work

INDEXES = frozenset({Work.EXPIRING, Work.ERASURES})  # whose sorted set tells what there is, too


@guard_lines.register
def _(guard: LeaseIs, spelling: Spelling) -> Iterator[Line]:
    yield ["field", spelling.keys.record(guard.work, guard.id), "lease", guard.lease]


@guard_lines.register
def _(guard: IsAside, spelling: Spelling) -> Iterator[Line]:
    yield ["has_field", spelling.keys.aside, guard.aside.name]


@write_lines.register
def _(write: SetAside, spelling: Spelling) -> Iterator[Line]:
    aside, keys = write.aside, spelling.keys
    if aside.work in INDEXES:
        yield ["ZADD", keys.due(aside.work), "+inf", aside.id]
    else:
        yield ["ZREM", keys.due(aside.work), aside.id]
    yield ["ZREM", keys.planned, aside.id]
    yield ["ZREM", keys.ready(aside.work), aside.id]
    yield ["HSET", keys.aside, aside.name, adapter(RowAside).dump_json(aside).decode()]
    if aside.work is Work.REPLIES:
        yield ["HSET", keys.reply(aside.id), "aside", "1"]  # so that the person's newer replies pass it


@write_lines.register
def _(write: PutBack, spelling: Spelling) -> Iterator[Line]:
    aside, keys = write.aside, spelling.keys
    yield ["HDEL", keys.aside, aside.name]
    yield ["HDEL", keys.record(aside.work, aside.id), "begun", "aside"]
    yield from spelling.looked_at(keys.due(aside.work), aside.id, write.due)
