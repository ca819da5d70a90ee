"""Rooms on real processes: from the request to the room in the chat, to another time, to nothing left at Zoom."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bot.dialogue.outside_flows.booking_card import grouped
from tests.e2e.town import PATIENCE, Town, wait_until
from tests.e2e.zoom_town import ZoomTown
from tests.faults.rows import fault
from tests.make import tokyo
from tests.zooms import ACCOUNT, HOOK_SECRET, HOSTS, environment_for, local_zoom

TARO = "U" + "1" * 32
HANAKO = "U" + "2" * 32
JIRO = "U" + "3" * 32


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZoomTown]:
    town = Town(tmp_path_factory.mktemp("town"))
    with local_zoom(lambda: town.line.clock(), HOSTS, webhook_secret=HOOK_SECRET) as (zoom, url):
        town.extra = environment_for(url)
        with town.open():
            zoom.webhooks._url = f"{town.url}/zoom/webhook"
            town.now_is(tokyo("2026-11-25 10:00"))
            yield ZoomTown(town, zoom, url)


def test_from_the_request_to_the_room_to_another_time_to_nothing_left(place: ZoomTown):
    town, zoom = place.town, place.zoom
    number = town.books(TARO)
    confirmed = town.madoguchi("booking", "confirm", number)
    assert confirmed["state"] == "confirmed"
    details = place.pushed(TARO, 1)
    first = place.room_of(TARO)
    [meeting] = place.rooms()
    assert first["meeting_id"] == str(meeting.id)
    assert grouped(str(meeting.id)) in details
    assert meeting.passcode in details
    assert meeting.start == tokyo("2026-12-03 14:00")

    town.says(TARO, "変更", "12/4 10時")
    town.taps(TARO, "変更する")
    wait_until(lambda: not place.rooms(), what="the old room is gone")
    with pytest.raises(Exception, match="有効ではありません"):
        zoom.rooms.join(first["meeting_id"], first["passcode"], "山田", as_host=False)
    town.madoguchi("booking", "confirm", number)
    replaced = place.pushed(TARO, 2)
    assert "前のパスコードは使えません" in replaced
    second = place.room_of(TARO)
    assert second["version"] == 2
    [meeting] = place.rooms()
    assert (str(meeting.id), meeting.start) == (second["meeting_id"], tokyo("2026-12-04 10:00"))

    guest = zoom.rooms.join(second["meeting_id"], second["passcode"], "13010-12345678 山田 太郎", as_host=False)
    assert guest.where == "before_host"
    zoom.rooms.join(second["meeting_id"], second["passcode"], "窓口", as_host=True)
    zoom.rooms.admit(meeting.id, guest.id)
    assert [status for _, status in zoom.webhooks.log] == [200] * 3

    town.says(TARO, "キャンセル")
    town.taps(TARO, "都合が悪くなった", "取り消す")
    wait_until(lambda: not place.rooms(), what="the room is gone")
    assert town.booking_of(TARO)["state"] == "cancelled_by_seeker"


@fault("F63", injected="Zoom opens the room and the answer is lost")
def test_a_lost_answer_on_real_processes_leaves_one_room(place: ZoomTown):
    place.zoom.faults.add("accept_and_drop", endpoint="create")
    number = place.town.books(
        HANAKO, "鈴木 花子", "13010-7654321", "080-1111-2222", "hanako@example.com", day="12/7", time="15時"
    )
    before = len(place.zoom.meetings.all)
    place.town.madoguchi("booking", "confirm", number)
    details = place.pushed(HANAKO, 1)
    assert len(place.zoom.meetings.all) == before + 1
    [meeting] = place.rooms()
    assert meeting.passcode in details


def test_nothing_of_the_hosts_and_no_passcode_lies_open(place: ZoomTown):
    texts = [path.read_bytes() for path in Path(place.town.folder).rglob("*") if path.is_file()]
    passcodes = {one for meeting in place.zoom.meetings.all.values() for one in meeting.ever}
    assert len(passcodes) >= 3
    for canary in (*passcodes, ACCOUNT["secret"], HOOK_SECRET, "zak=", "host-a", "山田"):
        assert not [1 for text in texts if re.search(rb"(?<![0-9a-f.])" + canary.encode() + rb"(?![0-9a-f])", text)]


def test_the_web_answers_for_its_webhook_address(place: ZoomTown):
    assert httpx.post(f"{place.town.url}/zoom/webhook", content=b"{}", timeout=PATIENCE).status_code == 401


@fault("F63", injected="worker is killed (-9) after Zoom opened the room")
def test_f63_a_worker_killed_between_zooms_answer_and_our_commit_leaves_exactly_one_room(place: ZoomTown):
    town, before = place.town, set(place.zoom.meetings.all)
    number = town.books(
        JIRO, "佐藤 次郎", "13010-5555555", "080-3333-4444", "jiro@example.com", day="12/8", time="15時"
    )
    town.kill("worker")
    town.client.delete(town.keys.heartbeat("notices"))
    town.start("worker", FAIL_AT="after_room")
    town.madoguchi("booking", "confirm", number)
    wait_until(lambda: set(place.zoom.meetings.all) - before, what="the room that nobody wrote down")
    town.kill("worker")
    assert town.booking_of(JIRO)["room"] is None
    town.start("worker")
    town.now_is(town.line.clock() + timedelta(seconds=90))  # the lease of the one that died is over
    room = place.room_of(JIRO)
    [meeting] = set(place.zoom.meetings.all) - before
    made = place.zoom.meetings.all[meeting]
    assert (room["meeting_id"], room["passcode"], made.deleted) == (str(meeting), made.passcode, False)
    assert made.passcode in place.pushed(JIRO, 1)
    assert len(town.from_bot(JIRO, "push")) == 1
