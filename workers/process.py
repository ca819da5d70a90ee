"""One worker process: an RQ worker on one queue in the main thread, the sweep in another.

One queue per process: with two on one, a job popped but not begun when the process dies is lost.
"""

import sys
import threading

from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from bot.adapters.redis_client import connect_blocking
from bot.bootstrap import build
from bot.ports import QUEUES
from workers import deliver
from workers.sweep import keep_sweeping

WORKER_SECONDS = 20  # how long RQ takes a silent worker for alive
MAINTENANCE_SECONDS = 10


class PromptWorker(SimpleWorker):
    """A worker whose death RQ notices soon: its own margin of a minute is left out."""

    def get_heartbeat_ttl(self, *_: object) -> int:
        """Give the seconds after which its job counts as abandoned."""
        return WORKER_SECONDS


def run(queue_name: str) -> None:
    """Work until told to stop."""
    built = build()
    built.services.log("worker_started", queue=queue_name)
    connection = connect_blocking(built.settings.redis_url)
    queues = {
        name: Queue(f"{built.keys.office}-{name}", connection=connection, serializer=JSONSerializer) for name in QUEUES
    }
    deliver.services()
    stop = threading.Event()
    sweeper = threading.Thread(target=keep_sweeping, args=(built.services, queues, queue_name, stop), daemon=True)
    sweeper.start()
    worker = PromptWorker(
        [queues[queue_name]],
        connection=connection,
        serializer=JSONSerializer,
        worker_ttl=WORKER_SECONDS,
        maintenance_interval=MAINTENANCE_SECONDS,
        log_job_description=False,
    )
    try:
        worker.work(logging_level="WARNING", with_scheduler=False)
    finally:
        stop.set()


if __name__ == "__main__":
    run(sys.argv[1])
