"""Each thing that happened is one line of JSON, whatever its values hold."""

import json

import pytest
import structlog

from bot.adapters.output.logs import log_to_stderr


@pytest.fixture(autouse=True)
def _as_before():
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.mark.parametrize("value", ["a\nb", 'a\r\n{"event": "signed_in"}', "\x1b[2J", "\u2028", "窓口", "\udcff", "\0"])
def test_no_value_begins_a_line_of_its_own_or_reaches_a_terminal(capsys, value):
    log_to_stderr().info("webhook_refused", why=value)
    written = capsys.readouterr().err
    assert written.isascii()
    assert written.count("\n") == 1
    assert written.rstrip("\n").isprintable()
    told = json.loads(written)
    assert (told["event"], told["why"]) == ("webhook_refused", value)


def test_each_line_says_when_in_utc(capsys):
    log_to_stderr().info("event")
    assert json.loads(capsys.readouterr().err)["timestamp"].endswith("Z")
