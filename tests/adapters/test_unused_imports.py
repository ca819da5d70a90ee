"""No process imports what it does not use."""

import subprocess
import sys

import pytest

from tests.folders import ROOT

COLOURS_AND_CLIENTS = ("rich", "pygments", "aiohttp", "linebot", "requests")
PAGES = ("flask", "werkzeug", "wtforms", "limits", "markdown_it", "gunicorn", "bot.web", "bot.console.app")
WORKER = ("workers.process", "bot.adapters.line.outbound", "bot.adapters.line.menus")
WEB = ("bot.web.app", "bot.bootstrap", "bot.adapters.line.outbound", "bot.adapters.server.worker")
OF_WORKERS = ("rq", "workers", "bot.playground")


def imported(*names: str) -> set[str]:
    """Import in a new process, and name all that there is then."""
    code = "import sys, importlib; [importlib.import_module(one) for one in sys.argv[1:]]; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, *names], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("program", "unwanted"),
    [(WORKER, (*COLOURS_AND_CLIENTS, *PAGES, "click")), (WEB, (*COLOURS_AND_CLIENTS, *OF_WORKERS))],
    ids=["worker", "web"],
)
def test_a_process_imports_nothing_that_it_does_not_use(program, unwanted):
    found = imported(*program)
    assert set(program) <= found
    assert found & set(unwanted) == set()


def test_twin_by_itself_the_log_brings_colours_along():
    assert "rich" in imported("structlog")


def test_what_was_left_out_can_be_imported_later():
    assert {"bot.adapters.logs", "rich"} <= imported("bot.adapters.logs", "rich")
