"""What is done once in a while, and was not done after all."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bot.ports.audit import Record
from bot.ports.health import HealthStore, Note, NotNoted
from bot.ports.store import Guard, Store, Write
from bot.service.conflicts import tried


def written_once(store: Store, name: str, seconds: int, *writes: Write) -> bool:
    """Write something once within so many seconds, in one commit with the note of it; say whether that was now.

    Neither stands without the other, however the store or the process fails in between.
    """
    return tried(store, (NotNoted(name),), (*writes, Note(name, "1", seconds)))


class NotingStore:
    """A store that notes in the first commit that changes something, what is only looked at aside, what is given."""

    def __init__(self, store: Store, note: Note) -> None:
        self._store, self._note, self.has_noted = store, note, False

    def __getattr__(self, name: str) -> Any:
        """Do everything else as the store does."""
        return getattr(self._store, name)

    def commit(self, guards: Sequence[Guard], writes: Sequence[Write]) -> Sequence[str]:
        """Write all or nothing, the note among it until it is written."""
        if self.has_noted or all(isinstance(one, Record | Note) for one in writes):
            return self._store.commit(guards, writes)
        told = self._store.commit(guards, (*writes, self._note))
        self.has_noted = True
        return told


@contextmanager
def undone_on_failure(store: HealthStore, *names: str) -> Iterator[None]:
    """Take back that something of these names was done when doing it fails, so that it is tried again.

    For what is no commit, as a mail.
    """
    try:
        yield
    except Exception:  # whatever it was, nobody was told: it is raised again, and tried again
        for name in names:
            store.not_done(name)
        raise
