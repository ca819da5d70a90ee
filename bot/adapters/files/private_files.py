"""Files that only their owner may read: backups, and the day's lists, which are gone after a week."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO

FILES_KEPT = timedelta(days=7)
PREFIX, SUFFIX = "day-", ".txt"


def write_private(path: Path, content: bytes, *, over: bool) -> None:
    """Write a whole file, as `private_file` does."""
    with private_file(path, over=over) as (file, _):
        file.write(content)


@contextmanager
def private_file(path: Path, *, over: bool) -> Iterator[tuple[BinaryIO, Path]]:
    """Give a file to write to, and the name that it has until all is written; only then it gets its own.

    So there is never a half one, never a readable one in between, and nothing goes through a link that stands there.
    Without `over`, FileExistsError at the end where something stands under its name.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file, beside
            flush_to_disk(file)
        if over:
            beside.replace(path)
        else:
            os.link(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # else the name may be gone when the power goes
    finally:
        os.close(folder)


def flush_to_disk(file: BinaryIO) -> None:
    """Let the disk hold what was written so far."""
    file.flush()
    os.fsync(file.fileno())


def file_of(folder: Path, day: date) -> Path:
    """Name the file of a day."""
    return folder / f"{PREFIX}{day.isoformat()}{SUFFIX}"


def remove_old(folder: Path, today: date) -> int:
    """Remove the lists of days that are more than a week ago; give how many."""
    days = {path: _day(path) for path in folder.glob(f"{PREFIX}*{SUFFIX}")}
    old = [path for path, day in days.items() if day and day < today - FILES_KEPT]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _day(path: Path) -> date | None:
    try:
        return date.fromisoformat(path.name.removeprefix(PREFIX).removesuffix(SUFFIX))
    except ValueError:
        return None
