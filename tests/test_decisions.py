"""The decisions are numbered without a gap, dated, listed, and whoever names one names one that there is."""

import re
import subprocess
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
INDEX = (ROOT / "docs" / "decisions" / "README.md").read_text("utf-8")
HEAD = re.compile(
    r"# (?P<number>\d+)\. (?P<title>\S.*)\n\n"
    r"Date: (?P<date>\d{4}-\d\d-\d\d) · Status: (?P<status>in force|replaced by decision \d+)\n\n\S"
)
NAMED = re.compile(r"\b[Dd]ecisions?\s+(\d+(?:(?:, | and )\d+)*)")


def head_of(path: Path) -> re.Match[str]:
    found = HEAD.match(path.read_text("utf-8"))
    assert found, f"{path.name} begins otherwise"
    return found


def test_the_decisions_are_numbered_without_a_gap():
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.name[:4])
def test_a_decision_has_its_number_a_title_a_date_and_a_line_in_the_index(path):
    found = head_of(path)
    assert int(found["number"]) == int(path.name[:4])
    line = f"| {found['number']} | [{found['title']}]({path.name}) | {found['date']} | {found['status']} |"
    assert line in INDEX.splitlines()


def test_the_index_lists_nothing_else():
    assert len(re.findall(r"^\| \d", INDEX, re.MULTILINE)) == len(DECISIONS)


def test_whoever_names_a_decision_names_one_that_there_is():
    files = subprocess.run(
        ["git", "ls-files", "-z", "*.md", "*.py", "*.toml"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\0")
    texts = ((name, (ROOT / name).read_text("utf-8")) for name in files if name and (ROOT / name).exists())
    named = chain.from_iterable(((name, one) for one in NAMED.findall(text)) for name, text in texts)
    wrong = [(name, one) for name, group in named for one in re.findall(r"\d+", group) if int(one) > len(DECISIONS)]
    assert not wrong
