"""The command line itself: mistakes are told in Japanese, words are completed, and little is imported for it."""

import re
import subprocess
import sys
from io import StringIO

import click
import pytest
from click.shell_completion import ShellComplete

from bot.cli.command import COMMANDS, STATUSES, madoguchi, main
from bot.cli.progress import counted, working
from tests.folders import ROOT
from tests.make import USER

CLICKS_OWN = re.compile(
    r"No such|Missing|Invalid|Got |Option '|requires|does not|not a valid|not one of|Usage|Error|Try "
)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "コマンドを書いてください: init、web、worker"),
        ("--", "コマンドを書いてください"),
        ("bookin", "'bookin' というコマンドはありません。booking のことでしょうか"),
        (
            "booking",
            "コマンドを書いてください: list、show、confirm、offer、move、decline、cancel、attend、excuse、no-show",
        ),
        ("booking lits", "'lits' というコマンドはありません。list のことでしょうか"),
        ("booking show", "ID を書いてください（使い方: madoguchi booking show --help）"),
        ("booking show 1 2 3", "余分です: '2' '3'"),
        ("booking list --jsno", "'--jsno' というオプションはありません。--json のことでしょうか"),
        ("booking list -x", "'-x' というオプションはありません"),
        ("booking list --state", "--state のあとに値を書いてください"),
        ("booking list --json=yes", "--json には値をつけられません"),
        ("booking list --state gone", "--state は、requested、offered、"),
        ("booking cancel 1 --by cat", "--by は、office、seeker のどれかにしてください"),
        ("booking offer 1", "--time を書いてください"),
        ("web --port eighty", "--port は、数にしてください"),
        ("day --date tomorrow", "--date は、2026-12-03 のような日付にしてください"),
        ("day --date 9999-12-31", "--date は、2026-12-03 のような日付にしてください"),
        ("terms publish file --effective 2027-01-01", "--version を書いてください"),
        ("notice list", "--accepted を書いてください"),
        ("audit verify --head two", "--head / --noted は、メールか madoguchi audit note の「件数:値」の形に"),
        ("erase", "--user か --booking の、どちらか一つ"),
        (f"erase --user {USER} --booking b1", "--user か --booking の、どちらか一つ"),
        ("staff sign-out", "NAME か --all の、どちらか一つ"),
        ("staff sign-out 佐藤 --all", "NAME か --all の、どちらか一つ"),
        ("aside again", "NAME か --all の、どちらか一つ"),
        ("aside again --all nope", "NAME か --all の、どちらか一つ"),
        ("erase --user x --booking y", "--user か --booking の、どちらか一つ"),
        ("counsellor own --user x --number y", "--user か --number の、どちらか一つ"),
        ("check --offline --mail-to a@office.example", "いっしょに使えません"),
        ("check --offline --set-webhook", "いっしょに使えません"),
        ("backup", "FILE を書いてください"),
        ("backup verify", "FILE を書いてください"),
        ("backup --tries 0 x", "--tries"),
        ("booking show a\nb c\nd", "余分です"),
        ("book\ning", "というコマンドはありません"),
        ("booking list --sta\nte", "というオプションはありません"),
    ],
)
def test_a_mistake_is_told_in_one_japanese_line_with_status_2(words: str, said: str, capsys):
    assert main(words.split(" ") if words else []) == 2
    out, err = capsys.readouterr()
    (line,) = err.splitlines()
    assert out == ""
    assert line.startswith("madoguchi: ")
    assert said in line
    assert "--help）" in line
    assert not CLICKS_OWN.search(line)


@pytest.mark.usefixtures("environ")
@pytest.mark.parametrize("typed", ["\x1b[31m赤", "12\n34", "12\r34", "1\u20282", "\u202e12", "1\x852"])
def test_what_was_typed_is_repeated_in_one_line_that_steers_no_terminal(typed: str, capsys):
    for words in (("booking", "show", typed), (typed,), ("booking", "show", "1", typed)):
        assert main(words) in (1, 2)
        err = capsys.readouterr().err
        assert (err.startswith("madoguchi: "), len(err.splitlines())) == (True, 1), err
        assert not {"\x1b", "\r", "\u202e", "\u2028", "\x85"} & set(err)


def every_command() -> list[list[str]]:
    """Give the words of every command and group."""
    found: list[list[str]] = [[]]
    context = click.Context(madoguchi)
    for name in madoguchi.list_commands(context):
        command = madoguchi.get_command(context, name)
        found.append([name])
        if isinstance(command, click.Group):
            found += [[name, one] for one in command.list_commands(context)]
    return found


@pytest.mark.parametrize("words", every_command(), ids=lambda words: " ".join(words) or "madoguchi")
@pytest.mark.parametrize("ask", ["--help", "-h"])
def test_every_command_has_its_help_in_japanese(words: list[str], ask: str, capsys):
    assert main([*words, ask]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith(f"使い方: {' '.join(['madoguchi', *words])}")
    assert not re.search(r"Options|Commands|Positional|Show this|required|Usage", out)
    about, *_ = out.partition("\n\n")[2].splitlines()
    assert re.search(r"[ぁ-んァ-ヶ一-龠]", about)
    options = re.findall(r"^  +(--?[a-z][^\n]*)$", out, re.MULTILINE)
    assert options
    assert not [line for line in options if not re.search(r"[ぁ-んァ-ヶ一-龠]", line) and len(line) < 30]


def test_the_list_of_commands_is_whole(capsys):
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    assert not [name for name, place in COMMANDS.items() if f"  {name} " not in told or place.help not in told]
    assert STATUSES in told


@pytest.mark.parametrize(
    ("words", "begun", "completed"),
    [
        ([], "sto", {"store"}),
        (["booking"], "c", {"confirm", "cancel"}),
        (["booking", "list", "--state"], "re", {"requested"}),
        (["booking", "cancel", "1"], "--b", {"--by"}),
        (["staff", "add", "佐藤", "--role"], "man", {"manager"}),
        (["keys"], "", {"new", "rotate"}),
    ],
)
def test_a_shell_completes_what_was_begun(words: list[str], begun: str, completed: set[str]):
    shell = ShellComplete(madoguchi, {}, "madoguchi", "_MADOGUCHI_COMPLETE")
    assert {one.value for one in shell.get_completions(words, begun)} == completed


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_readme_says_how_a_shell_learns_to_complete(shell: str):
    assert f"_MADOGUCHI_COMPLETE={shell}_source madoguchi" in (ROOT / "README.md").read_text("utf-8")


def imported_by(words: str) -> set[str]:
    """Give what a process of its own imports for these words."""
    code = (
        f"import sys; from bot.cli import main; main({words.split()!r}); print(*sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stderr.split())


NOT_FOR_COMMANDS = (
    *("bot.console.b", "bot.web", "flask", "linebot", "urllib3", "httpx"),
    *("bot.dialogue.reading", "bot.dialogue.understanding"),
)


def test_help_of_the_whole_imports_no_command_and_a_command_no_console_no_zoom_and_no_readers():
    assert not {"bot.bootstrap", "redis", "rich", "pydantic"} & imported_by("--help")
    loaded = imported_by("store --help")
    assert "bot.bootstrap" in loaded
    assert not {name for name in loaded if name.startswith(NOT_FOR_COMMANDS)}


class Terminal(StringIO):
    """A standard error that a person looks at."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "shown"), [(Terminal(), True), (StringIO(), False)])
def test_progress_is_shown_on_standard_error_and_to_a_person_only(monkeypatch, capsys, stream, shown):
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    with working("Redis から読んでいます"):
        pass
    assert list(counted(iter(range(5)), "封じ直しています", total=5)) == [0, 1, 2, 3, 4]
    told = stream.getvalue()
    assert ("読んでいます" in told, "封じ直しています" in told, "5/5" in told) == (shown, shown, shown)
    assert (told == "") is not shown
    assert capsys.readouterr().out == ""
