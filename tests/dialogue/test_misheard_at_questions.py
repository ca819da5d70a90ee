"""What is typed at an open question in worry, by mistake or in other words: answered, and nothing deleted or taken."""

import pytest

from bot.booking.model import State
from bot.dialogue.understanding import Intention, Stage, understand
from bot.messages.understanding import shared_lexicon
from tests.dialogue.talks import at, last, value
from tests.make import ROOM, booking, tokyo
from tests.talk import Talk


@pytest.mark.parametrize(
    "text",
    ["まちがえて同意しないって押した", "こわくて同意できません", "不安なので同意しません", "同意しないって出ました"],
)
def test_who_refuses_in_worry_or_by_mistake_is_asked_before_all_is_deleted(text):
    talk = at("consent").says(text)
    assert "「同意しない」ということですか" in last(talk)
    assert value(talk, "eligible") == "all"
    assert talk.taps("同意しない").conversation.flow == ""


@pytest.mark.parametrize("text", ["同意できません", "同意しません", "納得できないので同意しない"])
def test_a_plain_refusal_is_one(text):
    assert at("consent").says(text).conversation.flow == ""


def test_twin_the_words_alone_would_refuse():
    meant = understand("こわくて同意できません", Stage.CONSENT, shared_lexicon())
    assert (meant.intention, meant.live) == (Intention.NO, True)


@pytest.mark.parametrize("place", ["consent", "review", "telephone"])
@pytest.mark.parametrize("text", ["もう無理かも", "もうだめです", "もうむりです"])
def test_who_can_not_go_on_is_heard(place, text):
    talk = at(place).says(text)
    assert "とてもおつらいのですね" in last(talk, 6)
    assert talk.conversation.flow == "book"


def test_a_day_that_is_impossible_is_no_cry():
    assert "とてもおつらいのですね" not in last(at("day").says("もう無理"), 6)


@pytest.mark.parametrize(
    ("text", "name"),
    [("田中みなみで～す", "田中みなみ"), ("山本ゆかでーーす", "山本ゆか"), ("佐藤健太で〜す", "佐藤健太")],
)
def test_a_drawn_out_ending_is_no_part_of_a_name(text, name):
    assert value(at("name").says(text), "name") == name


@pytest.mark.parametrize(
    ("place", "text", "told"),
    [
        ("consent", "ここに書いたことは就活に影響しますか", "この窓口の職員だけが見ます"),
        ("consent", "企業に情報いきますか", "この窓口の職員だけが見ます"),
        ("consent", "うちカフェしかないんですが", "カフェなど"),
        ("consent", "子供に聞かれたくない", "話の聞こえる範囲に"),
        ("consent", "同意するまえに利用料教えて", "相談は無料です"),
        ("review", "もう寝るのであした送ります", "24時間お預かり"),
        ("review", "死ぬほど緊張してる", "うまく話せなくても大丈夫です"),
        ("review", "名前カタカナでもいい？", "カタカナ"),
        ("review", "車椅子なんですけど", "必要な手助けのこと"),
        ("review", "泣きそうです、でもお願いします", "おつらいなか"),
        ("review", "え、まだ申し込めてないの", "「申し込む」を押すと"),
        ("review", "このまま待てばいいですか", "「申し込む」を押すと"),
        ("consent", "誰でも見れるの？", "この窓口の職員だけが見ます"),
        ("name", "本人の母です", "氏名ではないようです"),
        ("name", "息子の母です", "氏名ではないようです"),
    ],
)
def test_what_is_said_beside_an_open_question_is_answered(place, text, told):
    before = at(place)
    answers = dict(before.conversation.answers)
    talk = before.says(text)
    assert told in last(talk, 4)
    assert dict(talk.conversation.answers) == answers
    assert not talk.effects


@pytest.mark.parametrize("text", ["求職番号わかったので入れます", "求職番号が見つかりました", "カードが出てきました"])
def test_a_number_that_was_found_is_asked_for(text):
    assert "number" not in at("review").says(text).conversation.answers


@pytest.mark.parametrize("text", ["電話番号が見つかりません", "番号は合ってます"])
def test_other_words_of_numbers_leave_it(text):
    assert value(at("review").says(text), "number")


@pytest.mark.parametrize("text", ["すぐ入れますか", "もう入っていいですか", "そろそろ入室してもいい？"])
def test_who_wants_to_come_in_on_the_day_reads_when(text):
    room = booking(state=State.CONFIRMED, room=ROOM, room_version=1)
    talk = Talk(booking=room, now=tokyo("2026-12-03 09:00")).says(text)
    assert "5分ほど前" in last(talk) or ROOM.meeting_id in last(talk)
    assert not talk.effects
