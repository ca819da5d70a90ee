"""Who has not got what is not asked for, or looks for a booking that he has not made yet, is answered."""

from dataclasses import replace

import pytest

from bot.booking.model import State
from tests.dialogue.talks import at
from tests.make import ROOM, booking
from tests.talk import Talk

CONFIRMED = replace(booking(), state=State.CONFIRMED, room=ROOM, room_version=1)


@pytest.mark.parametrize("question", ["number", "email"])
@pytest.mark.parametrize(
    "text", ["スマホしか持ってないけど大丈夫？", "パソコン持ってないです", "カメラついてないです", "スマホ持ってない"]
)
def test_a_device_that_somebody_has_not_is_no_answer_to_a_question_for_something_else(question, text):
    talk = at(question)
    talk.says(text)
    assert question not in talk.conversation.answers
    assert any("スマートフォン、タブレット、パソコン" in one for one in talk.bot[-2:])


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("number", "持ってないです"),
        ("number", "カードなくしてスマホにも写真ない"),
        ("number", "わからない"),
        ("email", "持ってないです"),
        ("email", "パソコンないのでメールできません"),
        ("email", "メールは使いません"),
    ],
)
def test_what_is_asked_for_may_be_lacking(question, text):
    talk = at(question)
    talk.says(text)
    assert talk.conversation.answers[question].value == ""


def test_the_number_that_is_not_known_is_no_answer_to_the_question_for_mail():
    talk = at("email")
    talk.says("求職番号わからないんだけど")
    assert "email" not in talk.conversation.answers


@pytest.mark.parametrize("question", ["eligible", "name", "number", "day"])
@pytest.mark.parametrize(
    "text", ["予約取れてますか？", "メールこない", "予約できてますか、返事がきません", "通知きません"]
)
def test_who_looks_for_a_booking_while_applying_reads_that_there_is_none_yet(question, text):
    talk = at(question)
    talk.says(text)
    assert any("お申し込みの途中です" in one for one in talk.bot[-2:])
    assert question not in talk.conversation.answers


@pytest.mark.parametrize("text", ["メールこない", "連絡が来ないんですけど", "メールまだ届いてません"])
def test_who_waits_for_a_notice_without_a_booking_reads_that_there_is_none(text):
    talk = Talk()
    talk.says(text)
    assert "お預かりしている予約はありません" in talk.bot[-1]


@pytest.mark.parametrize(
    "text", ["応募した会社から返事がこない", "メールが届かない場合はどうなりますか", "メールが来ないようにしたい"]
)
def test_other_notices_that_do_not_come_are_not_taken_for_ours(text):
    talk = Talk()
    talk.says(text)
    assert "お預かりしている予約はありません" not in talk.bot[-1]


@pytest.mark.parametrize(
    "text",
    ["職業訓練のこと聞きたいんですけど", "ギガ足りるかな", "履歴書の書き方知りたい", "失業手当のこと聞きたいです"],
)
def test_a_sentence_is_not_kept_as_a_name(text):
    talk = at("name")
    talk.says(text)
    assert "name" not in talk.conversation.answers


@pytest.mark.parametrize("text", ["はるか", "千春かな", "訓覇信雄", "職 太郎", "知花くらら", "菊地るか"])
def test_names_that_are_like_such_sentences_are_kept(text):
    talk = at("name")
    talk.says(text)
    assert "name" in talk.conversation.answers


def test_before_consent_a_number_that_is_not_known_is_not_told_to_have_been_read():
    talk = at("eligible")
    talk.says("求職番号わからないんだけど")
    assert "求職番号（当日までに窓口で確認）" in "".join(talk.bot[-2:])


def test_who_tells_of_a_setback_without_a_booking_is_not_told_of_his_time():
    talk = Talk()
    talk.says("書類選考落ちてばかりで心が折れそう")
    assert "ご予約のある方は" in talk.bot[-1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("スマホしか持ってないけど大丈夫？", "スマートフォン、タブレット、パソコン"),
        ("通信量どのくらい使いますか", "通信料は、ご自身の負担です"),
        ("外国人ですが使えますか", "通訳の方と一緒に"),
        ("予約したあとどうなりますか", "「申し込む」を押すと、職員に申し込みが届きます"),
        ("ウってどういう意味ですか", "担当の職員に続けて相談したい方"),
        ("足が悪いんですが大丈夫ですか", "来所が難しい方も対象です"),
        ("どのくらい離れてたらいいですか", "来所が難しい方も対象です"),
    ],
)
def test_at_the_conditions_a_question_is_answered_by_what_it_asks(text, told):
    talk = at("eligible")
    talk.says(text)
    assert told in "".join(talk.bot[-2:])


@pytest.mark.parametrize("text", ["Zoomのリンクどこですか", "リンクどこ？", "招待のURLはどこですか"])
def test_who_looks_for_the_link_does_not_read_the_address_of_the_office(text):
    talk = Talk(booking=CONFIRMED)
    before = len(talk.bot)
    talk.says(text)
    said = "".join(talk.bot[before:])
    assert ROOM.meeting_id in said
    assert "窓口は、" not in said


@pytest.mark.parametrize("text", ["やっぱ行くの怖くなってきた", "だんだん不安になってきました"])
def test_who_grows_afraid_of_what_is_booked_is_answered(text):
    talk = Talk(booking=CONFIRMED)
    before = len(talk.effects)
    talk.says(text)
    assert "読み取れません" not in talk.bot[-1]
    assert len(talk.effects) == before


@pytest.mark.parametrize("text", ["遠くではないです", "それ伝言じゃないです"])
def test_what_is_denied_of_no_day_begins_no_move(text):
    talk = Talk(booking=CONFIRMED)
    talk.says(text)
    assert talk.conversation.flow == ""
