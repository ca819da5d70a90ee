"""Correcting contact data after booking: how it begins, what is shown before it is changed, and where it ends."""

from dataclasses import replace

import pytest

from bot.booking.model import Answer, State
from bot.booking.offers import offer
from bot.booking.staff.corrections import Mark
from bot.dialogue.turn import Correct, NoteRefusedNumber, NoteTry
from tests.dialogue.talks import waiting
from tests.make import OFFICE, ROOM, answers, booking, tokyo
from tests.talk import Talk

APPLY = "この内容に変える"
NAMED = ("氏名", "求職番号", "電話番号", "メールアドレス", "相談内容", "通訳・介助")


class OnPage(Talk):
    """A talk of an office in form mode."""

    def facts(self):
        return replace(super().facts(), details_url="https://madoguchi.example/details/x")


def held(kind: type[Talk] = Talk, now: str = "2026-12-01 09:00", **changes: object) -> Talk:
    return kind(now=tokyo(now), booking=booking(**{"state": State.CONFIRMED, "room": ROOM, **changes}))


def corrections(talk: Talk) -> list[tuple[str, ...]]:
    return [one.fields for one in talk.effects if isinstance(one, Correct)]


def value(talk: Talk, name: str) -> str:
    return talk.booking.answers[name].value


@pytest.mark.parametrize(
    ("text", "row", "field", "new"),
    [
        ("電話番号を080-1111-2222に変えてください", "…5678 → 080-1111-2222", "telephone", "080-1111-2222"),
        ("携帯の番号が変わりました。080 1111 2222です", "…5678 → 080-1111-2222", "telephone", "080-1111-2222"),
        ("080-1111-2222", "…5678 → 080-1111-2222", "telephone", "080-1111-2222"),
        ("メールを aaa@example.org に変えてください", "t…@example.com → aaa@example.org", "email", "aaa@example.org"),
        ("求職番号を間違えました 13010-87654321", "…5678 → 13010-87654321", "number", "13010-87654321"),
        ("名前の漢字が違います。正しくは渡邊太郎です", "山＊＊ → 渡邊太郎", "name", "渡邊太郎"),
        ("相談内容を面接の練習に変更したい", "職業相談 → WEB面接の練習", "purpose", "interview"),
    ],
)
def test_what_is_told_is_shown_beside_what_is_held_and_changed_by_one_button(text, row, field, new):
    talk = held().says(text)
    assert row in talk.bot[-1]
    assert answers()[field].value not in talk.bot[-1]
    assert not talk.effects
    talk.taps(APPLY)
    assert corrections(talk) == [(field,)]
    assert value(talk, field) == new
    assert Mark.CONTACT_CHANGED.value in talk.booking.marks
    assert talk.conversation.flow == ""
    assert "変えました" in talk.bot[-1]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("電話番号が変わりました", "電話番号"),
        ("メアドを変更したい", "メールアドレス"),
        ("名前の漢字が違います、渡邊です", "姓と名の両方"),
        ("結婚して名字が変わりました", "お名前"),
        ("求職番号が違いました", "求職番号"),
        ("通訳を追加してください", "通訳"),
    ],
)
def test_what_is_not_told_is_asked_for(text, asked):
    talk = held().says(text)
    assert talk.conversation.flow == "correct"
    assert asked in "".join(talk.bot[-2:])
    assert not talk.effects


@pytest.mark.parametrize(
    "text", ["連絡先の変更", "ほかも直す", "連絡先が変わりました", "登録内容を直したい", "さっきの答えを訂正したい"]
)
def test_who_does_not_say_what_is_asked_what(text):
    talk = held().says(text)
    assert {*NAMED} <= talk.buttons().keys()
    talk.taps("電話番号").says("080-1111-2222").taps(APPLY)
    assert value(talk, "telephone") == "080-1111-2222"


def test_at_the_question_for_a_field_a_value_or_its_name_is_understood():
    talk = held().says("連絡先の変更", "電話番号です。080-1111-2222に変わりました").taps(APPLY)
    assert value(talk, "telephone") == "080-1111-2222"
    talk = held().says("連絡先の変更", "メールが変わりました", "aaa@example.org").taps(APPLY)
    assert value(talk, "email") == "aaa@example.org"
    assert held().says("連絡先の変更", "予約をキャンセルしたいです").conversation.flow == "cancel"
    assert "それとも、ご予約を" in held().says("連絡先の変更", "キャンセルしたいです").bot[-1]
    assert "1つ選んで" in held().says("連絡先の変更", "ぬるぽ").bot[-1]


def test_two_at_once_and_one_more_at_the_review_are_changed_together():
    talk = held().says("電話は080-1111-2222、メールはa@example.orgに変えて", "名前も変わりました")
    talk.says("佐藤 太郎")
    assert all(one in talk.bot[-1] for one in ("080-1111-2222", "a@example.org", "佐藤 太郎"))
    talk.taps("電話番号を変更").says("080-1111-3333").taps(APPLY)
    assert {*corrections(talk)[0]} == {"name", "telephone", "email"}
    assert value(talk, "telephone") == "080-1111-3333"


@pytest.mark.parametrize("again", ["メールを変更", "メールアドレスが違います"])
def test_what_was_told_beside_is_asked_for_again_too(again):
    talk = held().says("電話番号を080-1111-2222に変えて", "メールもa@example.orgに変わりました", again)
    assert "メールアドレス" in talk.bot[-1]
    talk.says("b@example.org").taps(APPLY)
    assert value(talk, "email") == "b@example.org"
    tapped = held().says("電話番号を080-1111-2222に変えて", "メールもa@example.orgに変わりました")
    tapped.taps("メールを変更").says("b@example.org").taps(APPLY)
    assert (value(tapped, "telephone"), value(tapped, "email")) == ("080-1111-2222", "b@example.org")


@pytest.mark.parametrize("text", ["080-1111-3333", "080-1111-3333です", "間違えました、080-1111-3333です"])
def test_a_value_that_is_told_once_more_at_the_review_takes_the_place_of_the_first(text):
    talk = held().says("電話番号を080-1111-2222に変えて", text)
    assert "→ 080-1111-3333" in talk.bot[-1]
    assert not talk.effects


def test_a_number_that_must_not_be_kept_is_no_wish_to_move():
    talk = held().says("求職番号を123456789018に変えて")
    assert talk.conversation.flow == "correct"
    assert "123456789018" not in str(talk.conversation)


def test_two_that_are_named_without_a_value_are_asked_for_one_after_the_other():
    talk = held().says("電話とメールが変わりました").says("a@example.org", "080-1111-2222").taps(APPLY)
    assert {*corrections(talk)[0]} == {"telephone", "email"}


def test_while_an_offer_is_out_contact_data_is_corrected_too():
    times = (tokyo("2026-12-03 15:00"), tokyo("2026-12-03 15:30"))
    offered = offer(booking(), times, OFFICE, tokyo("2026-12-01 09:00"))
    talk = Talk(now=tokyo("2026-12-01 09:00"), booking=offered).says("ぬるぽ", "電話番号が変わりました")
    talk.says("080-1111-2222").taps(APPLY)
    assert value(talk, "telephone") == "080-1111-2222"
    assert talk.booking.offers == times


def test_an_odd_value_is_asked_about_as_when_booking():
    talk = held().says("メールをtaro@gmial.comに変えて")
    assert "gmail.com" in talk.bot[-1]
    talk.taps("はい、直します").taps(APPLY)
    assert value(talk, "email") == "taro@gmail.com"
    assert held().says("電話番号を0120-123-456に変えて").conversation.answers.keys() == {"field"}


@pytest.mark.parametrize(
    "text",
    [
        "電話番号は変わりません",
        "電話番号を変えられますか",
        "電話番号は合ってますか",
        "メールアドレスを変えるとどうなりますか",
    ],
)
def test_what_is_denied_or_asked_begins_nothing(text):
    talk = held().says(text)
    assert not talk.effects
    assert talk.conversation.flow == ""


def test_asked_whether_it_can_be_done_the_button_for_it_is_offered():
    talk = held().says("電話番号を変えられますか").taps("連絡先などを直す")
    assert {*NAMED} <= talk.buttons().keys()
    assert "連絡先などを直す" in held().says("確認").buttons()


def test_what_is_the_same_changes_nothing():
    talk = held().says("電話番号は090-1234-5678です")
    assert "同じです" in talk.bot[-1]
    talk = held().says("電話番号が変わりました", "090-1234-5678").taps(APPLY)
    assert "同じです" in talk.bot[-1]
    assert not talk.effects


def test_stopping_leaves_all_as_it_is():
    talk = held().says("電話番号を080-1111-2222に変えて", "やめる")
    assert not talk.effects
    assert value(talk, "telephone") == "090-1234-5678"


def test_a_button_of_an_earlier_correction_does_nothing():
    talk = held().says("電話番号を080-1111-2222に変えて")
    old = talk.button(APPLY)
    talk.says("やめる", "電話番号を080-3333-4444に変えて")
    talk._act(old)
    assert not talk.effects
    talk.taps(APPLY)
    talk._act(old)
    assert value(talk, "telephone") == "080-3333-4444"
    assert len(talk.effects) == 1


@pytest.mark.parametrize("now", ["2026-12-03 13:59", "2026-12-03 14:20"])
def test_on_the_day_and_after_the_start_it_works_too(now):
    talk = held(now=now).says("電話番号を080-1111-2222に変えて").taps(APPLY)
    assert corrections(talk) == [("telephone",)]
    assert not [one for one in talk.effects if isinstance(one, NoteTry)]


def test_after_the_end_it_says_no():
    talk = held(now="2026-12-03 14:31").says("電話番号を080-1111-2222に変えて")
    assert "終わった相談" in "".join(talk.bot)
    late = held(now="2026-12-03 14:29").says("電話番号を080-1111-2222に変えて")
    late.waits(minutes=2).taps(APPLY)
    assert not talk.effects + late.effects


def test_without_a_booking_there_is_nothing_to_correct():
    assert "予約はありません" in Talk().says("電話番号が変わりました").bot[-1]


def test_while_moving_or_cancelling_a_correction_comes_first():
    talk = held().says("キャンセル", "電話番号を080-1111-2222に変えて").taps(APPLY)
    assert corrections(talk) == [("telephone",)]


def test_a_place_on_the_waiting_list_is_corrected_alike():
    talk = waiting().says("電話番号を080-1111-2222に変えて").taps(APPLY)
    assert talk.wish.answers["telephone"].value == "080-1111-2222"
    assert "キャンセル待ちは、そのまま" in talk.bot[-1]


def test_the_page_asks_for_what_is_corrected_and_the_talk_holds_nothing_of_it():
    talk = held(OnPage).says("電話番号を080-1111-2222に変えて")
    assert "トークに書かないで" in talk.bot[-2]
    assert "電話番号は、LINEのトークではなく" in talk.bot[-1]
    assert "080-1111-2222" not in str(talk.conversation.answers)
    talk = held(OnPage).says("連絡先の変更").taps("メールアドレス")
    assert "メールアドレスは、LINEのトークではなく" in talk.bot[-1]


class Refused(Talk):
    """A talk with somebody whom staff refuse further consultations; what he has booked stands."""

    def facts(self):
        return replace(super().facts(), refused=True)


class Taken(Talk):
    """A talk in which the new number is somebody else's."""

    def facts(self):
        return replace(super().facts(), number_taken=True)


def test_who_is_refused_corrects_his_telephone_but_no_number():
    talk = held(Refused).says("電話番号を080-1111-2222に変えて").taps(APPLY)
    assert corrections(talk) == [("telephone",)]
    talk = held(Refused).says("求職番号を間違えました 13010-87654321").taps(APPLY)
    assert not talk.effects
    assert "お電話ください" in talk.bot[-1]


def test_a_number_of_somebody_else_is_refused_without_saying_why_and_counted():
    talk = held(Taken).says("求職番号を間違えました 13010-87654321").taps(APPLY)
    assert talk.effects == [NoteRefusedNumber("1301087654321")]
    assert "この求職番号には" in talk.bot[-1]
    assert value(talk, "number") == "13010-12345678"


def test_an_unknown_number_is_told_later_with_the_mark_gone():
    given = {**answers(), "number": Answer("", "", "number_unknown")}
    talk = held(answers=given).says("求職番号わかりました 13010-87654321")
    assert "→ 13010-87654321" in talk.bot[-1]
    talk.taps(APPLY)
    assert talk.booking.answers["number"].mark == ""
    assert talk.booking.answers["number"].key == "1301087654321"
