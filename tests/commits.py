"""A commit in a test, and the guard that stood in its way."""

from collections.abc import Sequence

from bot.errors import ConflictError
from bot.ports.store import Guard, Store, Write


def failed_guard(store: Store, guards: Sequence[Guard], writes: Sequence[Write]) -> type | None:
    """Commit; give the class of the guard that failed, None when it was written."""
    try:
        store.commit(guards, writes)
    except ConflictError as conflict:
        return type(conflict.guard)
    return None
