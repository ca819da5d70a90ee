"""What is done once in a while, and was not done after all."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.ports.health import HealthStore


@contextmanager
def undone_on_failure(store: HealthStore, *names: str) -> Iterator[None]:
    """Take back that something of these names was done when doing it fails, so that it is tried again."""
    try:
        yield
    except Exception:  # whatever it was, nobody was told: it is raised again, and tried again
        for name in names:
            store.not_done(name)
        raise
