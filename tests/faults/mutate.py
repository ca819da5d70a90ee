"""Mutants of the rules and of the commit's guards: each changed in one place, then the tests must fail.

`python -m tests.faults.mutate [--sample N]` collects a module's tests once; for each mutant a forked child gets the
changed code and runs them until the first failure. What no test notices is printed; docs/mutation.md says why each may
stay.
Only code inside functions is changed, and the script's table of guards; tables and constants of modules are not.
"""

import argparse
import ast
import copy
import gc
import importlib
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, NamedTuple

import pytest

from tests.folders import ROOT

GUARDS, SCRIPT = "bot/adapters/store/commands", "bot/adapters/store/scripts/commit.py"
RULES = ("tests/booking", "tests/dialogue/flows/test_change_and_cancel.py")
TESTS: dict[str, tuple[str, ...]] = {
    "bookable_by_staff": ("service/bookings/test_staff_booking", "console/bookings/test_new_booking"),
    "corrections": (
        "console/bookings/test_requests",
        "console/schedule/test_day",
        "service/schedule/test_closing",
        "service/events/test_seekers_tries",
    ),
    "lifecycle": ("service/notices/test_notices", "console/schedule/test_day"),
    "lookup": ("console/test_other_pages", "service/privacy/test_erasure"),
    "mails": ("service/notices/test_seeker_mail", "service/notices/test_own_changes"),
    "model": ("service/notices/test_notices", "service/bookings/test_offers"),
    "offers": ("dialogue/flows/test_offer", "service/bookings/test_offers", "console/bookings/test_offers"),
    "office": ("dialogue/test_booking_in_chat",),
    "opening": ("dialogue/test_booking_in_chat", "service/schedule/test_closing"),
    "refusal": ("service/privacy/test_refusals", "service/privacy/test_refusal_notices"),
    "reminders": (
        "service/notices/test_notices",
        "service/bookings/test_results",
        "service/terms/test_terms_versions",
        "service/bookings/test_offers",
    ),
    "retention": ("service/notices/test_notices", "service/privacy/test_erasure", "cli/test_care"),
    "rooms": ("service/rooms/test_rooms",),
    "vacancy": ("dialogue/test_booking_in_chat", "dialogue/reading/dates/test_when"),
    "schedule": ("service/schedule/test_closing", "console/schedule/test_schedule"),
    "staff": ("console/auth/test_sign_in",),
    "strikes": ("console/bookings/test_strikes", "service/privacy/test_refusals"),
    "text": ("dialogue/test_words_of_seekers",),
    "troubles": ("console/test_tasks", "service/notices/test_seeker_mail", "console/schedule/test_day"),
    "waitlist": ("dialogue/flows/test_waiting_in_chat", "service/waitlist/test_waiting"),
    "commands": (
        "adapters/store/test_store",
        "adapters/store/test_compare",
        "service/notices/test_notices",
        "service/waitlist/test_waiting",
        "service/bookings/test_offers",
        "service/rooms/test_rooms",
        "service/privacy/test_refusals",
        "console/auth/test_sign_in",
        "service/privacy/test_erasure",
    ),
    "commit": ("adapters/store/test_commit_guards", "adapters/store/test_store", "service/rooms/test_rooms"),
}
SLOW = "not (sixty or floods or wherever_the_machine or twice_its_length or fifty or half_a_minute or hundred)"
SECONDS = 300  # for one mutant; one that takes longer hangs, which the tests would notice

Change = Callable[[ast.AST], ast.AST | None]
OPPOSITE: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
IN_LUA = ((" == ", " ~= "), (" ~= ", " == "), (" < ", " <= "), (" <= ", " < "), (" and ", " or "), ("not ", ""))


class Mutant(NamedTuple):
    """One change: where, what, and how to make it in this process."""

    path: str
    line: int
    change: str
    make: Callable[[], bool]


def mutants(path: str) -> list[Mutant]:
    """Give every mutant of a module."""
    if path == SCRIPT:
        return list(_of_the_script())
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    found = []
    for number, node in enumerate(ast.walk(tree)):
        for place, (told, _) in enumerate(_changes(node)):
            found.append(Mutant(path, getattr(node, "lineno", 0), told, _maker(path, tree, number, place)))
    return [one for one in found if _is_in_a_function(tree, one.line)]


def _changes(node: ast.AST) -> list[tuple[str, Callable[[Any], None]]]:
    """Give the changes of one node: how each is called, and what does it to a copy of the node."""
    match node:
        case ast.Compare(ops=ops):
            found = [(place, OPPOSITE.get(type(op))) for place, op in enumerate(ops)]
            return [(_told(node, new.__name__), _setter("ops", place, new)) for place, new in found if new]
        case ast.BoolOp(op=op) | ast.BinOp(op=op) if type(op) in OPPOSITE:
            new = OPPOSITE[type(op)]
            return [(_told(node, new.__name__), lambda other: setattr(other, "op", new()))]
        case ast.Constant(value=bool() as value):
            return [(_told(node, str(not value)), lambda other: setattr(other, "value", not value))]
        case ast.Constant(value=int() as value):
            return [(_told(node, str(value + 1)), lambda other: setattr(other, "value", value + 1))]
        case ast.If() | ast.IfExp():
            return [(_told(node.test, "not (…)"), _negate)]
    return []


def _setter(name: str, place: int, new: type[ast.AST]) -> Callable[[Any], None]:
    return lambda other: getattr(other, name).__setitem__(place, new())


def _negate(other: Any) -> None:
    other.test = ast.copy_location(ast.UnaryOp(ast.Not(), other.test), other.test)


def _told(node: ast.AST, new: str) -> str:
    return f"{ast.unparse(node)} → {new}"


def _is_in_a_function(tree: ast.AST, line: int) -> bool:
    functions = (one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef))
    return any(one.body[0].lineno <= line <= (one.end_lineno or 0) for one in functions)


def _maker(path: str, tree: ast.AST, number: int, place: int) -> Callable[[], bool]:
    """Give what puts the changed code into the functions of this process."""

    def make() -> bool:
        changed = copy.deepcopy(tree)
        node = next(one for at, one in enumerate(ast.walk(changed)) if at == number)
        _changes(node)[place][1](node)
        file = str(ROOT / path)
        new = {
            (one.co_name, one.co_firstlineno): one
            for one in _codes(compile(ast.fix_missing_locations(changed), file, "exec"))
        }
        swapped = 0
        for function in [one for one in gc.get_objects() if isinstance(one, FunctionType)]:
            code = function.__code__
            other = new.get((code.co_name, code.co_firstlineno)) if code.co_filename == file else None
            if other and other.co_freevars == code.co_freevars and other != code:
                function.__code__ = other
                swapped += 1
        return swapped > 0

    return make


def _codes(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from _codes(one)


def _of_the_script() -> Iterator[Mutant]:
    from bot.adapters.store.parts import base
    from bot.adapters.store.scripts.commit import WRITE
    from bot.adapters.store.scripts.which_store import SAME_STORE

    whole = WRITE
    for old, new in IN_LUA:
        for found in re.finditer(re.escape(old), whole):
            line = whole[: found.start()].count("\n")

            def make(changed: str = whole[: found.start()] + new + whole[found.end() :]) -> bool:
                base.COMMIT = SAME_STORE + changed
                return True

            yield Mutant(SCRIPT, line, f"{whole.splitlines()[line].strip()}: {old.strip()} → {new.strip()}", make)


class Forks:
    """A plugin of pytest that, in place of running what was collected, runs it in a child for each mutant."""

    def __init__(self, wanted: list[Mutant]) -> None:
        self.wanted, self.survived, self.counts = wanted, list[Mutant](), Counter[str]()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try every mutant; what fails without any, here and now, is left out first."""
        with tempfile.NamedTemporaryFile("r", encoding="utf-8") as failing:
            self._run(session, Mutant("", 0, "", lambda: _note_failing(session, failing.name)))
            names = set(failing.read().splitlines())
        session.items[:] = [item for item in session.items if item.nodeid not in names]
        for name in sorted(names):
            print(f"  fails without any mutant: {name}", flush=True)
        for mutant in self.wanted:
            outcome = self._run(session, mutant)
            self.counts[outcome] += 1
            if outcome == "survived":
                self.survived.append(mutant)
        return True

    def _run(self, session: pytest.Session, mutant: Mutant) -> str:
        child = os.fork()
        if child == 0:
            os._exit(_try_all(session, mutant))
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                return {0: "survived", 1: "killed", 2: "no such code"}.get(os.waitstatus_to_exitcode(status), "killed")
            time.sleep(0.02)
        os.kill(child, 9)
        os.waitpid(child, 0)
        return "hung"


def _note_failing(session: pytest.Session, file: str) -> bool:
    """Run everything as it is and write down what fails."""
    for place, item in enumerate(session.items):
        before = session.testsfailed
        following = session.items[place + 1] if place + 1 < len(session.items) else None
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed > before:
            with Path(file).open("a", encoding="utf-8") as failing:
                failing.write(f"{item.nodeid}\n")
    return False


def _try_all(session: pytest.Session, mutant: Mutant) -> int:
    """Run all in this child; 0 all passed, 1 one failed, 2 the mutant is nowhere."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    gc.unfreeze()  # what collecting the tests made was set aside, and in it are the functions to change
    try:
        if not mutant.make():
            return 2
        for cached in [one for one in gc.get_objects() if type(one).__name__ == "_lru_cache_wrapper"]:
            cached.cache_clear()
        for place, item in enumerate(session.items):
            following = session.items[place + 1] if place + 1 < len(session.items) else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                return 1
        return 0
    except BaseException:  # noqa: BLE001 - whatever breaks, broke by the mutant
        return 1
    finally:
        with suppress(Exception):
            session._setupstate.teardown_exact(None)  # the servers that fixtures started


def notice(path: str, wanted: list[Mutant]) -> Forks:
    """Run the tests of a module on each of its mutants."""
    forks, name = Forks(wanted), Path(GUARDS if path.startswith(GUARDS) else path).stem
    theirs = [f"tests/{one}.py" for one in TESTS.get(name, ())]
    rules = RULES if path.startswith("bot/booking") else ()
    quiet = ["-o", "addopts=", "-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:xdist"]
    pytest.main([*quiet, "-k", SLOW, *rules, *theirs], plugins=[forks])
    return forks


def sampled(path: str, most: int) -> list[Mutant]:
    """Give the mutants of a module, or so many of them, the same each time."""
    importlib.import_module(path.removesuffix(".py").replace("/", "."))
    found = mutants(path)
    return random.Random(path).sample(found, most) if 0 < most < len(found) else found  # noqa: S311 - no secret


def main() -> int:
    """Run by hand; ends with 1 if a mutant survived."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=0, help="so many of each module, 0 = all")
    parser.add_argument("modules", nargs="*", help="paths; none = the rules, the guards and the script")
    asked = parser.parse_args()
    rules, guards = (sorted((ROOT / folder).rglob("*.py")) for folder in ("bot/booking", GUARDS))
    every = [str(path.relative_to(ROOT)) for path in (*rules, *guards)]
    whole: Counter[str] = Counter()
    for path in asked.modules or (*every, SCRIPT):
        wanted = sampled(path, asked.sample)
        forks = notice(path, wanted) if wanted else Forks([])
        whole += forks.counts
        print(f"{path}: {len(wanted)} mutants, {dict(forks.counts)}", flush=True)
        for one in sorted(forks.survived, key=lambda one: one.line):
            print(f"  {one.line}: {one.change}", flush=True)
    print("all:", dict(whole))
    return 1 if whole["survived"] else 0


if __name__ == "__main__":
    sys.exit(main())
