"""`madoguchi check` against the local LINE: what LINE itself says is wrong is named, with its mend."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest

from bot.adapters.line.account import LineAccount
from bot.adapters.line.menus import LineMenus
from bot.cli.command import main
from bot.cli.commands.checks import line_account
from bot.cli.commands.checks.line_account import Ask, ask_line
from bot.playground.line.platform import Platform
from bot.playground.line.server import run_in_thread
from tests.cli.answers import free_port
from tests.folders import ROOT
from tests.least_settings import LEAST_SETTINGS

ADDRESS = "https://yoyaku.hellowork.go.jp"
WEBHOOK = f"{ADDRESS}/line/webhook"


class Done(NamedTuple):
    status: int
    out: str


class Place:
    """LINE, whose trial webhooks are answered with `answer`."""

    def __init__(self) -> None:
        self.answer: int | None = 200
        self.line = Platform(
            channel_secret="c" * 32,
            access_tokens=["t"],
            clock=lambda: datetime.now(UTC),
            deliver=lambda *_: self.answer,
        )
        self.line.account.webhook_url = WEBHOOK


@pytest.fixture
def place() -> Place:
    return Place()


@pytest.fixture
def check(
    place: Place, redis_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., Done]]:
    url, stop = run_in_thread(place.line)
    settings = {
        **LEAST_SETTINGS,
        "REDIS_URL": redis_url,
        "LINE_CHANNEL_SECRET": "c" * 32,
        "LINE_CHANNEL_ACCESS_TOKEN": "t",
        "LINE_API_URL": url,
        "OFFICE_FILE": str(ROOT / "office.toml"),
        "PUBLIC_URL": ADDRESS,
        "TRUSTED_PROXIES": "1",
        "PORT": free_port(),
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("MADOGUCHI_PLAYGROUND", raising=False)

    def go(*words: str) -> Done:
        status = main(("check", *words))
        return Done(status, capsys.readouterr().out)

    yield go
    stop()


def test_an_account_that_is_set_up_well_is_said_to_be_so(check):
    done = check()
    assert done.status == 0, done.out
    assert "LINE のアカウント: 窓口（おためし）（@000madoguchi）" in done.out
    assert f"Webhook URL: {WEBHOOK}" in done.out
    assert "Webhook: よし" in done.out
    assert line_account.BY_HAND in done.out
    assert "直してください: リッチメニューが LINE に出ていません" in done.out
    assert done.out.count("直してください") == 1
    assert main(("menu", "publish")) == 0
    assert "リッチメニュー: よし（6枚）" in check().out


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("LINE_CHANNEL_ACCESS_TOKEN", "wrong", line_account.TOKEN),
        ("LINE_API_URL", "http://127.0.0.1:1", "LINE に届きません（つながりません: no_connection）"),
        ("PUBLIC_URL", "https://madoguchi.example", "PUBLIC_URL が https://madoguchi.example のままです"),
        ("PUBLIC_URL", "http://127.0.0.1:8000", "PUBLIC_URL が http://127.0.0.1:8000 のままです"),
    ],
)
def test_a_setting_that_line_or_the_world_does_not_know_ends_with_1(check, monkeypatch, name, value, said):
    monkeypatch.setenv(name, value)
    done = check()
    assert done.status == 1
    assert f"直してください: {said}" in done.out


def test_line_is_not_asked_when_nobody_wants_it(check, monkeypatch):
    monkeypatch.setenv("LINE_API_URL", "http://127.0.0.1:1")
    done = check("--offline")
    assert (done.status, "LINE・Zoom・メールのサーバーには尋ねていません" in done.out) == (0, True)


def test_in_a_playground_a_line_that_is_away_is_only_said_to_be_unasked(check, monkeypatch):
    monkeypatch.setenv("LINE_API_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("MADOGUCHI_PLAYGROUND", "1")
    monkeypatch.setenv("PUBLIC_URL", "http://127.0.0.1:8000")
    done = check()
    assert (done.status, "LINE の設定は確かめていません" in done.out) == (0, True)


def test_people_who_could_be_answered_in_line_s_own_pages_are_a_leak(check, place):
    place.line.account.chat_mode = "chat"
    done = check()
    assert (done.status, line_account.CHATS in done.out) == (1, True)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (400, line_account.SIGNATURE),
        (None, line_account.WHY_NOT_ARRIVED["REQUEST_TIMEOUT"]),
        (0, line_account.WHY_NOT_ARRIVED["COULD_NOT_CONNECT"]),
        (404, "404 が返ります"),
        (503, "503 が返ります"),
    ],
)
def test_a_webhook_that_does_not_arrive_says_why(check, place, answer, said):
    place.answer = answer
    done = check()
    assert done.status == 1
    assert said in done.out


@pytest.mark.parametrize(("minutes", "said"), [(0, ""), (1, "秒進んで"), (-1, "秒遅れて"), (180, "約180分進んで")])
def test_a_clock_that_is_not_that_of_line_is_told(place, minutes, said):
    """Redis and this machine have one clock, as in most offices; LINE's answers tell another."""
    url, stop = run_in_thread(place.line)
    account, menus = LineAccount(url, ("t",)), LineMenus(url, ("t",))
    ask = Ask(account, menus, (), lambda: datetime.now(UTC) + timedelta(minutes=minutes))
    try:
        asked = ask_line(ask, ADDRESS, set_webhook=False, may_be_away=False)
    finally:
        stop()
    told = [line for line in asked.warnings if "時計（Redis" in line]
    assert [said in line for line in told] == [True] * bool(said), told


def test_an_address_that_line_has_wrong_is_named_and_set_on_request(check, place):
    place.line.account.webhook_url = "https://elsewhere.example/callback"
    done = check()
    assert done.status == 1
    assert f"LINE の Webhook URL が https://elsewhere.example/callback です。{WEBHOOK} を" in done.out
    assert check("--set-webhook").status == 0
    assert place.line.account.webhook_url == WEBHOOK
    assert check().status == 0


def test_a_month_that_is_used_up_is_named(check, place):
    place.line.faults.add("error_500", endpoint="quota")
    done = check()
    assert (done.status, "LINE に届きません（http_500）" in done.out) == (1, True)
    place.line.quota.limit = 0
    done = check()
    assert (done.status, "今月の通知を使い切りました" in done.out) == (1, True)
