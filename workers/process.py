"""One worker process: an RQ worker on one queue in the main thread, the sweep in another.

One queue per process: with two on one, a job popped but not begun when the process dies is lost.
"""

import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from redis import OutOfMemoryError
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from bot.adapters.redis_client import connect_blocking
from bot.adapters.streams import never_block
from bot.errors import StoreDownError
from bot.ports import QUEUES
from workers import deliver
from workers.sweep import keep_sweeping

WORKER_SECONDS = 20  # how long RQ takes a silent worker for alive
MAINTENANCE_SECONDS = 10
ROOM_SECONDS = 2.0  # between two tries to begin while Redis is full beyond the margin


class PromptWorker(SimpleWorker):
    """A worker whose death is noticed soon, by RQ and by our own health page: RQ's margin of a minute is left out."""

    beat: Callable[[], None]
    max_connection_wait_time = 5.0  # seconds between tries to reach a server that is away; RQ's own grow to a minute

    def get_heartbeat_ttl(self, *_: object, **__: object) -> int:
        """Give the seconds after which its job counts as abandoned."""
        return WORKER_SECONDS

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:
        """Tell RQ and ourselves that the thread which does the work is alive."""
        super().heartbeat(timeout, pipeline)
        with suppress(StoreDownError):
            self.beat()


def run(queue_name: str) -> None:
    """Work until told to stop."""
    never_block()
    built = deliver.built()
    connection = connect_blocking(built.settings.redis_url)
    names = {name: f"{built.keys.office}-{name}" for name in QUEUES}
    queues = {name: Queue(full, connection=connection, serializer=JSONSerializer) for name, full in names.items()}
    deliver.beating(queue_name)
    stop = threading.Event()
    threading.Thread(target=keep_sweeping, args=(built.services, queues, stop), daemon=True).start()
    built.services.log("worker_started", queue=queue_name)
    try:
        while not _work(queues[queue_name]):
            built.services.log("worker_waits", queue=queue_name, why="full")
            time.sleep(ROOM_SECONDS)
    finally:
        stop.set()


def _work(queue: Queue) -> bool:
    """Work until told to stop; False when Redis has no room even for a worker's own notes."""
    try:
        worker = PromptWorker(
            [queue],
            connection=queue.connection,
            serializer=JSONSerializer,
            worker_ttl=WORKER_SECONDS,
            maintenance_interval=MAINTENANCE_SECONDS,
            log_job_description=False,
        )
        worker.beat = deliver.beat
        worker.work(logging_level="WARNING", with_scheduler=False)
    except OutOfMemoryError:
        return False
    return True


if __name__ == "__main__":
    run(sys.argv[1])
