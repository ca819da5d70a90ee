"""Several requests at once: each with its own room and its own guard, nothing that was typed is lost."""

import re
from datetime import timedelta

import pytest

from bot.booking.lifecycle import Step
from bot.booking.model import State
from bot.service.bookings import steps
from tests.make import ROOM, answers, tokyo


@pytest.fixture
def three(office):
    """Three requests of three people."""
    for place, name in enumerate(("山田 太郎", "鈴木 花子", "佐々木 次郎"), 1):
        given = answers(name=name, number=f"13010-1234567{place}")
        start = tokyo(f"2026-12-03 1{place}:00")
        office.request(id=f"b{place}", number=f"12345{place}", user=f"U{place}", start=start, answers=given)
    return office


def fields(office, *names: str, **more: str) -> dict[str, object]:
    versions = {f"version-{name}": str(office.booking(name).version) for name in names}
    return {"picked": list(names), **versions, **more}


def rooms(*names: str) -> dict[str, str]:
    ids = {f"meeting_id-{name}": f"9123456789{place}" for place, name in enumerate(names)}
    return {**ids, **{f"passcode-{name}": f"48291{place}" for place, name in enumerate(names)}}


def test_several_are_taken_on_and_others_see_it(three):
    first, second = three.clerk("佐藤"), three.clerk("田中")
    second.posts("/staff/requests/b3/hold")
    first.posts("/staff/requests/several", wanted="hold", picked=["b1", "b3"])
    assert "1件を受け持ちました（ほかの人が処理中：1件）" in first.follows().page
    assert len(re.findall("佐藤さんが処理中", second.opens("/staff/requests").page)) == 1


def test_each_is_confirmed_with_its_own_room_after_a_look_at_each_text(three):
    clerk = three.clerk()
    typed = fields(three, "b1", "b2", **rooms("b1", "b2"), wanted="confirm")
    page = clerk.posts("/staff/requests/several", **typed, stage="preview").page
    assert page.count('class="bubble"') == 2
    assert "482911" in page
    assert three.booking("b1").state is State.REQUESTED
    page = clerk.posts("/staff/requests/several", **typed, stage="send").page
    assert "2件を済ませました" in page
    assert [three.booking(name).room.meeting_id for name in ("b1", "b2")] == ["91234567890", "91234567891"]
    assert three.booking("b3").state is State.REQUESTED


def test_each_can_be_taken_back_before_it_is_sent(three):
    clerk = three.clerk()
    typed = fields(three, "b1", "b2", **rooms("b1", "b2"), wanted="confirm")
    clerk.posts("/staff/requests/several", **typed, stage="send")
    three.sweeps()
    assert not three.pushes
    clerk.posts("/staff/bookings/b1/take-back", version=str(three.booking("b1").version))
    assert three.booking("b1").state is State.REQUESTED
    assert three.booking("b2").state is State.CONFIRMED


def test_a_wrong_room_is_said_beside_its_field_and_nothing_is_done(three):
    clerk = three.clerk()
    typed = fields(three, "b1", "b2", **{**rooms("b1", "b2"), "meeting_id-b2": "12"}, wanted="confirm")
    clerk.posts("/staff/requests/several", **typed, stage="send")
    assert clerk.status == 400
    assert re.search(r'is-invalid" id="meeting_id-b2"', clerk.page)
    assert 'value="91234567890"' in clerk.page
    assert three.booking("b1").state is State.REQUESTED


def test_one_reason_goes_to_all_who_are_declined(three):
    clerk = three.clerk()
    typed = fields(three, "b1", "b3", wanted="decline")
    assert clerk.posts("/staff/requests/several", **typed, stage="preview").status == 400
    assert "理由を入力してください" in clerk.page
    page = clerk.posts("/staff/requests/several", **typed, reason="担当者が不在のため", stage="preview").page
    assert page.count("理由：担当者が不在のため") == 2
    clerk.posts("/staff/requests/several", **typed, reason="担当者が不在のため", stage="send")
    assert [three.booking(f"b{place}").state.value for place in (1, 2, 3)] == ["declined", "requested", "declined"]


def test_one_that_another_changed_meanwhile_is_told_and_keeps_what_was_typed(three):
    clerk, typed = three.clerk(), fields(three, "b1", "b2", **rooms("b1", "b2"), wanted="confirm")
    steps.confirm_booking(three.context, "b1", ROOM, "cli:other")
    clerk.posts("/staff/requests/several", **typed, stage="preview")
    assert "ほかの人が先に変更しました" in clerk.page
    assert 'value="91234567891"' in clerk.page
    assert three.booking("b1").room.meeting_id == ROOM.meeting_id


def test_nothing_picked_is_said(three):
    clerk = three.clerk().posts("/staff/requests/several", wanted="confirm")
    assert "1つ以上選んでください" in clerk.follows().page


def test_a_way_that_is_none_is_refused(three):
    assert three.clerk().posts("/staff/requests/several", wanted="expire", picked=["b1"]).status == 400


def many(office, count):
    for place in range(count):
        start = tokyo("2026-12-03 10:00") + timedelta(days=7 * (place // 20), minutes=30 * (place // 2 % 10))
        given = answers(number=f"13010-{10_000_000 + place}")
        name, user = f"m{place}", f"U{place:032x}"
        office.request(id=name, number=str(400_000 + place), user=user, start=start, answers=given)
    return [f"m{place}" for place in range(count)]


def test_of_more_than_go_together_it_is_said_how_many_are_left(office):
    names = many(office, 39)
    clerk = office.clerk()
    page = clerk.posts("/staff/requests/several", wanted="decline", picked=names).page
    assert "一度に20件までです。残りの19件" in page
    assert page.count('name="picked"') == 20
    sent = {"wanted": "decline", "picked": names[:20], "left": "19", "reason": "担当者が不在のため", "stage": "send"}
    page = clerk.posts("/staff/requests/several", **sent).page
    assert "20件を済ませました" in page
    assert "残りの19件" in page
    clerk.posts("/staff/requests/several", wanted="hold", picked=names)
    assert "残りの19件" in clerk.follows().page


@pytest.mark.parametrize("stage", ["preview", "send"])
def test_one_that_was_decided_meanwhile_is_left_out_by_name_and_the_others_go_on(three, stage):
    clerk, typed = three.clerk(), fields(three, "b1", "b2", **rooms("b1", "b2"), wanted="confirm")
    steps.take_step(three.context, "b1", Step.DECLINE, "cli:other", reason="x")
    page = clerk.posts("/staff/requests/several", **typed, stage=stage).page
    assert clerk.status == (200 if stage == "preview" else 409)
    assert "次のうち1件は" in page
    assert "山田 太郎" in page
    assert "ほかの人が先に変更しました" in page
    if stage == "preview":
        assert page.count('name="picked"') == 1
        clerk.posts("/staff/requests/several", **fields(three, "b2", **rooms("b2"), wanted="confirm"), stage="send")
    assert [three.booking(name).state.value for name in ("b1", "b2", "b3")] == ["declined", "confirmed", "requested"]


def test_where_none_is_left_nothing_is_sent_and_each_says_why(three):
    clerk, typed = three.clerk(), fields(three, "b1", wanted="decline", reason="x")
    steps.confirm_booking(three.context, "b1", ROOM, "cli:other")
    page = clerk.posts("/staff/requests/several", **typed, stage="send").page
    assert "ほかの人が先に変更しました" in page
    assert 'value="send"' not in page
    assert three.booking("b1").state is State.CONFIRMED
