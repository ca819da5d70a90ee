"""The glossary and the architecture speak of what is there."""

import re
from pathlib import Path

import pytest

from tests.folders import ROOT

GLOSSARY = (ROOT / "docs/glossary.md").read_text("utf-8")
ROWS = re.findall(r"^\| ([a-z ]+) \| [^|]+ \| [^|]+ \| `([^`]+)` \|$", GLOSSARY, re.MULTILINE)
FOLDERS = sorted(path.parent for path in (ROOT / "bot").rglob("__init__.py") if "__pycache__" not in path.parts)
MOST_IN_A_FOLDER = 18  # modules and folders; more are not found at a glance


def test_no_word_stands_twice_and_there_are_words():
    words = [word for word, _ in ROWS]
    assert len(words) == len(set(words)) > 30


@pytest.mark.parametrize(("word", "place"), ROWS)
def test_each_word_of_the_glossary_stands_where_it_says(word: str, place: str):
    assert word in (ROOT / place).read_text("utf-8").lower()


def test_the_architecture_names_every_folder():
    told = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    names = {str(path.relative_to(ROOT)) for path in FOLDERS if path != ROOT / "bot"}
    assert [name for name in sorted(names) if f"`{name}`" not in told] == []


def test_the_architecture_names_no_folder_that_is_not_there():
    told = re.findall(r"`(bot/[a-z_/]+)`", (ROOT / "ARCHITECTURE.md").read_text("utf-8"))
    assert [name for name in told if not (ROOT / name).is_dir()] == []


PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
NAMED = re.compile(r"`((?:bot|workers|tests|messages_ja|benchmarks|deploy|docs)/[\w./-]+)[`:]")


def test_no_page_names_a_file_that_is_not_there():
    named = {(page.name, name) for page in PAGES for name in NAMED.findall(page.read_text("utf-8"))}
    assert len(named) > 100
    assert not [one for one in sorted(named) if not (ROOT / one[1]).exists()]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_folder_holds_more_than_one_can_take_in(folder: Path):
    entries = [one for one in folder.iterdir() if one.suffix == ".py" or (one / "__init__.py").exists()]
    assert len([one for one in entries if one.name != "__init__.py"]) <= MOST_IN_A_FOLDER


STEPS = re.findall(
    r"^\| [^|]+ \| `([\w/]+\.py)` `(\w+)` \|$", (ROOT / "ARCHITECTURE.md").read_text("utf-8"), re.MULTILINE
)


def test_the_architecture_tells_three_ways_step_by_step():
    assert len(STEPS) > 25


@pytest.mark.parametrize(("place", "function"), STEPS)
def test_each_step_of_a_way_is_a_function_that_there_is(place: str, function: str):
    assert re.search(rf"^ *def {function}\(", (ROOT / place).read_text("utf-8"), re.MULTILINE)
