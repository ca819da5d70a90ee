"""The main job on real processes: from `follow` to the details and both reminders."""

from collections.abc import Iterator

import httpx
import pytest

from tests.conftest import SERVERS
from tests.e2e.town import PASSCODE, PATIENCE, Town, wait_until
from tests.make import tokyo

TARO = "U" + "1" * 32
HANAKO = "U" + "2" * 32
FRESH = next(iter(SERVERS))  # the one at which each process is a new one, and no fork


@pytest.fixture(scope="module", params=SERVERS)
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town on a Wednesday, on each server that is here."""
    with Town(
        tmp_path_factory.mktemp("town"), binary=SERVERS[request.param], fresh=request.param == FRESH
    ).open() as place:
        place.now_is(tokyo("2026-11-25 10:00"))
        yield place


def pushed(town: Town, user: str, count: int) -> list[str]:
    wait_until(lambda: len(town.from_bot(user, "push")) >= count, what=f"{count} pushes")
    return town.texts(user, "push")


def test_a_seeker_gets_the_details_and_each_reminder_exactly_once(town: Town):
    number = town.books(TARO)
    booking = town.booking_of(TARO)
    assert (booking["state"], booking["start"]) == ("requested", "2026-12-03T14:00:00+09:00")
    confirmed = town.madoguchi("booking", "confirm", number, "--meeting-id", "91234567890", "--passcode", PASSCODE)
    assert confirmed["state"] == "confirmed"
    details = pushed(town, TARO, 1)
    assert "912 3456 7890" in details[0]
    assert PASSCODE in details[0]
    town.now_is(tokyo("2026-12-02 17:00"))
    assert "明日" in pushed(town, TARO, 2)[1]
    town.now_is(tokyo("2026-12-03 13:30"))
    assert "まもなく" in pushed(town, TARO, 3)[2]
    town.now_is(tokyo("2026-12-03 13:59"))
    wait_until(lambda: all(row["state"] == "accepted" for row in town.booking_of(TARO)["notices"]), what="all accepted")
    assert len(town.from_bot(TARO, "push")) == 3
    kinds = {row["kind"]: row["attempts"] for row in town.booking_of(TARO)["notices"]}
    assert kinds == {"received": 1, "details": 1, "day_before": 1, "soon": 1}


def test_a_cancelled_booking_gets_no_reminder(town: Town):
    town.now_is(tokyo("2026-11-25 10:00"))
    number = town.books(HANAKO, "鈴木 花子", "13010-87654321", "080-1111-2222", "hanako@example.com", time="15時")
    town.madoguchi("booking", "confirm", number, "--meeting-id", "91234567891", "--passcode", "1")
    pushed(town, HANAKO, 1)
    town.madoguchi("booking", "cancel", number, "--reason", "担当者が休みのため")
    assert "担当者が休みのため" in pushed(town, HANAKO, 2)[1]
    for moment in ("2026-12-02 17:00", "2026-12-03 14:30", "2026-12-03 14:59"):
        town.now_is(tokyo(moment))
        wait_until(lambda: town.client.zcount(town.keys.due_notices, 0, town.clock.now().timestamp() * 1000) == 0)
    assert len(town.from_bot(HANAKO, "push")) == 2


def test_every_event_was_acknowledged_in_the_end(town: Town):
    """A webhook that a busy machine refused left nothing half done, and was taken when it came again."""
    postings = list(town.line.courier.log)
    events = {event for one in postings for event in one.event_ids}
    assert len(events) > 20
    assert {one.status for one in postings} <= {200, 503, None}
    assert {event for one in postings if one.status == 200 for event in one.event_ids} == events


def test_health_terms_and_metrics_answer(town: Town):
    town.web_is_ready()
    assert "利用規約" in httpx.get(f"{town.url}/terms", timeout=PATIENCE).text
    assert 'name="booked"' in httpx.get(f"{town.url}/metrics", timeout=PATIENCE).text


def test_nothing_personal_lies_open_in_redis_or_the_logs(town: Town):
    folders = (town.folder, town.redis.directory)
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert any(path.name.endswith(".aof") for path in files)
    for canary in ("山田", "鈴木", "12345678", "87654321", PASSCODE, "taro@example.com", TARO, HANAKO):
        leaks = [path.name for path in files if canary.encode() in path.read_bytes()]
        assert not leaks, (canary, leaks)
