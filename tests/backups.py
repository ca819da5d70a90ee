"""Backups in the tests' memory: what a file would hold, as a list that a test can look at and change."""

from collections.abc import Sequence
from datetime import datetime

from bot.adapters.redis.client import Client
from bot.adapters.redis.clock import wall_time
from bot.adapters.store.backups import backup as backups
from bot.adapters.store.backups.backup import Backup
from bot.adapters.store.backups.contents import Contents
from bot.adapters.store.backups.likeness import RENEWED, Likeness
from bot.adapters.store.backups.snapshot import Piece
from bot.adapters.store.keys import Keys
from tests.stores import KEYS


def taken(url: str, keys: Keys = KEYS, moment: datetime | None = None, now: datetime | None = None) -> Backup:
    """Read an office as `madoguchi backup` does; here the keys are in the order of their names."""
    at, snapshot = now or wall_time(), backups.read(url, keys)
    pieces = list(backups.whole(snapshot))
    return of(sorted(backups.standing(pieces, snapshot.turns), key=lambda one: one.name), keys.office, at, moment or at)


def of(pieces: Sequence[Piece], office: str, at: datetime, moment: datetime) -> Backup:
    """Give the backup that holds this."""
    contents = Contents(moment)
    held = list(contents.noting(pieces))
    return Backup(office, at, moment, len(values(held)), len(held), "", contents, lambda: iter(held))


def noted(backup: Backup, now: datetime) -> Contents:
    """Give what a restore that begins now must know of a backup."""
    return of(read(backup), backup.office, backup.at, now).contents


def values(pieces: Sequence[Piece]) -> dict[str, list[str]]:
    """Give the whole value of each key."""
    found: dict[str, list[str]] = {}
    for piece in pieces:
        found[piece.name] = (found[piece.name] if piece.goes_on else []) + piece.value
    return found


def read(backup: Backup) -> list[Piece]:
    """Give all that a backup holds."""
    return list(backup.read())


def differing(backup: Backup, client: Client, url: str, keys: Keys = KEYS) -> list[str]:
    """Name the keys that are not as a backup says, and those that are there besides."""
    likeness = Likeness(client, keys)
    likeness.look(backup, wall_time)
    more = values(read(taken(url, keys))).keys() - values(read(backup)).keys() - {*RENEWED}
    return sorted(likeness.differing | more)
