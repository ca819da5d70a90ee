"""Files that only their owner may read: backups, and the day's lists, which are gone after a week."""

import os
import secrets
from datetime import date, timedelta
from pathlib import Path

FILES_KEPT = timedelta(days=7)
PREFIX, SUFFIX = "day-", ".txt"


def write_private(path: Path, content: bytes, *, over: bool) -> None:
    """Write a whole file; never a half one, never a readable one in between, and through no link that stands there.

    Without `over`, FileExistsError where something stands under its name.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if over:
            beside.replace(path)
        else:
            os.link(beside, path)
    finally:
        beside.unlink(missing_ok=True)


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
