"""Reads an office as it is at one moment, in steps so small that nobody waits for one of them.

All is read piece by piece while Redis tells which keys change (CLIENT TRACKING). What changed is read again, until one
last step reads what is left of it and nothing else changed beside that step: so all is as it was at that moment.
"""

import time
from collections.abc import Iterator, Sequence
from typing import Any

from redis.maint_notifications import MaintNotificationsConfig

from bot.adapters.redis.client import CONNECT_SECONDS, store_errors
from bot.adapters.redis.failover import pool_of
from bot.errors import StoreDownError

Held = tuple[str, str, int, list[str]]  # key, type, ms of life left or -1, value as a flat list
SCANNED = 500  # keys of the whole database that one step looks through
STEP = 2_000  # elements that one step reads: 2 ms of the server in the mean, 5 at most
LAST = 10_000  # elements that the last step may read: some 25 ms
FOLLOWED_SECONDS = 120.0  # seconds of reading again what changed meanwhile
ANSWER_SECONDS = 30
BUSY = "書き込みが続いて、ひとつの時点として読み切れませんでした。すいているときに、もう一度してください"

# KEYS: some keys. ARGV: how many elements may be read, and how many of one key. Gives [key, type, ms left, number of
# elements, value] of as many keys as fit, without the value where there are too many.
READ = """
local sizes = {hash = 'HLEN', set = 'SCARD', list = 'LLEN', zset = 'ZCARD'}
local found, left = {}, tonumber(ARGV[1])
for _, key in ipairs(KEYS) do
  local kind, value = redis.call('TYPE', key).ok, false
  local size = sizes[kind] and redis.call(sizes[kind], key) or 1
  if size <= tonumber(ARGV[2]) then
    if size > left and #found > 0 then return found end
    left = left - size
    if kind == 'none' then value = {}
    elseif kind == 'string' then value = {redis.call('GET', key)}
    elseif kind == 'hash' then value = redis.call('HGETALL', key)
    elseif kind == 'set' then value = redis.call('SMEMBERS', key)
    elseif kind == 'list' then value = redis.call('LRANGE', key, 0, -1)
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


class Snapshot:
    """A connection that reads all keys with a prefix."""

    def __init__(self, url: str, prefix: str, passed: Sequence[str]) -> None:
        """Take what the keys begin with, and what the rest of those names begins with that are not read."""
        told = {"decode_responses": True, "protocol": 3, "socket_connect_timeout": CONNECT_SECONDS}
        silent = MaintNotificationsConfig(enabled=False)
        self._pool = pool_of(url, prefix, socket_timeout=ANSWER_SECONDS, maint_notifications_config=silent, **told)
        self._prefix, self._passed = prefix, tuple(prefix + one for one in passed)
        self._changed: set[str] = set()
        self._held: dict[str, Held] = {}

    def read(self) -> dict[str, Held]:
        """Give all by key, as it was at one moment; StoreDownError where it never stood still for a moment."""
        with store_errors():
            connection: Any = self._pool.get_connection()
            self._connection = connection
            try:
                connection._parser.set_invalidation_push_handler(self._note)  # the only way to it
                self._say("CLIENT", "TRACKING", "ON", "BCAST", "PREFIX", self._prefix)
                self._scripts = {one: self._say("SCRIPT", "LOAD", one) for one in (READ, PIECE)}
                for names in self._names():
                    self._take(names)
                self._follow()
            finally:
                connection.disconnect()
                self._pool.release(connection)
        return self._held

    def _follow(self) -> None:
        """Read again what changed, until nothing changed beside one step that read all of the rest."""
        until = time.monotonic() + FOLLOWED_SECONDS
        while time.monotonic() < until:
            names = self._drained()
            if not names or self._took_at_once(names):
                self._say("EXISTS", self._prefix)  # refused where another server has a part of the office
                self._say("PING")  # by then all that changed before the step has been told
                if not self._changed:
                    return
            else:
                self._take(names)
        raise StoreDownError("busy", BUSY)

    def _drained(self) -> list[str]:
        self._say("PING")
        names = sorted(self._changed)
        self._changed.clear()
        return names

    def _took_at_once(self, names: list[str]) -> bool:
        """Read all of them in one step, if that is not too much."""
        sizes = [len(self._held[name][3]) if name in self._held else 1 for name in names]
        if sum(sizes) > LAST:
            return False
        found = self._run(READ, names, LAST, LAST)
        is_all = len(found) == len(names) and all(value is not None for *_, value in found)
        if is_all:
            self._keep(found)
        else:
            self._changed.update(names)
        return is_all

    def _take(self, names: list[str]) -> None:
        """Read keys in as many steps as it takes."""
        while names:
            found = self._run(READ, names[:STEP], STEP, STEP)
            self._keep([one for one in found if one[4] is not None])
            for key, kind, left, _, value in found:
                if value is None:
                    self._held[key] = (key, kind, left, self._in_pieces(key, kind))
            names = names[len(found) :]

    def _keep(self, found: Sequence[Any]) -> None:
        for key, kind, left, _, value in found:
            if kind == "none":
                self._held.pop(key, None)
            elif value:
                self._held[key] = (key, kind, left, value)

    def _in_pieces(self, key: str, kind: str) -> list[str]:
        """Read one key with many elements; should it change meanwhile, it is read again."""
        value = self._begun(key, kind)
        at = str(len(value)) if kind == "list" else "0"
        while True:
            at, piece = self._run(PIECE, [key], kind, at, STEP)
            value += piece
            if not at:
                break
        if kind == "hash":
            return [part for pair in dict(zip(value[::2], value[1::2], strict=True)).items() for part in pair]
        return [*dict.fromkeys(value)] if kind == "set" else value

    def _begun(self, key: str, kind: str) -> list[str]:
        """Give what is known of a long list that is only added to, such as the audit log."""
        known = self._held[key][3] if kind == "list" and key in self._held else []
        return list(known) if known and self._say("LINDEX", key, len(known) - 1) == known[-1] else []

    def _names(self) -> Iterator[list[str]]:
        cursor = "0"
        while True:
            cursor, names = self._say("SCAN", cursor, "MATCH", f"{self._prefix}*", "COUNT", SCANNED)
            yield [one for one in names if one not in self._held and not one.startswith(self._passed)]
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
