"""The web application: webhook, public pages, health, metrics, and what every answer carries."""

import time
from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, Flask, Response, current_app, jsonify
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from bot import details, pages, webhook, zoom_webhook
from bot.console import errors as console_errors
from bot.console.app import add_console
from bot.console.setup import ConsoleSetup
from bot.errors import SealError, StoreDownError
from bot.ports import QUEUES, LineState, Services
from bot.service.alarms import warnings as line_warnings
from bot.service.circuit import line_state

MAX_BODY = 256 * 1024  # bytes
LATE = timedelta(seconds=120)
FIRST_MINUTE = 60.0  # seconds in which a missing worker is only a warning

POLICY = (
    "default-src 'none'",
    "style-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
)
HEADERS = {
    "Content-Security-Policy": "; ".join(POLICY),
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def create_app(
    services: Services, channel_secrets: Sequence[str], console: ConsoleSetup | None = None, zoom_secret: str = ""
) -> Flask:
    """Put the application together; without `console` there is no /staff, without the secret no /zoom/webhook."""
    app = Flask("bot", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.extensions["services"] = services
    app.register_blueprint(webhook.blueprint(services, channel_secrets))
    app.register_blueprint(pages.blueprint(services))
    app.register_blueprint(details.blueprint(services))
    if zoom_secret:
        app.register_blueprint(zoom_webhook.blueprint(services, zoom_secret))
    if console:
        add_console(app, services, console)
    app.register_blueprint(_health(services, started=time.monotonic()))
    app.after_request(_with_headers)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(StoreDownError, _store_down)
    return app


def _with_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _refused(error: HTTPException) -> Response | tuple[Response, int]:
    if "console" in current_app.extensions and console_errors.is_ours():
        return console_errors.refused(error)
    code = error.code or 500
    told = [(name, value) for name, value in error.get_headers() if name != "Content-Type"]  # such as Allow
    return Response(f"{code} {error.name}\n", headers=told, mimetype="text/plain"), code


def _store_down(_: StoreDownError) -> Response | tuple[Response, int]:
    if "console" in current_app.extensions and console_errors.is_ours():
        return console_errors.store_down()
    return _refused(ServiceUnavailable())


def _health(services: Services, started: float) -> Blueprint:
    routes = Blueprint("health", __name__)

    @routes.get("/healthz")
    def alive() -> Response:
        return jsonify(status="alive")

    @routes.get("/readyz")
    def ready() -> tuple[Response, int]:
        report = readiness(services, up_for=time.monotonic() - started)
        return jsonify(report), 200 if report["status"] == "ready" else 503

    @routes.get("/metrics")
    def metrics() -> Response:
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Counters(services))
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    return routes


def readiness(services: Services, up_for: float) -> dict[str, object]:
    """Say whether we can do our work: Redis, the workers' heartbeats, the oldest overdue notice."""
    try:
        health = services.store.health()
    except StoreDownError:
        return {"status": "not ready", "failed": ["redis"], "warnings": []}
    except SealError:
        return {"status": "not ready", "failed": ["data_keys"], "warnings": []}
    missing = [f"worker:{queue}" for queue in QUEUES if queue not in health.alive]
    failed = missing if up_for >= FIRST_MINUTE else []
    late = health.overdue_since is not None and services.clock.now() - health.overdue_since > LATE
    warnings = [*(missing if up_for < FIRST_MINUTE else []), *line_warnings(services)]
    failed = [*failed, *(["notices_overdue"] if late and not (missing and up_for < FIRST_MINUTE) else [])]
    return {"status": "not ready" if failed else "ready", "failed": failed, "warnings": warnings}


def _last_failure(line: LineState) -> Metric:
    metric = GaugeMetricFamily("madoguchi_line_last_failure_seconds", "When LINE failed last", labels=["reason"])
    if line.failed_at:
        metric.add_metric([line.reason], line.failed_at.timestamp())
    return metric


class _Counters(Collector):
    """Reads the counters that all processes share."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def collect(self) -> list[Metric]:
        """Give the counters and the age of the oldest overdue notice."""
        events = CounterMetricFamily("madoguchi", "What happened, by name", labels=["name"])
        for name, count in self._services.store.counters().items():
            events.add_metric([name], count)
        since = self._services.store.health().overdue_since
        age = (self._services.clock.now() - since).total_seconds() if since else 0.0
        line = line_state(self._services)
        return [
            events,
            GaugeMetricFamily("madoguchi_oldest_overdue_notice_seconds", "Age of it", age),
            GaugeMetricFamily(
                "madoguchi_line_rests", "1 while sending to LINE rests", int(line.rests_since is not None)
            ),
            _last_failure(line),
        ]
