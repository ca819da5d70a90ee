"""A message for staff, in the talk: asked for anywhere, shown back, sent by a button or a plain yes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.booking.model import State
from bot.booking.staff.staff_message import LONGEST_MESSAGE, LONGEST_PART, MOST_OPEN, Cause, MessageState, StaffMessage
from bot.dialogue.incoming import Sort, Tap
from bot.dialogue.turn import LeaveMessage
from tests.make import ROOM, TERMS, USER, WEDNESDAY, booking, office, tokyo
from tests.talk import FIRST_BOOKING, Talk

TEXT = "履歴書は当日までに送ったほうがいいですか"
OF_THE_FORM = "個人情報は、このトークには書かないでください"


def left(talk: Talk) -> list[StaffMessage]:
    return [one.message for one in talk.effects if isinstance(one, LeaveMessage)]


def at_the_telephone() -> Talk:
    return Talk().says("予約", "1", "1", *FIRST_BOOKING[:2])


def in_the_form(talk: Talk) -> Talk:
    facts = talk.facts
    talk.facts = lambda: replace(facts(), details_url="https://madoguchi.example/details/x")
    return talk


@pytest.mark.parametrize("word", ["職員と話したいです", "電話", "人間に代わってください"])
def test_who_asks_for_a_person_may_leave_a_message(word):
    assert "職員に伝言を残す" in Talk().says(word).buttons()
    assert "職員に伝言を残す" in at_the_telephone().says(word).buttons()


def test_who_is_not_understood_twice_may_leave_a_message():
    talk = Talk().says("ぬるぽ", "がっ")
    talk.taps("職員に伝言を残す").says(TEXT).taps("職員に送る")
    assert [(one.cause, one.text, one.flow) for one in left(talk)] == [(Cause.MISSED, TEXT, "")]


def test_a_second_miss_at_a_question_offers_it_too_and_the_question_comes_back():
    talk = at_the_telephone().says("090-1", "090-1")
    assert "職員に伝言を残す" in str(talk.messages)
    answers = dict(talk.conversation.answers)
    talk.taps("職員に伝言を残す").says(TEXT).taps("職員に送る")
    [message] = left(talk)
    assert (message.cause, message.flow, message.question) == (Cause.MISSED, "book", "book.email")
    assert "職員に伝言を送りました" in talk.bot[-2]
    assert "メールアドレス" in talk.bot[-1]
    assert talk.conversation.answers == answers
    assert "taro@example.com" in talk.says("taro@example.com").conversation.answers["email"].value


def test_nothing_is_sent_before_it_was_shown_and_confirmed():
    talk = Talk().says("伝言", TEXT)
    assert "まだ送っていません" in talk.bot[-2]
    assert TEXT in talk.bot[-2]
    assert TEXT not in talk.messages[-1]["altText"]
    assert left(talk) == []
    talk.taps("職員に送る")
    [message] = left(talk)
    assert (message.state, message.cause, message.user) == (MessageState.OPEN, Cause.ASKED, USER)
    assert talk.conversation.draft is None
    talk.says("ありがとうございます")
    assert len(left(talk)) == 1


@pytest.mark.parametrize("yes", ["はい", "1", "職員に送る", "OK"])
def test_a_plain_yes_sends_what_was_shown(yes):
    assert [one.text for one in left(Talk().says("伝言", TEXT, yes))] == [TEXT]


@pytest.mark.parametrize(
    "no",
    [
        "送りましたか",
        "はい、と書いてください。でも明日で",
        "はいと言われました",
    ],
)
def test_what_is_no_plain_yes_is_put_behind_and_shown_again(no):
    talk = Talk().says("伝言", TEXT, no)
    assert left(talk) == []
    assert f"{TEXT}\n{no}" in talk.bot[-2]


def test_the_halves_of_a_message_go_together():
    talk = Talk().says("伝言", "質問です", TEXT, "よろしくお願いいたします").taps("職員に送る")
    assert left(talk)[0].text.startswith(f"質問です\n{TEXT}")


def test_a_button_of_an_earlier_wording_sends_nothing():
    talk = Talk().says("伝言", TEXT)
    earlier = talk.button("職員に送る")
    talk.says("もう一つあります")
    talk._act(earlier)
    assert left(talk) == []
    assert "もう一つあります" in talk.bot[-2]
    sends = talk.button("職員に送る")
    talk._act(sends)
    talk._act(sends)
    assert len(left(talk)) == 1


def test_it_is_written_anew_or_given_up():
    talk = Talk().says("伝言", TEXT).taps("書き直す").says("別のことです").taps("伝言をやめる")
    assert left(talk) == []
    assert "職員には何も伝えていません" in talk.bot[-1]
    assert Talk().says("伝言", "やめる").conversation.draft is None
    talk = at_the_telephone().says("伝言", TEXT, "やめる")
    assert "職員には何も伝えていません" in talk.bot[-2]
    assert talk.conversation.flow == "book"


def test_what_came_from_a_message_that_is_unsent_goes():
    talk = Talk().says("伝言", "秘密", TEXT)
    first = talk.events[1].message_id
    talk.sends(Sort.UNSEND, message_id=first).says("以上です").taps("職員に送る")
    assert "秘密" not in left(talk)[0].text
    assert TEXT in left(talk)[0].text


@pytest.mark.parametrize(("word", "answer"), [("確認", "予約はありません"), ("ヘルプ", "このトークでできること")])
def test_a_word_that_works_anywhere_is_answered_and_the_message_goes_on(word, answer):
    talk = at_the_telephone().says("伝言", TEXT, word)
    assert answer in "".join(talk.bot[-3:])
    assert TEXT in talk.bot[-2]
    assert len(left(talk.taps("職員に送る"))) == 1


def test_a_word_that_begins_something_else_says_that_nothing_was_sent():
    talk = Talk().says("伝言", TEXT, "予約")
    assert "職員には何も伝えていません" in talk.bot[-2]
    assert talk.conversation.flow == "book"
    assert talk.conversation.draft is None


def test_the_style_may_change_in_between():
    talk = Talk().says("伝言", TEXT, "やさしい日本語")
    assert "送りますか" in talk.bot[-1]
    assert TEXT in talk.bot[-2]


def test_a_button_of_the_open_question_is_an_answer_and_no_message():
    talk = Talk().says("予約")
    chosen = talk.button("はい、すべて")
    talk.says("伝言")
    talk._act(chosen)
    assert "eligible" in talk.conversation.answers
    assert talk.conversation.draft is None


def test_who_comes_back_later_does_not_write_into_an_empty_message():
    talk = Talk().says("伝言").waits(hours=2).says("予約したいです")
    assert talk.conversation.flow == "book"


def test_a_sticker_is_no_message():
    talk = Talk().says("伝言").sends(Sort.STICKER)
    assert "文字で送ってください" in talk.bot[-1]


def test_my_number_is_not_taken():
    talk = Talk().says("伝言", "番号は123456789018です")
    assert "マイナンバー" in talk.bot[-2]
    assert "123456789018" not in str(talk.conversation)


def test_a_long_text_is_not_cut_in_silence():
    talk = Talk().says("伝言", TEXT, "あ" * (LONGEST_PART + 1))
    assert "足していません" in talk.bot[-3]
    talk.says(*["あ" * LONGEST_PART] * 2)
    assert "足していません" in talk.bot[-3]
    [message] = left(talk.taps("職員に送る"))
    assert message.text.startswith(TEXT)
    assert message.text.count("あ") == LONGEST_PART <= LONGEST_MESSAGE


def test_only_so_many_wait_at_a_time():
    talk = Talk()
    for number in range(MOST_OPEN):
        talk.says("伝言", f"{number}番目").taps("職員に送る")
    talk.says("伝言")
    assert f"伝言が{MOST_OPEN}件" in talk.bot[-1]
    assert talk.conversation.draft is None
    assert len(left(talk)) == MOST_OPEN


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("2026-11-25 10:00", "窓口の時間内です"),
        ("2026-11-25 20:00", "11月26日（木）8:30から"),
        ("2026-11-25 07:00", "11月25日（水）8:30から"),
        ("2026-11-27 20:00", "11月30日（月）8:30から"),
        ("2026-12-28 20:00", "1月4日（月）8:30から"),
    ],
)
def test_it_says_when_somebody_reads_it(moment, told):
    talk = Talk(now=tokyo(moment)).says("伝言")
    assert told in talk.bot[-1]
    assert told in talk.says(TEXT).taps("職員に送る").bot[-1]


def test_days_that_the_office_closes_are_no_days_on_which_somebody_reads_it():
    closed = office(closures=frozenset({tokyo("2026-11-26 00:00").date()}))
    talk = Talk(now=tokyo("2026-11-25 20:00"), office=closed).says("伝言")
    assert "11月27日（金）8:30から" in talk.bot[-1]


def test_with_the_page_for_details_no_personal_data_is_to_be_written_here():
    assert OF_THE_FORM in in_the_form(Talk()).says("伝言").bot[-1]
    assert OF_THE_FORM not in Talk().says("伝言").bot[-1]


def test_despair_in_a_message_is_answered_with_care_and_may_still_be_sent():
    talk = Talk(booking=booking()).says("伝言", "もう死にたい")
    assert "おつらい" in talk.bot[-3]
    assert [type(one).__name__ for one in talk.effects] == ["NoteTry"]
    assert left(talk.taps("職員に送る"))[0].text == "もう死にたい"


def test_a_word_of_the_day_is_noted_at_once_also_within_a_message():
    talk = Talk(now=tokyo("2026-12-03 09:00"), booking=booking(state=State.CONFIRMED, room=ROOM))
    talk.says("伝言", "体調不良のため今日はお休みします")
    assert [getattr(one, "action", "") for one in talk.effects] == ["absent"]
    assert "文字で送ってください" in talk.bot[-1]


def test_a_booking_that_ends_meanwhile_takes_no_message_with_it():
    talk = Talk(booking=booking()).says("キャンセル", "伝言", TEXT)
    talk.booking = None
    talk.says("はい")
    assert [one.text for one in left(talk)] == [TEXT]


def test_it_names_the_booking_that_is_open():
    talk = Talk(booking=booking()).says("伝言", TEXT).taps("職員に送る")
    assert left(talk)[0].booking == "b1"


def test_who_is_about_to_be_erased_leaves_nothing():
    talk = Talk()
    facts = talk.facts
    talk.facts = lambda: replace(facts(), erasing=True)
    talk.says("伝言")
    assert "消去を受け付けています" in talk.bot[-1]
    assert talk.conversation.draft is None


def answered(ago: timedelta) -> StaffMessage:
    at = WEDNESDAY - ago
    return StaffMessage("m1", MessageState.ANSWERED, at, USER, TEXT, Cause.ASKED, answer="はい", settled=at)


def test_a_reply_to_staff_is_offered_another_message():
    talk = Talk(staff_messages=(answered(timedelta(hours=3)),)).says("ぬるぽ")
    assert "職員の返事へのご連絡でしたら" in talk.bot[-1]
    assert len(left(talk.taps("続けて伝言を残す").says("承りました、と伝えて").taps("職員に送る"))) == 1
    old = Talk(staff_messages=(answered(timedelta(days=4)),)).says("ぬるぽ")
    assert "職員の返事" not in old.bot[-1]


def test_a_text_right_after_is_a_text_like_any_other():
    talk = Talk().says("伝言", TEXT).taps("職員に送る").says("予約")
    assert talk.conversation.flow == "book"
    assert len(left(talk)) == 1


def test_what_comes_late_sends_nothing():
    talk = Talk().says("伝言", TEXT)
    sends = talk.button("職員に送る")["data"]
    talk.says("続きです")
    talk.sends_late(timedelta(seconds=1), tap=Tap.decode(sends))
    assert left(talk) == []


def test_the_terms_are_not_needed_for_it():
    assert TERMS.version not in str(Talk().says("伝言", TEXT).taps("職員に送る").effects[0])


@pytest.mark.parametrize("said", ["送らないで", "送らない", "やっぱりやめる", "送らないでください", "やめておきます"])
def test_who_does_not_want_to_send_what_he_wrote_sends_and_adds_nothing(said):
    talk = Talk().says("伝言", "少し相談したいことがあります", said)
    assert talk.conversation.draft is None
    assert not talk.says("はい").effects


@pytest.mark.parametrize("said", ["いいえ", "待って", "まだ送らないで", "違います"])
def test_who_is_not_sure_is_shown_the_message_as_it_was(said):
    talk = Talk().says("伝言", "少し相談したいことがあります", said)
    assert (talk.conversation.draft.text, talk.effects) == ("少し相談したいことがあります", [])


def test_a_sentence_about_sending_is_part_of_the_message():
    talk = Talk().says("伝言", "書類は送らないでください")
    assert talk.conversation.draft.text == "書類は送らないでください"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "担当の人に伝えてください 足が悪いです",
            "伝言：足が悪いので筆談がいいです",
            "職員さんに伝えて 車いすで行きます",
        ),
        *("伝言お願いします 明日行けません", "伝言 車いすで行きます", "足が悪いことを伝えておいてください"),
    ],
)
@pytest.mark.parametrize("is_booked", [True, False])
def test_a_message_told_with_the_wish_to_leave_one_is_shown_back(text, is_booked):
    talk = Talk(booking=booking(state=State.CONFIRMED) if is_booked else None).says(text)
    assert text in talk.bot[-2]
    assert "まだ送っていません" in talk.bot[-2]
    talk.taps("職員に送る")
    assert [one.text for one in left(talk)] == [text]


@pytest.mark.parametrize("text", ["伝言 届きましたか", "職員に何を伝えればいいですか", "伝言 読みました"])
def test_what_is_asked_or_said_of_a_message_is_none(text):
    assert Talk(booking=booking(state=State.CONFIRMED)).says(text).conversation.draft is None


@pytest.mark.parametrize("text", ["担当の人に伝えてください キャンセルします", "キャンセルすると伝えてください"])
def test_who_cancels_by_it_begins_to_cancel(text):
    assert Talk(booking=booking(state=State.CONFIRMED)).says(text).conversation.flow == "cancel"


@pytest.mark.parametrize("text", ["今の伝言取り消して", "やっぱり伝言やめます", "さっきの伝言は消してください"])
def test_a_message_is_called_off_while_it_is_written(text):
    talk = Talk(booking=booking(state=State.CONFIRMED)).says("伝言", TEXT, text)
    assert "伝言をやめました" in talk.bot[-1]
    assert talk.conversation.draft is None


@pytest.mark.parametrize("text", ["えっ何を送ったの", "もう送ったの？", "内容は何ですか"])
def test_what_is_asked_of_a_message_that_is_written_is_no_part_of_it(text):
    talk = Talk().says("伝言", TEXT, text)
    assert talk.bot[-2].endswith(TEXT)
    assert "まだ送っていません" in talk.bot[-2]


def test_what_was_sent_elsewhere_is_part_of_it():
    talk = Talk().says("伝言", "履歴書を送ったのですが届いていますか", "1")
    assert [one.text for one in left(talk)] == ["履歴書を送ったのですが届いていますか"]


@pytest.mark.parametrize(
    "text", ["やっぱり伝言取り消したい", "さっきの伝言なかったことにして", "伝言を取り消したいです"]
)
def test_who_takes_a_message_back_reads_how_and_loses_no_booking(text):
    talk = Talk(booking=booking(state=State.CONFIRMED))
    assert "職員の返事を待っている伝言はありません" in talk.says(text).bot[-1]
    talk.says("伝言", TEXT, "1", text)
    assert "送信取消" in talk.bot[-1]
    assert "職員の返事を待っている伝言は" not in talk.bot[-1]
    assert talk.booking
    assert not talk.conversation.flow
