"""`madoguchi menu publish` as it is typed, against the local LINE."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from subprocess import CompletedProcess
from typing import Any

import pytest

from bot.cli.command import main
from bot.messages.menus import menus
from bot.playground.line.platform import Platform
from bot.playground.line.server import run_in_thread
from tests.e2e import commands
from tests.folders import ROOT
from tests.make import OFFICE

TOKEN = "an-access-token"


@dataclass
class Place:
    line: Platform
    environment: Mapping[str, str]

    def publish(self, *words: str) -> CompletedProcess[str]:
        return commands.run(["menu", "publish", *words], self.environment)

    def published(self, *words: str) -> Any:
        done = self.publish("--json", *words)
        assert (done.returncode, done.stderr) == (0, "")
        return json.loads(done.stdout)

    def calls(self) -> list[str]:
        """Give and forget the calls that LINE saw."""
        seen = [one.endpoint for one in self.line.gate.log]
        self.line.gate.log.clear()
        return seen


@pytest.fixture
def place(redis_url: str) -> Iterator[Place]:
    line = Platform(
        channel_secret="c" * 32, access_tokens=[TOKEN], clock=lambda: datetime.now(UTC), deliver=lambda *_: 200
    )
    url, stop = run_in_thread(line)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("MADOGUCHI")},
        "REDIS_URL": redis_url,
        "SECRET_KEY": "s" * 32,
        "DATA_KEYS": "k1:MTExMTExMTExMTExMTExMTExMTExMTExMTExMTExMTE=",
        "LINE_CHANNEL_SECRET": "c" * 32,
        "LINE_CHANNEL_ACCESS_TOKEN": TOKEN,
        "LINE_API_URL": url,
        "OFFICE_FILE": str(ROOT / "office.toml"),
        "MADOGUCHI_PLAYGROUND": "1",
    }
    yield Place(line, environment)
    stop()


def test_publishing_twice_makes_the_menus_once(place: Place):
    dry = place.published("--dry-run")
    assert len(dry["made"]) >= 3
    assert len(place.line.menus.menus) == 0
    first = place.published()
    assert first["made"] == dry["made"]
    assert len(place.line.menus.menus) == len(first["made"])
    place.calls()
    done = place.publish()
    assert done.stdout == f"作成 0、そのまま {len(first['made'])}、削除 0\n"
    assert (done.returncode, done.stderr) == (0, "")
    assert len(place.calls()) == 2  # two lists, nothing made, nothing deleted


@pytest.fixture
def go(place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[], Any]:
    """Publish in this process, which is quicker; give status, output and error."""
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)

    def publish_here() -> tuple[int, str, str]:
        return main(("menu", "publish")), *capsys.readouterr()

    return publish_here


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("unauthorized_401", "http_401"), ("rate_429", "http_429"), ("error_500", "http_500"), ("hang", "")],
)
def test_what_line_refuses_is_told_in_one_line_and_can_be_gone_on_with(place: Place, go, fault, reason):
    place.line.faults.add(fault)
    status, out, err = go()
    assert (status, out) == (2, "")
    (told,) = err.splitlines()
    assert told.startswith("madoguchi: LINE に出せませんでした")
    assert reason in told
    assert TOKEN not in told
    assert go()[0] == 0


def test_a_refused_token_ends_the_command_with_2(place: Place):
    place.line.faults.add("unauthorized_401")
    done = place.publish()
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


@pytest.mark.parametrize("endpoint", ["upload_rich_menu", "create_rich_menu_alias"])
def test_what_was_broken_off_in_the_middle_is_gone_on_with(place: Place, go, endpoint):
    place.line.faults.add("error_500", endpoint=endpoint)
    assert go()[0] == 2
    assert go()[0] == 0
    names = [menu.definition["name"] for menu in place.line.menus.menus.values()]
    assert len(names) == len(set(names)) == len(menus(OFFICE.name))
    assert all(menu.picture for menu in place.line.menus.menus.values())


def test_nobody_at_the_address_is_told_in_one_line(go, monkeypatch):
    monkeypatch.setenv("LINE_API_URL", "http://127.0.0.1:1")
    status, _, err = go()
    assert (status, len(err.splitlines())) == (2, 1)
    assert "Traceback" not in err
