"""A word of the day put together with a question or a wish is noted all the same; and nobody reads of staff in vain."""

import re

import pytest

from bot.booking.model import State
from bot.dialogue.turn import NoteTry
from bot.dialogue.understanding import Stage
from tests.make import ROOM, WORDS, booking, tokyo
from tests.talk import Talk
from tests.understanding.tables import rows_of

MORNING, BEGUN = "2026-12-03 09:00", "2026-12-03 14:05"
TABLES = ("phrases.tsv", "utterances.tsv", "held_back.tsv", "held_back_later.tsv", "held_back_last.tsv")
# What reaches staff only if something more is done, and says so.
CONDITIONAL = frozenset(
    {"lobby.on_the_day", "lobby.status.no_room_today", "answers.late.text", "answers.number_form.text"}
)
CLAIMS = re.compile(r"職員にも伝わり|職員に伝わり")


def on(moment: str, *texts: str) -> Talk:
    return Talk(now=tokyo(moment), booking=booking(state=State.CONFIRMED, room=ROOM)).says(*texts)


def noted(talk: Talk) -> list[tuple[str, str]]:
    return [(one.action, one.note.detail) for one in talk.effects if isinstance(one, NoteTry)]


@pytest.mark.parametrize("moment", [MORNING, BEGUN])
@pytest.mark.parametrize(
    "text",
    [
        "子どもが熱だから今日むり、別の日にできる？",
        "熱が出たので今日は休みます。別の日に変更できますか？",
        "すみません今日は欠席で、来週に振り替えたいです",
        "風邪ひいたけん今日休むばい、明日とか空いとる？",
        "急な仕事で行けません。また予約できますか？",
        "きょう むり。 あした いい？",
        "すみません、行けません。別の日に変えたいです",
        "頭痛がひどくて休みたい、次いつ空いてますか",
        "今日むりなんで来週の火曜にしてください",
        "熱が出たので休みます別の日にできますか",
    ],
)
def test_an_absence_with_a_wish_for_another_day_is_noted_and_answered(moment, text):
    talk = on(moment, text)
    assert noted(talk) == [("absent", "")]
    assert talk.said[-1].key == "lobby.another_day"


@pytest.mark.parametrize(
    ("text", "note", "answer"),
    [
        ("今日行けなくなりました。キャンセル料はかかりますか", ("absent", ""), "answers.cancellation_fee.text"),
        ("10分遅れます、入室のパスコードなんでしたっけ", ("late", "10"), "lobby.room"),
        ("パソコンが壊れたのでスマホでもいいですか", ("trouble", ""), "answers.device.text"),
        ("15分遅れます。それでも大丈夫ですか？", ("late", "15"), "lobby.late_minutes"),
        ("音が出ない、電話に変えられますか", ("trouble", "sound"), "lobby.trouble.sound"),
        ("入れません、どうしたらいいですか？別の日にできますか？", ("trouble", "enter"), "lobby.trouble.enter"),
        ("休むと記録に残りますか？今日熱で行けません", ("absent", ""), "lobby.absent"),
        ("ちょっとオムツ替えてきます5分ください", ("late", "5"), "lobby.late_minutes"),
        ("5ふん まって ください", ("late", "5"), "lobby.late_minutes"),
        ("宅配が来たので2分だけください", ("late", "2"), "lobby.late_minutes"),
        ("やっぱ20分", ("late", "20"), "lobby.late_minutes"),
        (
            "「ホストが参加を許可するまでお待ちください」って出てます",
            ("trouble", "waiting_room"),
            "lobby.trouble.waiting_room",
        ),
        ("ホストが許可するまで待てって書いてある", ("trouble", "waiting_room"), "lobby.trouble.waiting_room"),
    ],
)
def test_a_word_of_the_day_with_a_question_is_noted_and_answered(text, note, answer):
    talk = on(BEGUN, text)
    assert noted(talk) == [note]
    assert answer in [say.key for say in talk.said]


@pytest.mark.parametrize(
    "text", ["遅刻、欠席のときはどこに連絡すればいいですか", "休むのは、電話でいいですか", "遅れたら、入れませんか"]
)
def test_a_question_about_it_is_still_no_word_of_the_day(text):
    assert noted(on(MORNING, text)) == []


@pytest.mark.parametrize("text", ["あした いい？", "明日なら空いてます", "別の日がいいな"])
def test_on_the_day_nobody_is_told_that_the_chat_could_move_or_cancel(text):
    talk = on(MORNING, "今日は休みます", text)
    assert "を選んでください" not in talk.bot[-1]
    assert not {"日時を変更する", "予約を取り消す"} & set(talk.buttons())


def test_who_is_back_is_waited_for():
    talk = on(BEGUN, "5分ください")
    talk.booking = booking(state=State.CONFIRMED, room=ROOM, day_notes=(talk.effects[0].note,))
    assert noted(talk.says("戻りました"))[-1] == ("back", "")


def every_text_of_the_day() -> list[str]:
    rows = [row for name in TABLES for row in rows_of(name)]
    return [row.text for row in rows if row.stage in (Stage.TODAY, Stage.BEGUN, Stage.CONFIRMED)]


@pytest.mark.parametrize("moment", [MORNING, BEGUN])
def test_whoever_reads_that_something_reaches_staff_has_a_note(moment):
    claimed = 0
    for text in every_text_of_the_day():
        talk = on(moment, text)
        keys = {say.key for say in talk.said} - CONDITIONAL
        claims = any(CLAIMS.search(WORDS(key, say.values)) for say in talk.said for key in {say.key} & keys)
        assert not claims or noted(talk), (text, keys)
        claimed += claims
    assert claimed > 50


@pytest.mark.parametrize("word", ["キャンセル", "変更"])
def test_a_flow_that_the_day_overtakes_leaves_its_note(word):
    """Who says the last word on the day itself to a card of the day before reads that staff hear of it."""
    talk = on("2026-12-02 10:00", word, *(["都合が悪くなった"] if word == "キャンセル" else ["12月10日の10時"]))
    talk.now = tokyo(MORNING)
    talk.says("取り消す" if word == "キャンセル" else "変更する")
    assert [about for about, _ in noted(talk)] == (["cancel"] if word == "キャンセル" else ["change"])
