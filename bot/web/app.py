"""The web application: its parts put together, and what every answer carries."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from bot.console import errors as console_errors
from bot.console.app import add_console
from bot.console.setup import ConsoleSetup
from bot.errors import StoreDownError, place_of
from bot.ports.context import Process
from bot.service.health.ownership import Fits, of_any_account
from bot.web import details_page, health, pages, webhook, zoom_webhook
from bot.web.straight import straight

SMALL_BODY = 256 * 1024  # bytes; LINE's webhook alone may be larger

CONTENT_SECURITY_POLICY = (
    "default-src 'none'",
    "style-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
)
HEADERS = {
    "Content-Security-Policy": "; ".join(CONTENT_SECURITY_POLICY),
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class Application(Flask):
    """Flask, which of an error nobody expected logs the kind, the place and the route, and nothing that it says."""

    def log_exception(self, exc_info: Any) -> None:
        """Log an error; its words and the address that was asked for may be personal, or a link that still works."""
        rule = request.url_rule
        _note_failure(self.extensions["process"], exc_info[1], rule.rule if rule else "")


def _note_failure(process: Process, error: Exception, route: str) -> None:
    process.log("request_failed", why=type(error).__name__, where=place_of(error), route=route)
    with suppress(StoreDownError):
        process.store.count("request_failed")


def create_app(
    process: Process,
    channel_secrets: Sequence[str],
    console: ConsoleSetup | None = None,
    zoom_secret: str = "",
    metrics_token: str = "",
    accounts: Callable[[Process], Fits] = of_any_account,
) -> Flask:
    """Put the application together; without `console` there is no /staff, without Zoom's secret no /zoom/webhook."""
    app = Application("bot", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = SMALL_BODY
    app.extensions["process"] = process
    receive = webhook.receiver(process, channel_secrets, accounts)
    app.register_blueprint(webhook.blueprint(receive))
    app.register_blueprint(pages.blueprint(process))
    app.register_blueprint(details_page.blueprint(process))
    if zoom_secret:
        app.register_blueprint(zoom_webhook.blueprint(process, zoom_secret))
    if console:
        add_console(app, process, console)
    app.register_blueprint(health.blueprint(process, metrics_token))
    failed = partial(_note_failure, process, route=webhook.PATH)
    app.wsgi_app = straight(app.wsgi_app, receive, HEADERS, failed)  # type: ignore[method-assign,assignment]  # as Flask means it
    app.after_request(_with_headers)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(StoreDownError, _store_down)
    return app


def _with_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if response.location:
        response.location = _without_our_host(response.location)
    return response


def _without_our_host(place: str) -> str:
    """Give a place without our host: the router's redirects name the one that the caller said, and it may be any.

    A page leads elsewhere by https alone, and only where the place is its own: a room at Zoom.
    """
    parts = urlsplit(place)
    if parts.scheme == "https" and parts.netloc != request.host:
        return place
    return urlunsplit(("", "", "/" + parts.path.lstrip("/"), parts.query, parts.fragment))


def _refused(error: HTTPException) -> Response | tuple[Response, int]:
    if "console" in current_app.extensions and console_errors.is_ours():
        return console_errors.refused(error)
    code = error.code or 500
    told = [(name, value) for name, value in error.get_headers() if name != "Content-Type"]  # such as Allow
    return Response(f"{code} {error.name}\n", headers=told, mimetype="text/plain"), code


def _store_down(error: StoreDownError) -> Response | tuple[Response, int]:
    if "console" in current_app.extensions and console_errors.is_ours():
        return console_errors.store_down(error.reason)
    return _refused(ServiceUnavailable())
