"""Values that are taken back, only asked about, or told in the speech of a region, at the questions of the booking."""

from dataclasses import replace

import pytest

from bot.booking.model import State
from tests.dialogue.talks import at
from tests.make import ROOM, booking
from tests.talk import Talk

CONFIRMED = replace(booking(), state=State.CONFIRMED, room=ROOM, room_version=1)


def stored(talk, question):
    return getattr(talk.conversation.answers.get(question), "value", "")


@pytest.mark.parametrize(
    ("question", "said", "value"),
    [
        ("telephone", "070の1111の2222、いや最後は2223でした", "070-1111-2223"),
        ("telephone", "090-1111-2222は前の番号で、今は080-9999-0001", "080-9999-0001"),
        ("number", "ばんごう これ？ 40150 - 0098 7654", "40150-00987654"),
        ("name", "うちの名前は村上陽子やけん", "村上陽子"),
        ("name", "村上陽子といいますけん", "村上陽子"),
        ("name", "はい村上陽子と申しますよろしくお願いいたします", "村上陽子"),
        ("name", "永田やけど、永田亮太ね", "永田亮太"),
        ("name", "My name is Emily Johnson.", "Emily Johnson"),
        ("name", "なまえは リー ウェイ。 かんじは 李偉", "李偉"),
        ("email", "ガラケーやけんメールなし", ""),
        ("purpose", "３で", "documents"),
        ("consent", "めっちゃ長かったけど同意しまーす", "agree"),
        ("eligible", "登録はネットでしました、ほかも大丈夫です", "all"),
        ("telephone", "ぜろはちぜろの1234の5678です", "080-1234-5678"),
        ("telephone", "ゼロキューゼロ、イチニーサンヨン、ゴーロクナナハチ", "090-1234-5678"),
        ("number", "いちさんぜろいちぜろの12345678", "13010-12345678"),
        ("purpose", "履歴書はもう見てもらったので、面接の練習を", "interview"),
        ("purpose", "履歴書を見てもらいたいので", "documents"),
        ("purpose", "チャットで仕事の相談をしたいです", "consultation"),
        ("support", "耳が聞こえにくいのでチャットでお願いします", "writing"),
    ],
)
def test_what_is_meant_is_stored(question, said, value):
    talk = at(question).says(said)
    assert question in talk.conversation.answers
    assert stored(talk, question) == value


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("telephone", "070-1111-2222いや33でした"),
        ("name", "なんで名前がいるん"),
        ("name", "まだ決めとらん"),
        ("name", "ちょっと待っとって"),
        ("day", "12/3はちょっとあかんねん"),
        ("day", "3日は仕事で抜けられへん"),
        ("day", "12月3日は混んでますか"),
        ("time", "2時は仕事しとるけん"),
        ("time", "14時って遅いほう？"),
        ("time", "14時からやと何時に終わるん？"),
        ("consent", "5条以外は読んだけん同意"),
        ("eligible", "カメラは無いけど他も大丈夫です"),
        ("purpose", "応募書類はもう窓口で見てもらったんで大丈夫です"),
        ("purpose", "履歴書は友達に見てもらったからいいです"),
        ("purpose", "面接の練習はもう学校でやったので"),
        ("support", "通訳は前に頼んだけど来なかったので、もう期待してません"),
    ],
)
def test_what_is_not_meant_is_not_stored(question, said):
    assert question not in at(question).says(said).conversation.answers


def test_a_month_that_is_ruled_out_is_not_offered():
    shown = str(at("day").says("11月いっぱいは無理です").said[-1])
    assert "2026-12" in shown
    assert "2026-11-" not in shown


@pytest.mark.parametrize(
    "said",
    [
        "10時までバイトなので10時は間に合わないです",
        "10時まで仕事なので10時は厳しいです",
        "10時は間に合いません",
        "10時ちょうどはきついです",
    ],
)
def test_a_time_that_is_too_early_is_not_offered(said):
    shown = str(at("time").says(said).said[-1])
    assert "T10:30" in shown
    assert "T10:00" not in shown


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("相談内容を面接練習にしたい", "interview"),
        ("相談内容を書類に変更してください", "documents"),
        ("相談内容を仕事に", "consultation"),
        ("相談の内容は面接に変えてください", "interview"),
    ],
)
def test_a_short_name_behind_its_label_is_the_option(said, value):
    assert stored(at("review").says(said), "purpose") == value


@pytest.mark.parametrize(
    "said",
    [
        "前の日までに取り消せばいいんですよね、まだしないですけど",
        "当日に取り消すと電話ですよね、まだしないけど",
        "取り消すときはここに送ればいいんですよね",
        "取り消すなら電話じゃないとだめなんですよね、まだ決めてないですけど",
    ],
)
def test_who_makes_sure_how_to_cancel_begins_nothing(said):
    talk = Talk(booking=CONFIRMED).says(said)
    assert talk.conversation.flow == ""
    assert [say.key for say in talk.said] == ["answers.until_when_cancel.text"]


@pytest.mark.parametrize("question", ["telephone", "email", "purpose", "support", "day", "review"])
@pytest.mark.parametrize(
    "said", ["すみません、さっきの名前、山田じゃなくて山本太郎です", "さっき送った名前、正しくは山本太郎でした"]
)
def test_a_name_is_corrected_at_any_question(question, said):
    assert stored(at(question).says(said), "name") == "山本太郎"


def test_a_telephone_number_whose_end_is_wrong_is_asked_for_again_at_another_question():
    talk = at("email").says("さっきの電話、5678じゃなくて5679です")
    assert "telephone" not in talk.conversation.answers
    assert talk.said[-1].key == "book.telephone.ask"


@pytest.mark.parametrize("question", ["name", "number", "telephone", "email", "purpose", "day", "review"])
def test_the_terms_can_be_read_again_at_any_question(question):
    talk = at(question).says("さっきの規約もう一回見せて")
    first = talk.said[0]
    assert first.key == "answers.terms.text"
    assert [one.label for one in first.options] == ["book.consent.option.terms"]
    assert question not in talk.conversation.answers


def test_another_reason_for_cancelling_moves_nothing():
    talk = Talk(booking=CONFIRMED).says("キャンセル").taps("都合が悪くなった").says("理由を体調不良に変えたい")
    assert talk.conversation.flow == "cancel"
    assert stored(talk, "reason") == "health"


def test_who_waits_for_an_answer_of_others_is_not_hurried():
    talk = Talk(booking=CONFIRMED).says("変更", "12/10 14:30")
    said = talk.says("バイト先に聞いてみないと10日が大丈夫か分からないんですよね…返事が来てからでもいいですか").said
    assert said[0].key == "heard.no_hurry"


@pytest.mark.parametrize(
    "said",
    [
        *("相談内容は間違いないです", "電話番号は間違いないです", "名前は間違いありません"),
        *("メールアドレスはこれで大丈夫です", "日時は問題ないです"),
    ],
)
def test_a_word_on_one_line_of_the_card_does_not_apply(said):
    assert at("review").says(said).effects == []


@pytest.mark.parametrize("said", ["この内容で間違いないです", "日時はこれで大丈夫です。お願いします"])
def test_a_word_on_the_whole_card_applies(said):
    assert at("review").says(said).effects != []
