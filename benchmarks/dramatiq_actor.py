"""One notice as a message of dramatiq, whose worker keeps threads and connections as ours does."""

import os
from http.client import HTTPConnection
from threading import local

import dramatiq
from dramatiq.brokers.redis import RedisBroker

from benchmarks.rq_job import push

QUEUE = "peer-dramatiq"
BROKER = RedisBroker(url=os.environ["REDIS_URL"])
dramatiq.set_broker(BROKER)
_of_thread = local()


@dramatiq.actor(queue_name=QUEUE, max_retries=0)
def push_kept(port: int) -> None:
    """Push one notice over the connection that the thread keeps."""
    if not hasattr(_of_thread, "connection"):
        _of_thread.connection = HTTPConnection("127.0.0.1", port)
    push(_of_thread.connection)
