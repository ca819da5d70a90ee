"""Spells the accounts of staff, and what was left for them."""

from collections.abc import Iterator

from bot.adapters.redis.clock import ms
from bot.adapters.store.commands.ledger import without_rows
from bot.adapters.store.commands.spelling import Line, Spelling, guard_lines, write_lines
from bot.adapters.store.records import adapter
from bot.booking.staff.sign_in_failures import SignInFailures
from bot.ports.staff import (
    FailuresAre,
    FewerStaffMessages,
    KeepFailures,
    KeepStaff,
    KeepStaffMessage,
    StaffIs,
    StaffMessageIs,
    StaffNameIsFree,
)


@guard_lines.register
def _(guard: StaffIs, spelling: Spelling) -> Iterator[Line]:
    yield ["field", spelling.keys.staff(guard.id), "v", str(guard.version)]


@guard_lines.register
def _(guard: FailuresAre, spelling: Spelling) -> Iterator[Line]:
    yield ["field", spelling.keys.staff_failures(guard.staff), "v", str(guard.version)]


@guard_lines.register
def _(guard: StaffNameIsFree, spelling: Spelling) -> Iterator[Line]:
    yield ["no_field", spelling.keys.staff_names, spelling.hashed(guard.name)]


@guard_lines.register
def _(guard: StaffMessageIs, spelling: Spelling) -> Iterator[Line]:
    yield ["field", spelling.keys.staff_message(guard.id), "v", str(guard.version)]


@guard_lines.register
def _(guard: FewerStaffMessages, spelling: Spelling) -> Iterator[Line]:
    theirs = spelling.keys.open_staff_messages_of(spelling.hashed(guard.user))
    yield ["fewer_between", theirs, "-inf", "+inf", str(guard.most)]


@write_lines.register
def _(write: KeepStaffMessage, spelling: Spelling) -> Iterator[Line]:
    message, keys = write.message, spelling.keys
    who = spelling.hashed(message.user)
    kept = (keys.staff_messages, keys.staff_messages_of(who))
    waiting = (keys.open_staff_messages, keys.open_staff_messages_of(who))
    if write.forget:
        yield ["DEL", keys.staff_message(message.id), keys.notices_of(message.id)]
        yield from without_rows(spelling, write.rows)
        yield from (["ZREM", one, message.id] for one in (*kept, *waiting))
        return
    readable, sealed = spelling.parted(message, f"staff-message:{message.id}")
    fields = ["v", str(message.version), "open", readable, "sealed", sealed]
    yield ["HSET", keys.staff_message(message.id), *fields]
    yield from (["ZADD", one, str(ms(message.since)), message.id] for one in kept)
    for one in waiting:
        yield ["ZADD", one, str(ms(message.since)), message.id] if message.is_open else ["ZREM", one, message.id]


@write_lines.register
def _(write: KeepStaff, spelling: Spelling) -> Iterator[Line]:
    staff = write.staff
    readable, sealed = spelling.parted(staff, f"staff:{staff.id}")
    yield ["HSET", spelling.keys.staff(staff.id), "v", str(staff.version), "open", readable, "sealed", sealed]
    yield ["HSET", spelling.keys.staff_names, spelling.hashed(staff.name), staff.id]


@write_lines.register
def _(write: KeepFailures, spelling: Spelling) -> Iterator[Line]:
    readable = adapter(SignInFailures).dump_json(write.failures).decode()
    yield ["HSET", spelling.keys.staff_failures(write.staff), "v", str(write.failures.version), "open", readable]
