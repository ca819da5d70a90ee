"""Who booked before confirms what is held, picks a time and applies: four taps."""

from dataclasses import replace

import pytest

from bot.booking.model import Answer, Consent, State
from bot.dialogue.incoming import Tap
from bot.dialogue.terms import Terms
from bot.dialogue.turn import Book
from tests.dialogue.talks import BEFORE, known
from tests.make import TERMS, WEDNESDAY, answers, tokyo
from tests.talk import Talk, text_of

NEW_TERMS = Terms("2026-12-01", "新しいきまり", summary="録音の禁止を書き足しました")


def test_four_taps_from_booking_to_applying():
    talk = known().says("予約").taps("この内容で進む", "11月27日（金） 10:00", "申し込む")
    assert talk.taps_made + talk.texts_typed == 4
    made = talk.effects[-1].booking
    assert isinstance(talk.effects[-1], Book)
    assert made.start == tokyo("2026-11-27 10:00")
    assert {name: answer.value for name, answer in made.answers.items()} == {
        name: answer.value for name, answer in answers().items()
    }
    assert (made.consent.version, made.consent.event_id) == (TERMS.version, "e2")
    assert "申し込みを受け付けました" in talk.bot[-1]


def test_nothing_that_is_held_is_shown_in_full():
    talk = known().says("予約")
    card = text_of(talk.messages[-1])
    assert all(part in card for part in ("山＊＊", "…5678", "t…@example.com", "はい、すべて"))
    talk.taps("この内容で進む", "11月27日（金） 10:00")
    for told in (card, text_of(talk.messages[-1]), *map(str, talk.messages)):
        assert not [value for value in ("太郎", "1234-5678", "taro@", "12345678") if value in told]


@pytest.mark.parametrize(
    ("label", "said", "name"),
    [
        ("氏名を変更", "山田 花子", "name"),
        ("求職番号を変更", "13010-87654321", "number"),
        ("電話番号を変更", "080-9999-8888", "telephone"),
        ("メールを変更", "hanako@example.jp", "email"),
    ],
)
def test_each_item_is_changed_and_the_card_comes_back(label, said, name):
    talk = known().says("予約").taps(label).says(said)
    assert "この内容で進む" in talk.buttons()
    talk.taps("この内容で進む", "11月27日（金） 10:00", "申し込む")
    assert talk.booking.answers[name].value == said


def test_all_goes_by_typing_alone():
    talk = known().says("予約", "1", "12/3 14時", "1")
    assert talk.booking.start == tokyo("2026-12-03 14:00")


def test_who_meets_the_conditions_no_longer_is_told_where_to_turn():
    talk = known().says("予約").taps("利用の条件を変更", "当てはまらないものがある", "続けての相談は希望しない")
    assert "窓口か電話" in talk.bot[-1]
    talk.taps("はい、すべて")
    assert "この内容で進む" in talk.buttons()


def test_new_terms_are_agreed_to_again_with_what_changed():
    talk = known().says("予約")
    assert "変わった点" not in talk.bot[-1]
    talk = known()
    talk.terms = NEW_TERMS
    talk.says("予約")
    assert "変わった点：録音の禁止を書き足しました" in talk.bot[-1]
    talk.taps("この内容で進む")
    assert "利用規約をお読みのうえ" in talk.bot[-1]
    talk.taps("同意する", "11月27日（金） 10:00", "申し込む")
    assert talk.booking.consent.version == "2026-12-01"


def test_terms_that_change_under_the_card_are_not_agreed_to_by_it():
    talk = known().says("予約")
    old = talk.buttons()["この内容で進む"]
    talk.terms = NEW_TERMS
    talk._act(old)
    assert "変わった点" in talk.bot[-1]
    assert not talk.effects


def test_any_other_day_is_found_from_there():
    talk = known().says("予約").taps("この内容で進む", "ほかの日を見る", "12月3日（木）", "14:00", "申し込む")
    assert talk.booking.start == tokyo("2026-12-03 14:00")


def test_a_time_that_went_meanwhile_leads_to_the_nearest():
    talk = known().says("予約").taps("この内容で進む", "11月27日（金） 10:00")
    talk.taken[tokyo("2026-11-27 10:00")] = 2
    talk.taps("申し込む")
    assert "埋まりました" in talk.bot[-1]
    talk.taps("11月27日（金） 10:30", "申し込む")
    assert talk.booking.start == tokyo("2026-11-27 10:30")


def test_after_cancelling_one_tap_starts_again_with_what_is_known():
    talk = Talk(booking=replace(BEFORE, state=State.REQUESTED, start=tokyo("2026-12-03 14:00")), known=BEFORE)
    talk.says("キャンセル").taps("都合が悪くなった", "取り消す", "予約する")
    assert "この内容で進む" in talk.buttons()


def test_the_conversation_begins_anew_with_what_is_held_too():
    talk = known().says("予約").taps("この内容で進む").says("最初から")
    assert "この内容で進む" in talk.buttons()


def test_who_never_gave_the_details_goes_the_long_way():
    talk = Talk(known=replace(BEFORE, answers={})).says("予約")
    assert "5つに当てはまるか" in talk.bot[-1]


def test_an_unknown_number_stays_unknown_without_a_gap_on_the_card():
    held = {**answers(), "number": replace(answers()["number"], value="", key="", mark="number_unknown")}
    assert "当日までに窓口で確認" in text_of(known(answers=held).says("予約").messages[-1])


def test_where_details_are_asked_on_our_page_the_card_says_only_that_they_are_there():
    class OnPage(Talk):
        def facts(self):
            return replace(super().facts(), details_url="https://madoguchi.example/details/x")

    card = text_of(OnPage(known=BEFORE).says("予約").messages[-1])
    assert card.count("入力済み") == 4
    assert not [part for part in ("山＊＊", "5678", "example.com") if part in card]


def test_a_consent_of_the_last_booking_is_not_carried_over_without_a_tap():
    old = Consent(TERMS.version, TERMS.sha256, WEDNESDAY, "old")
    talk = known(consent=old).says("予約")
    talk.take(replace(talk.events[-1], tap=Tap(talk.conversation.id, "review", "apply", ""), event_id="forged"))
    assert not talk.effects


def test_a_name_that_holds_an_address_of_the_web_is_not_gone_on_from():
    talk = (
        known(answers={**answers(), "name": Answer("evil.example", "evil.example")}).says("予約").taps("はい、すべて")
    )
    assert "name" not in talk.conversation.answers
