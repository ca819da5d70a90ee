"""RQ's worker as our processes run it, called by hand."""

import threading

from rq import Queue
from rq.serializers import JSONSerializer

from bot.adapters.redis.client import Client
from bot.processes.pulse import Pulse
from workers.process import PromptWorker


def worker_of(connection: Client) -> tuple[PromptWorker, Queue]:
    """Give a worker and its queue."""
    queue = Queue("notices", connection=connection, serializer=JSONSerializer)
    worker = PromptWorker([queue], connection=connection, serializer=JSONSerializer, worker_ttl=20)
    worker.beat, worker.pulse, worker.sweeping = (lambda: None), Pulse(None), threading.current_thread()
    return worker, queue
