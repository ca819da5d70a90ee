"""Who tells what befell him or his family, and not that he stays away, is asked and begins nothing."""

from dataclasses import replace

import pytest

from bot.booking.model import State
from bot.dialogue.turn import NoteTry
from tests.make import ROOM, booking, tokyo
from tests.talk import Talk

CONFIRMED = replace(booking(state=State.CONFIRMED), room=ROOM, room_version=1)


def before(text: str) -> Talk:
    return Talk(booking=CONFIRMED).says(text)


def on_the_day(text: str) -> Talk:
    return Talk(booking=CONFIRMED, now=tokyo("2026-12-03 09:00")).says(text)


@pytest.mark.parametrize(
    "text",
    [
        *("親が入院してて大変で", "母が倒れてバタバタしてます", "子どもが熱を出して大変で", "祖父が亡くなりました"),
        *("体調が悪くてしんどいです", "入院することになりました", "用事が入りそうです"),
        "15時から用事があるんですけど間に合いますか",
    ],
)
def test_who_has_not_decided_is_offered_both_ways_and_nothing_begins(text):
    talk = before(text)
    assert not talk.conversation.flow
    assert {"日時を変更する", "予約を取り消す"} <= talk.every_button().keys()


@pytest.mark.parametrize(
    "text",
    ["熱が出たので行けません", "母が入院したので休みます", "インフルになったので3日は無理です", "用事が入りました"],
)
def test_who_says_that_he_stays_away_begins_to_cancel(text):
    assert before(text).conversation.flow == "cancel"


@pytest.mark.parametrize("text", ["親が入院してて大変で", "お腹痛いけどなんとかします", "頭痛いけど様子みます"])
def test_on_the_day_staff_hear_that_he_may_not_come(text):
    talk = on_the_day(text)
    assert [one.note.detail for one in talk.effects if isinstance(one, NoteTry)] == ["maybe"]
    assert "今日は行きます" in talk.every_button()


@pytest.mark.parametrize("text", ["熱が出ました", "子どもが熱を出したので行けません", "朝から頭痛がひどい"])
def test_on_the_day_ones_own_illness_or_a_plain_word_is_an_absence(text):
    talk = on_the_day(text)
    assert [(one.note.about, one.note.detail) for one in talk.effects if isinstance(one, NoteTry)] == [("absent", "")]


@pytest.mark.parametrize(
    "text", ["ちょっとお腹痛い", "少し頭痛がします", "少し熱っぽいけど様子見ます", "微熱があります"]
)
def test_a_mild_illness_may_be_none(text):
    talk = on_the_day(text)
    assert [one.note.detail for one in talk.effects if isinstance(one, NoteTry)] == ["maybe"]


@pytest.mark.parametrize("text", ["14時から別の予定入っちゃいそう", "14時は歯医者の時間なんですが"])
def test_what_else_is_told_of_its_time_is_no_promise_to_come(text):
    assert "お待ちしています" not in on_the_day(text).bot[-1]


@pytest.mark.parametrize("text", ["3日は祝日ですか", "面接は3日の14時からです"])
def test_what_is_asked_or_told_of_its_day_shows_when_it_is(text):
    talk = before(text)
    assert "お待ちしています" not in talk.bot[-1]
    assert "12月3日（木）14:00" in talk.bot[-1]


@pytest.mark.parametrize("text", ["3日の14時からよろしくお願いします", "木曜楽しみにしてます", "3日の14時OKです"])
def test_its_day_alone_is_a_promise_to_come(text):
    assert "お待ちしています" in before(text).bot[-1]
