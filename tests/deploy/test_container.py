"""The container's file and the compose file hold together with the settings and the sources; neither is built here."""

import re
import subprocess
from fnmatch import fnmatch
from pathlib import Path

import pytest

from bot.cli.command import COMMANDS, main
from bot.cli.commands.init import NOT_YET
from bot.settings import NAMES, from_environ
from tests.cli.new_office import environment, words
from tests.folders import ROOT

FILE = (ROOT / "deploy/container/Containerfile").read_text("utf-8")
COMPOSE = (ROOT / "deploy/container/compose.yaml").read_text("utf-8")
OF_OTHERS = {"PATH", "PYTHONUNBUFFERED"}


def pairs(text: str) -> dict[str, str]:
    """Read `A: b, C: d`."""
    return dict(one.strip().split(": ") for one in text.split(","))


OURS = pairs(re.findall(r"environment: \{(.+)\}", COMPOSE)[0])
COPIED = [name for line in re.findall(r"^COPY (?!--)(.+) \S+$", FILE, re.MULTILINE) for name in line.split()]


def tracked(name: str) -> list[str]:
    done = subprocess.run(["git", "ls-files", name], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


@pytest.mark.parametrize("name", COPIED)
def test_what_is_copied_is_under_version_control_and_not_kept_from_the_build(name):
    rules = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert tracked(name)
    assert rules[0] == "*"
    assert f"!{name}" in rules
    assert not [rule for rule in rules[1:] if not rule.startswith("!") and fnmatch(name, rule)]


def test_every_name_of_the_environment_is_a_setting():
    of_image = {pair.partition("=")[0] for pair in re.findall(r"^ENV (.+)$", FILE, re.MULTILINE)[0].split()}
    assert of_image - OF_OTHERS <= set(NAMES)
    assert set(OURS) <= set(NAMES)


def test_every_command_is_one_of_ours():
    started = [
        *re.findall(r'^CMD \["madoguchi", "(\w+)"\]', FILE, re.MULTILINE),
        *re.findall(r"\[madoguchi, (\w+)\]", COMPOSE),
    ]
    assert len(started) == 3
    assert set(started) <= set(COMMANDS)


def test_what_init_writes_starts_in_the_containers(tmp_path: Path):
    """The file's own BIND, folders and port are those of a machine without containers."""
    assert main(words(tmp_path)) == 0
    given = {name: value for name, value in environment(tmp_path).items() if value}
    settings = from_environ({**given, **NOT_YET, **OURS})
    mounted = dict(re.findall(r'"([\w/-]+):(/[\w/]+)(?::ro)?"', COMPOSE))
    assert settings.bind == "0.0.0.0"  # noqa: S104 - the compose file opens it to this machine alone
    assert re.findall(r'ports: \["127\.0\.0\.1:\d+:(\d+)"\]', COMPOSE) == [str(settings.port)]
    assert mounted["web-state"] == mounted["worker-state"] == settings.state_dir
    assert mounted["/etc/madoguchi"] == settings.office_dir
    assert f"http://127.0.0.1:{settings.port}/healthz" in FILE


def test_the_folder_that_the_server_s_file_names_is_there_and_outlives_the_container():
    """The server goes there while it reads the file, so that a `--dir` behind it would come too late."""
    (folder,) = re.findall(r"^dir (\S+)$", (ROOT / "deploy/redis/madoguchi.conf").read_text(), re.MULTILINE)
    assert f"- data:{folder}\n" in COMPOSE
    assert f"working_dir: {folder} " in COMPOSE


def test_a_platform_with_buildpacks_finds_what_it_looks_for():
    assert "-r requirements-production.lock" in (ROOT / "requirements.txt").read_text().splitlines()
