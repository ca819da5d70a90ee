"""On the day: who comes is noted neither as absent nor as late, and who has only made ready is not let in."""

from dataclasses import replace

import pytest

from bot.booking.day_notes import DESPAIR
from bot.booking.model import DayNote, State
from bot.dialogue.outside_flows.stage import may_be_in
from bot.dialogue.turn import NoteTry
from tests.make import ROOM, booking, tokyo
from tests.talk import Talk

CONFIRMED = replace(booking(), state=State.CONFIRMED, room=ROOM, room_version=1)
ABSENT = "absent"
MORNING, NEAR, BEGUN = tokyo("2026-12-03 10:00"), tokyo("2026-12-03 13:50"), tokyo("2026-12-03 14:05")


def noted(talk: Talk) -> list[tuple[str, str]]:
    return [(one.note.about, one.note.detail) for one in talk.effects if isinstance(one, NoteTry)]


def said(text: str, now=MORNING, **more) -> Talk:
    return Talk(booking=replace(CONFIRMED, **more), now=now).says(text)


@pytest.mark.parametrize(
    "text",
    [
        *("休むほどじゃないです", "行かないわけないです", "休むわけないです", "電車遅れてるけど時間には着きます"),
        *("間に合わないかもと思いましたが大丈夫です", "電車止まってるけど歩いて帰れば間に合う", "早めに入っておきます"),
        *("ちゃんと出るけん待っとってね", "今日出ます、待っててください", "参加するので待っていてください"),
        *(
            "準備できました",
            "準備できました。今日はお願いします",
            "アプリ入れました",
            "入れました",
        ),
    ],
)
def test_who_comes_is_only_waited_for(text):
    talk = said(text)
    assert noted(talk) == []
    assert "お待ちしています" in talk.bot[-1]
    assert "入室の操作" not in "".join(talk.bot)


@pytest.mark.parametrize(("now", "is_in"), [(MORNING, False), (NEAR, True), (BEGUN, True)])
def test_nobody_is_in_long_before_the_start(now, is_in):
    assert may_be_in(CONFIRMED, now) is is_in


@pytest.mark.parametrize("text", ["寝坊しました", "寝過ごしました"])
def test_who_overslept_is_late_and_not_absent(text):
    assert noted(said(text)) == [("late", "")]


@pytest.mark.parametrize(
    "text", ["今日は行ききらん", "熱が出たので休みます", "起きられません", "今日は無理です", "寝坊して行けません"]
)
def test_who_can_not_come_is_absent_all_the_same(text):
    assert noted(said(text))[0][0] == ABSENT


@pytest.mark.parametrize("text", ["下がったけん出るばい", "熱下がったから出るよ", "やっぱ行けるばい"])
def test_an_absence_is_taken_back_in_dialect_too(text):
    before = (DayNote(MORNING, ABSENT, "", "今日は行ききらん"),)
    assert noted(said(text, day_notes=before)) == [("back", "")]


def test_who_comes_only_if_he_is_well_is_asked_whether():
    assert noted(said("いや、昼までに下がったら出るけん待っとって")) == [(ABSENT, "maybe")]


@pytest.mark.parametrize("text", ["無理っていうのは人生がです", "人生がもう無理", "人生がです"])
def test_despair_is_heard_on_the_day(text):
    assert noted(said(text)) == [(DESPAIR, DESPAIR)]


@pytest.mark.parametrize("text", ["始まりました", "今始まりました", "見えてます", "もう入ってます、待ってます"])
def test_good_news_raises_no_alarm(text):
    assert noted(said(text, now=BEGUN)) == []


def test_who_thanks_at_the_end_is_thanked():
    talk = said("終わりました。ありがとうございました", now=tokyo("2026-12-03 14:40"))
    assert noted(talk) == []
    assert "ありがとうございま" in talk.bot[-1]


@pytest.mark.parametrize("text", ["もう入っていいですか", "今日はもう入れますか"])
def test_who_asks_whether_to_go_in_sees_the_room(text):
    assert "パスコード" in str(said(text, now=NEAR).messages)


def test_who_can_not_come_to_the_counter_is_who_it_is_made_for():
    for text in (
        "県外に住んでいて窓口には通えません",
        "遠方で窓口まで行けません",
        "離島に住んでいます",
        "窓口が遠くて",
    ):
        assert Talk().says(text).conversation.flow == "book"
    assert Talk().says("子どもの予約じゃなくて私の予約です。お願いします").conversation.flow == "book"


def test_who_can_do_no_more_is_answered_with_care_on_the_day():
    talk = said("もう無理です")
    assert noted(talk) == [(DESPAIR, DESPAIR)]
