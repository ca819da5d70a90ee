"""The chat page in a real browser: a server with the page, a local LINE behind it, and a bot that follows a script."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import httpx
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from bot.booking.model import Booking
from bot.booking.notices.notice import Notice
from bot.playground.line.api.app import create_platform_app
from bot.playground.line.platform import Platform
from bot.playground.line.server import run_in_thread
from bot.playground.page import chat_page, ledger_page, line_door, mailbox_page
from bot.playground.page import clock as clock_page
from bot.ports.office import OfficeState
from bot.ports.staff import StaffWays
from tests.playground.conftest import SECRET, TOKEN, Api
from tests.service.make_context import context_of


@dataclass
class MovingClock:
    """Stands still until the page moves it."""

    moment: datetime = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def offset(self) -> timedelta:
        return timedelta()

    def move_to(self, moment: datetime) -> None:
        self.moment = moment

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@dataclass
class Store:
    """Holds what the page shows of bookings."""

    found: list[Booking] = field(default_factory=list)
    rows: dict[str, tuple[Notice, ...]] = field(default_factory=dict)

    def bookings(self, since: datetime | None = None, until: datetime | None = None) -> list[Booking]:
        return [booking for booking in self.found if since is None or booking.start >= since]

    def office_state(self) -> OfficeState:
        return OfficeState()

    def ledger(self, booking: str) -> tuple[Notice, ...]:
        return self.rows.get(booking, ())


@dataclass
class Place:
    """`script` gives the messages with which the bot answers a text, a postback's data or an event's type."""

    line: Platform
    api: Api
    clock: MovingClock
    store: Store
    heard: list[dict[str, Any]] = field(default_factory=list)
    script: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    url: str = ""
    line_url: str = ""

    def hear(self, event: dict[str, Any]) -> None:
        self.heard.append(event)
        said = event.get("message", {}).get("text") or event.get("postback", {}).get("data") or event["type"]
        if said in self.script and "replyToken" in event:
            self.api.reply(event["replyToken"], *self.script[said])

    def hears(self, event: str, what: Callable[[dict[str, Any]], Any]) -> Any:
        """Wait for the newest event of a type and give what it holds."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            found = [one for one in list(self.heard) if one["type"] == event]
            if found:
                return what(found[-1])
            time.sleep(0.02)
        raise AssertionError(f"the bot heard of no {event}")

    def hears_postback(self) -> Mapping[str, Any]:
        return self.hears("postback", lambda event: event["postback"])

    def hears_message(self) -> Mapping[str, Any]:
        return self.hears("message", lambda event: event["message"])


def web_app(place: Place, client: httpx.Client, staff_group: str = "") -> Flask:
    """The page as the web process serves it, without the bot."""
    context = context_of(place.store, staff=StaffWays(group=staff_group), clock=place.clock)
    app = Flask("chat")
    app.register_blueprint(chat_page.blueprint(context, SimpleNamespace(smtp_url="")))
    app.register_blueprint(line_door.blueprint(client))
    app.register_blueprint(ledger_page.blueprint(context))
    app.register_blueprint(mailbox_page.blueprint(client))
    app.register_blueprint(clock_page.blueprint(place.clock))
    return app


@contextmanager
def open_place() -> Iterator[Place]:
    """A local LINE with the page in front."""
    clock, deliver = MovingClock(), Bot()
    line = Platform(channel_secret=SECRET, access_tokens=[TOKEN], clock=clock.now, deliver=deliver)
    place = Place(line, Api(create_platform_app(line).test_client()), clock, Store())
    deliver.hear = place.hear
    line_url, stop_line = run_in_thread(line)
    place.line_url, client = line_url, line_door.door(line_url)
    server = make_server("127.0.0.1", 0, web_app(place, client), threaded=True, request_handler=_Quiet)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    place.url = f"http://127.0.0.1:{server.server_port}/playground"
    try:
        yield place
    finally:
        stop_line()
        server.shutdown()
        thread.join()
        server.server_close()
        client.close()


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """The platform keeps its own log."""


class Bot:
    """Hands each event of a webhook on."""

    hear: Any = None

    def __call__(self, body: bytes, headers: Mapping[str, str]) -> int:
        for event in json.loads(body)["events"]:
            self.hear(event)
        return 200
