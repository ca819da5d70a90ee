"""Health and metrics: `failures`, `warnings` and `metrics` say what is told, each of one `Look`."""

import hmac
import re
import time
from collections.abc import Iterator, Mapping
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


def failures(look: Look) -> Iterator[str]:
    """Name what keeps us from doing our work: /readyz answers 503."""
    try:
        look.process.store.prove_write()
    except StoreDownError as error:
        yield from named(error)
    if look.health.changed:
        yield "store_changed"
    if not look.begins:
        yield from look.missing
        if look.health.alive and not look.sweeping:  # everywhere; a process that is not alive is named as a worker
            yield "sweep"
    since = look.health.overdue_since
    late = since is not None and look.process.clock.now() - since > OVERDUE_AFTER
    if late and not (look.missing and look.begins):
        yield "notices_overdue"


def warnings(look: Look) -> Iterator[str]:
    """Name what a person should look at."""
    process, level = look.process, memory.level(look.process)
    if look.begins:
        yield from look.missing
    elif look.sweeping:  # while another sweeps
        yield from (f"sweep:{queue}" for queue in QUEUES if queue in look.health.alive and queue not in look.sweeping)
    if level:
        yield f"redis_memory_{level}"
    if compare.noted(process)[0]:
        yield "store_differences"
    yield from line_warnings(process)
    note_dropped(process, newly_dropped())
    yield from dropped_lately(process)
    if are_off(process):
        yield "clock_skew"
    if process.store.noted(BROKEN):
        yield "audit_broken"
    yield from record_reads.warnings(process)


def metrics(look: Look) -> Iterator[Metric]:
    """Give what /metrics tells."""
    process, health, now = look.process, look.health, look.process.clock.now()
    events = CounterMetricFamily("madoguchi", "What happened, by name", labels=["name"])
    for name, count in process.store.counters().items():
        events.add_metric([name], count)
    yield events
    overdue = (now - health.overdue_since).total_seconds() if health.overdue_since else 0.0
    yield _gauge("madoguchi_oldest_overdue_notice_seconds", "Age of it", {"": overdue})
    yield _gauge("madoguchi_last_sweep_seconds", "How long ago the sweep ended last", health.swept, "queue")
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


def named(error: StoreDownError) -> list[str]:
    """Name Redis, and why it does not do its work where it says more than nothing."""
    return ["redis", *([] if error.reason in SILENT else [f"redis_{error.reason}"])]


def readiness(process: Process, up_for: float) -> dict[str, object]:
    """Say whether we can do our work; a store that can't be asked is all that is said."""
    try:
        look = Look(process, process.store.health(), up_for)
        failed, minded = list(failures(look)), list(warnings(look))
    except StoreDownError as error:
        return {"status": "not ready", "failed": named(error), "warnings": []}
    except SealError:
        return {"status": "not ready", "failed": ["data_keys"], "warnings": []}
    swept = {queue: look.health.swept.get(queue) for queue in QUEUES}  # seconds ago, None for never
    return {"status": "not ready" if failed else "ready", "failed": failed, "warnings": minded, "sweep": swept}


class _Metrics(Collector):
    """Reads what all processes share at the moment of the scrape."""

    def __init__(self, process: Process) -> None:
        self._process = process

    def collect(self) -> list[Metric]:
        """Give every metric."""
        look = Look(self._process, self._process.store.health())
        return list(metrics(look))


def _may_see_all(token: str) -> bool:
    """Say whether who asks may see more than whether we are ready: by the token, without one from this machine only."""
    if token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), token.encode())
    handed_on = {"X-Forwarded-For", "Forwarded", "X-Real-Ip"} & set(request.headers.keys())
    # A proxy without such headers hands the host on; so does a browser.
    named = re.sub(r":[0-9]*$", "", request.host).strip("[]")
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
    def scrape() -> Response:
        if not _may_see_all(token):
            abort(404)
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Metrics(process))
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    return routes
