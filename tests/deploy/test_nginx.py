"""The site file for nginx, in a real nginx before the real application."""

import os
import re
import shutil
import signal
import ssl
import subprocess
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
from tests.adapters.sentinels import free_ports
from tests.adapters.servers import self_signed
from tests.e2e.town import wait_until
from tests.folders import ROOT
from tests.service.make_context import context_of
from tests.stores import CIPHER, KEYS
from tests.web.webhooks import SECRET, event, signed, webhook

SITE = ROOT / "deploy/nginx/madoguchi.conf"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
MAIN = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  {site}
}}
"""


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
    """The site file with other ports and another certificate, nothing else changed."""
    if NGINX is None:
        (pytest.fail if os.environ.get("BROWSER_REQUIRED") else pytest.skip)("no nginx here")
    behind = make_server("127.0.0.1", 0, application, threaded=True)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    plain, safe = free_ports(2)
    certificate = self_signed(tmp_path)
    text = SITE.read_text()
    for found, wanted in (
        ("127.0.0.1:8000;", f"127.0.0.1:{behind.server_port};"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{safe} ssl"),
        ("/etc/ssl/madoguchi/fullchain.pem", str(certificate)),
        ("/etc/ssl/madoguchi/privkey.pem", str(certificate)),
        ("/var/log/nginx/madoguchi-error.log", f"{tmp_path}/site.log"),
    ):
        assert text.count(found) == 1
        text = text.replace(found, wanted)
    (tmp_path / "nginx.conf").write_text(MAIN.format(folder=tmp_path, site=text))
    server = subprocess.Popen([NGINX, "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")])
    context = ssl.create_default_context(cafile=str(certificate))
    with httpx.Client(verify=context) as made:
        found = Site(f"http://127.0.0.1:{plain}", f"https://127.0.0.1:{safe}", made)
        wait_until(lambda: _answers(found), 10, "nginx answers")
        yield found
    server.send_signal(signal.SIGTERM)
    server.wait()
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
