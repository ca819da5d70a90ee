"""Two machines of `madoguchi web` behind nginx are restarted one after the other while webhooks come."""

import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.adapters.redis.client import Client
from tests.adapters.sentinels import free_ports
from tests.deploy.nginx import nginx
from tests.e2e import commands
from tests.e2e.town import wait_until
from tests.faults.rows import fault, twin
from tests.stores import DATA_KEYS, KEYS
from tests.web.webhooks import SECRET, event, signed, webhook

SENDERS = 4
IN_TIME = 60  # seconds
PASSED_OVER = 1  # seconds for which nginx passes over a machine that took no connection


class Machines:
    """The web processes, by port."""

    def __init__(self, environ: dict[str, str], ports: list[int], log: Path) -> None:
        self._environ, self._log, self.running = environ, log, dict[int, Any]()
        for port in ports:
            self.start(port)

    def start(self, port: int) -> None:
        with self._log.open("ab") as log:
            self.running[port] = commands.start(["web"], {**self._environ, "PORT": str(port)}, log)
        wait_until(lambda: self._is_there(port), IN_TIME, "the web server answers")

    def stop(self, port: int) -> None:
        self.running[port].terminate()
        assert self.running.pop(port).wait(IN_TIME) == 0

    def _is_there(self, port: int) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
        except httpx.HTTPError:
            return False


class Deliveries:
    """Webhooks that are posted without a pause, each over whatever connection there is."""

    def __init__(self, url: str, certificate: Path) -> None:
        self.answers, self.acknowledged = Counter[int](), set[str]()
        self._url, self._context = url, ssl.create_default_context(cafile=str(certificate))
        self._stop, self._count, self._lock = threading.Event(), 0, threading.Lock()
        self._threads = [threading.Thread(target=self._post) for _ in range(SENDERS)]

    def __enter__(self) -> "Deliveries":
        for one in self._threads:
            one.start()
        wait_until(lambda: self.answers[200] > SENDERS, IN_TIME, "they are taken")
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for one in self._threads:
            one.join()

    def go_on(self) -> None:
        """Wait until some more were answered."""
        count = self.answers.total()
        wait_until(lambda: self.answers.total() > count + 5 * SENDERS, IN_TIME, "they go on")

    def _post(self) -> None:
        with httpx.Client(verify=self._context, timeout=10) as client:
            while not self._stop.is_set():
                with self._lock:
                    self._count += 1
                    number = self._count
                body = webhook(event(number, "こんにちは", user=f"U{number % 50:032x}"))
                headers = {"X-Line-Signature": signed(body)}
                status = client.post(f"{self._url}/line/webhook", content=body, headers=headers).status_code
                with self._lock:
                    self.answers[status] += 1
                    self.acknowledged |= {f"e{number}"} if status == 200 else set()


@pytest.fixture
def environ(redis_url: str) -> dict[str, str]:
    return {
        "REDIS_URL": redis_url,
        "SECRET_KEY": "s" * 32,
        "DATA_KEYS": DATA_KEYS,
        "LINE_CHANNEL_SECRET": SECRET,
        "LINE_CHANNEL_ACCESS_TOKEN": "t",
        "LINE_API_URL": "http://127.0.0.1:1",
    }


@pytest.fixture
def ports() -> list[int]:
    return free_ports(2)


@pytest.fixture
def machines(environ: dict[str, str], ports: list[int], tmp_path: Path) -> Iterator[Machines]:
    made = Machines(environ, ports, tmp_path / "web.log")
    yield made
    for port in list(made.running):
        made.stop(port)


def upstream(*ports: int) -> str:
    return "".join(f"server 127.0.0.1:{port} fail_timeout={PASSED_OVER}s;" for port in ports)


@pytest.mark.long
@fault("F43", injected="one machine after the other is restarted behind nginx while webhooks come")
def test_f43_no_webhook_is_refused_while_one_machine_after_the_other_is_restarted(
    client: Client, machines: Machines, ports: list[int], tmp_path: Path
) -> None:
    with nginx(tmp_path, upstream(*ports)) as site, Deliveries(site.safe, site.certificate) as sent:
        for port in ports:
            machines.stop(port)
            sent.go_on()
            machines.start(port)
            back = time.monotonic()
            wait_until(lambda back=back: time.monotonic() > back + PASSED_OVER + 0.5, what="nginx tries it again")
            sent.go_on()
    assert set(sent.answers) == {200}
    kept = {name for name in sent.acknowledged if client.exists(KEYS.event(name))}
    assert kept == sent.acknowledged


@pytest.mark.long
@twin("F43", without="a second machine")
def test_f43_with_one_machine_webhooks_are_refused_until_it_is_back(
    machines: Machines, ports: list[int], tmp_path: Path
) -> None:
    machines.stop(ports[1])
    with nginx(tmp_path, upstream(ports[0])) as site, Deliveries(site.safe, site.certificate) as sent:
        machines.stop(ports[0])
        sent.go_on()
    assert sent.answers[502] > 0
