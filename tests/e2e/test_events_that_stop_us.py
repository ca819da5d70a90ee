"""An event that hangs, crashes or kills its web process is put aside when it comes again; others are served."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from bot.adapters.network.http_client import trusted
from bot.adapters.server.in_hand import STUCK, name_of
from bot.adapters.server.master import WHILE_READ
from bot.service.events.handle_event import DEADLY
from tests.e2e.town import PATIENCE, Town, wait_until
from tests.faults.rows import fault, twin
from tests.make import tokyo
from tests.web.webhooks import event, signed, webhook

FAILING = "hang:reading hangs,crash:reading crashes,reading kills"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A web server of which three events stop the process that reads them."""
    with Town(tmp_path_factory.mktemp("town"), {"FAIL_AT": FAILING}).open("web") as place:
        place.now_is(tokyo("2026-11-25 10:00"))
        yield place


def deliver(town: Town, event_id: str, *, user: str = "U" + "9" * 32, seconds: float = 2.0) -> int:
    """Give the status as LINE sees it, 0 for no answer."""
    body = webhook(event(1, user=user, webhookEventId=event_id))
    signature = {"X-Line-Signature": signed(body, town.secret)}
    try:
        return httpx.post(
            f"{town.url}/line/webhook", content=body, headers=signature, timeout=seconds, verify=trusted()
        ).status_code
    except httpx.HTTPError:
        return 0


def logged(town: Town, what: str, **values: object) -> int:
    lines = (town.folder / "web.log").read_text("utf-8").splitlines()
    found = [json.loads(line) for line in lines if line.startswith("{")]
    return sum(one["event"] == what and values.items() <= one.items() for one in found)


def scripts_run(town: Town) -> int:
    return int(town.client.info("commandstats").get("cmdstat_evalsha", {"calls": 0})["calls"])


def deaths(town: Town, event_id: str) -> int:
    return int(town.client.get(town.keys.deaths(name_of(event_id))) or 0)


def stops(town: Town, event_id: str) -> None:
    """Deliver an event that stops its process, again as LINE does, until it has; wait until that is known.

    What waits for a second in a busy process is answered 503 before anything reads it, so one delivery may do nothing.
    """
    before, ended = deaths(town, event_id), logged(town, "web_process_ended")

    def has_ended() -> bool:
        return logged(town, "web_process_ended") > ended

    def delivered() -> bool:
        if deliver(town, event_id) == 0:
            with suppress(AssertionError):
                wait_until(has_ended, 10)
        return has_ended()

    wait_until(delivered, what="the process has ended")
    wait_until(lambda: deaths(town, event_id) > before, what="its death is noted")


def is_served(town: Town, event_id: str, user: str) -> bool:
    """Say whether an event, delivered again as LINE does, is taken."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if deliver(town, event_id, user=user) == 200:
            return True
    return False


def is_put_aside(town: Town, event_id: str) -> bool:
    """Deliver an event, again as LINE does where the process that came after was too busy; say whether it is aside."""
    aside = {"event_id": event_id, "why": "it stopped its process"}
    status = acknowledged(town, event_id)
    wait_until(lambda: logged(town, "event_quarantined", **aside), what="it is logged")
    return (status, logged(town, "event_quarantined", **aside)) == (200, 1)


def acknowledged(town: Town, event_id: str) -> int:
    """Deliver an event until it is not told to come again; give the last status."""
    return wait_until(lambda: (found := deliver(town, event_id, seconds=PATIENCE)) != 503 and (found,), what="taken")[0]


@fault("F07", "F11", injected="an event hangs its process")
def test_an_event_that_hangs_its_process_is_put_aside_and_others_are_served_throughout(town):
    with ThreadPoolExecutor(1) as pool:
        before = scripts_run(town)
        hanging = pool.submit(stops, town, "hangs")
        wait_until(lambda: scripts_run(town) > before, what="it is in hand")
        time.sleep(STUCK + 1)  # until it counts as stuck
        assert (
            deliver(town, "hangs", seconds=PATIENCE) == 503
        )  # LINE delivers again while the first process still hangs
        number = 0
        while not hanging.done():
            number += 1
            assert is_served(town, f"other {number}", f"U{number:032}")
            time.sleep(0.05)
        hanging.result()
    assert number > 1
    assert is_put_aside(town, "hangs")
    assert town.client.hget(town.keys.counters, "quarantined") == "1"
    assert acknowledged(town, "hangs") == 200


@twin("F07", without="the note that it was begun")
def test_without_the_note_it_would_stop_the_next_process_as_well(town):
    stops(town, "crashes")
    town.client.delete(town.keys.deaths(name_of("crashes")))
    stops(town, "crashes")
    assert deaths(town, "crashes") == DEADLY
    assert is_put_aside(town, "crashes")


def test_an_event_in_hand_at_a_kill_from_outside_gets_further_tries(town):
    tries = DEADLY // WHILE_READ
    for _ in range(tries):
        stops(town, "kills")
    assert is_put_aside(town, "kills")
    assert logged(town, "web_process_ended", how="ended", signal=9) == tries


def test_where_it_hung_can_be_read_afterwards(town):
    assert "Fatal Python error: Aborted" in (Path(town.folder) / "web.log").read_text("utf-8")
