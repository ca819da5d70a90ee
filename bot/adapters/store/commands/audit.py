"""Spells what is written to the audit log, counted and noted."""

import json
from collections.abc import Iterator

from bot.adapters.redis.clock import ms
from bot.adapters.store.commands.spelling import Line, Spelling, guard_lines, write_lines
from bot.adapters.store.forms import COMPACT, PACKED
from bot.adapters.store.records import adapter
from bot.ports.audit import KeepSeal, Record, SealIs
from bot.ports.health import Count, Note, NotNoted, Tally
from bot.service.audit.lines import sealed, signed_entry, spelt

HISTORY_SECONDS = 90 * 24 * 3600


@guard_lines.register
def _(guard: SealIs, spelling: Spelling) -> Iterator[Line]:
    yield ["field", spelling.keys.audit_seal, "entries", str(guard.entries)]


@guard_lines.register
def _(guard: NotNoted, spelling: Spelling) -> Iterator[Line]:
    yield ["absent", spelling.keys.done(guard.name)]


@write_lines.register
def _(write: Record, spelling: Spelling) -> Iterator[Line]:
    is_short = spelling.form >= COMPACT
    entry = spelt(write.entry) if is_short else ""
    entry = entry or json.dumps(adapter(type(write.entry)).dump_python(write.entry, mode="json"), ensure_ascii=False)
    line = signed_entry(entry, spelling.signed, short=is_short)
    history = spelling.keys.history(write.entry.booking) if write.entry.booking else ""
    by_place = [history] if history and spelling.form >= PACKED else []
    keys, at = spelling.keys, str(ms(write.entry.at))
    index = [keys.audit_times, keys.audit_marks, keys.audit_newest]
    yield ["CHAIN", keys.audit, keys.audit_head, line, at, "short" if is_short else "", *index, *by_place]
    if history and not by_place:
        yield ["RPUSH", history, entry]
    if history:
        yield ["EXPIRE", history, str(HISTORY_SECONDS)]


@write_lines.register
def _(write: KeepSeal, spelling: Spelling) -> Iterator[Line]:
    fields = sealed(write.seal, spelling.signed)
    yield ["HSET", spelling.keys.audit_seal, *(part for field in fields.items() for part in field)]


@write_lines.register
def _(write: Note, spelling: Spelling) -> Iterator[Line]:
    yield ["SET", spelling.keys.done(write.name), write.value, "EX", str(write.seconds)]


@write_lines.register
def _(write: Tally, spelling: Spelling) -> Iterator[Line]:
    counted, alarm, told = (
        spelling.keys.done(one) for one in (f"tally {write.name}", write.name, f"{write.name} told")
    )
    yield ["TALLY", counted, str(write.seconds), str(write.limit), alarm, told, str(write.lasts)]


@write_lines.register
def _(write: Count, spelling: Spelling) -> Iterator[Line]:
    yield ["HINCRBY", spelling.keys.counters, write.name, str(write.by)]
