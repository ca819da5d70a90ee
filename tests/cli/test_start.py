"""What `madoguchi web` and `worker` say when they start with a setting that is wrong, in one line each."""

import base64
from collections.abc import Callable
from dataclasses import replace
from tempfile import TemporaryFile

import pytest

from bot.adapters.redis.client import Client
from bot.bootstrap import Built, build
from bot.settings import from_environ
from bot.web.health import readiness
from tests.e2e import commands
from tests.e2e.town import wait_until
from tests.folders import ROOT
from tests.least_settings import LEAST_SETTINGS
from tests.stores import DATA_KEYS, KEYS
from workers.rounds import WITHOUT_SECONDS, Rounds

NOBODY = "redis://127.0.0.1:1/0"
OTHER_KEY = base64.b64encode(b"o" * 32).decode()
IN_TIME = 60  # seconds within which even a busy machine starts or ends a process


@pytest.fixture
def given(redis_url: str) -> Callable[..., dict[str, str]]:
    """A whole environment, with changes."""
    least = {"REDIS_URL": redis_url, "DATA_KEYS": DATA_KEYS, "OFFICE_FILE": str(ROOT / "office.toml")}
    return lambda **changes: {**LEAST_SETTINGS, **least, "LINE_API_URL": "http://127.0.0.1:1", **changes}


def town(environ: dict[str, str]) -> Built:
    return build(from_environ(environ), sending=False)


@pytest.mark.parametrize("name", ["web", "worker"])
@pytest.mark.parametrize("key", ["k1", "k2"])
def test_keys_that_do_not_open_what_is_stored_are_refused_in_one_line(given, name, key):
    town(given()).store.signed("")
    done = commands.run([name], given(DATA_KEYS=f"{key}:{OTHER_KEY}"))
    (line,) = done.stderr.splitlines()
    assert done.returncode == 2
    assert "DATA_KEYS" in line
    assert "鍵 k1" in line
    assert "戻してください" in line


@pytest.mark.parametrize(("name", "folders"), [("web", ["STATE_DIR"]), ("worker", ["STATE_DIR", "DAY_LIST_DIR"])])
def test_a_folder_that_can_not_be_written_to_is_warned_of(given, client: Client, tmp_path, name, folders):
    client.hset(KEYS.owner, "name", "ほかの窓口")  # so that it does not go on
    away = str(tmp_path / "nowhere")
    done = commands.run([name], given(STATE_DIR=away, DAY_LIST_DIR=away))
    *warned, refused = done.stderr.splitlines()
    assert "ほかの窓口" in refused
    assert [line.split()[2] for line in warned] == folders


def test_a_state_dir_that_can_not_be_written_to_is_among_the_warnings_until_it_can(given, tmp_path):
    folder = tmp_path / "state"
    process = town(given(STATE_DIR=str(folder))).process
    assert "state_dir" in readiness(process, 0.0)["warnings"]
    folder.mkdir()
    assert "state_dir" not in readiness(process, 0.0)["warnings"]


def test_an_address_to_listen_at_that_is_not_ours_is_named(given):
    done = commands.run(["web"], given(BIND="192.0.2.1"))
    assert done.returncode == 2
    assert "BIND がこの機械のアドレスではありません" in done.stderr.splitlines()[-1]


def test_a_worker_without_its_redis_says_so_in_one_line_and_waits(given):
    with TemporaryFile() as out:
        process = commands.start(["worker"], given(REDIS_URL=NOBODY), out)
        try:
            wait_until(lambda: said(out).count("sweep_waits") == 2, IN_TIME, "both processes wait")
            assert process.poll() is None
        finally:
            process.terminate()
            process.wait(IN_TIME)
        assert said(out).splitlines()[0].endswith("REDIS_URL とサーバーの状態を確かめてください。直るまで待ちます")
        assert "Traceback" not in said(out)


def said(out) -> str:
    out.seek(0)
    return str(out.read().decode())


@pytest.mark.parametrize(
    ("changes", "why"), [({"REDIS_URL": NOBODY}, "unreachable"), ({"DATA_KEYS": f"k1:{OTHER_KEY}"}, "data_keys")]
)
def test_what_keeps_a_sweep_from_its_work_is_told_once_and_looked_at_again(given, changes, why):
    town(given()).store.signed("")
    told = []
    process = replace(town(given(**changes)).process, log=lambda event, **values: told.append((event, values)))
    rounds = Rounds(process, {})
    assert [rounds.look(), rounds.look()] == [WITHOUT_SECONDS] * 2
    assert told == [("sweep_waits", {"why": why})]
