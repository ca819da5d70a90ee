"""Guards over the tests themselves: where they stand, what they share, and where they take hold of the product."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import mutate
from tests.folders import ROOT
from tests.syntax import nodes_of

FILES = sorted((ROOT / "tests").rglob("*.py"))
GUARDS = {"decisions", "glossary", "guards", "imports", "of_tests"}  # over the project as it stands
WHOLE = {"e2e", "faults", "understanding"}  # over all of the product or the dialogue, and so of no one folder


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


def test_a_file_of_tests_in_no_folder_is_of_a_module_in_none_or_a_guard():
    loose = {path.stem.removeprefix("test_") for path in (ROOT / "tests").glob("test_*.py")}
    assert loose == {*(path.stem for path in (ROOT / "bot").glob("*.py") if path.stem in loose), *GUARDS}


def test_the_tests_that_mutants_run_and_the_modules_that_they_change_exist():
    changed = [*(ROOT / "bot/booking").rglob("*.py"), ROOT / mutate.GUARDS, ROOT / mutate.SCRIPT]
    assert set(mutate.TESTS) <= {path.stem for path in changed}
    named = {*mutate.RULES, *(f"tests/{test}.py" for tests in mutate.TESTS.values() for test in tests)}
    assert not [path for path in named if not (ROOT / path).exists()]


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


# Functions of ours that tests replace all the same, and why nothing else would do.
REPLACED = {
    "tests/web/test_webhook.py: is_signed": "between the route and its check of the signature stands nothing",
    "tests/console/test_error_logs.py: is_signed": "a webhook goes past Flask to it, and each route is to break",
    "tests/adapters/network/test_connections.py: monotonic": "connections age by the machine's own clock",
    "tests/adapters/redis/test_replicas.py: _marked": "a primary is to die between a write and its wait",
    "tests/adapters/store/test_sealed_file.py: _nonce": "the twin needs chunks that do not say where they belong",
}


def replacements(path: Path) -> Iterator[str]:
    """Name each function or private name of ours that a file of tests replaces; a bound in capitals may be moved."""
    nodes = nodes_of(path.read_text("utf-8"))
    ours = {name.asname or name.name for node in nodes for name in imported(node)}
    for node in nodes:
        match node:
            case ast.Call(func=ast.Attribute(attr="setattr" | "object"), args=[target, ast.Constant(str(name)), *_]):
                is_ours = root_of(target) in ours or name.startswith("_")
            case ast.Call(func=ast.Attribute(attr="setattr"), args=[ast.Constant(str(whole)), *_]):
                is_ours, name = whole.startswith(("bot.", "workers.")), whole.rpartition(".")[2]
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(module), attr=name)]):
                is_ours = module in ours
            case _:
                continue
        if is_ours and not name.isupper():
            yield f"{name_of(path)}: {name}"


def imported(node: ast.AST) -> list[ast.alias]:
    """Give the names that a statement imports from the product."""
    if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in ("bot", "workers"):
        return node.names
    return []


def root_of(target: ast.AST) -> str:
    """Give the first name of a.b.c."""
    while isinstance(target, ast.Attribute):
        target = target.value
    return target.id if isinstance(target, ast.Name) else ""


def test_what_is_faked_stands_at_a_port():
    assert {one for path in FILES for one in replacements(path)} == set(REPLACED)


def sleeps(path: Path) -> Iterator[str]:
    """Give each line that sleeps, outside of a loop that looks again, and does not say beside it why."""
    source = path.read_text("utf-8")
    lines, nodes = source.split("\n"), nodes_of(source) if "sleep" in source else []
    waiting = {id(node) for loop in nodes if isinstance(loop, ast.While | ast.For) for node in ast.walk(loop)}
    for node in nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "time.sleep" and id(node) not in waiting:
            line = lines[node.lineno - 1]
            if "#" not in line:
                yield f"{name_of(path)}: {line.strip()}"


def test_a_test_that_sleeps_says_why_nothing_can_be_waited_for():
    assert [line for path in FILES for line in sleeps(path)] == []
