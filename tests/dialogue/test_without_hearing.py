"""Who does not hear is told how he takes part, and is not sent to the telephone."""

import pytest

from tests.talk import Talk


@pytest.mark.parametrize(
    "text",
    [
        "耳が聞こえません",
        "耳が聞こえないので電話できません",
        "難聴ですが相談できますか",
        "聴覚障害があります。筆談で相談できますか",
        "耳が聞こえません。チャットで相談したい",
        "耳がとおいけん電話は無理ばい、文字だけで相談できると？",
    ],
)
def test_the_ways_without_sound_are_named(text):
    talk = Talk().says(text)
    assert "手話の通訳か、筆談" in talk.bot[-1]
    assert "へお電話ください" not in talk.bot[-1]
    assert not talk.conversation.flow


def test_who_wants_to_book_begins_at_once():
    assert Talk().says("耳が聞こえないので筆談で予約したい").conversation.flow == "book"


def test_of_somebody_else_it_is_said_that_he_books_himself():
    assert "ご本人" in Talk().says("母の耳が遠いので代わりに予約したい").bot[-1]


@pytest.mark.parametrize("text", ["ふざけんな何回電話しても出えへんやんけ", "電話が怖いので電話じゃない方法ありますか"])
def test_who_cannot_call_is_not_sent_to_the_telephone(text):
    talk = Talk().says(text)
    assert "093-622-6690" not in talk.bot[-1]
    assert "「伝言」と送ると" in talk.bot[-1]


def test_who_can_not_go_out_begins_to_book():
    assert Talk().says("妊娠してて外出できないんですけど").conversation.flow == "book"
