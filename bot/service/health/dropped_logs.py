"""That lines of the log were lost is counted, and shown for a while."""

from bot.ports.services import Services

DROPPED = "log_lines_dropped"
SHOWN = 600  # seconds after the last one


def note_dropped(services: Services, count: int) -> None:
    """Note how many lines a process could not write since it noted that last."""
    if count:
        services.store.count(DROPPED, count)
        services.store.note(DROPPED, "1", SHOWN)


def dropped_lately(services: Services) -> list[str]:
    """Name the trouble while there is any."""
    return [DROPPED] if services.store.noted(DROPPED) else []
