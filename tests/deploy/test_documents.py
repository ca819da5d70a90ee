"""Every command of ours that the setup guide names is one that the command line takes, option by option."""

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from bot.cli.command import madoguchi
from tests.folders import ROOT

GUIDES = ("docs/setup.ja.md", "docs/operate.ja.md", "README.md", "docs/console.md")
NAMED = re.compile(r"`(?:\.venv/bin/)?(madoguchi [^`]+)`|^(?:\.venv/bin/)?(madoguchi .+)$", re.MULTILINE)
DEPLOYED = re.compile(r"deploy/[\w./-]+")


def commands() -> Iterator[tuple[str, str]]:
    for guide in GUIDES:
        for quoted, line in NAMED.findall((ROOT / guide).read_text()):
            yield guide, quoted or line


def resolve(words: list[str]) -> tuple[click.Command, list[str]]:
    """Walk down the groups as far as the words lead."""
    command: click.Command = madoguchi
    while isinstance(command, click.Group) and words and words[0] in command.list_commands(click.Context(command)):
        found = command.get_command(click.Context(command), words.pop(0))
        assert found
        command = found
    return command, words


@pytest.mark.parametrize(("guide", "line"), list(commands()))
def test_a_command_that_a_guide_names_is_taken(guide, line):
    words = shlex.split(line.split(" #")[0])[1:]
    if words == ["--help"]:
        return
    command, rest = resolve(list(words))
    assert command is not madoguchi, f"{guide}: {line}"
    known = {option for one in command.params for option in one.opts} | {"--help"}
    assert {word for word in rest if word.startswith("--")} <= known, f"{guide}: {line}"


def test_the_setup_guide_changes_nothing_that_git_keeps():
    """Else a `git pull` of the next release stops."""
    changing = re.findall(r"^(?:sed -i|chmod|chown|mv|rm) .*$", (ROOT / "docs/setup.ja.md").read_text(), re.MULTILINE)
    assert changing
    assert not [line for line in changing if "deploy/" in line]


def test_what_the_setup_guide_takes_from_deploy_is_there():
    for named in DEPLOYED.findall((ROOT / "docs/setup.ja.md").read_text()):
        assert list(ROOT.glob(named.rstrip("/."))) or list(ROOT.glob(f"{named}*")), named
