"""What follows from people's own words where no question is open: nothing begins that was not wished."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.booking.model import State
from bot.booking.office import HelpLine
from bot.dialogue.incoming import Tap
from bot.dialogue.outside_flows.answers import answer_to
from bot.dialogue.outside_flows.understood import heard
from bot.dialogue.route import Command
from bot.dialogue.turn import NoteTry
from bot.dialogue.understanding import Stage, understand
from bot.messages.understanding import shared_lexicon
from tests.dialogue.talks import at
from tests.make import ROOM, WORDS, answers, booking, office, tokyo
from tests.talk import Talk

CONFIRMED = replace(booking(), state=State.CONFIRMED, room=ROOM, room_version=1)


def lobby() -> Talk:
    return Talk()


def requested() -> Talk:
    return Talk(booking=booking())


def confirmed() -> Talk:
    return Talk(booking=CONFIRMED)


def today() -> Talk:
    return Talk(booking=CONFIRMED, now=tokyo("2026-12-03 09:00"))


def told(talk: Talk, text: str) -> str:
    """Type a text and give all that is shown in answer."""
    before = len(talk.bot)
    talk.says(text)
    return "\n".join([*talk.bot[before:], *talk.buttons()])


@pytest.mark.parametrize(
    ("place", "text", "must"),
    [
        (lobby, "本日の夕方って空きありますか？", "当日|前日|締め切"),
        (lobby, "あさって空いてますか", "11月27日"),
        (lobby, "いちばん早く取れるのはいつですか", "11月26日"),
        (lobby, "タブレットでもいいですか", "タブレット"),
        (lobby, "有料ですか？", "無料"),
        (lobby, "最寄り駅はどこですか", "岸の浦"),
        (lobby, "日曜もやっていますか", "平日"),
        (lobby, "履歴書の添削もしてもらえますか", "書類"),
        (lobby, "持ち物は何ですか", "Zoom"),
        (lobby, "漢字が読めません", "やさしい日本語"),
        (lobby, "介護があって窓口に行けないので相談したいです。よろしくお願いいたします", "当てはま"),
        (lobby, "主人の代わりに予約できますか", "ご本人|予約"),
        (requested, "返事はいつ来ますか", "職員|申込中"),
        (confirmed, "IDをなくしました。もう一度ください", ROOM.meeting_id),
        (confirmed, "何時からでしたっけ？", "12月3日"),
        (confirmed, "2日早めてもらえますか", "12月1日"),
        (confirmed, "30分遅くしてほしいです", "14:30"),
        (confirmed, "1週間延期してください", "12月10日"),
        (confirmed, "12月8日の11時に変えてください", "12月8日"),
        (confirmed, "おかげさまで内定をもらいました", "おめでとう"),
        (confirmed, "住んでいる電話番号が変わりました", "電話番号"),
        (confirmed, "録画はされますか", "録画"),
        (confirmed, "変更は何日前までできますか", "開庁日"),
    ],
)
def test_what_people_mean_is_answered(place, text, must):
    said = told(place(), text)
    assert re.search(must, said)
    assert "読み取れません" not in said
    assert "こちらこそ" not in said


def test_the_day_that_was_said_is_kept_when_a_booking_is_moved():
    talk = confirmed().says("12月8日の11時に変更お願いします")
    assert talk.conversation.flow == "change"
    assert talk.conversation.answers["time"].value.startswith("2026-12-08T11:00")
    assert talk.effects == []


def test_a_button_of_a_free_time_begins_to_book_with_it():
    talk = lobby().says("明日あいてますか")
    talk.taps(next(label for label in talk.buttons() if "10" in label))
    assert talk.conversation.flow == "book"
    assert talk.conversation.answers["time"].value.startswith("2026-11-26T10:00")


def test_who_booked_before_and_names_a_time_gets_the_short_way():
    talk = Talk(known=replace(booking(), state=State.ATTENDED)).says("12月8日の11時に予約したいです")
    assert talk.conversation.flow == "rebook"
    assert talk.conversation.answers["time"].value.startswith("2026-12-08T11:00")


DEEDS = ("予約", "キャンセル", "日時の変更", "キャンセル待ち", "予約の取り消し")
TURNED = (
    *("{}しません", "{}はしないでください", "{}するつもりはないです", "{}しなくていいです", "{}ではありません"),
    *("{}できますか", "{}したらどうなりますか", "{}するか迷っています", "{}してもいいですか", "{}って何ですか"),
    *("「{}」と書いてあります", "友達が{}したらしいです", "{}すると言われました"),
)
WRAPPED = (
    "{}",
    "すみません、{}",
    "お世話になっております。{}。よろしくお願いいたします",
    "{}😊",
    "ありがとうございます！{}",
)


@settings(deadline=None, max_examples=150, derandomize=True)
@given(
    st.sampled_from((lobby, requested, confirmed, today)),
    st.sampled_from(DEEDS),
    st.sampled_from(TURNED),
    st.sampled_from(WRAPPED),
)
def test_what_is_negated_asked_or_quoted_never_begins_or_does_anything(place, deed, turned, wrapped):
    talk = place().says(wrapped.format(turned.format(deed)))
    assert talk.effects == []
    assert talk.conversation.flow == ""
    assert len(talk.buttons()) <= 6 or talk.said[-1].look == "booking"  # which has all that can be done with it


def test_who_looks_only_at_the_word_would_begin_to_cancel():
    meaning = understand("キャンセルしないでください", Stage.CONFIRMED, shared_lexicon())
    facts = confirmed().facts()
    assert heard(meaning, facts).command is None
    assert heard(replace(meaning, negated=False), facts).command is Command.CANCEL


def test_two_wishes_at_once_are_asked_about_with_at_most_four_buttons():
    talk = confirmed().says("キャンセルしたいか、変更したいです")
    assert talk.conversation.flow == ""
    assert 2 <= len(talk.buttons()) <= 4


def test_leaving_a_list_on_which_one_is_not_says_so():
    said = told(lobby(), "キャンセル待ちはもうやめたいです")
    assert "キャンセル待ちはしていません" in said


def test_the_second_text_in_a_row_that_is_not_understood_offers_a_person():
    talk = lobby().says("ぺけぽん")
    assert "読み取れません" in talk.bot[-1]
    talk.says("ぽんぽこ")
    assert "職員がお話をうかがいます" in talk.bot[-1]
    assert "093-622-6690 にかける" in talk.buttons()


def test_texts_that_were_understood_between_are_no_row():
    talk = lobby().says("ぺけぽん", "お金はかかりますか", "ぽんぽこ")
    assert "職員がお話をうかがいます" not in talk.bot[-1]


def test_every_topic_that_is_understood_has_an_answer_and_a_button():
    topics = {one.meant.about for one in shared_lexicon().learnt.labels if one.meant.intention.value == "question"}
    topics = {one for one in topics if not one.startswith("offer_")}  # answered where staff have offered times
    assert len(topics) > 20
    assert {one for one in topics if f"answers.{one}.text" not in WORDS or f"answers.{one}.label" not in WORDS} == set()


def test_a_topic_without_an_answer_names_the_telephone():
    say = answer_to("parking", lobby().facts())
    assert "093-622-6690" in WORDS(say.key, say.values)


@pytest.mark.parametrize(
    ("language", "noted"), [("vietnamese", "ご希望は、うかがっています"), ("own", "一緒に参加されることは")]
)
def test_who_wishes_for_an_interpreter_reads_that_it_is_noted(language, noted):
    held = booking(answers=answers(support="interpreter", language=language))
    label = "通訳と一緒に参加する" if language == "own" else "ベトナム語"
    for talk in (Talk(booking=held), at("support").taps("外国語の通訳", label)):
        for said in ("通訳は いますか", "通訳はつきますか？"):
            heard = told(talk, said)
            assert noted in heard
            assert "お選びください" not in heard


def test_a_button_of_a_topic_answers_and_comes_back_to_the_open_question():
    talk = lobby().says("予約")
    talk._act({"type": "postback", "data": Tap("asked", "topic", "cost").encode()})
    assert "無料" in talk.bot[-2]
    assert "当てはまるか" in talk.bot[-1]


def test_despair_is_answered_with_the_line_of_the_office_and_staff_see_it():
    talk = Talk(booking=CONFIRMED, office=office(help_line=HelpLine("いのちの電話", "0120-000-000")))
    said = told(talk, "もう死にたいです")
    assert "いのちの電話" in said
    assert "0120-000-000" in said
    assert talk.effects == [NoteTry(CONFIRMED, "despair")]


def test_without_a_line_despair_is_answered_with_the_telephone_of_the_office():
    talk = lobby()
    assert "093-622-6690" in told(talk, "消えてしまいたい")
    assert talk.effects == []
