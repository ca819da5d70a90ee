"""Who of the staff read what about whom, in the audit log; and an alarm when somebody goes through many records."""

from bot.booking.staff.staff import Staff
from bot.ports.audit import Entry, Record
from bot.ports.context import Process
from bot.ports.health import Count
from bot.service.once import written_once
from bot.service.staff.accounts import actor_of

HOUR = 3600  # seconds
MANY_OPENED, MANY_MISSED = 100, 20  # different records, and tries that found none, of one account in an hour
ALARM = "many records"


def note_opened(process: Process, staff: Staff, record: str) -> None:
    """Note that somebody opened a record, once an hour for each."""
    entry = Entry(process.clock.now(), actor_of(staff), "opened", record)
    if not written_once(process.store, f"opened {staff.id} {record}", HOUR, Record(entry)):
        return
    if process.store.tally(f"opened {staff.id}", HOUR) >= MANY_OPENED:
        _alarm(process, staff, "opened")


def note_missed(process: Process, staff: Staff) -> None:
    """Note that somebody asked for a record that there is not, as who tries numbers does."""
    if process.store.tally(f"missed {staff.id}", HOUR) >= MANY_MISSED:
        _alarm(process, staff, "missed")


def note_page_of_names(process: Process, staff: Staff, page: str) -> None:
    """Note that somebody saw the names on a page, once an hour for each."""
    entry = Entry(process.clock.now(), actor_of(staff), "listed", detail=page)
    written_once(process.store, f"listed {staff.id} {page}", HOUR, Record(entry))


def note_list(process: Process, actor: str, count: int) -> None:
    """Note that a list of so many people was written down or printed."""
    _note(process, actor, "listed", detail=str(count))


def note_export(process: Process, actor: str, what: str) -> None:
    """Note that a list was taken out as a file."""
    _note(process, actor, "exported", detail=what)


def note_view(process: Process, actor: str, record: str) -> None:
    """Note that somebody looked at the personal data of a record."""
    _note(process, actor, "viewed", record)


def warnings(process: Process) -> list[str]:
    """Name what the administrator should look at in the audit log."""
    return ["many_records"] if process.store.noted(ALARM) else []


def _note(process: Process, actor: str, action: str, record: str = "", detail: str = "") -> None:
    process.store.commit((), (Record(Entry(process.clock.now(), actor, action, record, detail)),))


def _alarm(process: Process, staff: Staff, how: str) -> None:
    process.store.note(ALARM, how, HOUR)
    entry = Entry(process.clock.now(), actor_of(staff), "many_records", detail=how)
    if written_once(process.store, f"{ALARM} {staff.id} {how}", HOUR, Record(entry), Count("many_records")):
        process.log("many_records", staff=staff.id, how=how)
