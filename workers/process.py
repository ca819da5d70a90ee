"""One worker process: an RQ worker on one queue in the main thread, the sweep in another.

One queue per process: with two on one, a job popped but not begun when the process dies is lost.
"""

import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import redis
from rq import Queue, SimpleWorker
from rq.exceptions import StopRequested
from rq.serializers import JSONSerializer

from bot.adapters.output.streams import never_block
from bot.adapters.redis.client import Client, connect, connect_blocking, store_errors
from bot.bootstrap import Built, new_id
from bot.errors import StoreDownError
from bot.ports.context import Process
from bot.ports.work import QUEUES
from bot.processes.pulse import Pulse
from workers import deliver
from workers.batch import is_worn_out
from workers.jobs import KnownJob
from workers.rounds import Rounds, keep_listening, keep_sweeping, keep_telling

BEAT_SECONDS = 30.0  # seconds within which the main thread is heard: it waits 6 for a batch, 15 for Redis
JOB_SECONDS = 20  # how long RQ takes a job for alive whose worker is silent
DEQUEUE_SECONDS = 14  # seconds that RQ waits for a job at one time
RQ_BEAT_SECONDS = 300.0  # seconds between two words to RQ that this worker lives; it looks after jobs, we after workers
MAINTENANCE_SECONDS = 600  # as RQ has it: the rows of a job whose worker died are claimed again long before
RETRY_SECONDS = 2.0  # seconds until Redis is asked again when it is away or takes no writes


class PromptWorker(SimpleWorker):
    """A worker whose death is noticed soon, by RQ and by our own health page: RQ's margin of a minute is left out."""

    beat: Callable[[], None]
    pulse = Pulse(None)
    sweeping = threading.main_thread()  # until it is told which
    max_connection_wait_time = 1.0  # seconds between tries to reach a server that is away; RQ's own grow to a minute
    told_rq = -RQ_BEAT_SECONDS

    @property
    def dequeue_timeout(self) -> int:
        """Give the seconds that one wait for a job lasts."""
        return DEQUEUE_SECONDS

    def get_heartbeat_ttl(self, *_: object, **__: object) -> int:
        """Give the seconds after which its job counts as abandoned."""
        return JOB_SECONDS

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:
        """Tell our minder, RQ and ourselves that the thread which does the work is alive; the first needs no Redis."""
        self.pulse.beat("work", BEAT_SECONDS)
        if pipeline is None and (is_worn_out() or not self.sweeping.is_alive()):
            raise StopRequested  # we are started anew
        if pipeline is not None or time.monotonic() - self.told_rq >= RQ_BEAT_SECONDS:
            super().heartbeat(timeout, pipeline)
            self.told_rq = time.monotonic()
        with suppress(StoreDownError):
            self.beat()

    def dequeue_job_and_maintain_ttl(self, timeout: int | None, max_idle_time: int | None = None) -> Any:
        """Wait for a job, also while Redis takes no writes; RQ itself would end, and start, and end."""
        while True:
            try:
                return super().dequeue_job_and_maintain_ttl(timeout, max_idle_time)
            except redis.ResponseError as error:
                self.pulse.beat("work", BEAT_SECONDS)
                self.log.warning("Redis refuses: %s", type(error).__name__)
                time.sleep(RETRY_SECONDS)

    def run_maintenance_tasks(self) -> None:
        """Tidy up; while Redis takes no writes, later."""
        with suppress(redis.ResponseError):
            super().run_maintenance_tasks()  # type: ignore[no-untyped-call]  # it has no types


def _wait_for_servers(process: Process, queues: Client, pulse: Pulse) -> None:
    """Wait until Redis is there and takes writes, and RQ's, where that is another: RQ can't start without."""
    told = ""
    while True:
        pulse.beat("work", BEAT_SECONDS)
        try:
            deliver.beat()
            with store_errors():
                queues.ping()
        except StoreDownError as error:
            if error.reason != told:
                process.log("worker_waits", why=error.reason)
            told = error.reason
            time.sleep(RETRY_SECONDS)
        else:
            return


def run(queue_name: str) -> None:
    """Work until told to stop."""
    never_block()
    built = deliver.built()
    soon = connect(built.settings.queue_url, decode=False)  # a sweep has no time to wait for Redis
    filled = {name: _queue(built, name, soon) for name in QUEUES}
    worked = _queue(built, queue_name, connect_blocking(built.settings.queue_url))
    deliver.beating(queue_name)
    stop = threading.Event()
    pulse = Pulse.inherited()
    woken = threading.Event()
    rounds = Rounds(built.process, filled)
    sweeping = threading.Thread(target=keep_sweeping, args=(rounds, stop, pulse, woken), daemon=True)
    sweeping.start()
    threading.Thread(target=keep_telling, args=(built.process, stop), daemon=True).start()
    listening = (built.process, connect(built.settings.redis_url, built.keys.prefix), built.keys.wake, stop, woken)
    threading.Thread(target=keep_listening, args=listening, daemon=True).start()
    _wait_for_servers(built.process, soon, pulse)
    built.process.log("worker_started", queue=queue_name)
    try:
        while not _work(worked, pulse, sweeping):
            built.process.log("worker_waits", queue=queue_name, why="full")
            time.sleep(RETRY_SECONDS)
    finally:
        stop.set()
        built.process.store.write_waiting()
        with suppress(StoreDownError):
            built.process.store.left(queue_name)


def _queue(built: Built, name: str, connection: Client) -> Queue:
    return Queue(f"{built.keys.office}-{name}", connection=connection, serializer=JSONSerializer)


def _work(queue: Queue, pulse: Pulse, sweeping: threading.Thread) -> bool:
    """Work until told to stop; False when Redis has no room even for a worker's own notes."""
    pulse.beat("work", BEAT_SECONDS)
    try:
        worker = PromptWorker(
            [queue],
            name=new_id(),
            connection=queue.connection,
            serializer=JSONSerializer,
            worker_ttl=int(RQ_BEAT_SECONDS) * 2,
            maintenance_interval=MAINTENANCE_SECONDS,
            log_job_description=False,
            job_class=KnownJob,
        )
        worker.beat, worker.pulse, worker.sweeping = deliver.beat, pulse, sweeping
        worker.work(logging_level="WARNING", with_scheduler=False)
    except redis.OutOfMemoryError:
        return False
    return True


if __name__ == "__main__":
    run(sys.argv[1])
