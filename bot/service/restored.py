"""After a restore: notices that may have gone out since the backup was made are not sent by a machine again.

As long as their retry keys live, LINE answers a second send with "was accepted before". After that a person decides.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.booking.model import Notice, NoticeState
from bot.booking.reminders import KEY_LIVES
from bot.ports import Entry, KeepNotice, Record, Services

OPEN = frozenset({NoticeState.WAITING, NoticeState.LEASED})


def note_restore(services: Services, made: datetime, age: timedelta, digest: str, actor: str) -> int:
    """Note a restore in the audit log, and hold back what is in doubt; give how many rows that are."""
    now = services.clock.now()
    doubtful = _doubtful(services, now) if age >= KEY_LIVES else []
    held = [KeepNotice(replace(row, state=NoticeState.UNKNOWN, reason="restored", lease="")) for row in doubtful]
    entry = Entry(now, actor, "restored", detail=f"{made.isoformat()} {digest[:16]}")
    services.store.commit((), (*held, Record(entry)))
    return len(held)


def _doubtful(services: Services, now: datetime) -> list[Notice]:
    rows = (row for one in services.store.bookings() for row in services.store.notices(one.id))
    return [row for row in rows if row.state in OPEN and row.due <= now]
