"""The jobs that are due by the clock rather than by a row."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from rq import Queue

from bot.adapters.output.streams import newly_dropped
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
MARK_SECONDS = 600  # that it is known to others up to which commit and moment a job was done
AT_LEAST = timedelta(minutes=5)  # of the office's time; so often is done what follows the clock, and not only commits


class Timed(NamedTuple):
    """A job that is due by the clock.

    follows_commits  nothing is to be done where nothing has changed, but for once in AT_LEAST
    in_step  it is done once in AT_LEAST, together with those
    """

    is_due: Callable[[Process], bool]
    job: Callable[[], None]
    ttl: int | None = None
    follows_commits: bool = False
    in_step: bool = False


TIMED = (
    Timed(
        lambda process: process.store.once_in(f"upkeep {process.clock.now():%F %H}", UPKEEP_SECONDS), deliver.keep_up
    ),
    Timed(lambda process: process.store.once_in("quota", LOOK_EVERY), deliver.look_at_month, in_step=True),
    Timed(lambda process: process.store.once_in("audit seal", SEAL_EVERY), deliver.seal_audit_log, LEASE.seconds, True),
    Timed(is_due, deliver.begin_the_day),
    Timed(lambda process: process.store.once_in("menus", MENU_SECONDS), deliver.link_menus, LEASE.seconds, True),
    Timed(
        lambda process: not process.store.list_is_empty() and process.store.once_in("waiting list", MATCH_SECONDS),
        deliver.match_waiting,
        LEASE.seconds,
        True,
    ),
)


class Followed:
    """Knows up to which commit, and which moment, each job that follows them was done, by whichever process."""

    def __init__(self) -> None:
        self._done: dict[str, str] = {}

    def is_behind(self, process: Process, timed: Timed, agenda: Agenda) -> bool:
        """Say whether there may be something new for a job; others are asked only where it seems so here."""
        by_itself = {deliver.seal_audit_log: agenda.unsealed, deliver.match_waiting: agenda.released}
        if by_itself.get(timed.job, False):
            return True
        mark, name = _mark(process, timed, agenda), timed.job.__name__
        if self._done.get(name) != mark:
            self._done[name] = process.store.noted(_noted(timed))
        return self._done[name] != mark

    def note(self, process: Process, timed: Timed, agenda: Agenda) -> None:
        """Note that a job is handed over as of now."""
        mark = _mark(process, timed, agenda)
        if self._done.get(timed.job.__name__) != mark:
            self._done[timed.job.__name__] = mark
            process.store.note(_noted(timed), mark, MARK_SECONDS)


def _noted(timed: Timed) -> str:
    return f"followed {timed.job.__name__}"


def _mark(process: Process, timed: Timed, agenda: Agenda) -> str:
    step = process.clock.now().timestamp() // AT_LEAST.total_seconds()
    return f"{agenda.commits if timed.follows_commits else ''} {step:.0f}"


def is_awaiting(agenda: Agenda, now: datetime) -> bool:
    """Say whether a consultation has begun for which somebody may have to be asked after."""
    return agenda.start is not None and agenda.start + AWAITED_AFTER <= now


def by_the_clock(process: Process, desk: Queue, agenda: Agenda | None = None, followed: Followed | None = None) -> None:
    """Do what is due by the clock, each whatever becomes of the others; without an agenda, whatever might be."""
    now, followed, due = process.clock.now(), followed or Followed(), list[Timed]()

    def collect_if_due(timed: Timed) -> int:
        follows = agenda and (timed.follows_commits or timed.in_step)
        if agenda and follows and not followed.is_behind(process, timed, agenda):
            return 0
        if not timed.is_due(process):
            return 0
        if agenda and follows:
            followed.note(process, timed, agenda)
        due.append(timed)
        return 1

    # In an emptied store every room would be nobody's.
    jobs = TIMED if agenda or not process.store.changed() else ()
    steps: dict[str, Callable[[], int]] = {one.job.__name__: partial(collect_if_due, one) for one in jobs}
    if not agenda or is_awaiting(agenda, now):
        steps["awaited"] = partial(_ask_after_the_awaited, process)
    steps["hand_over"] = lambda: _hand_over(desk, due)
    each(process, {"clocks": partial(_look_at_clocks, process), "dropped": partial(_note_dropped, process), **steps})


def _hand_over(desk: Queue, due: Sequence[Timed]) -> int:
    """Hand over what is due: several at one time as one job, since RQ writes 5 kB for each."""
    if len(due) == 1:
        enqueue(desk, due[0].job, ttl=due[0].ttl)
    elif due:
        enqueue(desk, deliver.one_after_the_other, [one.job.__name__ for one in due], ttl=LEASE.seconds)
    return 0


def _ask_after_the_awaited(process: Process) -> int:
    return ask_after_the_awaited(process) if process.store.once_in("awaited", EVERY_SECONDS) else 0


def _look_at_clocks(process: Process) -> int:
    look_at_clocks(process)
    return 0


def _note_dropped(process: Process) -> int:
    note_dropped(process, newly_dropped())
    return 0
