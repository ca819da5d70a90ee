"""A whole office in one encrypted file, and back. Every line is sealed in its place; the last one counts them.

All keys are read in one script, so that the file shows one moment. What is sealed in Redis stays sealed within.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.adapters.cipher import Cipher
from bot.adapters.redis_client import Client, store_errors
from bot.adapters.redis_keys import Keys
from bot.errors import BackupError, SealError

HEAD = "madoguchi-backup-1"
LINE = 200  # keys
OF_A_MOMENT = ("heartbeat:", "done:", "burst:", "slowed:", "held:", "session:")
NOT_COUNTED = (*OF_A_MOMENT, "lookup-key", "clock:")

# ARGV: pattern. Gives [key, type, ms left or -1, value as a flat list] of each.
READ = """
local all = {}
for _, key in ipairs(redis.call('KEYS', ARGV[1])) do
  local kind, value = redis.call('TYPE', key).ok, nil
  if kind == 'string' then value = {redis.call('GET', key)}
  elseif kind == 'hash' then value = redis.call('HGETALL', key)
  elseif kind == 'set' then value = redis.call('SMEMBERS', key)
  elseif kind == 'list' then value = redis.call('LRANGE', key, 0, -1)
  elseif kind == 'zset' then value = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES') end
  if value then all[#all + 1] = {key, kind, redis.call('PTTL', key), value} end
end
return all
"""
Held = tuple[str, str, int, list[str]]


@dataclass(frozen=True)
class Backup:
    """What a file holds. `keys` are (name without prefix, type, ms of life left at that moment or -1, flat value)."""

    office: str
    at: datetime
    keys: tuple[Held, ...]


def read(client: Client, keys: Keys, now: datetime) -> Backup:
    """Read an office as it is at one moment."""
    with store_errors():
        found = client.register_script(READ)(args=[keys.prefix + "*"])
    held = sorted((key.removeprefix(keys.prefix), kind, left, value) for key, kind, left, value in found)
    return Backup(keys.office, now, tuple(one for one in held if not one[0].startswith(OF_A_MOMENT)))


def written(backup: Backup, cipher: Cipher) -> Iterator[str]:
    """Give the lines of the file."""
    name, digest = f"{HEAD}:{backup.office}:{backup.at.isoformat()}", hashlib.sha256()
    yield name
    pieces = [backup.keys[first : first + LINE] for first in range(0, len(backup.keys), LINE)]
    for place, piece in enumerate(pieces):
        clear = json.dumps(piece, ensure_ascii=False).encode()
        digest.update(clear)
        yield cipher.seal(f"{name}:{place}", clear)
    end = {"lines": len(pieces), "keys": len(backup.keys), "sha256": digest.hexdigest()}
    yield cipher.seal(f"{name}:end", json.dumps(end).encode())


def opened(lines: Sequence[str], cipher: Cipher) -> Backup:
    """Read a file's lines; BackupError when it is not whole, not ours, or its key is gone."""
    if len(lines) < 2 or not lines[0].startswith(f"{HEAD}:"):
        raise BackupError("madoguchi backup で作ったファイルではありません")
    _, office, at = lines[0].split(":", 2)
    digest, held = hashlib.sha256(), []
    try:
        end = json.loads(cipher.open(f"{lines[0]}:end", lines[-1]))
        for place, line in enumerate(lines[1:-1]):
            clear = cipher.open(f"{lines[0]}:{place}", line)
            digest.update(clear)
            held += [(name, kind, left, value) for name, kind, left, value in json.loads(clear)]
    except (SealError, ValueError):
        raise BackupError("バックアップが壊れているか、途中で切れているか、鍵が DATA_KEYS にありません") from None
    if (end["lines"], end["keys"], end["sha256"]) != (len(lines) - 2, len(held), digest.hexdigest()):
        raise BackupError("バックアップの中身が、書いたときと違います")
    return Backup(office, datetime.fromisoformat(at), tuple(held))


def is_in_use(client: Client, keys: Keys) -> bool:
    """Say whether an office holds anything that a restore would write over."""
    with store_errors():
        names = (key.removeprefix(keys.prefix) for key in client.scan_iter(match=keys.prefix + "*", count=500))
        return any(not name.startswith(NOT_COUNTED) for name in names)


def put_back(client: Client, keys: Keys, backup: Backup, now: datetime) -> int:
    """Replace an office by what a file holds, all at once; give the number of keys. What ran out since stays away."""
    passed, written_keys = now.astimezone(UTC) - backup.at, 0
    with store_errors():
        trip = client.pipeline(transaction=True)
        for old in list(client.scan_iter(match=keys.prefix + "*", count=500)):
            if not old.removeprefix(keys.prefix).startswith(("clock:", *OF_A_MOMENT)):
                trip.delete(old)
        for name, kind, left, value in backup.keys:
            still = left - round(passed / timedelta(milliseconds=1))
            if (left < 0 or still > 0) and not name.startswith("clock:"):
                _write(trip, keys.prefix + name, kind, value)
                written_keys += 1
                if left >= 0:
                    trip.pexpire(keys.prefix + name, still)
        trip.execute()
    return written_keys


def _write(trip: Any, key: str, kind: str, value: list[str]) -> None:
    pairs = list(zip(value[::2], value[1::2], strict=False))
    match kind:
        case "string":
            trip.set(key, value[0])
        case "hash":
            trip.hset(key, mapping=dict(pairs))
        case "set":
            trip.sadd(key, *value)
        case "list":
            trip.rpush(key, *value)
        case _:
            trip.zadd(key, {member: float(score) for member, score in pairs})
