"""The jobs that are due by the clock rather than by a row."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from rq import Queue

from bot.adapters.streams import newly_dropped
from bot.ports.context import Process
from bot.ports.work import LEASE, Agenda
from bot.service.audit.seal import EVERY_SECONDS as SEAL_EVERY
from bot.service.health.clocks import look_at_clocks
from bot.service.health.dropped_logs import note_dropped
from bot.service.menus import MENU_SECONDS
from bot.service.notices.alarms import LOOK_EVERY
from bot.service.notices.awaited import AWAITED_AFTER, EVERY_SECONDS, ask_after_the_awaited
from workers import deliver
from workers.morning import is_due
from workers.sweep import each, enqueue

UPKEEP_SECONDS = 3600
MATCH_SECONDS = 2  # between two looks at who waits for what
AT_LEAST = timedelta(minutes=5)  # of the office's time; so often is done what follows the clock, and not only commits


class Timed(NamedTuple):
    """A job that is due by the clock; `follows_commits`: nothing is to be done where nothing has changed."""

    is_due: Callable[[Process], bool]
    job: Callable[[], None]
    ttl: int | None = None
    follows_commits: bool = False


TIMED = (
    Timed(lambda now: now.store.once_in(f"upkeep {now.clock.now():%F %H}", UPKEEP_SECONDS), deliver.keep_up),
    Timed(lambda now: now.store.once_in("quota", LOOK_EVERY), deliver.look_at_month),
    Timed(lambda now: now.store.once_in("audit seal", SEAL_EVERY), deliver.seal_audit_log, LEASE.seconds, True),
    Timed(is_due, deliver.begin_the_day),
    Timed(lambda now: now.store.once_in("menus", MENU_SECONDS), deliver.link_menus, LEASE.seconds, True),
    Timed(
        lambda now: not now.store.list_is_empty() and now.store.once_in("waiting list", MATCH_SECONDS),
        deliver.match_waiting,
        LEASE.seconds,
        True,
    ),
)


class Followed:
    """Knows up to which commit, and which moment, each job that follows the commits was done."""

    def __init__(self) -> None:
        self._done: dict[str, tuple[int, int]] = {}

    def is_behind(self, timed: Timed, agenda: Agenda, now: datetime) -> bool:
        """Say whether there may be something new for a job."""
        by_itself = {deliver.seal_audit_log: agenda.unsealed, deliver.match_waiting: agenda.released}
        return by_itself.get(timed.job, False) or self._done.get(timed.job.__name__) != _mark(agenda, now)

    def note(self, timed: Timed, agenda: Agenda, now: datetime) -> None:
        """Note that a job is done as of now."""
        self._done[timed.job.__name__] = _mark(agenda, now)


def _mark(agenda: Agenda, now: datetime) -> tuple[int, int]:
    return agenda.commits, int(now.timestamp() // AT_LEAST.total_seconds())


def is_awaiting(agenda: Agenda, now: datetime) -> bool:
    """Say whether a consultation has begun for which somebody may have to be asked after."""
    return agenda.start is not None and agenda.start + AWAITED_AFTER <= now


def by_the_clock(process: Process, desk: Queue, agenda: Agenda | None = None, followed: Followed | None = None) -> None:
    """Do what is due by the clock, each whatever becomes of the others; without an agenda, whatever might be."""
    now, followed = process.clock.now(), followed or Followed()

    def enqueue_if_due(timed: Timed) -> int:
        if not timed.is_due(process):
            return 0
        if agenda:
            followed.note(timed, agenda, now)
        enqueue(desk, timed.job, ttl=timed.ttl)
        return 1

    # In an emptied store every room would be nobody's.
    jobs = TIMED if agenda or not process.store.changed() else ()
    wanted = [one for one in jobs if not agenda or not one.follows_commits or followed.is_behind(one, agenda, now)]
    steps: dict[str, Callable[[], int]] = {one.job.__name__: partial(enqueue_if_due, one) for one in wanted}
    if not agenda or is_awaiting(agenda, now):
        steps["awaited"] = partial(_ask_after_the_awaited, process)
    each(process, {"clocks": partial(_look_at_clocks, process), "dropped": partial(_note_dropped, process), **steps})


def _ask_after_the_awaited(process: Process) -> int:
    return ask_after_the_awaited(process) if process.store.once_in("awaited", EVERY_SECONDS) else 0


def _look_at_clocks(process: Process) -> int:
    look_at_clocks(process)
    return 0


def _note_dropped(process: Process) -> int:
    note_dropped(process, newly_dropped())
    return 0
