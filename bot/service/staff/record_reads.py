"""Who of the staff opens whose record: noted once an hour for each, and an alarm when somebody goes through many."""

from bot.ports.audit import Entry, Record
from bot.ports.health import Count
from bot.ports.services import Services

HOUR = 3600  # seconds
MANY_OPENED, MANY_MISSED = 100, 20  # different records, and tries that found none, of one account in an hour
ALARM = "many records"


def note_opened(services: Services, staff: str, actor: str, record: str) -> None:
    """Note that somebody opened a record."""
    if services.store.once_in(f"opened {staff} {record}", HOUR):
        services.store.commit((), (Record(Entry(services.clock.now(), actor, "opened", record)),))
        if services.store.tally(f"opened {staff}", HOUR) >= MANY_OPENED:
            _alarm(services, staff, actor, "opened")


def note_missed(services: Services, staff: str, actor: str) -> None:
    """Note that somebody asked for a record that there is not, as who tries numbers does."""
    if services.store.tally(f"missed {staff}", HOUR) >= MANY_MISSED:
        _alarm(services, staff, actor, "missed")


def warnings(services: Services) -> list[str]:
    """Name what the administrator should look at in the audit log."""
    return ["many_records"] if services.store.noted(ALARM) else []


def _alarm(services: Services, staff: str, actor: str, how: str) -> None:
    services.store.note(ALARM, how, HOUR)
    if services.store.once_in(f"{ALARM} {staff} {how}", HOUR):
        entry = Entry(services.clock.now(), actor, "many_records", detail=how)
        services.store.commit((), (Record(entry), Count("many_records")))
        services.log("many_records", staff=staff, how=how)
