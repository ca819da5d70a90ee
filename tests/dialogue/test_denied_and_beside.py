"""What is denied, excluded or said beside an answer is neither stored nor chosen; what is meant is."""

import pytest

from tests.dialogue.talks import at
from tests.talk import Talk


def stored(talk: Talk, question: str) -> str:
    answer = talk.conversation.answers.get(question)
    return answer.value if answer else ""


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("consent", "5条以外は同意します"),
        ("consent", "条件つきで同意します"),
        ("telephone", "090-1111-2222は使わないで"),
        ("email", "taro@gmail.comには送らないで"),
        ("number", "13010-1234567は古い番号です"),
        ("purpose", "面接練習以外"),
        ("support", "手話と付き添いの両方"),
        ("support", "必要ないことはないんですが…"),
        ("name", "さっき送った名前で"),
        ("name", "ほげ"),
        ("name", "あああ"),
    ],
)
def test_what_is_denied_doubted_or_doubled_is_not_stored(question, said):
    talk = at(question).says(said)
    assert not stored(talk, question)
    assert talk.conversation.flow == "book"


@pytest.mark.parametrize(
    ("question", "said", "value"),
    [
        ("telephone", "080 9876 5432 ただし日中は出られません", "080-9876-5432"),
        ("telephone", "主人の携帯ですが 090-1111-2222", "090-1111-2222"),
        ("purpose", "面接の練習ではなくて求人の紹介を", "consultation"),
        ("support", "手話通訳は不要です", "none"),
        ("support", "手話じゃなくて筆談で", "writing"),
        ("support", "通訳がいないと困ります", "interpreter"),
        ("email", "アドレスはtaroアットマークgmail.com", "taro@gmail.com"),
        ("name", "すみません、山田と申しますが", "山田"),
        ("name", "山田ほのか", "山田ほのか"),
        ("name", "やまだ かな", "やまだ かな"),
    ],
)
def test_what_is_meant_is_stored_though_more_is_said(question, said, value):
    assert stored(at(question).says(said), question) == value


@pytest.mark.parametrize("said", ["14時は会議", "14時だけは避けたい", "10時はちょっと早い"])
def test_a_time_that_is_ruled_out_is_not_chosen(said):
    talk = at("time").says(said)
    assert not stored(talk, "time")
    assert "除いた" in "".join(talk.bot[-3:])


def test_a_time_before_which_it_is_to_end_is_a_bound():
    talk = at("time").says("お迎えが15時なのでそれまでに終わる時間")
    assert not stored(talk, "time")
    assert any("14:30" in label for label in talk.buttons())
    assert not any("15:00" in label for label in talk.buttons())


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("月末の金曜", "11月27日（金）"),
        ("月末まで忙しくて、来月入ってすぐがいいです", "12月1日（火）"),
        ("12月7日の週", "12月7日（月）"),
        ("クリスマスイブ", "12月24日"),
    ],
)
def test_days_by_their_names_and_parts_of_a_month(said, first):
    talk = at("day").says(said)
    assert first in "".join((*talk.bot[-2:], *talk.buttons()))
