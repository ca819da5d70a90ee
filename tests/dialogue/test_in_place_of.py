"""A change that names the time that stands with the new one: only the new one is wished for."""

from dataclasses import replace

import pytest

from bot.booking.model import State
from tests.dialogue.talks import at, value
from tests.make import ROOM, booking
from tests.talk import Talk

FIFTEEN, FOURTH = "2026-12-03T15:00:00+09:00", "2026-12-04T15:00:00+09:00"


def confirmed() -> Talk:
    return Talk(booking=replace(booking(), state=State.CONFIRMED, room=ROOM, room_version=1))


@pytest.mark.parametrize(
    ("said", "start"),
    [
        ("14時を15時に変更", FIFTEEN),
        ("14時から15時に変更したいです", FIFTEEN),
        ("14時を15時にできますか", FIFTEEN),
        ("14時を15時に", FIFTEEN),
        ("12月3日の14時から12月4日の15時に変更してください", FOURTH),
        ("3日の14時の予約を4日の15時へ移したい", FOURTH),
        ("12月3日14時→12月4日15時に変更", FOURTH),
    ],
)
def test_a_booking_moves_to_what_stands_last(said, start):
    talk = confirmed().says(said)
    assert value(talk, "time") == start
    assert talk.effects == []


def test_a_day_in_place_of_the_booking_asks_for_its_time():
    talk = confirmed().says("3日の14時の予約を来週の月曜に")
    assert value(talk, "day") == "2026-11-30"


@pytest.mark.parametrize("said", ["14時を15時に変更", "14時から15時にしてください", "3日の14時じゃなくて15時にします"])
def test_the_card_takes_what_stands_last(said):
    talk = at("review").says(said)
    assert value(talk, "time") == FIFTEEN
    assert talk.effects == []


@pytest.mark.parametrize("said", ["10時を11時に変更したい", "14時から15時の間に電話します", "14時を希望します"])
def test_what_names_another_time_or_no_change_is_read_as_ever(said):
    assert value(confirmed().says(said), "time") in ("", "2026-12-03T11:00:00+09:00")


def test_while_moving_the_booking_s_own_time_is_no_wish():
    assert value(confirmed().says("変更", "14時を15時にしてください"), "time") in ("", FIFTEEN)
    assert value(confirmed().says("変更", "3日の14時を4日の15時にしてください"), "time") == FOURTH
