"""Guards over the tests themselves: where they stand, what they share, and where they take hold of the product."""

import re
from pathlib import Path

import pytest

from tests.folders import ROOT

FILES = sorted((ROOT / "tests").rglob("*.py"))
WHOLE = {"e2e", "faults"}  # over the whole deployment, and so of no folder of the source


def name_of(path: Path) -> str:
    """Give a file's path from the project's folder on."""
    return path.relative_to(ROOT).as_posix()


def test_each_folder_of_tests_mirrors_one_of_the_source():
    folders = {path.parent.relative_to(ROOT / "tests") for path in FILES if path.name.startswith("test_")}
    strangers = [
        folder
        for folder in folders
        if folder.parts[:1] not in {(name,) for name in WHOLE}
        and not ((ROOT / "bot" / folder).is_dir() or (ROOT / folder).is_dir())
    ]
    assert not strangers


@pytest.mark.parametrize("spelled", ['Keys("yahata")', 'b"1" * 32'])
def test_the_keys_and_the_cipher_of_the_tests_are_spelled_once(spelled):
    holding = [
        name_of(path) for path in FILES if path.name != Path(__file__).name and spelled in path.read_text("utf-8")
    ]
    assert holding == ["tests/stores.py"]


def test_no_test_takes_anything_from_a_module_of_tests():
    taken = re.compile(r"^ *(from tests[\w.]*\.test_\w+ import|from tests[\w.]* import test_)", re.MULTILINE)
    files = [*FILES, *(ROOT / "benchmarks").rglob("*.py")]
    assert not [name_of(path) for path in files if taken.search(path.read_text("utf-8"))]
