"""Values that are taken back, only asked about, or told in the speech of a region, at the questions of the booking."""

import pytest

from tests.dialogue.talks import at


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
        ("support", "通訳は前に頼んだけど来なかったので、もう期待してません"),
    ],
)
def test_what_is_not_meant_is_not_stored(question, said):
    assert question not in at(question).says(said).conversation.answers


def test_a_month_that_is_ruled_out_is_not_offered():
    shown = str(at("day").says("11月いっぱいは無理です").said[-1])
    assert "2026-12" in shown
    assert "2026-11-" not in shown
