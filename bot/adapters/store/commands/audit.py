"""Spells what is written to the audit log and counted."""

import json
from collections.abc import Iterator

from bot.adapters.store.commands.spelling import Line, Spelling, guard_lines, ms, write_lines
from bot.adapters.store.forms import PACKED
from bot.adapters.store.records import adapter
from bot.ports.audit import KeepSeal, Record, SealIs
from bot.ports.health import Count
from bot.service.audit.lines import sealed, signed_entry

HISTORY_SECONDS = 90 * 24 * 3600


@guard_lines.register
def _(guard: SealIs, spelling: Spelling) -> Iterator[Line]:
    yield ["field", spelling.keys.audit_seal, "entries", str(guard.entries)]


@write_lines.register
def _(write: Record, spelling: Spelling) -> Iterator[Line]:
    entry = json.dumps(adapter(type(write.entry)).dump_python(write.entry, mode="json"), ensure_ascii=False)
    at, line = str(ms(write.entry.at)), signed_entry(entry, spelling.signed)
    history = spelling.keys.history(write.entry.booking) if write.entry.booking else ""
    by_place = [history] if history and spelling.form >= PACKED else []
    yield ["CHAIN", spelling.keys.audit, spelling.keys.audit_head, line, spelling.keys.audit_times, at, *by_place]
    if history and not by_place:
        yield ["RPUSH", history, entry]
    if history:
        yield ["EXPIRE", history, str(HISTORY_SECONDS)]


@write_lines.register
def _(write: KeepSeal, spelling: Spelling) -> Iterator[Line]:
    fields = sealed(write.seal, spelling.signed)
    yield ["HSET", spelling.keys.audit_seal, *(part for field in fields.items() for part in field)]


@write_lines.register
def _(write: Count, spelling: Spelling) -> Iterator[Line]:
    yield ["HINCRBY", spelling.keys.counters, write.name, str(write.by)]
