"""Who can write to Redis can't make a worker run what he likes."""

import re
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from rq import Callback, Queue, SimpleWorker
from rq.job import Job
from rq.registry import FailedJobRegistry
from rq.serializers import JSONSerializer

from workers import sweep, timed
from workers.jobs import ALLOWED, KnownJob

SHORT: dict[str, Any] = {"result_ttl": 0, "failure_ttl": 60}


@pytest.fixture
def queue(redis_url: str) -> Queue:
    return Queue("yahata-desk", connection=Redis.from_url(redis_url), serializer=JSONSerializer)


def works(queue: Queue, kind: type[Job]) -> None:
    """Let a worker do all that waits."""
    worker = SimpleWorker([queue], connection=queue.connection, serializer=JSONSerializer, job_class=kind)
    worker.work(burst=True, logging_level="CRITICAL")


def planted(queue: Queue, folder: Path) -> None:
    """Put in what an attacker would: a function of Python's own, and one that is called when a job failed."""
    queue.enqueue("os.mkdir", str(folder / "called"), **SHORT)
    queue.enqueue("workers.deliver.nothing", on_failure=Callback("tests.workers.test_jobs.marks"), **SHORT)


def marks(job: Job, *_: object) -> None:
    job.connection.set("marked", "1")


def test_a_planted_job_is_not_carried_out(queue, tmp_path):
    planted(queue, tmp_path)
    works(queue, KnownJob)
    assert not (tmp_path / "called").exists()
    assert not queue.connection.exists("marked")
    assert len(FailedJobRegistry(queue=queue)) == 2
    assert queue.count == 0


def test_twin_any_function_can_be_called_by_a_plain_job(queue, tmp_path):
    planted(queue, tmp_path)
    works(queue, Job)
    assert (tmp_path / "called").exists()
    assert queue.connection.exists("marked")


def test_every_job_that_we_enqueue_is_allowed():
    source = "".join(Path(one.__file__).read_text("utf-8") for one in (sweep, timed))
    named = set(re.findall(r"\bdeliver\.(\w+)\b(?!\()", source))
    assert {f"workers.deliver.{name}" for name in named} == set(ALLOWED)
