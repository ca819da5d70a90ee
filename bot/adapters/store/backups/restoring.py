"""Puts an office back from a file, in steps so small that nobody waits for one of them.

The first step marks the store as half restored, the last one takes the mark away: between them, and for good when
something breaks it off, no process writes to it or starts with it. Only another restore, begun anew, ends that.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice

from redis import WatchError

from bot.adapters.redis.client import Client, store_errors
from bot.adapters.store.backups.backup import LEFT_ALONE, NOT_PUT_BACK, Backup, Shown
from bot.adapters.store.backups.snapshot import Piece, pairs
from bot.adapters.store.cipher import Cipher, signature
from bot.adapters.store.commands.spelling import Spelling
from bot.adapters.store.keys import Keys
from bot.adapters.store.parts.identity import successor
from bot.adapters.store.scripts.commit import WRITE
from bot.errors import HALF, RefusedError
from bot.ports.audit import Seal
from bot.ports.store import Write
from bot.ports.work import PROCESSES
from bot.service.audit.lines import sealed

Command = tuple[str, ...]

PIECE = 1_000  # elements that one command writes
STEP = 4_000  # names, fields and values that one step writes, or keys that it deletes
LINES = 500  # commands that one step carries out of what is written besides


@dataclass(frozen=True)
class _Steps:
    """Takes steps while the store is the one that this restore has marked, and no process lives."""

    client: Client
    keys: Keys
    epoch: str

    def take(self, commands: Iterable[Command], lines: str = "") -> None:
        """Do commands and lines of a commit all at once or not at all.

        RefusedError where a process or another restore began meanwhile.
        """
        beats = [self.keys.heartbeat(one) for one in PROCESSES]
        with self.client.pipeline(transaction=True) as trip:
            trip.watch(self.keys.store, *beats)
            if trip.hget(self.keys.store, "epoch") != self.epoch or trip.exists(*beats):
                raise RefusedError("stop_workers_first")
            trip.multi()
            for command in commands:
                trip.execute_command(*command)
            if lines:
                self.client.register_script(WRITE)([self.keys.store], ["", 0, 0, "[]", lines], client=trip)
            _carried_out(trip)


def put_back(
    client: Client,
    keys: Keys,
    cipher: Cipher,
    backup: Backup,
    wall: datetime,
    writes: Sequence[Write],
    moment: datetime | None = None,
    shown: Shown = iter,
) -> int:
    """Replace an office by what a file holds, with some writes; give the number of keys.

    What ran out since stays away, and so do answers that were pending and sessions of the console. RefusedError when
    anybody wrote meanwhile. `wall` is the true time, `moment` that of the service; `shown` is given the pieces and
    gives them again as they are put back.
    """
    held = backup.contents.small
    lookup_key = cipher.open("lookup-key", held["lookup-key"][0])
    sign = partial(signature, lookup_key)
    passed = passed_ms(backup, wall)
    last: list[Command] = []
    if "audit:seal" not in held:
        seal = sealed(Seal(backup.contents.entries, held.get("audit:head", [""])[0], wall), sign)
        last.append(("HSET", keys.audit_seal, *(part for pair in seal.items() for part in pair)))
    count = 0

    def commands() -> Iterator[Command]:
        nonlocal count
        for piece in shown(backup.read()):
            if comes_back(piece, passed):
                count += not piece.goes_on
                if piece.name != keys.store.removeprefix(keys.prefix):
                    yield from _commands(keys.prefix, piece, passed)

    with store_errors():
        epoch = _mark(
            client, keys, dict(pairs(held.get("store", []))), partial(successor, sign=sign, since=moment or wall)
        )
        steps = _Steps(client, keys, epoch)
        _empty(steps)
        for some in _in_steps(commands()):
            steps.take(some)
        spelling = Spelling(keys, cipher, lookup_key, lambda: wall, epoch)
        lines = json.loads(spelling.commit((), writes)[1])
        *held_back, rest = [lines[first : first + LINES] for first in range(0, max(len(lines), 1), LINES)]
        for some in held_back:
            steps.take((), json.dumps(some))
        steps.take(last, json.dumps([*rest, ["HDEL", keys.store, "stopped", "known", "seen"]]))
    return count


def passed_ms(backup: Backup, wall: datetime) -> int:
    """Give how many milliseconds ago a file was read."""
    return round((wall.astimezone(UTC) - backup.at) / timedelta(milliseconds=1))


def comes_back(piece: Piece, passed: int) -> bool:
    """Say whether a restore so many milliseconds later puts a key back."""
    return not piece.name.startswith(NOT_PUT_BACK) and not 0 <= piece.left <= passed


def _mark(client: Client, keys: Keys, held: dict[str, str], following: Callable[..., dict[str, str]]) -> str:
    """Give the store a new identity that says it is half restored; give its epoch."""
    with client.pipeline(transaction=True) as trip:
        trip.watch(keys.store, *(keys.heartbeat(one) for one in PROCESSES))
        identity = following([trip.hgetall(keys.store), held])
        trip.multi()
        trip.delete(keys.store)
        trip.hset(keys.store, mapping={**held, **identity, "stopped": HALF})
        _carried_out(trip)
    return identity["epoch"]


def _carried_out(trip: Client) -> None:
    try:
        trip.execute()
    except WatchError:
        raise RefusedError("stop_workers_first") from None


def _empty(steps: _Steps) -> None:
    prefix, own = steps.keys.prefix, steps.keys.store
    there = steps.client.scan_iter(match=prefix + "*", count=500)
    old = (one for one in there if one != own and not one.removeprefix(prefix).startswith(LEFT_ALONE))
    while names := list(islice(old, STEP)):
        steps.take([("UNLINK", *names)])


def _commands(prefix: str, piece: Piece, passed: int) -> Iterator[Command]:
    """Give the commands that write a key, none with too many elements."""
    key, kind, value = prefix + piece.name, piece.kind, piece.value
    match kind:
        case "string":
            yield "SET", key, value[0]
        case "hash":
            yield from (("HSET", key, *some) for some in _some(value, 2 * PIECE))
        case "set":
            yield from (("SADD", key, *some) for some in _some(value, PIECE))
        case "list":
            if not piece.goes_on:  # where Redis gave a key twice, all else comes to the same
                yield "UNLINK", key
            yield from (("RPUSH", key, *some) for some in _some(value, PIECE))
        case _:
            swapped = [part for member, score in pairs(value) for part in (score, member)]
            yield from (("ZADD", key, *some) for some in _some(swapped, 2 * PIECE))
    if piece.left >= 0:
        yield "PEXPIRE", key, str(piece.left - passed)


def _some(value: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (value[first : first + size] for first in range(0, len(value), size))


def _in_steps(commands: Iterable[Command]) -> Iterator[list[Command]]:
    step, size = list[Command](), 0
    for command in commands:
        step.append(command)
        size += len(command)
        if size >= STEP:
            yield step
            step, size = [], 0
    if step:
        yield step
