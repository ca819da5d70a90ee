"""A plugin of pytest: keeps what each marked test showed, and with --fault-table prints and writes the table."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.rows import ROWS, Recovery, told_by

TABLE = Path("var/faults.md")
HEAD = ("| row | injected | outcome | seconds to recover |", "| --- | --- | --- | --- |")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    parser.addoption("--fault-table", action="store_true", help="print the table of faults and write var/faults.md")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line("markers", "fault(rows, injected, within, twin): shows rows of the table of faults")


@pytest.fixture
def recovery(request: pytest.FixtureRequest) -> Recovery:
    """A stop-watch for the seconds until all is well again."""
    told = told_by(request.node) or {}
    watch = Recovery(told.get("within"))
    request.node.stash[WATCH] = watch
    return watch


WATCH = pytest.StashKey[Recovery]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[Any]:
    """Hand what the mark says, and the seconds, on with the report; xdist carries it to the main process."""
    report = yield
    told = told_by(item)
    if told and (report.when == "call" or report.failed):
        watch = item.stash.get(WATCH, None)
        report.user_properties.append(("fault", {**told, "seconds": watch.seconds if watch else None}))
    return report


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the table and write it."""
    if not config.getoption("--fault-table"):
        return
    reports = [report for kind in ("passed", "failed", "error") for report in terminalreporter.stats.get(kind, [])]
    lines = [*HEAD, *_lines(reports)]
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text("\n".join(lines) + "\n", "utf-8")
    terminalreporter.section("faults")
    for line in lines:
        terminalreporter.line(line)
    shown = {line.split("|")[1].strip() for line in lines}
    terminalreporter.line(f"{sum(row in shown for row in ROWS)} of {len(ROWS)} rows; {TABLE}")


def _lines(reports: list[Any]) -> list[str]:
    """Give one line for each row and outcome; the many inputs of one test make one line."""
    found: dict[tuple[str, bool, str, str], list[tuple[bool, float | None]]] = {}
    for report in reports:
        for name, told in report.user_properties:
            if name == "fault":
                for row in told["rows"]:
                    key = (row, told["twin"], told["injected"], _outcome(report.nodeid))
                    found.setdefault(key, []).append((report.passed, told["seconds"]))
    return [_line(*key, found[key]) for key in sorted(found)]


def _line(row: str, is_twin: bool, injected: str, outcome: str, runs: list[tuple[bool, float | None]]) -> str:
    failed = sum(not passed for passed, _ in runs)
    said = f"FAILED ({failed} of {len(runs)}): {outcome}" if failed else outcome
    many = f" ({len(runs)} inputs)" if len(runs) > 1 else ""
    seconds = [took for _, took in runs if took is not None]
    longest = f"{max(seconds):.1f}" if seconds else ""
    return f"| {row} | {injected} | {'twin: ' if is_twin else ''}{said}{many} | {longest} |"


def _outcome(nodeid: str) -> str:
    """Read a test's name as the sentence that it is."""
    name = nodeid.rpartition("::")[2].partition("[")[0].removeprefix("test_")
    words = name.split("_")
    while words and words[0][:1] == "f" and words[0][1:].isdigit():
        words = words[1:]
    return " ".join(words)
