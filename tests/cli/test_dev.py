"""What `make run` keeps in var/: enough for every command in that folder, and for a second start."""

import os

import pytest

from bot.cli.dev.environment import make_environment
from bot.cli.environment import environment
from bot.settings import from_environ


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name not in ("PATH", "HOME"):
            monkeypatch.delenv(name)
    return tmp_path


def test_a_command_in_the_folder_finds_all_that_the_processes_were_given(folder):
    given = make_environment("unix:///var/redis.sock")
    assert from_environ(environment()) == from_environ(given)
    assert from_environ(given).state_dir == str(folder / "var")
    assert make_environment("unix:///var/redis.sock")["DATA_KEYS"] == given["DATA_KEYS"]


def test_a_redis_of_ones_own_has_no_memory_of_another_unless_one_is_named(folder, monkeypatch):
    make_environment("unix:///var/redis.sock")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    assert from_environ(make_environment("")).state_dir == ""
    monkeypatch.setenv("STATE_DIR", "/srv/state")
    assert from_environ(make_environment("")).state_dir == "/srv/state"
