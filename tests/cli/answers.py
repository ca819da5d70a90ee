"""What `check`, `web` and `worker` answer to settings: each in this process, as far as they get before they serve."""

import os
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import Enum
from typing import NamedTuple
from unittest import mock

import pytest

from bot.cli.command import main
from bot.cli.commands.serving import processes
from bot.errors import MadoguchiError
from tests.folders import ROOT
from tests.stores import DATA_KEYS

REFUSES = 2  # the exit status of who can't even begin
STOPS, TELLS, SILENT = "stops", "tells", "silent"
OFFLINE = ("check", "--offline")
SECRET, TOKEN = "7c1bfc2a0f054b551e53b34a8c0bd200", "t" * 172  # in the forms of those that LINE issues
GOOD_SETTINGS = {
    "SECRET_KEY": "Zq3v8Kd0pLw7xYt5Rb2nMc9e",
    "DATA_KEYS": DATA_KEYS,
    "LINE_CHANNEL_SECRET": SECRET,
    "LINE_CHANNEL_ACCESS_TOKEN": TOKEN,
    "PUBLIC_URL": "https://yoyaku.hellowork.go.jp",
    "TRUSTED_PROXIES": "1",
    "OFFICE_FILE": str(ROOT / "office.toml"),
}


class Way(Enum):
    """What `check`, `web` and `worker` do: stop with one line, tell it and go on, or have nothing to say."""

    REFUSED = (STOPS, STOPS, STOPS)
    STOPPED = (TELLS, STOPS, STOPS)
    WAITED = (STOPS, TELLS, TELLS)
    WARNED = (TELLS, TELLS, TELLS)
    NO_WEB = (TELLS, STOPS, SILENT)
    OF_WEB = (TELLS, TELLS, SILENT)
    OF_WORKER = (TELLS, SILENT, TELLS)
    TOLD = (TELLS, SILENT, SILENT)
    GOOD = (SILENT, SILENT, SILENT)


class Said(NamedTuple):
    """One answer: whether it went on, and what a person is to mend."""

    went_on: bool
    lines: Sequence[str]


class Answers(NamedTuple):
    """Those of all three; `status` is that of `check`."""

    status: int
    check: Sequence[str]
    web: Said
    worker: Said


Ask = Callable[..., Answers]


@contextmanager
def only(environ: Mapping[str, str]) -> Iterator[None]:
    """Let these be the whole environment."""
    with mock.patch.dict(os.environ, {"PATH": os.environ["PATH"], **environ}, clear=True):
        yield


def asker(redis_url: str, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Give who asks all three, with changes to good settings; None takes one away."""

    def ask(check: Sequence[str] = OFFLINE, **changes: str | None) -> Answers:
        given = {**GOOD_SETTINGS, "REDIS_URL": redis_url, "PORT": free_port(), **changes}
        with only({name: value for name, value in given.items() if value is not None}):
            capsys.readouterr()
            status = main(check)
            out, err = capsys.readouterr()
            mends = [line for line in out.splitlines() if line.startswith("直してください: ")]
            return Answers(status, [*mends, *err.splitlines()], _start("web", capsys), _start("worker", capsys))

    return ask


def _start(name: str, capsys: pytest.CaptureFixture[str]) -> Said:
    try:
        getattr(processes, f"ready_for_{name}")()
        refused = []
    except MadoguchiError as error:
        refused = [str(error)]
    return Said(not refused, [*refused, *capsys.readouterr().err.splitlines()])


def free_port() -> str:
    """Give a port that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return str(one.getsockname()[1])


def fits(way: Way, said: str, heard: Answers) -> bool:
    """Say whether each of the three answered in a way, with what is to be mended in a line of its own."""
    check = Said(heard.status < REFUSES, heard.check)
    return way.value == tuple(_kind(said, one) for one in (check, heard.web, heard.worker))


def _kind(said: str, heard: Said) -> str:
    if not heard.lines:
        return SILENT
    if not any(said in line for line in heard.lines):
        return "tells something else"
    if heard.went_on:
        return TELLS
    return STOPS if len(heard.lines) == 1 else "stops in several lines"
