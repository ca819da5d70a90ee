"""The site file for nginx, in a real nginx before the real application."""

import re
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from flask import Flask, Response, request
from werkzeug.serving import make_server

from bot.adapters.redis.client import Client
from bot.adapters.redis.clock import StoreClock
from bot.adapters.store.store import RedisStore
from bot.web.app import create_app
from tests.deploy.nginx import nginx
from tests.e2e.town import wait_until
from tests.service.make_context import context_of
from tests.stores import CIPHER, KEYS
from tests.web.webhooks import SECRET, event, signed, webhook


class Site(NamedTuple):
    plain: str
    safe: str
    client: httpx.Client


@pytest.fixture
def application(client: Client) -> Flask:
    store = RedisStore(client, KEYS, CIPHER, StoreClock(client))
    app = create_app(context_of(store), [SECRET])

    @app.get("/seen")
    def seen() -> Response:
        return Response("\n".join(f"{name}: {value}" for name, value in request.headers))

    return app


@pytest.fixture
def site(application: Flask, tmp_path: Path) -> Iterator[Site]:
    """The site file before the application."""
    behind = make_server("127.0.0.1", 0, application, threaded=True)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    with nginx(tmp_path, f"server 127.0.0.1:{behind.server_port};") as (plain, safe, certificate):
        context = ssl.create_default_context(cafile=str(certificate))
        with httpx.Client(verify=context) as made:
            found = Site(plain, safe, made)
            wait_until(lambda: _answers(found), 10, "nginx answers")
            yield found
    behind.shutdown()


def _answers(site: Site) -> bool:
    try:
        return site.client.get(f"{site.safe}/healthz").status_code == 200
    except httpx.TransportError:
        return False


def _posted(site: Site, content: bytes) -> int:
    headers = {"X-Line-Signature": signed(content)}
    return site.client.post(f"{site.safe}/line/webhook", content=content, headers=headers).status_code


def test_a_webhook_a_large_one_and_one_that_is_too_large(site):
    body = webhook(event(1))
    large = body + b" " * (2 * 1024 * 1024 - len(body))
    assert [_posted(site, content) for content in (body, large, large + b" ")] == [200, 200, 413]


def test_plain_http_leads_to_https_and_what_is_for_the_machine_alone_is_not_there(site):
    led = site.client.get(f"{site.plain}/terms?v=1")
    assert (led.status_code, led.headers["location"]) == (301, "https://127.0.0.1/terms?v=1")
    assert site.client.get(f"{site.safe}/metrics").status_code == 404
    assert site.client.get(f"{site.safe}/readyz").json().keys() == {"status"}


def test_nobody_says_himself_where_he_comes_from(site):
    told = site.client.get(f"{site.safe}/seen", headers={"X-Forwarded-For": "203.0.113.9"}).text
    assert re.search("^X-Forwarded-For: 127.0.0.1$", told, re.MULTILINE)
    assert "203.0.113.9" not in told


def test_no_address_of_a_page_is_written_down(site, tmp_path: Path):
    site.client.get(f"{site.safe}/details/one-time-token")
    site.client.get(f"{site.safe}/nowhere")
    written = [path for path in tmp_path.rglob("*.log") if "one-time-token" in path.read_text()]
    assert written == []
