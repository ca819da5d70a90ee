"""No process imports what it does not use."""

import subprocess
import sys

import pytest

from tests.folders import ROOT

COLOURS_AND_ASYNCHRONOUS = ("rich", "pygments", "aiohttp", "linebot.models", "linebot.v3.webhooks", "requests")
PAGES = ("flask", "werkzeug", "wtforms", "limits", "markdown_it", "gunicorn", "bot.web", "bot.console.app")
WORKER = ("workers.process", "bot.adapters.line.outbound", "bot.adapters.line.menus")
WEB = ("bot.web.app", "bot.bootstrap", *WORKER[1:], "bot.adapters.server.worker")
OF_WORKERS = ("rq", "workers", "bot.playground", "linebot.v3.messaging.models")
READERS = ("bot.dialogue.reading", "bot.dialogue.understanding")  # of what people type, which comes by the web


def imported(*names: str) -> set[str]:
    """Import in a new process, and name all that there is then."""
    code = "import sys, importlib; [importlib.import_module(one) for one in sys.argv[1:]]; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, *names], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("program", "unwanted"),
    [
        (WORKER, (*COLOURS_AND_ASYNCHRONOUS, *PAGES, *READERS, "click")),
        (WEB, (*COLOURS_AND_ASYNCHRONOUS, *OF_WORKERS, "markdown_it")),
    ],
    ids=["worker", "web"],
)
def test_a_process_imports_nothing_that_it_does_not_use(program, unwanted):
    found = imported(*program)
    assert set(program) <= found
    assert found & set(unwanted) == set()


def test_twin_the_sdk_by_itself_brings_two_other_clients_along():
    assert {"aiohttp", "linebot.models", "linebot.v3.webhooks"} <= imported("linebot.v3.messaging")


def test_what_was_left_out_can_be_imported_later():
    code = "import bot.adapters.line.sdk; from linebot.v3.webhook import WebhookParser; assert WebhookParser"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_the_rest_of_the_sdk_takes_the_client_that_was_imported_without_it():
    code = "from bot.adapters.line import sdk; all_of_it = sdk.messaging(); assert all_of_it.ApiClient is sdk.ApiClient"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
