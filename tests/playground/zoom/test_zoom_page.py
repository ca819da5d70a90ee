"""The local Zoom as people use it: waiting before the host, being let in, and its page."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.playground.line.server import run_app_in_thread
from bot.playground.page import chat_page
from bot.playground.zoom import page as zoom_page
from bot.playground.zoom.faults import ENDPOINTS, KINDS
from bot.playground.zoom.meetings import Meeting
from bot.playground.zoom.platform import ZoomPlatform
from bot.playground.zoom.rooms import BEFORE_HOST, IN, WAITING, JoinError
from tests.make import OFFICE
from tests.playground.browsers import window
from tests.zooms import local_zoom, settings_for

NOW = datetime(2026, 12, 3, 5, 0, tzinfo=UTC)
WISH = {
    "topic": "オンライン職業相談（受付番号 123456）",
    "agenda": "x",
    "start_time": "2026-12-03T14:00:00",
    "timezone": "Asia/Tokyo",
    "duration": 30,
    "password": "042137",
    "type": 2,
    "settings": {"waiting_room": True, "join_before_host": False},
}


@pytest.fixture
def served() -> Iterator[tuple[ZoomPlatform, str]]:
    with local_zoom(lambda: NOW) as found:
        yield found


@pytest.fixture
def zoom(served: tuple[ZoomPlatform, str]) -> ZoomPlatform:
    return served[0]


@pytest.fixture
def meeting(zoom: ZoomPlatform) -> Meeting:
    return zoom.meetings.create("host-a", WISH)


def knock(zoom: ZoomPlatform, number: object, passcode: str = "042137", *, as_host: bool = False) -> Any:
    return zoom.rooms.join(str(number), passcode, "山田 太郎", as_host=as_host)


def test_before_the_host_everybody_waits_outside_and_then_in_the_waiting_room(zoom, meeting):
    told = []
    zoom.rooms._tell = lambda name, _, person: told.append((name, person.is_host))
    guest = knock(zoom, meeting.id)
    assert (guest.where, told) == (BEFORE_HOST, [])
    knock(zoom, meeting.id, as_host=True)
    assert {one.name: one.where for one in zoom.rooms.people(meeting.id) if not one.is_host} == {"山田 太郎": WAITING}
    zoom.rooms.admit(meeting.id, guest.id)
    zoom.rooms.leave(meeting.id, guest.id)
    assert told == [
        ("meeting.participant_joined", True),
        ("meeting.participant_joined_waiting_room", False),
        ("meeting.participant_joined", False),
        ("meeting.participant_left", False),
    ]


@pytest.mark.parametrize(("number", "passcode"), [("", "042137"), ("1", "042137"), (None, "1"), (None, "")])
def test_a_wrong_number_or_passcode_opens_no_door(zoom, meeting, number, passcode):
    with pytest.raises(JoinError):
        knock(zoom, meeting.id if number is None else number, passcode)


def test_a_changed_room_knows_its_old_passcode_no_more_and_a_deleted_one_none(zoom, meeting):
    zoom.meetings.change(str(meeting.id), {"password": "999999"})
    with pytest.raises(JoinError, match="パスコード"):
        knock(zoom, meeting.id)
    assert knock(zoom, meeting.id, "999999").where == BEFORE_HOST
    zoom.meetings.delete(str(meeting.id))
    with pytest.raises(JoinError, match="有効"):
        knock(zoom, meeting.id, "999999")


def test_a_number_may_be_typed_with_spaces(zoom, meeting):
    assert knock(zoom, f"{str(meeting.id)[:3]} {str(meeting.id)[3:]}", as_host=True).where == IN


def test_rooms_outlive_a_restart(tmp_path: Path):
    file = tmp_path / "zoom.json"
    with local_zoom(lambda: NOW, state_file=file) as (zoom, _):
        made = zoom.meetings.create("host-a", WISH)
    with local_zoom(lambda: NOW, state_file=file) as (again, _):
        assert again.meetings.all == {made.id: made}


def app(client: httpx.Client | None) -> Flask:
    made = Flask("t")
    made.register_blueprint(
        chat_page.blueprint(SimpleNamespace(files=SimpleNamespace(office=OFFICE)), SimpleNamespace(smtp_url=""))
    )
    made.register_blueprint(zoom_page.blueprint(SimpleNamespace(files=SimpleNamespace(office=OFFICE)), client))
    return made


@pytest.fixture
def made(served: tuple[ZoomPlatform, str]) -> Iterator[Flask]:
    with zoom_page.door(settings_for(served[1])) or httpx.Client() as client:
        yield app(client)


@pytest.fixture
def web(made: Flask) -> FlaskClient:
    return made.test_client()


def test_the_page_hands_on_to_the_local_zoom(web, zoom, meeting):
    assert "script-src 'self'" in web.get("/playground/zoom").headers["Content-Security-Policy"]
    assert web.get("/playground/zoom/api/rooms").json["rooms"][0]["id"] == meeting.id
    body = {"meeting": str(meeting.id), "passcode": "042137", "name": "山田", "as": "guest"}
    assert web.post("/playground/zoom/api/join", json=body).json["where"] == BEFORE_HOST
    assert web.post("/playground/zoom/api/join", json={**body, "passcode": "1"}).status_code == 409
    assert web.post("/playground/zoom/api/faults", json={"kind": "nonsense"}).status_code == 400
    assert web.post("/playground/zoom/api/faults", json={"kind": "slow", "endpoint": "create"}).status_code == 200
    assert len(web.get("/playground/zoom/api/faults").json["faults"]) == 1
    assert web.delete("/playground/zoom/api/faults").json["faults"] == []


def test_pages_of_other_sites_may_do_nothing(web):
    assert web.post("/playground/zoom/api/join", json={}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("settings", [None, settings_for("https://api.zoom.example")])
def test_without_a_local_zoom_there_is_nothing_to_see(settings):
    web = app(zoom_page.door(settings)).test_client()
    assert web.get("/playground/zoom").status_code == 404
    assert web.get("/playground/zoom/api/rooms").status_code == 404


def test_on_the_page_one_knocks_and_is_let_in(browser, made, meeting):
    url, stop = run_app_in_thread(made, lambda: None)
    try:
        with window(browser) as tab:
            tab.goto(f"{url}/playground/zoom?meeting={meeting.id}")
            tab.fill("[name=passcode]", "042137")
            tab.fill("[name=name]", "13010-12345678 山田 太郎")
            tab.click("#join button[type=submit]")
            tab.wait_for_selector("text=担当が来るのを待っています")
            tab.click("text=担当として参加")
            tab.click("#join button[type=submit]")
            tab.click("text=入れる")
            tab.wait_for_selector("text=山田 太郎：部屋にいます")
            kinds = tab.query_selector_all("#fault select[name=kind] option")
            assert [one.get_attribute("value") for one in kinds] == list(KINDS)
            places = tab.query_selector_all("#fault select[name=endpoint] option")
            assert [one.get_attribute("value") for one in places] == ["", *ENDPOINTS]
    finally:
        stop()
