"""What a long command shows while it works: on standard error, and only where a person looks on."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from bot.service.audit.verify import Part

OF_THE_AUDIT_LOG = {Part.HISTORIES: "予約ごとの履歴を読んでいます", Part.LINES: "監査記録を確かめています"}
Item = TypeVar("Item")


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show that something goes on of which nobody knows how long it takes."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # imported for a person only

    with Console(stderr=True).status(what):
        yield


def counted(items: Iterable[Item], what: str, total: int | None = None) -> Iterator[Item]:
    """Give the items one by one, and show how many they were so far."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield from progress.track(items, total=total, description=what)


def audit_shown(items: Iterable[Item], part: Part, total: int) -> Iterable[Item]:
    """Show how far a look at the audit log is."""
    return counted(items, OF_THE_AUDIT_LOG[part], total)
