"""What seekers write about a booking in their own words, and what comes of messages they take back."""

from dataclasses import replace

import pytest

from bot.booking.model import State
from bot.dialogue.incoming import Sort
from bot.dialogue.turn import NoteTry
from tests.make import ROOM, office, tokyo
from tests.talk import Talk, booked


def with_booking(now: str = "2026-11-26 10:00") -> Talk:
    talk = booked().taps("申し込む")
    talk.booking = replace(talk.booking, state=State.CONFIRMED, room=ROOM, room_version=1)
    talk.now = tokyo(now)
    return talk


@pytest.mark.parametrize(
    "words",
    [
        *(
            "キャンセルしたいです",
            "行けなくなりました",
            "すみません、その日行けなくなりました",
            "都合が悪くなってしまいました",
        ),
        *(
            "予約をキャンセルします。すみません",
            "体調不良で参加できません",
            "取り消しをお願いします",
            "申し訳ありませんが伺えなくなりました",
        ),
    ],
)
def test_who_can_not_come_is_led_to_cancelling_with_moving_offered(words):
    talk = with_booking().says(words)
    assert "取り消しの理由" in talk.bot[-1] or "理由にいちばん近い" in talk.bot[-1]
    assert "日時を変更する" in talk.buttons()
    assert talk.booking.state is State.CONFIRMED


def test_who_has_a_booking_and_is_not_understood_is_shown_what_can_be_done_with_it():
    labels = with_booking().says("来週の午後ならいつでも").buttons()
    assert {"日時を変更する", "予約を取り消す"} <= set(labels)


@pytest.mark.parametrize(
    "words",
    [
        *(
            "日にちを変えたい",
            "時間変更お願いします",
            "別の日に変えてもらえますか",
            "日時を変更したいのですが",
            "予約の変更をお願いします",
        ),
        *("時間をずらしてほしいです", "延期してもらえますか"),
    ],
)
def test_who_wants_another_time_is_shown_the_days(words):
    talk = with_booking().says(words)
    assert "12月4日（金）" in talk.buttons()


@pytest.mark.parametrize(
    "words", ["遅れます", "10分ほど遅れます", "電車が止まって間に合いません", "すみません遅刻します"]
)
def test_who_is_late_on_the_day_gets_the_telephone_and_staff_are_told(words):
    talk = with_booking("2026-12-03 13:50").says(words)
    assert "093-622-6690" in talk.bot[-1]
    assert isinstance(talk.effects[-1], NoteTry)
    assert talk.effects[-1].action == "late"


def test_who_is_late_on_another_day_may_move():
    talk = with_booking().says("遅れます")
    assert {"日時を変更する", "予約を取り消す"} <= set(talk.buttons())


@pytest.mark.parametrize(
    "words", ["ありがとうございます", "了解です", "承知しました！", "ありがとうございました。助かりました"]
)
def test_thanks_are_answered_kindly(words):
    talk = with_booking().says(words)
    assert "こちらこそ" in talk.bot[-1]
    assert talk.buttons()


def test_thanks_in_the_middle_come_back_to_the_question():
    talk = Talk().says("予約", "1", "1", "ありがとうございます")
    assert "こちらこそ" in talk.bot[-2]
    assert "氏名" in talk.bot[-1]


def test_an_unsent_answer_is_taken_out_and_the_next_answer_says_so():
    talk = Talk().says("予約", "1", "1", "山田 太郎").sends(Sort.UNSEND, message_id="m4")
    assert "name" not in talk.conversation.answers
    talk.says("090-1234-5678")
    assert "送信を取り消された" in "".join(talk.bot[-3:])
    assert "氏名" in talk.bot[-1]
    assert "送信を取り消された" not in "".join(talk.says("山田 太郎").bot[-2:])


def test_a_message_unsent_that_answered_nothing_needs_no_word():
    talk = Talk().says("予約", "はてな").sends(Sort.UNSEND, message_id="m2").says("1")
    assert "送信を取り消された" not in "".join(talk.bot)


def test_the_second_page_of_days_leads_back():
    talk = Talk(office=office(horizon_days=120))
    talk.says("予約", "1", "1", "山田 太郎", "わからない", "090-1234-5678", "持っていない", "1", "1")
    first = set(talk.buttons())
    talk.taps("もっと先の週")
    assert not {label for label in talk.buttons() if "月" in label} & first
    assert set(talk.taps("はじめの週に戻る").buttons()) == first


def test_a_bare_number_takes_only_a_day_that_the_calendar_has():
    talk = Talk().says("予約", "1", "1", "山田 太郎", "わからない", "090-1234-5678", "持っていない", "1", "1")
    talk.says("99", "5")  # the 5th of December is a Saturday
    assert "day" not in talk.conversation.answers
    assert talk.says("2").conversation.answers["day"].value == "2026-12-02"
