"""While a booking is being cancelled or moved: words that keep it end the flow, and a later yes does nothing."""

from dataclasses import replace

import pytest

from bot.booking.model import State
from bot.dialogue.events.agreeing import agrees
from tests.make import ROOM, booking, tokyo
from tests.talk import Talk

CONFIRMED = replace(booking(), state=State.CONFIRMED, room=ROOM, room_version=1)
CARDS = {
    "cancel": ("キャンセル", "都合が悪くなった"),
    "change": ("変更", "12月10日の10時"),
}
KEEPS = (
    *("そのままで", "すみません、そのままでお願いします", "やっぱり行きます", "いいえ", "待って", "予約はそのまま"),
    *("やっぱり元のままで", "はい、やっぱり行きます", "了解、でも行きます", "このままで大丈夫です"),
    *("やっぱり都合がついたので伺います", "やはり伺います"),
)
OWN = {
    "cancel": ("取り消さない", "取り消さないでください", "キャンセルしません"),
    "change": ("変更しない", "変更しません", "12月3日のままで"),
}


def card(flow: str) -> Talk:
    talk = Talk(booking=CONFIRMED, now=tokyo("2026-11-25 11:00")).says(*CARDS[flow])
    assert talk.conversation.flow == flow
    return talk


@pytest.mark.parametrize(("flow", "said"), [(flow, one) for flow in CARDS for one in (*KEEPS, *OWN[flow])])
def test_words_that_keep_a_booking_end_the_flow_and_a_later_yes_does_nothing(flow, said):
    talk = card(flow).says(said)
    assert not talk.conversation.flow
    assert not talk.says("はい", "OK", "わかりました").effects


@pytest.mark.parametrize(
    "said",
    [
        "いいえ",
        "違います",
        "キャンセルしない",
        "このままで",
        "やっぱり行きます",
        "待って",
        "やっぱり都合がついたので伺います",
    ],
)
def test_at_the_question_for_a_reason_they_do_too(said):
    talk = Talk(booking=CONFIRMED, now=tokyo("2026-11-25 11:00")).says("キャンセル", said)
    assert not talk.conversation.flow
    assert not talk.effects


@pytest.mark.parametrize(
    ("flow", "said"),
    [
        *(("cancel", said) for said in ("はい", "取り消します", "はい、取り消してください", "取り消す")),
        *(("change", said) for said in ("はい", "変更します", "変更お願いします", "変更する")),
    ],
)
def test_what_is_plainly_said_is_done(flow, said):
    assert card(flow).says(said).effects


@pytest.mark.parametrize("flow", CARDS)
def test_a_vague_word_is_asked_about_and_the_second_one_is_a_yes(flow):
    talk = card(flow).says("お願いします")
    assert not talk.effects
    assert "ということで、よろしいですか" in talk.bot[-1]
    assert not card(flow).says("お願いします", "大丈夫です").effects
    assert not card(flow).says("お願いします", "なるほど").effects
    assert talk.says("お願いします").effects


@pytest.mark.parametrize("flow", CARDS)
def test_a_yes_at_the_card_that_was_not_left_acts(flow):
    assert card(flow).says("はい").effects


@pytest.mark.parametrize("said", ["時間はそのままで12月10日に", "12月9日に行きます"])
def test_a_day_that_is_named_while_moving_is_no_word_that_keeps_it(said):
    talk = Talk(booking=CONFIRMED, now=tokyo("2026-11-25 11:00")).says("変更", said)
    assert talk.conversation.flow == "change"


@pytest.mark.parametrize("said", ["12月3日の14時", "12月3日"])
def test_a_move_to_the_very_time_that_is_booked_changes_nothing_and_says_so(said):
    talk = Talk(booking=CONFIRMED, now=tokyo("2026-11-25 11:00")).says("変更", said)
    if talk.conversation.flow:
        talk.taps(next(label for label in talk.buttons() if "14:00" in label))
    assert "いまも12月3日（木）14:00です" in talk.bot[-1]
    assert not talk.conversation.flow
    assert not talk.says("はい").effects


def test_who_moved_a_confirmed_booking_reads_that_moving_back_does_not_restore_it():
    moved = replace(booking(), state=State.REQUESTED, start=tokyo("2026-12-03 15:00"), room_version=1)
    talk = Talk(booking=moved, now=tokyo("2026-11-25 11:00")).says("変更", "12月3日の14時")
    assert "前の確定とミーティングIDは戻りません" in "\n".join(talk.bot)
    assert not talk.effects


LEAVES = (
    *(
        "やっぱり残しといて",
        "間違えて押しました",
        "まちがい！ けさないで",
        "キャンセルするとは言ってない",
        "予約は生かしといて",
    ),
    *("あ、まちがえた！戻して", "取り消すボタン押してません", "はいじゃなくていいえ", "操作ミスです", "予約は続けます"),
)


@pytest.mark.parametrize("said", LEAVES)
@pytest.mark.parametrize("at", [("キャンセル",), CARDS["cancel"]])
def test_a_cancelling_is_left_by_words_of_many_kinds_and_a_later_yes_does_nothing(at, said):
    talk = Talk(booking=CONFIRMED, now=tokyo("2026-11-25 11:00")).says(*at, said)
    assert not talk.conversation.flow
    assert not talk.says("はい").effects


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        *(("内定が出ました", "hired"), ("しごと きまった", "hired"), ("他社で採用になりました", "hired")),
        *(("理由は体調です", "health"), ("引っ越すことになって", "schedule"), ("言いたくないです", "untold")),
        *(("取り消す", "untold"), ("はい", "untold")),
    ],
)
def test_a_reason_is_taken_in_words_and_the_card_follows_before_anything_is_cancelled(said, reason):
    talk = Talk(booking=CONFIRMED, now=tokyo("2026-12-02 18:00")).says("明日行けなくなりました", said)
    assert talk.conversation.answers["reason"].value == reason
    assert not talk.effects
    assert talk.says("はい").effects


AGREES = (
    *(
        "はいその日でお願いします！",
        "よかばい",
        "それで変えといて",
        "オッケー👌これでいってください",
        "ほんならそれでたのんます",
    ),
    *("10日の10時でお願いします", "それで いいです", "はい へんこう する", "了解、それでお願いします"),
)


@pytest.mark.parametrize("said", AGREES)
def test_a_yes_in_other_words_moves(said):
    assert card("change").says(said).booking.start == tokyo("2026-12-10 10:00")


@pytest.mark.parametrize(
    "said",
    [
        *(
            "変更はいいです",
            "変更は大丈夫です",
            "やっぱりいいです",
            "いいですね",
            "それはちょっと",
            "それでいいですか",
            "そのまま",
        ),
        *(
            "変更してもいいか家族に確認します",
            "元の3日に戻せる？",
            "変更はなしの方向で",
            "大丈夫です",
            "はい、ただし10時半",
        ),
    ],
)
def test_what_is_no_yes_moves_nothing(said):
    assert not card("change").says(said).effects


@pytest.mark.parametrize("said", ["10時半にできませんか", "はい、ただし10時半", "10日の10時は面接だった、10時半で"])
def test_another_time_on_the_day_of_the_card_is_put_on_the_card(said):
    talk = card("change").says(said)
    assert "12月10日（木）10:30" in "\n".join(talk.bot[-2:])
    assert not talk.effects


@pytest.mark.parametrize(
    ("said", "is_yes"), [("それ", False), ("この時間", False), ("それで", True), ("この日でお願いします", True)]
)
def test_who_only_points_at_the_card_has_not_agreed(said, is_yes):
    assert agrees(said, "cancel") is is_yes
