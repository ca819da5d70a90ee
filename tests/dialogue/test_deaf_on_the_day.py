"""Who can't hear and tells on the day that he is late or absent is noted so, and not as a fault of the sound."""

from dataclasses import replace

import pytest

from bot.booking.model import State
from bot.dialogue.turn import NoteTry
from tests.make import ROOM, booking, tokyo
from tests.talk import Talk

CONFIRMED = replace(booking(), state=State.CONFIRMED, room=ROOM, room_version=1)


def noted(text: str, at: str = "2026-12-03 09:00") -> list[str]:
    talk = Talk(booking=CONFIRMED, now=tokyo(at)).says(text)
    return [one.action for one in talk.effects if isinstance(one, NoteTry)]


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("私は聞こえないので電話できません。遅れます", "late"),
        ("耳が聞こえないのですが遅れます", "late"),
        ("電話番号を押しても誰も出ない。遅れます", "late"),
        ("聞こえません。今日行けなくなりました", "absent"),
    ],
)
def test_lateness_and_absence_are_noted(text, about):
    assert noted(text) == [about]


def test_a_fault_of_the_sound_stays_one():
    assert noted("音が聞こえません") == ["trouble"]
    assert noted("音が聞こえません。遅れます", "2026-12-03 14:05") == ["trouble"]
