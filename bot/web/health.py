"""Health: `failures` and `warnings` say what is told of one look; beside them the routes of health and metrics."""

import hmac
import re
import time
from collections.abc import Iterator
from datetime import timedelta

from flask import Blueprint, Response, abort, jsonify, request
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bot.adapters.output.streams import newly_dropped
from bot.errors import SealError, StoreDownError
from bot.ports.context import Process
from bot.ports.work import QUEUES
from bot.proxies import is_loopback
from bot.service.audit.seal import BROKEN
from bot.service.health import backups, compare, memory
from bot.service.health.clocks import are_off
from bot.service.health.dropped_logs import dropped_lately, note_dropped
from bot.service.notices.alarms import warnings as line_warnings
from bot.service.staff import record_reads
from bot.web.look import Look
from bot.web.metrics import scraped

SILENT = frozenset({"unreachable", "timeout"})
UNHEARD_SECONDS = 60.0  # seconds without a word of one process, while others may do its work
OVERDUE_AFTER = timedelta(seconds=120)


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
    yield from (f"process:{name}" for name, ago in look.health.processes.items() if ago > UNHEARD_SECONDS)
    if level:
        yield f"redis_memory_{level}"
    yield from _of_backups(look)
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
    yield from process.unwritable()


def _of_backups(look: Look) -> Iterator[str]:
    if look.health.unbacked_for > backups.OLD_SECONDS:
        yield "backup_old"
    if backups.failed(look.process):
        yield "backup_failed"


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
        return Response(scraped(process), content_type=CONTENT_TYPE_LATEST)

    return routes
