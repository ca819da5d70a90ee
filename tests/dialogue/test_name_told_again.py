"""A name once more, after it was given: half of it, how it is to be written; and what is no name at all."""

import pytest

from bot.booking.model import Answer
from tests.dialogue.talks import at, last, value
from tests.talk import Talk

NAME = "田中美咲"


def named(question: str = "review", name: str = NAME) -> Talk:
    """A talk of somebody with another name, that has come to a question."""
    talk = at(question)
    answers = {**talk.conversation.answers, "name": Answer(name, name)}
    talk.conversation = talk.conversation.answered(answers)
    return talk


WRITTEN = [
    "はい、ただし名前はひらがなで",
    "名前はカタカナにして",
    "名前はアルファベットで",
    "名前は旧姓で",
    "氏名をローマ字にしてください",
    "苗字は通称で登録して",
    "カタカナにしてください",
]
HALVES = [
    (NAME, "下の名前は美沙です", "田中美沙"),
    (NAME, "名前の漢字、美沙です", "田中美沙"),
    (NAME, "名前は美沙の方です", "田中美沙"),
    (NAME, "下の名前はみさです", "田中みさ"),
    (NAME, "名字は高梨です", "高梨美咲"),
    (NAME, "苗字が変わって高梨になりました", "高梨美咲"),
    (NAME, "名字は田中じゃなくて田仲です", "田仲美咲"),
    (NAME, "名前を旧姓の山本にしてください", "山本美咲"),
    ("林 健太", "名字は高梨です", "高梨 健太"),
    ("高橋あかり", "あ、やっぱり名字は高梨です", "高梨あかり"),
    ("タナカ ミサキ", "下の名前はミサです", "タナカ ミサ"),
]
WHOLE = [
    ("名前は高橋健太です", "高橋健太"),
    ("苗字が変わったので佐々木花子にしてください", "佐々木花子"),
    ("名前を高梨美咲に変えてください", "高梨美咲"),
    ("名前はやっぱり山本花子でお願いします", "山本花子"),
]
NOT_CERTAIN = [
    (NAME, "名前は高梨です"),
    ("森真由美", "名字は高梨です"),
    (NAME, "名字は山本じゃなくて高梨です"),
    ("佐々木凛", "下の名前は玲です"),
    ("田中", "名字は高梨です"),
]


@pytest.mark.parametrize("said", WRITTEN)
def test_how_a_name_is_to_be_written_is_no_name(said):
    talk = named().says(said)
    assert "姓と名の両方を" in last(talk, 20)
    assert not talk.effects
    assert value(talk, "name") == NAME
    assert value(talk.says("氏名はタナカ ミサキです"), "name") == "タナカ ミサキ"
    assert "申し込みの内容です" in last(talk)


@pytest.mark.parametrize("said", ["ひらがなで", "旧姓で", "カタカナにして"])
def test_how_it_is_to_be_written_is_no_name_where_the_name_is_asked_for(said):
    assert not value(at("name").says(said), "name")


@pytest.mark.parametrize("question", ["telephone", "day", "review"])
@pytest.mark.parametrize(("held", "said", "name"), HALVES)
def test_the_other_half_of_a_name_stays(question, held, said, name):
    talk = named(question, held).says(said)
    assert value(talk, "name") == name
    assert f"氏名を「{name}」に直しました" in last(talk, 20)


@pytest.mark.parametrize(("said", "name"), WHOLE)
def test_a_whole_name_takes_the_place_of_the_other(said, name):
    assert value(named().says(said), "name") == name


@pytest.mark.parametrize(("held", "said"), NOT_CERTAIN)
def test_both_halves_are_asked_for_where_it_is_not_certain_which_stays(held, said):
    talk = named("review", held).says(said)
    assert "姓と名の両方を送ってください" in last(talk)
    assert value(talk.says("高梨 真由美"), "name") == "高梨 真由美"


@pytest.mark.parametrize(
    "said", ["名前は間違いないです", "名前は正しいです", "名前はそのままで", "名前は大丈夫です", "名前は公表されますか"]
)
def test_a_name_stays_that_is_only_spoken_of(said):
    assert value(named().says(said), "name") == NAME


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("辻本ゆかりやで", "辻本ゆかり"),
        ("比嘉大輔だわけ", "比嘉大輔"),
        ("村上けんじだっぺ", "村上けんじ"),
        ("娘の山田花子の分です", "山田花子"),
        ("田中と申しますけれども", "田中"),
        ("田中美咲って言うんですけど", "田中美咲"),
        ("田中言います", "田中"),
        ("名：田中美咲", "田中美咲"),
        ("田中　美咲　1990/1/1", "田中　美咲"),
        ("名前ですか、山田太郎です", "山田太郎"),
        ("みょうじ たなか なまえ みさき", "たなか みさき"),
        ("名取 太郎", "名取 太郎"),
        ("やまもと あやき", "やまもと あやき"),
        ("高田みやび", "高田みやび"),
    ],
)
def test_a_name_is_stored_without_what_stands_around_it(said, name):
    assert value(at("name").says(said), "name") == name


@pytest.mark.parametrize(
    "said",
    [
        "さっき言った",
        "もう送ったけど",
        "見ればわかるでしょ",
        "しらん",
        "知りませんよ",
        "やっぱり080-1111-2222",
        "教えたくない",
    ],
)
def test_what_is_said_instead_of_a_name_is_never_stored(said):
    assert not value(at("name").says(said, said, said), "name")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("山本　太朗じゃなくて太郎です", "山本　太郎"),
        ("山本太朗じゃなくて太郎です", "山本太郎"),
        ("山元 太郎じゃなくて山本です", "山本 太郎"),
        ("山本 太朗、あ、太郎です", "山本 太郎"),
        ("山本 太朗 間違えました 太郎です", "山本 太郎"),
        ("山本 太朗ではなく、山本 太郎です", "山本 太郎"),
        ("山元じゃなくて山本太郎です", "山本太郎"),
    ],
)
def test_the_half_that_is_put_right_in_one_text_loses_no_other_half(said, name):
    assert value(at("name").says(said), "name") == name


def test_both_halves_are_asked_for_where_one_text_does_not_tell_which_stays():
    talk = at("name").says("山本さくらじゃなくてさくです")
    assert value(talk, "name") == ""
    assert "姓と名の両方" in last(talk, 2)


@pytest.mark.parametrize("question", ["email", "review"])
@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("最後にもう一回名前をかえたい 中村 亮太", "中村 亮太"),
        ("名前を変えたいです。中村亮太", "中村亮太"),
        ("名前をかえたい 中村亮太 でお願いします", "中村亮太"),
    ],
)
def test_a_name_behind_the_wish_to_change_it_is_taken(question, said, name):
    assert value(at(question).says(said), "name") == name
