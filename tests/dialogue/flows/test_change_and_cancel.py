"""A seeker moves or cancels a booking in chat."""

from dataclasses import replace

import pytest

from bot.booking.model import State
from bot.dialogue.turn import Cancel, Move, NoteTry
from tests.make import ROOM, tokyo
from tests.talk import Talk
from tests.talk import booked as up_to_review


def confirmed() -> Talk:
    """A talk with a booking confirmed for 3 December, 14:00."""
    talk = up_to_review().taps("申し込む")
    talk.booking = replace(talk.booking, state=State.CONFIRMED, room=ROOM, room_version=1)
    return talk


def test_a_move_is_offered_beside_cancelling_as_long_as_the_talk_moves():
    talk = confirmed()
    for moment, is_open in (("2026-12-02 17:14", True), ("2026-12-02 17:15", False), ("2026-12-02 23:00", False)):
        talk.now = tokyo(moment)
        talk.says("キャンセルしたい")
        assert ("日時を変更する" in talk.buttons()) == is_open
        assert ("日時を変えることもできます" in talk.bot[-1]) == is_open
        assert "体調がよくない" in talk.buttons()


def test_moving_takes_four_taps_and_asks_staff_anew():
    talk = confirmed()
    before = talk.taps_made
    talk.says("確認").taps("日時を変更する", "12月4日（金）", "10:00", "変更する")
    assert talk.taps_made - before == 4
    assert "前のパスコードは使えません" in talk.bot[-1]
    moved = talk.effects[-1].booking
    assert isinstance(talk.effects[-1], Move)
    assert (moved.state, moved.start, moved.room, moved.room_version) == (
        State.REQUESTED,
        tokyo("2026-12-04 10:00"),
        None,
        1,
    )


def test_moving_by_text_alone():
    talk = confirmed().says("変更", "12/7 11時半", "変更する")
    assert talk.booking.start == tokyo("2026-12-07 11:30")


def test_cancelling_offers_moving_first_and_asks_for_a_reason_by_choice():
    talk = confirmed().says("キャンセル")
    assert {"日時を変更する", "いまのままにする", "体調がよくない", "答えたくない"} <= set(talk.buttons())
    talk.taps("都合が悪くなった")
    assert not isinstance(talk.effects[-1], Cancel)
    talk.taps("取り消す")
    assert isinstance(talk.effects[-1], Cancel)
    assert talk.effects[-1].booking.reason == "schedule"
    assert "取り消しました" in talk.bot[-1]


def test_who_keeps_the_booking_keeps_it():
    talk = confirmed().says("キャンセル").taps("いまのままにする")
    assert talk.booking.state is State.CONFIRMED
    assert "いまのまま" in talk.bot[-1]


def test_moving_ends_at_the_cut_off_and_cancelling_at_midnight():
    talk = confirmed()
    talk.now = tokyo("2026-12-02 17:15")
    assert "電話" in talk.says("変更").bot[-1]
    assert "理由" in talk.says("キャンセル").bot[-1]
    talk.now = tokyo("2026-12-03 00:00")
    talk.taps("体調がよくない", "取り消す")
    assert "電話" in talk.bot[-1]
    assert talk.booking.state is State.CONFIRMED


@pytest.mark.parametrize(("word", "action"), [("変更", "change"), ("キャンセル", "cancel")])
def test_on_the_day_the_telephone_is_named_and_the_try_noted_for_staff(word, action):
    talk = confirmed()
    talk.now = tokyo("2026-12-03 09:00")
    talk.says(word)
    assert "093-622-6690" in talk.bot[-1]
    assert isinstance(talk.effects[-1], NoteTry)
    assert talk.effects[-1].action == action


def test_a_time_that_went_while_moving_leads_to_the_nearest():
    talk = confirmed().says("変更", "12/7 11時半")
    talk.taken[tokyo("2026-12-07 11:30")] = 2
    talk.taps("変更する")
    assert "埋まりました" in talk.bot[-1]
    assert talk.taps("12月7日（月） 11:00").taps("変更する").booking.start == tokyo("2026-12-07 11:00")


def test_without_a_booking_there_is_nothing_to_move_or_cancel():
    assert "予約はありません" in Talk().says("変更").bot[-1]
    assert "予約はありません" in Talk().says("キャンセル").bot[-1]


def test_a_booking_that_staff_cancelled_meanwhile_is_not_cancelled_again():
    talk = confirmed().says("キャンセル").taps("体調がよくない")
    talk.booking = None
    talk.taps("取り消す")
    assert "予約はありません" in talk.bot[-1]


@pytest.mark.parametrize("asked", [("キャンセル", "都合が悪くなった"), ("変更", "12/4 10時")])
def test_before_a_booking_is_let_go_what_is_lost_is_named_and_keeping_it_is_the_last_button(asked):
    talk = confirmed().says(*asked)
    assert "12月3日（木）14:00）は、ほかの方にお譲りします" in talk.bot[-1]
    assert "912 3456 7890" in talk.bot[-1]
    assert list(talk.buttons())[-1] == "いまのままにする"
    assert talk.taps("いまのままにする").booking.state is State.CONFIRMED


def test_who_was_told_no_number_yet_loses_the_place_only():
    talk = up_to_review().taps("申し込む").says("キャンセル", "都合が悪くなった")
    assert "ほかの方にお譲りします" in talk.bot[-1]
    assert "ミーティングID" not in talk.bot[-1]


def test_no_reason_for_cancelling_looks_like_the_right_one():
    (card,) = confirmed().says("キャンセル").messages
    assert {button["style"] for button in card["contents"]["footer"]["contents"]} == {"secondary"}


CARDS = {"cancel": ("キャンセル", "都合が悪くなった"), "change": ("変更", "12/7 11時半")}
KEEPING = (
    *(
        "やっぱり行きます",
        "いいえ",
        "違います",
        "そのままで",
        "すみません、このままでお願いします",
        "はい、やっぱり行きます",
    ),
    *("予約はそのままで大丈夫です", "参加します", "やっぱり元のままで"),
)
DENIED = {
    "cancel": ("取り消さないでください", "キャンセルしません", "キャンセルしないです", "キャンセルじゃないです"),
    "change": ("変更しないでください", "変更しません", "変更するのやめます"),
}
LATER = ("はい", "OK", "了解しました", "お願いします")
DOUBTS = (
    "はい？",
    "取り消す？",
    "変更する？",
    "どうしよう",
    "結構です",
    "やっぱり行きません？",
    "なるほど",
    "キャンセルしますか",
)


def has_let_go(talk: Talk) -> bool:
    return any(isinstance(one, Cancel | Move) for one in talk.effects)


@pytest.mark.parametrize("flow", CARDS)
def test_words_that_keep_the_booking_close_the_card_so_that_a_later_yes_does_nothing(flow):
    wrong = []
    for said in (*KEEPING, *DENIED[flow]):
        talk = confirmed().says(*CARDS[flow], said)
        if talk.conversation.flow or has_let_go(talk.says(*LATER)):
            wrong.append(said)
    assert wrong == []


def test_twin_a_card_that_was_left_open_would_take_the_later_yes():
    assert has_let_go(confirmed().says(*CARDS["cancel"], "どうしよう", "はい"))
    assert not has_let_go(confirmed().says(*CARDS["cancel"], "やっぱり行きます", "はい"))


@pytest.mark.parametrize("said", ["いいえ", "違います", "やっぱり行きます", "キャンセルしない", "このままで"])
def test_who_keeps_the_booking_when_asked_why_comes_no_step_nearer(said):
    talk = confirmed().says("キャンセル", said)
    assert not talk.conversation.flow
    assert "取り消す" not in talk.buttons()


@pytest.mark.parametrize("flow", CARDS)
def test_what_doubts_or_asks_at_the_last_card_does_nothing(flow):
    assert [said for said in DOUBTS if has_let_go(confirmed().says(*CARDS[flow], said))] == []


@pytest.mark.parametrize(
    ("flow", "said"),
    [
        *(
            ("cancel", one)
            for one in ("取り消します", "はい、取り消してください", "キャンセルします", "取り消す", "はい")
        ),
        *(("change", one) for one in ("変更します", "はい、変更してください", "変更する", "はい")),
    ],
)
def test_the_plain_last_word_is_heard(flow, said):
    assert has_let_go(confirmed().says(*CARDS[flow], said))
