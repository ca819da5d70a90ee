"""Who of the staff opens whose record: noted once an hour for each, and an alarm when somebody goes through many."""

from bot.ports.audit import Entry, Record
from bot.ports.context import Process
from bot.ports.health import Count

HOUR = 3600  # seconds
MANY_OPENED, MANY_MISSED = 100, 20  # different records, and tries that found none, of one account in an hour
ALARM = "many records"


def note_opened(process: Process, staff: str, actor: str, record: str) -> None:
    """Note that somebody opened a record."""
    if process.store.once_in(f"opened {staff} {record}", HOUR):
        process.store.commit((), (Record(Entry(process.clock.now(), actor, "opened", record)),))
        if process.store.tally(f"opened {staff}", HOUR) >= MANY_OPENED:
            _alarm(process, staff, actor, "opened")


def note_missed(process: Process, staff: str, actor: str) -> None:
    """Note that somebody asked for a record that there is not, as who tries numbers does."""
    if process.store.tally(f"missed {staff}", HOUR) >= MANY_MISSED:
        _alarm(process, staff, actor, "missed")


def warnings(process: Process) -> list[str]:
    """Name what the administrator should look at in the audit log."""
    return ["many_records"] if process.store.noted(ALARM) else []


def _alarm(process: Process, staff: str, actor: str, how: str) -> None:
    process.store.note(ALARM, how, HOUR)
    if process.store.once_in(f"{ALARM} {staff} {how}", HOUR):
        entry = Entry(process.clock.now(), actor, "many_records", detail=how)
        process.store.commit((), (Record(entry), Count("many_records")))
        process.log("many_records", staff=staff, how=how)
