"""That lines of the log were lost is counted, and shown for a while."""

from bot.ports.context import Process

DROPPED = "log_lines_dropped"
SHOWN_SECONDS = 600  # seconds after the last one


def note_dropped(process: Process, count: int) -> None:
    """Note how many lines a process could not write since it noted that last."""
    if count:
        process.store.count(DROPPED, count)
        process.store.note(DROPPED, "1", SHOWN_SECONDS)


def dropped_lately(process: Process) -> list[str]:
    """Name the trouble while there is any."""
    return [DROPPED] if process.store.noted(DROPPED) else []
