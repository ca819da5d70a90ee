"""Files of the day's lists: readable by their owner only, gone after a week."""

import os
from datetime import date, timedelta
from pathlib import Path

KEPT = timedelta(days=7)
PREFIX, SUFFIX = "day-", ".txt"


def write_private(path: Path, text: str) -> None:
    """Write a whole file that only its owner may read; never a half one, never a readable one in between."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    beside.replace(path)


def file_of(folder: Path, day: date) -> Path:
    """Name the file of a day."""
    return folder / f"{PREFIX}{day.isoformat()}{SUFFIX}"


def remove_old(folder: Path, today: date) -> int:
    """Remove the lists of days that are more than a week ago; give how many."""
    old = [path for path in folder.glob(f"{PREFIX}*{SUFFIX}") if (day := _day(path)) and day < today - KEPT]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _day(path: Path) -> date | None:
    try:
        return date.fromisoformat(path.name.removeprefix(PREFIX).removesuffix(SUFFIX))
    except ValueError:
        return None
