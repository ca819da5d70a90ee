"""The sweep: claims what is due by the store's clock and hands it to RQ in batches.

It is the only scheduler. A job that is lost loses nothing: its rows' leases end, and the next sweep claims them again.
"""

import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple

from rq import Queue

from bot.errors import StoreDownError
from bot.ports import Claim, Services
from workers import deliver

SECONDS = 1.0
BATCH = 50
BATCHES = 8  # a pass
UPKEEP_SECONDS = 3600


class Task(NamedTuple):
    """What is claimed, the queue and the job that carry it out."""

    claim: Callable[[int], list[Claim]]
    queue: str
    job: Callable[[Sequence[Sequence[str]]], None]


def tasks(services: Services) -> tuple[Task, ...]:
    """Give all that a sweep looks after."""
    store = services.store
    return (
        Task(store.claim_replies, "notices", deliver.send_replies),
        Task(store.claim_notices, "notices", deliver.send_notices),
        Task(store.claim_expiring, "desk", deliver.expire_requests),
    )


def sweep(services: Services, queues: dict[str, Queue]) -> int:
    """Claim and enqueue once; give the number of rows claimed."""
    count = 0
    for task in tasks(services):
        for _ in range(BATCHES):
            claims = task.claim(BATCH)
            if claims:
                rows = [[claim.id, claim.lease] for claim in claims]
                queues[task.queue].enqueue(
                    task.job, rows, description=task.job.__name__, result_ttl=0, failure_ttl=3600
                )
            count += len(claims)
            if len(claims) < BATCH:
                break
    return count


def keep_sweeping(services: Services, queues: dict[str, Queue], own_queue: str, stop: threading.Event) -> None:
    """Sweep every second and tell that this process lives, until told to stop."""
    while not stop.wait(SECONDS):
        try:
            services.store.beat(own_queue)
            sweep(services, queues)
            if services.store.once_in(f"upkeep {services.clock.now():%F %H}", UPKEEP_SECONDS):
                queues["desk"].enqueue(deliver.keep_up, description="keep_up", result_ttl=0, failure_ttl=3600)
        except StoreDownError as error:
            services.log("sweep_waits", why=str(error))
        except Exception as error:  # noqa: BLE001 - an entry point: a thread that ends in silence would end all notices
            services.log("sweep_failed", why=type(error).__name__)
