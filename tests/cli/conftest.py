"""Commands run in this process."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from bot.cli.command import main

Run = Callable[..., SimpleNamespace]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command; give its status and what it printed."""

    def command(*words: str) -> SimpleNamespace:
        capsys.readouterr()
        status = main(words)
        out, err = capsys.readouterr()
        return SimpleNamespace(status=status, out=out, err=err, json=_json(out))

    return command


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
