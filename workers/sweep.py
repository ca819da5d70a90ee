"""The sweep: claims what is due by the store's clock and hands it to RQ in batches.

With `workers.rounds`, which says when, it is the only scheduler. A job that is lost loses nothing:
its rows' leases end, and the next sweep claims them again.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from rq import Queue

from bot.adapters.redis.client import store_errors
from bot.bootstrap import new_id
from bot.errors import StoreDownError
from bot.ports.context import Process
from bot.ports.store import Store
from bot.ports.work import LEASE, Claim, Work
from bot.service.notices.circuit import circuit_is_open
from workers import deliver
from workers.rows import BATCH, SHARE

MOST_QUEUED = 2  # jobs: what becomes due meanwhile and is wanted sooner waits behind them
MOST_HELPED = 1  # jobs of another queue that wait with a process which helps: its own come soon


class Task(NamedTuple):
    """What is claimed, the queue and the job that carry it out; what goes `to_line` waits while its circuit is open.

    batch   how many go with one job
    helper  the queue whose process takes a share of what is more than the own one has in hand
    """

    work: Work
    claim: Callable[[int], list[Claim]]
    queue: str
    job: Callable[[Sequence[Sequence[str]]], None]
    to_line: bool = False
    helper: str = ""
    batch: int = BATCH


def tasks(store: Store) -> tuple[Task, ...]:
    """Give all that a sweep looks after."""
    return (
        Task(Work.REPLIES, store.claim_replies, "notices", deliver.send_replies, to_line=True),
        Task(
            Work.NOTICES, store.claim_notices, "notices", deliver.send_notices, to_line=True, helper="desk", batch=SHARE
        ),
        Task(Work.MAIL, store.claim_mail, "desk", deliver.send_mail),
        Task(Work.ERASURES, store.claim_erasures, "desk", deliver.erase_people),
        Task(Work.ROOMS, store.claim_rooms, "desk", deliver.see_to_rooms),
        Task(Work.EXPIRING, store.claim_expiring, "desk", deliver.expire_requests),
        Task(Work.WISHES, store.claim_wishes, "desk", deliver.look_at_wishes),
    )


def sweep(process: Process, queues: Mapping[str, Queue], works: Collection[Work] = frozenset(Work)) -> int:
    """Claim what is due of some kinds and enqueue it, each whatever becomes of the others; give how many rows."""
    changed = process.store.changed()
    if changed:
        process.log("sweep_waits", why=f"store {changed}")
        return 0

    def hand_over(task: Task) -> int:
        return 0 if task.to_line and circuit_is_open(process) else _hand_over(task, queues)

    steps = {task.job.__name__: partial(hand_over, task) for task in tasks(process.store) if task.work in works}
    return each(process, {"take_over": partial(take_over, process), **steps})


def take_over(process: Process) -> int:
    """Let what a dead process had in hand be claimed at once, and LINE be probed anew if it was about to do that."""
    count = process.store.take_over()
    if count:
        process.log("taken_over", rows=count)
        if process.circuit:
            process.circuit.not_probed()
    return 0


def each(process: Process, steps: Mapping[str, Callable[[], int]]) -> int:
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


def _hand_over(task: Task, queues: Mapping[str, Queue]) -> int:
    """Claim batches as long as the queue is short; what waited there longer than a lease would be claimed again."""
    count, places = 0, [(task.queue, MOST_QUEUED), *([(task.helper, MOST_HELPED)] if task.helper else [])]
    for name, most in places:
        while _waiting(queues[name]) < most:
            claims = task.claim(task.batch)
            if claims:
                rows = [[claim.id, claim.lease] for claim in claims]
                enqueue(queues[name], task.job, rows, ttl=LEASE.seconds)
            count += len(claims)
            if len(claims) < task.batch:
                return count
    return count


def _waiting(queue: Queue) -> int:
    with store_errors():
        return queue.count


def enqueue(queue: Queue, job: Callable[..., None], *arguments: object, ttl: int | None = None) -> None:
    """Hand one of our jobs to RQ."""
    kept = {"ttl": ttl, "job_timeout": 300, "result_ttl": 0, "failure_ttl": 3600}
    with store_errors():  # RQ's server may be another than the store's
        queue.enqueue(job, *arguments, job_id=new_id(), description=job.__name__, **kept)
