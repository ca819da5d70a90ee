"""Clerks and Zoom: the room that opens by itself, what is shown meanwhile, and what a person does when it fails."""

import re
from dataclasses import replace

import pytest

from bot.booking.model import State
from bot.booking.rooms.rooms import LOUD
from bot.booking.staff.staff import Role
from bot.dialogue.outside_flows.booking_card import grouped
from bot.playground.zoom.answers import no_user
from bot.service.rooms.zoom_steps import see_to_room
from bot.web.app import create_app
from tests.console.bookings.form import saves
from tests.make import tokyo
from tests.zooms import local_zoom, zoom_for

FIELDS = {"meeting_id": "", "passcode": "", "join_url": ""}


@pytest.fixture
def zoom(office, client):
    """The same office with Zoom."""
    with local_zoom(office.clock.now) as (local, url):
        office.context = replace(office.context, rooms=zoom_for(url, client, office.clock.now))
        office.app = create_app(office.context, ["secret"], office.setup())
        office.app.testing = True
        yield local


def rooms(office):
    return [see_to_room(office.context, claim) for claim in office.store.claim_rooms(10)]


def answer(clerk, stage="send", version="1", **fields):
    given = {**FIELDS, "how": "zoom", **fields}
    return clerk.posts("/staff/bookings/b1/answer", wanted="confirm", stage=stage, version=version, **given)


def test_the_choice_stands_on_the_page_only_where_zoom_is_set_up(office):
    office.request()
    assert "Zoomの部屋を自動で用意する" not in office.clerk().opens("/staff/bookings/b1").page


def test_a_clerk_confirms_without_typing_a_room(office, zoom):
    office.request()
    clerk = office.clerk()
    assert "Zoomの部屋を自動で用意する" in clerk.opens("/staff/bookings/b1").page
    preview = answer(clerk, stage="preview").page
    assert "ミーティングID：●●●" in preview
    assert re.search(r'name="how" value="zoom"', preview)
    assert answer(clerk).status == 303
    page = clerk.follows().page
    assert "まだ送っていません" in page
    assert "Zoomに用意を頼んでいます" in page
    assert (rooms(office), zoom.meetings.all) == ([], {})
    office.at("2026-11-25 10:01")
    rooms(office)
    office.sweeps()
    [meeting] = zoom.meetings.live()
    assert f"ミーティングID：{grouped(str(meeting.id))}" in office.pushes[-1]
    page = clerk.opens("/staff/bookings/b1").page
    assert "Zoomの部屋を用意しました" in page
    assert str(meeting.id) in page
    assert meeting.passcode not in page


def test_who_enters_a_booking_sees_at_once_what_confirming_it_will_send(office, zoom):
    clerk = office.clerk()
    assert saves(clerk).status == 303
    page = clerk.follows().page
    made = office.store.bookings(tokyo("2026-12-04 10:00"), tokyo("2026-12-04 10:00"))[0]
    assert made.state is State.REQUESTED  # to look at it does nothing
    assert 'id="send"' in page
    assert "ミーティングID：●●●" in page
    given = {**FIELDS, "how": "zoom", "version": str(made.version)}
    assert clerk.posts(f"/staff/bookings/{made.id}/answer", wanted="confirm", stage="send", **given).status == 303
    assert office.booking(made.id).state is State.CONFIRMED
    assert 'id="send"' not in clerk.opens(f"/staff/bookings/{made.id}?confirm=yes").page


@pytest.mark.parametrize("typed", [True, False])
def test_numbers_of_zooms_own_are_spoken_of_where_none_are_typed(office, zoom, typed):
    office.request()
    numbers = {"meeting_id": "91234567890", "passcode": "123456"} if typed else {}
    page = answer(office.clerk(), stage="preview", **numbers).page
    assert ("Zoomが用意する番号" in page) is not typed
    assert ("912 3456 7890" in page) is typed


def test_it_can_be_taken_back_before_the_room_is_opened(office, zoom):
    office.request()
    clerk = office.clerk()
    answer(clerk)
    assert clerk.posts("/staff/bookings/b1/take-back", version="2").status == 303
    office.at("2026-11-25 10:05")
    rooms(office)
    assert (office.booking().state, zoom.meetings.all) == (State.REQUESTED, {})


def test_a_move_takes_the_room_along_and_one_message_tells_it(office, zoom):
    office.request()
    clerk = office.clerk()
    answer(clerk)
    office.at("2026-11-25 10:01")
    rooms(office)
    office.sweeps()
    [meeting] = zoom.meetings.live()
    office.context.line.pushes.clear()
    friday = {"time": "2026-12-04T10:00:00+09:00", "version": str(office.booking().version), "how": "zoom"}
    assert "●●●" in clerk.posts("/staff/bookings/b1/move", **friday).page
    clerk.posts("/staff/bookings/b1/move", stage="send", **friday).follows()
    assert "まだ送っていません" in clerk.page
    assert rooms(office) == []
    office.at("2026-11-25 10:02")
    rooms(office)
    office.sweeps()
    assert [one.id for one in zoom.meetings.live()] == [meeting.id]
    assert len(office.pushes) == 1
    assert "変更前：12月3日（木）14:00" in office.pushes[0]
    assert [one.start for one in office.booking().hosting] == [tokyo("2026-12-04 10:00")]


def test_a_move_that_is_taken_back_leaves_the_room_and_its_host_as_they_were(office, zoom):
    office.request()
    clerk = office.clerk()
    answer(clerk)
    office.at("2026-11-25 10:01")
    rooms(office)
    office.sweeps()
    before = office.booking()
    friday = {"time": "2026-12-04T10:00:00+09:00", "version": str(before.version), "how": "zoom", "stage": "send"}
    clerk.posts("/staff/bookings/b1/move", **friday)
    clerk.posts("/staff/bookings/b1/take-back", version=str(before.version + 1))
    again = office.booking()
    assert (again.start, again.room, again.hosting) == (before.start, before.room, before.hosting)
    office.context.line.pushes.clear()
    office.at("2026-11-25 10:05")
    rooms(office)
    office.sweeps()
    assert (office.pushes, len(zoom.meetings.live())) == ([], 1)


def test_a_typed_room_is_taken_as_it_is_typed(office, zoom):
    office.request()
    answer(office.clerk(), how="typed", meeting_id="912 3456 7890", passcode="482915")
    assert office.booking().room.meeting_id == "91234567890"


def test_a_room_that_was_typed_is_never_dropped_whatever_is_ticked(office, zoom):
    office.request()
    answer(office.clerk(), how="zoom", meeting_id="912 3456 7890", passcode="482915")
    assert office.booking().room.meeting_id == "91234567890"


def test_a_room_of_which_only_a_part_was_typed_is_said_so(office, zoom):
    office.request()
    refused = answer(office.clerk(), how="zoom", meeting_id="912 3456 7890")
    assert refused.status == 400
    assert office.booking().state is State.REQUESTED


def test_when_no_host_is_free_the_clerk_reads_what_to_do(office, zoom):
    for name in ("b2", "b3"):
        office.request(id=name, number=f"12345{name[1]}", user=name)
        answer_to = office.clerk(name)
        fields = {**FIELDS, "how": "zoom", "wanted": "confirm", "stage": "send", "version": "1"}
        answer_to.posts(f"/staff/bookings/{name}/answer", **fields)
    office.request()
    refused = answer(office.clerk())
    assert refused.status == 409
    assert "空いているZoomの担当者がいません" in refused.page


def test_a_room_that_cannot_be_opened_becomes_a_persons_task_and_can_be_asked_for_again(office, zoom):
    office.request()
    clerk = office.clerk()
    answer(clerk)
    zoom.faults.add("error_500", times=None)
    for _ in range(LOUD):
        office.clock.advance(200)
        rooms(office)
    page = clerk.opens("/staff/todo").page
    assert "Zoomの部屋を用意できません" in page
    assert "Zoomの調子がよくありません" in page
    assert "「部屋を変える」" in page
    assert "部屋を変える" in clerk.opens("/staff/bookings/b1").page
    zoom.faults.clear()
    assert answer(clerk, version=str(office.booking().version)).status == 303
    office.clock.advance(60)
    rooms(office)
    assert office.booking().room
    assert "Zoomの部屋を用意できません" not in clerk.opens("/staff/todo").page


def test_several_requests_get_their_rooms_where_none_was_typed(office, zoom):
    for name, start in (("b1", "2026-12-03 14:00"), ("b2", "2026-12-03 14:30")):
        office.request(id=name, number=f"12345{name[1]}", user=name, start=tokyo(start))
    fields = {"wanted": "confirm", "picked": ["b1", "b2"], "version-b1": "1", "version-b2": "1"}
    typed = {"meeting_id-b2": "91234567890", "passcode-b2": "482915"}
    clerk = office.clerk()
    assert "Zoomの部屋を自動で用意します" in clerk.posts("/staff/requests/several", **fields).page
    assert "●●●" in clerk.posts("/staff/requests/several", stage="preview", **fields, **typed).page
    assert clerk.posts("/staff/requests/several", stage="send", **fields, **typed).status == 200
    office.clock.advance(40)
    rooms(office)
    [meeting] = zoom.meetings.live()
    assert office.booking("b1").room.meeting_id == str(meeting.id)
    assert office.booking("b2").room.meeting_id == "91234567890"


def test_a_host_whom_zoom_refuses_is_one_task_for_staff_and_stands_in_the_settings(office, zoom):
    office.request()
    clerk, manager = office.clerk(), office.clerk("長", Role.ADMINISTRATOR)
    answer(clerk)
    gone = office.booking().hosting[0].host
    zoom.meetings.refused[gone] = no_user(gone)
    office.at("2026-11-25 10:01")
    rooms(office)
    assert office.booking().room
    page = clerk.opens("/staff/todo").page
    assert page.count(f"Zoomの担当者 {gone} では部屋を開けません") == 1
    assert "11月25日（水）11:01までは、ほかの担当者で開きます" in page
    assert "要対応 1件" in clerk.opens("/staff/badges").page
    assert f"{gone}：Zoomに担当者が見つかりません" in manager.opens("/staff/settings").page


def test_a_host_whom_zoom_takes_again_is_no_task_any_more(office, zoom):
    office.context.rooms.set_aside("host-a", "zoom_400", tokyo("2026-11-25 11:00"))
    office.context.rooms.take_back("host-a")
    assert "いまはありません" in office.clerk().opens("/staff/todo").page


def test_a_room_that_records_by_itself_is_a_task_with_what_to_do(office, zoom):
    office.request()
    clerk = office.clerk()
    zoom.faults.add("recording_on", times=None)
    answer(clerk)
    office.at("2026-11-25 10:01")
    rooms(office)
    [meeting] = zoom.meetings.live()
    page = clerk.opens("/staff/todo").page
    assert "頼んだとおりになっていません：自動の録画が入っています" in page
    assert "自動レコーディングを切" in page
    assert f"ミーティングID：{meeting.id}" in page
    assert "Zoomの部屋を用意できません" not in page
    assert "要対応 1件" in clerk.opens("/staff/badges").page
    [row] = office.store.room_jobs("b1")
    assert clerk.posts(f"/staff/todo/{row.id}/settle").status == 303
    assert "いまはありません" in clerk.opens("/staff/todo").page


def test_a_passcode_rule_that_nothing_fits_is_said_in_words(office, zoom):
    office.request()
    clerk = office.clerk()
    zoom.faults.add("passcode_rule", endpoint="create", times=None)
    answer(clerk)
    office.at("2026-11-25 10:01")
    rooms(office)
    assert (
        "Zoomの部屋を用意できません（Zoomのアカウントで決めたパスコードの条件に合いません）"
        in clerk.opens("/staff/todo").page
    )
