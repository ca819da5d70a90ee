"""What is asked of one's own booking, of the form, or of the room, is answered as that."""

from dataclasses import replace

import pytest

from bot.booking.model import State
from bot.dialogue.turn import NoteTry
from tests.dialogue.talks import at, waiting
from tests.make import ROOM, booking, tokyo
from tests.talk import Talk

CONFIRMED = replace(booking(state=State.CONFIRMED), room=ROOM, room_version=1)
MORNING, RUNNING, OVER = "2026-12-03 09:00", "2026-12-03 14:05", "2026-12-03 14:45"


def on(moment: str, text: str) -> Talk:
    return Talk(booking=CONFIRMED, now=tokyo(moment)).says(text)


def notes(talk: Talk) -> list[tuple[str, str]]:
    return [(one.note.about, one.note.detail) for one in talk.effects if isinstance(one, NoteTry)]


@pytest.mark.parametrize(
    "text",
    ["受付番号ってもらえるんですか", "受付番号なくしました", "申し込んだけど届いてますか", "3日って木曜であってる？"],
)
def test_the_booking_is_shown(text):
    assert "受付番号：123456" in Talk(booking=booking()).says(text).bot[-1]


def test_who_fears_not_to_be_heard_reads_what_helps():
    assert "オーディオ" in Talk(booking=CONFIRMED).says("声が聞こえるか心配です").bot[-1]


@pytest.mark.parametrize("text", ["マイクついてますか", "音声入ってますか"])
def test_whether_the_microphone_is_on_is_trouble_while_it_runs(text):
    assert notes(on(RUNNING, text)) == [("trouble", "sound")]


@pytest.mark.parametrize("text", ["マイクついてないとだめですか", "マイクは必要ですか"])
def test_whether_one_is_needed_is_no_trouble_before(text):
    assert notes(on(MORNING, text)) == []


@pytest.mark.parametrize("text", ["まだ仕事終わらない", "ごめんあと5分で入る", "仕事が終わらないです"])
def test_who_is_kept_is_late(text):
    assert [about for about, _ in notes(on(RUNNING, text))] == ["late"]


@pytest.mark.parametrize("text", ["電話しないとだめですか", "電話しなきゃだめですか"])
def test_who_asks_whether_he_must_call_reads_when(text):
    assert "このトークに書いていただくだけでも" in on(MORNING, text).bot[-1]


@pytest.mark.parametrize(
    "text", ["次もお願いできますか", "応募はどうすればいい", "アンケートとかありますか", "もう終わり？"]
)
def test_a_question_after_the_end_is_no_trouble(text):
    talk = on(OVER, text)
    assert notes(talk) == []
    assert "093-622-6690" in talk.bot[-1]


@pytest.mark.parametrize(
    "text", ["つながらなかったんですけど", "なんで誰も来なかったんですか", "誰も来なかったんだけど"]
)
def test_trouble_told_after_the_end_is_noted(text):
    assert notes(on(OVER, text))


@pytest.mark.parametrize("text", ["予約とれたのでもう大丈夫です", "もう待たないです", "もういいです", "もう大丈夫です"])
def test_who_may_wait_no_more_is_asked(text):
    talk = waiting()
    before = len(talk.effects)
    talk.says(text)
    assert "待つのをやめる" in talk.every_button()
    assert "やめますか" in talk.bot[-1]
    assert len(talk.effects) == before


@pytest.mark.parametrize("text", ["住所も書いたほうがいいですか", "住所は書きますか"])
def test_no_address_is_asked_for(text):
    talk = at("name").says(text)
    assert "住所をうかがうことはありません" in talk.bot[-2]


def test_the_address_of_the_office_is_told_as_before():
    assert "岸の浦" in at("name").says("そちらの住所を教えてください").bot[-2]


@pytest.mark.parametrize("text", ["さっきから同意って押してるんだけど進まん", "同意を押したのに進まない"])
def test_who_pressed_in_vain_reads_what_to_send(text):
    talk = at("consent").says(text)
    assert "文字で送って" in talk.bot[-2]
    assert "consent" not in talk.conversation.answers


@pytest.mark.parametrize("text", ["同意できないとこがあったらどうなりますか", "同意できない人はどうなりますか"])
def test_what_becomes_of_who_does_not_agree_is_answered(text):
    talk = at("consent").says(text)
    assert "同意できないところがあるときも" in talk.bot[-2]
    assert talk.conversation.flow == "book"


def test_a_friend_is_not_booked_along():
    talk = at("review").says("友達も一緒に申し込みたい")
    assert "ご本人" in talk.bot[-2]
    assert not talk.effects


@pytest.mark.parametrize(
    "text", ["来月もお願いできますか", "また来週お願いします", "次もお願いできますか", "もう一回チャンスもらえますか"]
)
def test_who_wishes_for_the_next_one_after_the_end_reads_when(text):
    assert "次のご予約は" in on(OVER, text).bot[-1]


@pytest.mark.parametrize("text", ["マイクの音が入るか不安です"])
def test_a_worry_told_while_cancelling_is_no_reason(text):
    talk = Talk(booking=CONFIRMED).says("キャンセル", text)
    assert "オーディオ" in talk.bot[-2]
    assert "reason" not in talk.conversation.answers


@pytest.mark.parametrize("text", ["家の都合です", "仕事が決まりました", "体調がよくないです"])
def test_a_reason_is_taken(text):
    assert "reason" in Talk(booking=CONFIRMED).says("キャンセル", text).conversation.answers


@pytest.mark.parametrize("text", ["10日のほうがよくなりました", "4日のほうが都合よくなりました"])
def test_a_day_that_suits_better_now_begins_to_move(text):
    talk = Talk(booking=CONFIRMED).says(text)
    assert talk.conversation.flow == "change"
    assert not talk.effects
