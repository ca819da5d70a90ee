"""Spells the hosts and the meetings that bookings hold."""

from collections.abc import Iterator

from bot.adapters.redis.clock import ms
from bot.adapters.store.commands.spelling import Line, Spelling, guard_lines, write_lines
from bot.ports.rooms import HoldHost, HostIsFree, LetGoHost


@guard_lines.register
def _(guard: HostIsFree, spelling: Spelling) -> Iterator[Line]:
    held, key = guard.hosting, spelling.keys.host(spelling.hashed(guard.hosting.host))
    yield ["fewer_over", key, guard.booking, str(ms(held.start)), str(ms(held.end)), str(guard.rooms)]


@write_lines.register
def _(write: HoldHost, spelling: Spelling) -> Iterator[Line]:
    held, keys = write.hosting, spelling.keys
    start, end = ms(held.start), ms(held.end)
    yield ["HSET", keys.host(spelling.hashed(held.host)), f"{write.booking} {start}", f"{start} {end}"]
    if held.meeting:
        yield ["HSET", keys.meetings, spelling.hashed(held.meeting), write.booking]


@write_lines.register
def _(write: LetGoHost, spelling: Spelling) -> Iterator[Line]:
    held, keys = write.hosting, spelling.keys
    yield ["HDEL", keys.host(spelling.hashed(held.host)), f"{write.booking} {ms(held.start)}"]
    if held.meeting:
        yield ["HDEL", keys.meetings, spelling.hashed(held.meeting)]
