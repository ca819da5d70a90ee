"""Who names the weekday of a booking means the booking, in whatever week it is: 「木曜は行けません」."""

from dataclasses import replace

import pytest

from bot.booking.model import State
from tests.make import ROOM, booking, tokyo
from tests.talk import Talk

# On a Thursday of the week after next; a bare 「木曜」 alone would be read as tomorrow.
CONFIRMED = replace(booking(), state=State.CONFIRMED, room=ROOM, room_version=1)
WEDNESDAY_BEFORE = tokyo("2026-11-25 10:00")
AWAITED = "お待ちしています"


def said(text: str) -> Talk:
    return Talk(booking=CONFIRMED, now=WEDNESDAY_BEFORE).says(text)


@pytest.mark.parametrize(
    "text",
    [
        "木曜日は行けなくなりました",
        "木曜がだめになりました",
        "木曜、都合が悪くなりました",
        "木曜いけんくなったけん",
        "その日は子どもの学校の行事と重なってしまいました",
        "その日は通院とかぶりました",
        "その日は法事と重なってます",
    ],
)
def test_who_can_not_come_that_day_is_asked_about_cancelling_and_not_told_that_he_is_awaited(text):
    talk = said(text)
    assert AWAITED not in "".join(talk.bot)
    assert talk.conversation.flow == "cancel"
    assert not talk.effects


@pytest.mark.parametrize(
    "text",
    [
        "木曜あかんくなったわ、金曜にずらせへん？",
        "木曜だめになったわ、金曜にずらせませんか",
        "木曜都合悪なってん、金曜に変えられへんかな",
        "木曜いけんくなったけん金曜にしてもらえん？",
        "木曜だめになりました。金曜にずらせますか",
    ],
)
def test_who_asks_to_move_from_that_day_is_shown_times_of_the_other(text):
    talk = said(text)
    assert AWAITED not in "".join(talk.bot)
    assert talk.conversation.flow == "change"
    assert "（金）" in "".join(talk.bot)
    assert not talk.effects


@pytest.mark.parametrize("text", ["金曜は行けません", "金曜はだめです", "明日は行けません"])
def test_another_day_keeps_nobody_away(text):
    talk = said(text)
    assert not talk.conversation.flow
    assert not talk.effects
