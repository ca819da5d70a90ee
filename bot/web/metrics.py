"""What /metrics tells: counters of what happened, and gauges of how it stands. No number says anything of a person."""

from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.ports.context import Process
from bot.ports.work import QUEUES
from bot.service.health import backups, compare
from bot.service.health.clocks import seconds_off
from bot.service.health.silence import last_webhook
from bot.service.notices.circuit import line_state
from bot.web.look import Look

# Counted from zero, so that the first one already is a rise.
FROM_ZERO = ("events", "quarantined", "slowed", "too_old", "refused_full", "job_failed", "request_failed", "set_aside")


def scraped(process: Process) -> bytes:
    """Give all that a scrape reads."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Metrics(process))
    return generate_latest(registry)


class _Metrics(Collector):
    """Reads what all processes share at the moment of the scrape."""

    def __init__(self, process: Process) -> None:
        self._process = process

    def collect(self) -> list[Metric]:
        """Give every metric."""
        look = Look(self._process, self._process.store.health())
        return list(metrics(look))


def metrics(look: Look) -> Iterator[Metric]:
    """Give what /metrics tells."""
    process, health, now = look.process, look.health, look.process.clock.now()
    events = CounterMetricFamily("madoguchi", "What happened, by name", labels=["name"])
    for name, count in {**dict.fromkeys(FROM_ZERO, 0), **process.store.counters()}.items():
        events.add_metric([name], count)
    yield events
    yield _gauge("madoguchi_build_info", "1, with the release that answers", {_release(): 1}, "version")
    alive = {queue: int(queue in health.alive) for queue in QUEUES}
    yield _gauge("madoguchi_worker_up", "1 while a worker of the queue is heard", alive, "queue")
    yield _gauge("madoguchi_waiting", "How many wait for staff, by what", process.store.waiting(), "what")
    yield _gauge("madoguchi_process_heard_seconds", "How long ago each was heard", health.processes, "process")
    overdue = (now - health.overdue_since).total_seconds() if health.overdue_since else 0.0
    yield _gauge("madoguchi_oldest_overdue_notice_seconds", "Age of it", {"": overdue})
    yield _gauge("madoguchi_last_sweep_seconds", "How long ago the sweep ended last", health.swept, "queue")
    backup = {"": health.unbacked_for} if health.backed_up else {}
    yield _gauge("madoguchi_backup_age_seconds", "Age of the last good backup; none before the first", backup)
    yield _gauge(
        "madoguchi_backup_failed", "1 from a try without a backup to the next one", {"": backups.failed(process)}
    )
    room = process.store.memory()
    both = {"used": room.used, "limit": room.limit}
    yield _gauge("madoguchi_redis_memory_bytes", "Memory of Redis; limit 0 = none", both, "kind")
    yield _gauge("madoguchi_redis_memory_ratio", "Part of maxmemory that is used, 0 without a limit", {"": room.share})
    count, _ = compare.noted(process)
    yield _gauge("madoguchi_store_differences", "What did not fit when the store was compared last", {"": count})
    line, last = line_state(process), last_webhook(process)
    yield _gauge("madoguchi_line_rests", "1 while sending to LINE rests", {"": int(line.open_since is not None)})
    failed = {line.reason: line.failed_at.timestamp()} if line.failed_at else {}
    yield _gauge("madoguchi_line_last_failure_seconds", "When LINE failed last", failed, "reason")
    heard = {"": (now - last).total_seconds()} if last else {}
    yield _gauge("madoguchi_last_webhook_age_seconds", "Age of LINE's last; none before the first", heard)
    off = {"": seconds_off(process)}
    yield _gauge("madoguchi_clock_skew_seconds", "How far a machine's clock is ahead of Redis'", off)


def _gauge(name: str, told: str, values: Mapping[str, float], label: str = "") -> Metric:
    """Give a gauge with a value for each name that its label may have; without a label there is one, under ""."""
    metric = GaugeMetricFamily(name, told, labels=[label] if label else [])
    for one, value in values.items():
        metric.add_metric([one] if label else [], value)
    return metric


def _release() -> str:
    """Give our version, "" where the sources run without being installed, as on a platform with buildpacks."""
    try:
        return version("madoguchi")
    except PackageNotFoundError:
        return ""
