"""The sweep: claims what is due by the store's clock and hands it to RQ in batches.

It is the only scheduler. A job that is lost loses nothing: its rows' leases end, and the next sweep claims them again.
"""

import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple

from rq import Queue

from bot.adapters.streams import newly_dropped
from bot.errors import StoreDownError
from bot.ports import LEASE, Claim, Services
from bot.service.alarms import LOOK_EVERY
from bot.service.awaited import EVERY, ask_after_the_awaited
from bot.service.circuit import rests
from bot.service.dropped_logs import note_dropped
from bot.service.menus import MENU_SECONDS
from workers import deliver
from workers.morning import is_due

SECONDS = 0.5
BATCH = 50
MOST_QUEUED = 4  # jobs
UPKEEP_SECONDS = 3600
MATCH_SECONDS = 2  # between two looks at who waits for what


class Task(NamedTuple):
    """What is claimed, the queue and the job that carry it out."""

    claim: Callable[[int], list[Claim]]
    queue: str
    job: Callable[[Sequence[Sequence[str]]], None]


def tasks(services: Services) -> tuple[Task, ...]:
    """Give all that a sweep looks after."""
    store = services.store
    to_line = (
        Task(store.claim_replies, "notices", deliver.send_replies),
        Task(store.claim_notices, "notices", deliver.send_notices),
    )
    return (
        *(() if rests(services) else to_line),
        Task(store.claim_mail, "desk", deliver.send_notices),
        Task(store.claim_erasures, "desk", deliver.erase_people),
        Task(store.claim_rooms, "desk", deliver.see_to_rooms),
        Task(store.claim_expiring, "desk", deliver.expire_requests),
        Task(store.claim_wishes, "desk", deliver.look_at_wishes),
    )


def sweep(services: Services, queues: dict[str, Queue]) -> int:
    """Claim and enqueue once; give the number of rows claimed."""
    return sum(_hand_over(task, queues[task.queue]) for task in tasks(services))


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


def _now_and_then(services: Services, desk: Queue) -> None:
    """Do what is due by the clock rather than by a row."""
    store = services.store
    note_dropped(services, newly_dropped())
    if store.once_in(f"upkeep {services.clock.now():%F %H}", UPKEEP_SECONDS):
        _enqueue(desk, deliver.keep_up)
    if store.once_in("quota", LOOK_EVERY):
        _enqueue(desk, deliver.look_at_month)
    if store.once_in("awaited", EVERY):
        ask_after_the_awaited(services)
    if is_due(services):
        _enqueue(desk, deliver.begin_the_day)
    if store.once_in("menus", MENU_SECONDS):
        _enqueue(desk, deliver.link_menus, ttl=LEASE.seconds)
    if not store.list_is_empty() and store.once_in("waiting list", MATCH_SECONDS):
        _enqueue(desk, deliver.match_waiting, ttl=LEASE.seconds)


def keep_sweeping(services: Services, queues: dict[str, Queue], stop: threading.Event) -> None:
    """Sweep twice a second until told to stop."""
    while not stop.wait(SECONDS):
        try:
            sweep(services, queues)
            _now_and_then(services, queues["desk"])
        except StoreDownError as error:
            services.log("sweep_waits", why=error.reason)
        except Exception as error:  # noqa: BLE001 - an entry point: a thread that ends in silence would end all notices
            services.log("sweep_failed", why=type(error).__name__)
