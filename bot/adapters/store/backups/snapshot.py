"""Reads an office as it is at one moment, in steps so small that nobody waits for one of them.

All is read piece by piece while Redis tells which keys change (CLIENT TRACKING). What changed is read again, until one
last step reads what is left of it and nothing else changed beside that step: so all is as it was at that moment. Each
piece is handed on as it is read: what is kept is only what changed meanwhile, by name.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from redis.maint_notifications import MaintNotificationsConfig

from bot.adapters.redis.client import CONNECT_SECONDS, store_errors
from bot.adapters.redis.failover import pool_of
from bot.errors import StoreDownError

SCANNED = 500  # keys of the whole database that one step looks through
STEP = 2_000  # elements that one step reads: 2 ms of the server in the mean, 5 at most
LAST = 10_000  # elements that the last step may read: some 25 ms
FOLLOWED_SECONDS = 120.0  # seconds of reading again what changed meanwhile
ANSWER_SECONDS = 30
BUSY = "書き込みが続いて、ひとつの時点として読み切れませんでした。すいているときに、もう一度してください"
GONE = "none"

# KEYS: some keys. ARGV: how many elements may be read, and how many of one key; then for each key how much of a long
# list is known, 0 for all else. Gives [key, type, ms left, number of elements, value] of as many keys as fit, without
# the value where there are too many; of a list of which something is known, the last known element and what follows.
READ = """
local sizes = {hash = 'HLEN', set = 'SCARD', list = 'LLEN', zset = 'ZCARD'}
local found, left = {}, tonumber(ARGV[1])
for place, key in ipairs(KEYS) do
  local kind, value = redis.call('TYPE', key).ok, false
  local size, known = sizes[kind] and redis.call(sizes[kind], key) or 1, tonumber(ARGV[place + 2])
  local tail = known > 0 and kind == 'list'
  if tail then size = size - known + 1 else known = 1 end
  if size > 0 and size <= tonumber(ARGV[2]) then
    if size > left and #found > 0 then return found end
    left = left - size
    if kind == 'none' then value = {}
    elseif kind == 'string' then value = {redis.call('GET', key)}
    elseif kind == 'hash' then value = redis.call('HGETALL', key)
    elseif kind == 'set' then value = redis.call('SMEMBERS', key)
    elseif kind == 'list' then value = redis.call('LRANGE', key, known - 1, -1)
    elseif kind == 'zset' then value = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES') end
  end
  found[#found + 1] = {key, kind, redis.call('PTTL', key), size, value}
end
return found
"""

# KEYS: a key. ARGV: its type, where to go on, how many elements. Gives where to go on, "" at the end, and a flat list.
PIECE = """
local key, kind, from, most = KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3])
if kind == 'hash' or kind == 'set' then
  local step = redis.call(kind == 'hash' and 'HSCAN' or 'SSCAN', key, from, 'COUNT', most)
  return {step[1] == '0' and '' or step[1], step[2]}
end
local first, got, part = tonumber(from), nil, 1
if kind == 'list' then got = redis.call('LRANGE', key, first, first + most - 1)
else got, part = redis.call('ZRANGE', key, first, first + most - 1, 'WITHSCORES'), 2 end
return {#got < most * part and '' or tostring(first + most), got}
"""


class Piece(NamedTuple):
    """A key as it was read, or a part of a large one.

    name     without what all the keys begin with
    kind     its type, GONE where it was gone by then
    left     ms of life left when the reading began, -1 = for ever
    value    flat
    turn     how often it was begun anew by then: of each key only the last turn counts
    goes_on  it belongs behind what was read at the same turn before
    """

    name: str
    kind: str
    left: int
    value: list[str]
    turn: int = 0
    goes_on: bool = False


def pairs(value: Sequence[str]) -> list[tuple[str, str]]:
    """Give a flat value as pairs."""
    return list(zip(value[::2], value[1::2], strict=False))


class _Known(NamedTuple):
    """How much of a long list was read, its first and its last element."""

    length: int
    first: str
    last: str


class Snapshot:
    """A connection that reads all keys with a prefix."""

    def __init__(self, url: str, prefix: str, passed: Sequence[str]) -> None:
        """Take what the keys begin with, and what the rest of those names begins with that are not read."""
        told = {"decode_responses": True, "protocol": 3, "socket_connect_timeout": CONNECT_SECONDS}
        silent = MaintNotificationsConfig(enabled=False)
        self._pool = pool_of(url, prefix, socket_timeout=ANSWER_SECONDS, maint_notifications_config=silent, **told)
        self._prefix, self._passed = prefix, tuple(prefix + one for one in passed)
        self._changed: set[str] = set()
        self._turns: dict[str, int] = {}
        self._sizes: dict[str, int] = {}
        self._lists: dict[str, _Known] = {}
        self._again = 0

    @property
    def turns(self) -> Mapping[str, int]:
        """Give the last turn of each name that was read more than once; complete when all was read."""
        return {key.removeprefix(self._prefix): turn for key, turn in self._turns.items()}

    def pieces(self) -> Iterator[Piece]:
        """Give all, of one moment once the end is reached; StoreDownError where it never stood still for a moment."""
        with store_errors():
            connection: Any = self._pool.get_connection()
            self._connection, self._began = connection, time.monotonic()
            try:
                connection._parser.set_invalidation_push_handler(self._note)  # the only way to it
                self._say("CLIENT", "TRACKING", "ON", "BCAST", "PREFIX", self._prefix)
                self._scripts = {one: self._say("SCRIPT", "LOAD", one) for one in (READ, PIECE)}
                for names in self._names():
                    yield from self._take(names)
                self._again = 1
                yield from self._follow()
            finally:
                connection.disconnect()
                self._pool.release(connection)

    def _follow(self) -> Iterator[Piece]:
        """Read again what changed, until nothing changed beside one step that read all of the rest."""
        until = time.monotonic() + FOLLOWED_SECONDS
        while time.monotonic() < until:
            names = self._drained()
            last = self._at_once(names) if names else []
            if last is None:
                yield from self._take(names)
                continue
            self._say("EXISTS", self._prefix)  # refused where another server has a part of the office
            self._say("PING")  # by then all that changed before the step has been told
            yield from last
            if not self._changed:
                return
        raise StoreDownError("busy", BUSY)

    def _drained(self) -> list[str]:
        self._say("PING")
        names = sorted(self._changed)
        self._changed.clear()
        return names

    def _at_once(self, names: list[str]) -> list[Piece] | None:
        """Read all of them in one step; None where that is too much."""
        sizes = [1 if name in self._lists else self._sizes.get(name, 1) for name in names]
        found = self._read(names, LAST) if sum(sizes) <= LAST else []
        if len(found) == len(names) and all(self._fits(one) for one in found):
            return [self._kept(one) for one in found]
        return None

    def _take(self, names: list[str]) -> Iterator[Piece]:
        """Read keys in as many steps as it takes."""
        while names:
            found = self._read(names[:STEP], STEP)
            for one in found:
                key, kind, left, _, _ = one
                if not self._fits(one):
                    yield from self._in_pieces(key, kind, self._at_the_beginning(left))
                elif kind != GONE or self._again:
                    yield self._kept(one)
            names = names[len(found) :]

    def _read(self, names: Sequence[str], most: int) -> list[Any]:
        known = [self._lists[name].length if name in self._lists else 0 for name in names]
        found: list[Any] = self._run(READ, names, most, most, *known)
        return found

    def _fits(self, found: Sequence[Any]) -> bool:
        """Say whether a key's value came along, and goes on from what is known of it."""
        key, kind, _, _, value = found
        known = self._lists.get(key)
        if value is None or not known or kind != "list":
            return value is not None
        return bool(value) and value[0] == known.last and self._say("LINDEX", key, 0) == known.first

    def _kept(self, found: Sequence[Any]) -> Piece:
        """Give the piece of a key that came whole, or of what was added to a long list."""
        key, kind, left, size, value = found
        known, left = self._lists.get(key) if kind == "list" else None, self._at_the_beginning(left)
        if known:
            self._lists[key] = _Known(known.length + size - 1, known.first, value[-1])
            return Piece(key.removeprefix(self._prefix), kind, left, value[1:], self._turns.get(key, 0), goes_on=True)
        self._lists.pop(key, None)
        self._sizes.pop(key, None)
        return Piece(key.removeprefix(self._prefix), kind, left, value, self._turn(key))

    def _in_pieces(self, key: str, kind: str, left: int) -> Iterator[Piece]:
        """Read one key with many elements; should it change meanwhile, it is read again."""
        known = self._lists.pop(key, None)
        if known and [self._say("LINDEX", key, at) for at in (0, known.length - 1)] != [known.first, known.last]:
            known = None
        goes_on, turn = (True, self._turns.get(key, 0)) if known else (False, self._turn(key))
        size, first, last = known or (0, "", "")
        at, part = str(size), 2 if kind in {"hash", "zset"} else 1
        while True:
            at, value = self._run(PIECE, [key], kind, at, STEP)
            first, last = first if size else "".join(value[:1]), "".join(value[-1:]) or last
            size += len(value) // part
            if value:
                yield Piece(key.removeprefix(self._prefix), kind, left, value, turn, goes_on)
                goes_on = True
            if not at:
                break
        self._sizes[key] = size
        if kind == "list":
            self._lists[key] = _Known(size, first, last)

    def _turn(self, key: str) -> int:
        """Begin a key anew."""
        if self._again:
            self._turns[key] = self._turns.get(key, 0) + 1
        return self._turns.get(key, 0)

    def _at_the_beginning(self, left: int) -> int:
        return left if left < 0 else left + round((time.monotonic() - self._began) * 1000)

    def _names(self) -> Iterator[list[str]]:
        cursor = "0"
        while True:
            cursor, names = self._say("SCAN", cursor, "MATCH", f"{self._prefix}*", "COUNT", SCANNED)
            yield [one for one in names if not one.startswith(self._passed)]
            if cursor == "0":
                return

    def _run(self, script: str, keys: Sequence[str], *arguments: object) -> Any:
        return self._say("EVALSHA", self._scripts[script], len(keys), *keys, *arguments)

    def _say(self, *command: Any) -> Any:
        self._connection.send_command(*command)
        return self._connection.read_response()

    def _note(self, told: Sequence[Any]) -> None:
        for one in told[1] or ():
            name = one.decode() if isinstance(one, bytes) else one
            if not name.startswith(self._passed):
                self._changed.add(name)
