"""Spells what the office decides at run time: its schedule and its terms."""

from collections.abc import Iterator
from dataclasses import replace

from bot.adapters.redis.clock import ms
from bot.adapters.store.commands.spelling import Line, Spelling, guard_lines, write_lines
from bot.adapters.store.records import adapter
from bot.dialogue.terms import Terms
from bot.ports.bookings import SlotCountIs
from bot.ports.office import KeepSchedule, KeepTerms, ScheduleIs, TermsAre, TermsAreNew

SCHEDULE = "schedule"  # what is sealed is bound to the key's name


@guard_lines.register
def _(guard: ScheduleIs, spelling: Spelling) -> Iterator[Line]:
    yield ["field", spelling.keys.schedule, "v", str(guard.version)]


@guard_lines.register
def _(guard: SlotCountIs, spelling: Spelling) -> Iterator[Line]:
    yield ["exactly_at", spelling.keys.slots, str(ms(guard.start)), str(guard.count)]


@guard_lines.register
def _(guard: TermsAreNew, spelling: Spelling) -> Iterator[Line]:
    yield ["no_field", spelling.keys.terms_heads, guard.version]


@guard_lines.register
def _(guard: TermsAre, spelling: Spelling) -> Iterator[Line]:
    yield ["fields", spelling.keys.terms_heads, str(guard.count)]


@write_lines.register
def _(write: KeepSchedule, spelling: Spelling) -> Iterator[Line]:
    schedule, key = write.schedule, spelling.keys.schedule
    readable, sealed = spelling.parted(schedule, SCHEDULE)
    yield ["HSET", key, "v", str(schedule.version), "open", readable, "sealed", sealed]


@write_lines.register
def _(write: KeepTerms, spelling: Spelling) -> Iterator[Line]:
    terms = write.terms
    head = adapter(Terms).dump_json(replace(terms, text="")).decode()
    yield ["HSET", spelling.keys.terms_texts, terms.version, terms.text]
    yield ["HSET", spelling.keys.terms_heads, terms.version, head]
