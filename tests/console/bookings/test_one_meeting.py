"""Two people are never led into one room: one meeting for two bookings at a time is refused wherever it is typed."""

import re

import pytest

from bot.booking.model import State
from bot.service.bookings.steps import confirm_booking
from tests.make import ROOM, answers, tokyo

TYPED = {"meeting_id": ROOM.meeting_id, "passcode": ROOM.passcode, "join_url": "", "how": "typed"}
AT_TWO, AT_THREE = "2026-12-03 14:00", "2026-12-03 15:00"


@pytest.fixture
def three(office):
    """Two requests for two o'clock and one for three."""
    for place, start in enumerate((AT_TWO, AT_TWO, AT_THREE), 1):
        given = answers(number=f"13010-1234567{place}")
        office.request(id=f"b{place}", number=f"12345{place}", user=f"U{place}", start=tokyo(start), answers=given)
    return office


def answer(clerk, name, **typed):
    return clerk.posts(f"/staff/bookings/{name}/answer", wanted="confirm", version="1", **{**TYPED, **typed})


def several(office, clerk, **typed):
    versions = {f"version-{name}": "1" for name in ("b1", "b2")}
    return clerk.posts("/staff/requests/several", wanted="confirm", picked=["b1", "b2"], **versions, **typed)


@pytest.mark.parametrize("stage", ["preview", "send"])
def test_the_form_of_a_room_names_the_other_booking_beside_the_id(three, stage):
    confirm_booking(three.context, "b1", ROOM, "staff:s1")
    clerk = three.clerk()
    answer(clerk, "b2", stage=stage)
    assert clerk.status == 400
    assert "同じ時間の別の予約（受付番号 123451）" in clerk.page
    assert re.search(r'is-invalid"[^>]* id="meeting_id"|id="meeting_id"[^>]*is-invalid', clerk.page)
    assert three.booking("b2").state is State.REQUESTED


def test_several_at_once_are_refused_before_anything_is_sent(three):
    clerk = three.clerk()
    typed = {f"{field}-{name}": value for name in ("b1", "b2") for field, value in TYPED.items()}
    several(three, clerk, **typed, stage="send")
    assert "同じ時間の別の予約（受付番号 123451）" in clerk.page
    assert {three.booking(name).state for name in ("b1", "b2")} == {State.REQUESTED}


def test_moving_into_the_time_of_another_in_the_same_meeting_is_refused(office):
    for place, start in ((1, AT_TWO), (3, AT_THREE)):
        given = answers(number=f"13010-1234567{place}")
        office.request(id=f"b{place}", number=f"12345{place}", user=f"U{place}", start=tokyo(start), answers=given)
        confirm_booking(office.context, f"b{place}", ROOM, "staff:s1")
    clerk = office.clerk()
    to = {"time": "2026-12-03T14:00:00+09:00", "version": "2", "stage": "send"}
    clerk.posts("/staff/bookings/b3/move", **TYPED, **to)
    assert "受付番号 123451" in clerk.page
    assert office.booking("b3").start == tokyo(AT_THREE)


def test_a_standing_room_under_two_passcodes_is_asked_about_and_taken(three):
    confirm_booking(three.context, "b1", ROOM, "staff:s1")
    clerk = three.clerk()
    answer(clerk, "b3", stage="preview")
    assert "ちがうパスコード" not in clerk.page
    answer(clerk, "b3", stage="preview", passcode="999999")
    assert "同じ日の別の予約（受付番号 123451、12月3日（木）14:00）では、ちがうパスコード" in clerk.page
    answer(clerk, "b3", stage="send", passcode="999999")
    assert three.booking("b3").state is State.CONFIRMED
