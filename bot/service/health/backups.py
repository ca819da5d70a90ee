"""Whether the last try to make a backup brought one: noted in the store by the command, told by the health page."""

from bot.ports.context import Process

NOTED = "backup failed"
OLD_SECONDS = 26 * 3600  # from then on a backup is old: who makes one a day has missed it


def note_failed(process: Process) -> None:
    """Note that a try ended without a backup."""
    process.store.note(NOTED, "1", OLD_SECONDS)


def note_good(process: Process) -> None:
    """Note that there is a good backup of now."""
    process.store.note_backup()
    process.store.not_done(NOTED)


def failed(process: Process) -> bool:
    """Say whether the last try ended without a backup, and none came afterwards."""
    return bool(process.store.noted(NOTED))
