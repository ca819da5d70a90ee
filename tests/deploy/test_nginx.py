"""The site file for nginx, in a real nginx before the real application."""

import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
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
from tests.console.office import PASSWORD, ConsoleOffice
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
    with (
        _served(application) as port,
        nginx(tmp_path, f"server 127.0.0.1:{port};") as (plain, safe, certificate),
        httpx.Client(verify=ssl.create_default_context(cafile=str(certificate)), timeout=60) as made,
    ):
        found = Site(plain, safe, made)
        wait_until(lambda: _answers(found), what="nginx answers")
        yield found


@contextmanager
def _served(application: Flask, host: str = "127.0.0.1") -> Iterator[int]:
    """Serve it beside the test; give the port."""
    behind = make_server(host, 0, application, threaded=True)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    try:
        yield behind.server_port
    finally:
        behind.shutdown()


def _answers(site: Site) -> bool:
    try:
        return site.client.get(f"{site.safe}/healthz").status_code == 200
    except httpx.TransportError:
        return False


def _posted(site: Site, content: bytes) -> int:
    headers = {"X-Line-Signature": signed(content)}
    return site.client.post(f"{site.safe}/line/webhook", content=content, headers=headers).status_code


def test_a_webhook_a_large_one_and_one_that_is_too_large(site, application):
    body = webhook(event(1))
    application.test_client().post(
        "/line/webhook", data=body, headers={"X-Line-Signature": signed(body)}
    )  # reads all once
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


def test_over_ipv6_it_is_the_same(application, tmp_path):
    with (
        _served(application, "::1") as port,
        nginx(tmp_path, f"server [::1]:{port};", host="[::1]") as (_, safe, certificate),
    ):
        context = ssl.create_default_context(cafile=str(certificate))
        context.check_hostname = False  # the certificate names 127.0.0.1
        with httpx.Client(verify=context, timeout=60) as browser:
            wait_until(lambda: _answers(Site("", safe, browser)), what="nginx answers")
            told = browser.get(f"{safe}/seen", headers={"X-Forwarded-For": "203.0.113.9"}).text
        assert re.search("^X-Forwarded-For: ::1$", told, re.MULTILINE)
        assert re.search(f"^Host: {re.escape(safe.removeprefix('https://'))}$", told, re.MULTILINE)


HOST = "proxy_set_header      Host              $http_host;"
WITHOUT_PORT = "proxy_set_header      Host              $host;"


@pytest.mark.parametrize(
    ("host", "public", "status"),
    [
        (HOST, "https://yoyaku.example.jp", 303),
        (WITHOUT_PORT, "", 303),  # an older site file, or another proxy: PUBLIC_URL says what is ours
        (WITHOUT_PORT, "https://yoyaku.example.jp", 400),  # neither
    ],
)
def test_staff_sign_in_on_another_port_than_443(client, redis_url, tmp_path, host, public, status):
    office = ConsoleOffice(client, redis_url, secure=True, proxies=1)
    clerk = office.clerk(signed_in=False)
    with (
        _served(office.app) as port,
        nginx(tmp_path, f"server 127.0.0.1:{port};", {HOST: host}) as (_, safe, certificate),
        httpx.Client(verify=ssl.create_default_context(cafile=str(certificate)), timeout=60) as browser,
    ):
        console = office.app.extensions["console"]
        lives = replace(console.process, public_url=public or safe)
        office.app.extensions["console"] = replace(console, process=lives)
        wait_until(lambda: _answers(Site("", safe, browser)), what="nginx answers")
        page = browser.get(f"{safe}/staff/sign-in").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        fields = {"csrf_token": token, "name": clerk.staff.name, "password": PASSWORD, "code": clerk.code()}
        signed = browser.post(f"{safe}/staff/sign-in", data=fields, headers={"Referer": f"{safe}/staff/sign-in"})
        assert signed.status_code == status
        assert browser.get(f"{safe}/staff/").status_code == (200 if status == 303 else 303)
        elsewhere = browser.post(f"{safe}/staff/sign-out", data=fields, headers={"Referer": "https://evil.example/"})
        assert elsewhere.status_code == 400


def test_no_address_of_a_page_is_written_down(site, tmp_path: Path):
    site.client.get(f"{site.safe}/details/one-time-token")
    site.client.get(f"{site.safe}/nowhere")
    written = [path for path in tmp_path.rglob("*.log") if "one-time-token" in path.read_text()]
    assert written == []
