"""`madoguchi --env-file FILE …`: settings from a file, read as systemd does and by no shell."""

import os

import pytest

from bot.cli.command import main
from tests.folders import ROOT
from tests.least_settings import LEAST_SETTINGS

SETTINGS = {
    **LEAST_SETTINGS,
    "OFFICE_FILE": str(ROOT / "office.toml"),
    "MAIL_FROM": "窓口 <desk@office.example>",
    "SMTP_URL": "smtp://desk:a&b`touch x`@127.0.0.1:1",
}


@pytest.fixture(autouse=True)
def as_before(monkeypatch):
    """Leave no setting behind."""
    for name in SETTINGS:
        monkeypatch.setenv(name, "from elsewhere")


@pytest.mark.parametrize("quote", ["", '"', "'"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig"])
def test_a_command_takes_its_settings_from_the_file(tmp_path, redis_url, capsys, quote, coding):
    lines = ["# `touch x` is no command", "; neither is this", ""]
    lines += [f"{name}={quote}{value}{quote}" for name, value in {**SETTINGS, "REDIS_URL": redis_url}.items()]
    (tmp_path / "env").write_text("\r\n".join(lines), coding)
    assert main(("--env-file", str(tmp_path / "env"), "store", "show")) == 0
    assert {name: os.environ[name] for name in SETTINGS} == {**SETTINGS, "REDIS_URL": redis_url}
    assert not (ROOT / "x").exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [("REDIS_URL\n", "1行目"), ("# a\nREDIS URL=x\n", "2行目"), (None, "読めません"), ("あ".encode("cp932"), "UTF-8")],
)
def test_a_file_that_cannot_be_read_is_named_in_one_line(tmp_path, capsys, text, told):
    file = tmp_path / "env"
    if text is not None:
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert main(("--env-file", str(file), "store", "show")) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line
    assert str(file) in line
