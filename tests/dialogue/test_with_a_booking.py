"""What somebody with a booking writes: that he comes, that he is in, another time, and what is no wish at all."""

from dataclasses import replace

import pytest

from bot.booking.model import State
from tests.make import ROOM, booking, tokyo
from tests.talk import Talk

CONFIRMED = replace(booking(), state=State.CONFIRMED, room=ROOM, room_version=1)
MORNING, BEGUN = "2026-12-03 09:00", "2026-12-03 14:05"


def told(text: str, moment: str = "2026-11-25 11:00") -> tuple[Talk, str]:
    """Type a text and give the talk with all that is shown in answer."""
    talk = Talk(booking=CONFIRMED, now=tokyo(moment))
    talk.says(text)
    return talk, "\n".join([*talk.bot, *talk.buttons()])


@pytest.mark.parametrize("moment", ["2026-11-25 11:00", MORNING])
@pytest.mark.parametrize(
    "text",
    [
        "行けます",
        "行きます",
        "参加します",
        "出席します",
        "よろしく！休まず行きます",
        "予定通り",
        "入ります",
        "行けそうです",
    ],
)
def test_who_says_that_he_comes_is_expected(text, moment):
    talk, shown = told(text, moment)
    assert "お待ちしています" in shown
    assert not talk.effects


@pytest.mark.parametrize("text", ["入れました", "無事つながりました", "入室しました", "聞こえました", "やっと入れた"])
def test_who_is_in_hears_only_to_wait(text):
    talk, shown = told(text, BEGUN)
    assert "閉じずにお待ちください" in shown
    assert not talk.effects


@pytest.mark.parametrize(
    "text", ["行きません", "行きますか", "行けますか？", "参加しません", "入りますか", "入りましたが落ちました"]
)
def test_who_denies_or_asks_it_is_not_expected(text):
    _, shown = told(text, BEGUN)
    assert "お待ちしています" not in shown
    assert "閉じずにお待ちください" not in shown


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("時間を10時にできますか", "12月3日（木）10:00"),
        ("キャンセルじゃなくて時間だけ変えたい", "10:30"),
        ("時間だけ変更、日はそのまま", "10:30"),
        ("一番早い日に変更", "11月26日（木） 10:00"),
        ("日にちも時間もお任せで変更", "11月26日（木） 10:00"),
    ],
)
def test_moving_goes_on_from_the_day_or_time_that_was_said(text, label):
    talk, shown = told(text)
    assert talk.conversation.flow == "change"
    assert label in shown
    assert not talk.effects


@pytest.mark.parametrize(
    ("text", "day"),
    [("もっと早い日ありますか", "11月26日"), ("来週に", "11月30日"), ("12月4日じゃなくて7日に", "12月7日")],
)
def test_a_day_that_is_named_is_shown_beside_the_booking_and_begins_nothing(text, day):
    talk, shown = told(text)
    assert "ご予約は12月3日" in shown
    assert day in shown.partition("ご予約は")[2]
    assert not talk.conversation.flow


@pytest.mark.parametrize("text", ["内定辞退しました", "面接落ちました", "不採用でした", "選考に落ちました"])
def test_a_setback_cancels_nothing(text):
    talk, shown = told(text)
    assert "そのままです" in shown
    assert not talk.conversation.flow


@pytest.mark.parametrize(
    ("text", "moment", "must"),
    [
        ("14時で合ってますよね", "2026-11-25 11:00", "14:00"),
        ("今日お休みですか？", MORNING, "平日"),
        ("早めに入っていい？", MORNING, "5分ほど前"),
        ("10分前に入ればいい？", MORNING, "5分ほど前"),
        ("3日に手術が入りました", "2026-11-25 11:00", "取り消し"),
    ],
)
def test_it_is_answered(text, moment, must):
    talk, shown = told(text, moment)
    assert must in shown
    assert not talk.effects


def test_a_change_that_another_takes_the_place_of_is_told_to_be_not_made():
    talk = Talk(booking=booking(state=State.CONFIRMED)).says(
        "4日に変えてください", "10時", "電話番号かわりました 080-1234-9999"
    )
    assert "日時の変更は、まだしていません" in talk.bot[-2]
    talk.says("行けなくなりました")
    assert "連絡先などは、まだ直していません" in talk.bot[-2]
    assert talk.conversation.flow == "cancel"
    assert talk.effects == []


@pytest.mark.parametrize(
    "said", [("変更", "電話番号を変えたい"), ("4日に変えてください", "10時", "変更する"), ("変更", "やめる")]
)
def test_nothing_is_told_of_a_change_in_which_nothing_was_said_or_that_was_made(said):
    talk = Talk(booking=booking(state=State.CONFIRMED)).says(*said)
    assert "まだしていません" not in "".join(talk.bot)
