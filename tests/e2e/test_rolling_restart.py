"""Two machines of `madoguchi web` behind nginx are restarted one after the other while webhooks come."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.adapters.redis.client import Client
from tests.adapters.sentinels import free_ports
from tests.deploy.nginx import nginx
from tests.e2e import commands
from tests.e2e.deliveries import IN_TIME, PASSED_OVER, Deliveries, upstream
from tests.e2e.town import wait_until
from tests.faults.rows import fault, twin
from tests.stores import DATA_KEYS, KEYS
from tests.web.webhooks import SECRET


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
            return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=20).status_code == 200
        except httpx.HTTPError:
            return False


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
