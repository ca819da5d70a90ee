"""Health and metrics: FAILURES, WARNINGS, FIELDS and METRICS are the tables of what is told, each given a `Look`."""

import hmac
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, Response, abort, jsonify, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from bot.adapters.streams import newly_dropped
from bot.errors import SealError, StoreDownError
from bot.ports.context import Process
from bot.ports.health import Health
from bot.ports.work import QUEUES
from bot.proxies import is_loopback
from bot.service.audit.seal import BROKEN
from bot.service.health import compare, memory
from bot.service.health.clocks import are_off, seconds_off
from bot.service.health.dropped_logs import dropped_lately, note_dropped
from bot.service.health.silence import last_webhook
from bot.service.notices.alarms import warnings as line_warnings
from bot.service.notices.circuit import line_state
from bot.service.staff import record_reads

SILENT = frozenset({"unreachable", "timeout"})
OVERDUE_AFTER = timedelta(seconds=120)
STALLED_SECONDS = 20.0  # seconds since the last sweep
FIRST_MINUTE = 60.0  # seconds in which a missing worker is only a warning


@dataclass(frozen=True)
class Look:
    """One look at this deployment: what the store said of it, and for how many seconds this process is up."""

    process: Process
    health: Health
    up_for: float = FIRST_MINUTE

    @property
    def missing(self) -> list[str]:
        """Name the workers that were not heard lately."""
        return [f"worker:{queue}" for queue in QUEUES if queue not in self.health.alive]

    @property
    def sweeping(self) -> frozenset[str]:
        """Name the queues whose processes swept lately."""
        return frozenset(queue for queue, ago in self.health.swept.items() if ago < STALLED_SECONDS)

    @property
    def begins(self) -> bool:
        """Say whether the workers may still be starting."""
        return self.up_for < FIRST_MINUTE


# --- failures and warnings: names ------------------------------------------------------------------------------------


def _store_changed(look: Look) -> Iterable[str]:
    return ["store_changed"] if look.health.changed else ()


def _missing_workers(look: Look) -> Iterable[str]:
    return () if look.begins else look.missing


def _not_writable(look: Look) -> Iterable[str]:
    try:
        look.process.store.prove_write()
    except StoreDownError as error:
        return named(error)
    return ()


def _nobody_sweeps(look: Look) -> Iterable[str]:
    """Name the sweep when it stands still everywhere; a process that is not alive is named as a worker."""
    return ["sweep"] if look.health.alive and not look.begins and not look.sweeping else ()


def _notices_overdue(look: Look) -> Iterable[str]:
    since = look.health.overdue_since
    late = since is not None and look.process.clock.now() - since > OVERDUE_AFTER
    return ["notices_overdue"] if late and not (look.missing and look.begins) else []


def _workers_still_starting(look: Look) -> Iterable[str]:
    return look.missing if look.begins else ()


def _sweep_stands_still(look: Look) -> Iterable[str]:
    """Name the process whose sweep stands still while another sweeps."""
    still = [f"sweep:{queue}" for queue in QUEUES if queue in look.health.alive and queue not in look.sweeping]
    return still if look.sweeping and not look.begins else ()


def _memory(look: Look) -> Iterable[str]:
    level = memory.level(look.process)
    return [f"redis_memory_{level}"] if level else ()


def _differences(look: Look) -> Iterable[str]:
    count, _ = compare.noted(look.process)
    return ["store_differences"] if count else ()


def _line(look: Look) -> Iterable[str]:
    return line_warnings(look.process)


def _audit_broken(look: Look) -> Iterable[str]:
    return ["audit_broken"] if look.process.store.noted(BROKEN) else ()


def _many_records(look: Look) -> Iterable[str]:
    return record_reads.warnings(look.process)


def _logs(look: Look) -> Iterable[str]:
    note_dropped(look.process, newly_dropped())
    return dropped_lately(look.process)


def _clocks(look: Look) -> Iterable[str]:
    return ["clock_skew"] if are_off(look.process) else []


# --- metrics ---------------------------------------------------------------------------------------------------------


def _events(look: Look) -> Metric:
    events = CounterMetricFamily("madoguchi", "What happened, by name", labels=["name"])
    for name, count in look.process.store.counters().items():
        events.add_metric([name], count)
    return events


def _oldest_overdue(look: Look) -> Metric:
    since = look.health.overdue_since
    age = (look.process.clock.now() - since).total_seconds() if since else 0.0
    return GaugeMetricFamily("madoguchi_oldest_overdue_notice_seconds", "Age of it", age)


def _last_webhook(look: Look) -> Metric:
    metric = GaugeMetricFamily("madoguchi_last_webhook_age_seconds", "Age of LINE's last; none before the first")
    last = last_webhook(look.process)
    if last:
        metric.add_metric([], (look.process.clock.now() - last).total_seconds())
    return metric


def _line_rests(look: Look) -> Metric:
    is_open = int(line_state(look.process).open_since is not None)
    return GaugeMetricFamily("madoguchi_line_rests", "1 while sending to LINE rests", is_open)


def _line_last_failure(look: Look) -> Metric:
    line = line_state(look.process)
    metric = GaugeMetricFamily("madoguchi_line_last_failure_seconds", "When LINE failed last", labels=["reason"])
    if line.failed_at:
        metric.add_metric([line.reason], line.failed_at.timestamp())
    return metric


def _memory_bytes(look: Look) -> Metric:
    metric = GaugeMetricFamily("madoguchi_redis_memory_bytes", "Memory of Redis; limit 0 = none", labels=["kind"])
    now = look.process.store.memory()
    metric.add_metric(["used"], now.used)
    metric.add_metric(["limit"], now.limit)
    return metric


def _memory_ratio(look: Look) -> Metric:
    share = look.process.store.memory().share
    return GaugeMetricFamily("madoguchi_redis_memory_ratio", "Part of maxmemory that is used, 0 without a limit", share)


def _differences_found(look: Look) -> Metric:
    count, _ = compare.noted(look.process)
    return GaugeMetricFamily("madoguchi_store_differences", "What did not fit when the store was compared last", count)


def _last_sweep(look: Look) -> Metric:
    metric = GaugeMetricFamily("madoguchi_last_sweep_seconds", "How long ago the sweep ended last", labels=["queue"])
    for queue, ago in look.health.swept.items():
        metric.add_metric([queue], ago)
    return metric


def _clock_skew(look: Look) -> Metric:
    off = seconds_off(look.process)
    return GaugeMetricFamily("madoguchi_clock_skew_seconds", "How far a machine's clock is ahead of Redis'", off)


# --- the tables: one line for each thing that is told ----------------------------------------------------------------

# Names of what keeps us from doing our work: /readyz answers 503.
FAILURES: tuple[Callable[[Look], Iterable[str]], ...] = (
    _not_writable,
    _store_changed,
    _missing_workers,
    _nobody_sweeps,
    _notices_overdue,
)
# Names of what a person should look at.
WARNINGS: tuple[Callable[[Look], Iterable[str]], ...] = (
    _workers_still_starting,
    _sweep_stands_still,
    _memory,
    _differences,
    _line,
    _logs,
    _clocks,
    _audit_broken,
    _many_records,
)
# Further fields of the answer of /readyz.
FIELDS: Mapping[str, Callable[[Look], object]] = {
    "sweep": lambda look: {queue: look.health.swept.get(queue) for queue in QUEUES},  # seconds ago, None for never
}
METRICS: tuple[Callable[[Look], Metric], ...] = (
    _events,
    _oldest_overdue,
    _last_sweep,
    _memory_bytes,
    _memory_ratio,
    _differences_found,
    _line_rests,
    _line_last_failure,
    _last_webhook,
    _clock_skew,
)


def named(error: StoreDownError) -> list[str]:
    """Name Redis, and why it does not do its work where it says more than nothing."""
    return ["redis", *([] if error.reason in SILENT else [f"redis_{error.reason}"])]


def readiness(process: Process, up_for: float) -> dict[str, object]:
    """Say whether we can do our work; a store that can't be asked is all that is said."""
    try:
        look = Look(process, process.store.health(), up_for)
        failed = [name for find in FAILURES for name in find(look)]
        warnings = [name for find in WARNINGS for name in find(look)]
        fields = {name: tell(look) for name, tell in FIELDS.items()}
    except StoreDownError as error:
        return {"status": "not ready", "failed": named(error), "warnings": []}
    except SealError:
        return {"status": "not ready", "failed": ["data_keys"], "warnings": []}
    return {"status": "not ready" if failed else "ready", "failed": failed, "warnings": warnings, **fields}


class _Metrics(Collector):
    """Reads what all processes share at the moment of the scrape."""

    def __init__(self, process: Process) -> None:
        self._process = process

    def collect(self) -> list[Metric]:
        """Give every metric."""
        look = Look(self._process, self._process.store.health())
        return [tell(look) for tell in METRICS]


def _may_see_all(token: str) -> bool:
    """Say whether who asks may see more than whether we are ready: by the token, without one from this machine only."""
    if token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), token.encode())
    handed_on = {"X-Forwarded-For", "Forwarded", "X-Real-Ip"} & set(request.headers.keys())
    named = re.sub(r":[0-9]*$", "", request.host).strip(
        "[]"
    )  # a proxy without such headers hands it on; a browser, too
    return not handed_on and is_loopback(request.remote_addr or "") and is_loopback(named)


def blueprint(process: Process, token: str = "") -> Blueprint:
    """Give /healthz, /readyz and /metrics; the token, if any, opens the details."""
    routes, started = Blueprint("health", __name__), time.monotonic()

    @routes.get("/healthz")
    def alive() -> Response:
        return jsonify(status="alive")

    @routes.get("/readyz")
    def ready() -> tuple[Response, int]:
        report = readiness(process, up_for=time.monotonic() - started)
        shown = report if _may_see_all(token) else {"status": report["status"]}
        return jsonify(shown), 200 if report["status"] == "ready" else 503

    @routes.get("/metrics")
    def metrics() -> Response:
        if not _may_see_all(token):
            abort(404)
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Metrics(process))
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    return routes
