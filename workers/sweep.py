"""The sweep: claims what is due by the store's clock and hands it to RQ in batches.

It is the only scheduler. A job that is lost loses nothing: its rows' leases end, and the next sweep claims them again.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from rq import Queue

from bot.adapters.streams import newly_dropped
from bot.errors import StoreDownError
from bot.ports.context import Process
from bot.ports.store import Store
from bot.ports.work import LEASE, Claim
from bot.processes.pulse import Pulse
from bot.service.audit.seal import EVERY_SECONDS as SEAL_EVERY
from bot.service.health.clocks import look_at_clocks
from bot.service.health.dropped_logs import note_dropped
from bot.service.menus import MENU_SECONDS
from bot.service.notices.alarms import LOOK_EVERY
from bot.service.notices.awaited import EVERY_SECONDS, ask_after_the_awaited
from bot.service.notices.circuit import circuit_is_open
from workers import deliver
from workers.morning import is_due

SWEEP_SECONDS = 0.5
BEAT_SECONDS = 30.0  # seconds within which the sweep is heard again, by a minder
BATCH = 50
MOST_QUEUED = 2  # jobs: what becomes due meanwhile and is wanted sooner waits behind them
TELL_SECONDS = 1.0  # between two words that this process is alive
UPKEEP_SECONDS = 3600
MATCH_SECONDS = 2  # between two looks at who waits for what


class Task(NamedTuple):
    """What is claimed, the queue and the job that carry it out; what goes `to_line` waits while its circuit is open."""

    claim: Callable[[int], list[Claim]]
    queue: str
    job: Callable[[Sequence[Sequence[str]]], None]
    to_line: bool = False


def tasks(store: Store) -> tuple[Task, ...]:
    """Give all that a sweep looks after."""
    return (
        Task(store.claim_replies, "notices", deliver.send_replies, to_line=True),
        Task(store.claim_notices, "notices", deliver.send_notices, to_line=True),
        Task(store.claim_mail, "desk", deliver.send_mail),
        Task(store.claim_erasures, "desk", deliver.erase_people),
        Task(store.claim_rooms, "desk", deliver.see_to_rooms),
        Task(store.claim_expiring, "desk", deliver.expire_requests),
        Task(store.claim_wishes, "desk", deliver.look_at_wishes),
    )


def sweep(process: Process, queues: dict[str, Queue]) -> int:
    """Claim and enqueue once, each kind whatever becomes of the others; give the number of rows claimed."""
    changed = process.store.changed()
    if changed:
        process.log("sweep_waits", why=f"store {changed}")
        return 0

    def hand_over(task: Task) -> int:
        return 0 if task.to_line and circuit_is_open(process) else _hand_over(task, queues[task.queue])

    steps = {task.job.__name__: partial(hand_over, task) for task in tasks(process.store)}
    return _each(process, {"take_over": partial(take_over, process), **steps})


def take_over(process: Process) -> int:
    """Let what a dead process had in hand be claimed at once, and LINE be probed anew if it was about to do that."""
    count = process.store.take_over()
    if count:
        process.log("taken_over", rows=count)
        if process.circuit:
            process.circuit.not_probed()
    return 0


def keep_telling(process: Process, stop: threading.Event) -> None:
    """Tell again and again that this process is alive, until told to stop."""
    while not stop.wait(TELL_SECONDS):
        with suppress(StoreDownError):  # the sweep says so
            process.store.tell_alive()


def _each(process: Process, steps: Mapping[str, Callable[[], int]]) -> int:
    """Take every step and add up what they give; name those that failed in one line for each kind of failure."""
    count, failed = 0, defaultdict(list)
    for name, step in steps.items():
        try:
            count += step()
        except StoreDownError as error:
            failed["sweep_waits", error.reason].append(name)
        except Exception as error:  # noqa: BLE001 - an entry point: one kind of work must not hold up the others
            failed["sweep_failed", type(error).__name__].append(name)
    for (event, why), names in failed.items():
        process.log(event, why=why, of=" ".join(names))
    return count


def _hand_over(task: Task, queue: Queue) -> int:
    """Claim batches as long as the queue is short; what waited there longer than a lease would be claimed again."""
    count = 0
    while queue.count < MOST_QUEUED:
        claims = task.claim(BATCH)
        if claims:
            rows = [[claim.id, claim.lease] for claim in claims]
            _enqueue(queue, task.job, rows, ttl=LEASE.seconds)
        count += len(claims)
        if len(claims) < BATCH:
            break
    return count


def _enqueue(queue: Queue, job: Callable[..., None], *arguments: object, ttl: int | None = None) -> None:
    queue.enqueue(job, *arguments, description=job.__name__, ttl=ttl, job_timeout=300, result_ttl=0, failure_ttl=3600)


class Timed(NamedTuple):
    """A job that is due by the clock rather than by a row."""

    is_due: Callable[[Process], bool]
    job: Callable[[], None]
    ttl: int | None = None


TIMED = (
    Timed(lambda now: now.store.once_in(f"upkeep {now.clock.now():%F %H}", UPKEEP_SECONDS), deliver.keep_up),
    Timed(lambda now: now.store.once_in("quota", LOOK_EVERY), deliver.look_at_month),
    Timed(lambda now: now.store.once_in("audit seal", SEAL_EVERY), deliver.seal_audit_log, LEASE.seconds),
    Timed(is_due, deliver.begin_the_day),
    Timed(lambda now: now.store.once_in("menus", MENU_SECONDS), deliver.link_menus, LEASE.seconds),
    Timed(
        lambda now: not now.store.list_is_empty() and now.store.once_in("waiting list", MATCH_SECONDS),
        deliver.match_waiting,
        LEASE.seconds,
    ),
)


def by_the_clock(process: Process, console: Queue) -> None:
    """Do what is due by the clock, each whatever becomes of the others."""

    def enqueue_if_due(timed: Timed) -> int:
        if not timed.is_due(process):
            return 0
        _enqueue(console, timed.job, ttl=timed.ttl)
        return 1

    def dropped() -> int:
        note_dropped(process, newly_dropped())
        return 0

    def swept() -> int:
        deliver.swept()
        return 0

    def clocks() -> int:
        look_at_clocks(process)
        return 0

    def awaited() -> int:
        return ask_after_the_awaited(process) if process.store.once_in("awaited", EVERY_SECONDS) else 0

    jobs = () if process.store.changed() else TIMED  # in an emptied store every room would be nobody's
    timed = {one.job.__name__: partial(enqueue_if_due, one) for one in jobs}
    _each(process, {"clocks": clocks, "dropped": dropped, "awaited": awaited, **timed, "swept": swept})


def keep_sweeping(process: Process, queues: dict[str, Queue], stop: threading.Event, pulse: Pulse) -> None:
    """Sweep twice a second until told to stop."""
    while not stop.wait(SWEEP_SECONDS):
        pulse.beat("sweep", BEAT_SECONDS)
        sweep(process, queues)
        pulse.beat("sweep", BEAT_SECONDS)
        by_the_clock(process, queues["desk"])
