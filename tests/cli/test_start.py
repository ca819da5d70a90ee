"""What real `web` and `worker` processes do while what a setting names is not as it should be."""

import base64
from collections.abc import Callable
from dataclasses import replace
from tempfile import TemporaryFile

import pytest

from bot.bootstrap import Built, build
from bot.settings import from_environ
from bot.web.health import readiness
from tests.e2e import commands
from tests.e2e.town import wait_until
from tests.folders import ROOT
from tests.least_settings import LEAST_SETTINGS
from tests.stores import DATA_KEYS
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


def test_a_state_dir_that_can_not_be_written_to_is_among_the_warnings_until_it_can(given, tmp_path):
    folder = tmp_path / "state"
    process = town(given(STATE_DIR=str(folder))).process
    assert "state_dir" in readiness(process, 0.0)["warnings"]
    folder.mkdir()
    assert "state_dir" not in readiness(process, 0.0)["warnings"]


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
