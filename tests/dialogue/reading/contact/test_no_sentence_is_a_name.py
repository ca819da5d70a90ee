"""What is said where a name is asked for, or of a name, is kept as no name; a fax machine is no telephone."""

import pytest

from bot.dialogue.reading import Retry, Value, read_name, read_telephone
from bot.dialogue.reading.contact import name
from bot.dialogue.reading.whole_message import pieces_in
from tests.dialogue.talks import at

SENTENCES = (
    *(
        "名前なんてどうでもいい",
        "名前なんか聞いてどうするの",
        "ちょっと考えます",
        "やっぱり電話にします",
        "姓だけでいい",
    ),
    *("はじめます", "続けます", "はい、再開します", "予約の日を変えたい", "消さないで", "もういいや", "返事は明日送る"),
)
NAMES = (
    "小林ます",
    "もうり はな",
    "ながい けい",
    "望月さくら",
    "井の上はな",
    "石井みのる",
    "はやしまる",
    "さとう より",
)


@pytest.mark.parametrize("said", SENTENCES)
def test_a_sentence_is_kept_as_no_name(said):
    assert isinstance(read_name(said), Retry)
    assert "name" not in at("name").says(said).conversation.answers


@pytest.mark.parametrize("real", NAMES)
def test_a_name_that_looks_a_little_like_one_is_taken(real):
    assert isinstance(read_name(real), Value)


def test_twin_nothing_else_refuses_what_is_done_or_thought_over():
    for said in ("ちょっと考えます", "はじめます", "名前なんてどうでもいい"):
        assert not name.SAID.search(said)
        assert not name.SENTENCE.search(said)


def test_the_name_behind_its_reading_is_taken():
    assert read_name("やまだたろう（山田太郎）").value == "山田太郎"


@pytest.mark.parametrize(
    "said",
    [
        *("名前のふりがなを入れたい", "氏名をローマ字で", "名前の間にスペース入れて", "名前の読み方はヤマダタロウです"),
        "名前はそのままでいいです",
    ],
)
def test_what_is_said_of_the_name_at_the_review_leaves_it(said):
    assert at("review").says(said).conversation.answers["name"].value == "山田 太郎"
    assert "name" not in pieces_in(said).found


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("名前を やまだたろう にして", "やまだたろう"),
        ("名前を 鈴木 花子 に変えて", "鈴木 花子"),
        ("氏名は山田太朗に直してください", "山田太朗"),
    ],
)
def test_a_labelled_correction_takes_the_name_alone(said, right):
    assert at("review").says(said).conversation.answers["name"].value == right


@pytest.mark.parametrize("said", ["FAXしかありません 093-555-0101", "ファックス 093-555-0101", "093-555-0101（FAX）"])
def test_a_fax_machine_is_no_telephone(said):
    assert read_telephone(said).reason == "fax"
    assert "telephone" not in at("telephone").says(said).conversation.answers
    assert "telephone" not in pieces_in(said).found


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("TEL 093-123-4567 FAX 093-123-4568", "093-123-4567"),
        ("FAX：093-123-4567、電話090-1234-5678", "090-1234-5678"),
        ("電話・FAX兼用 093-123-4567", "093-123-4567"),
    ],
)
def test_the_telephone_beside_it_is(said, number):
    assert read_telephone(said).value == number


@pytest.mark.parametrize("said", ["メールにしてください", "メールにして", "メールがいいです"])
def test_who_wishes_for_mail_has_an_address(said):
    assert "email" not in at("email").says(said).conversation.answers


@pytest.mark.parametrize("said", ["メアドないです", "メールはしてません", "アドレス持ってないです"])
def test_who_has_none_goes_on(said):
    assert at("email").says(said).conversation.answers["email"].value == ""


def test_what_comes_later_is_said_to_do_so():
    assert "このあとうかがいます" in "".join(at("name").says("予約の日を変えたい").bot[-2:])
    assert "ご本人" in "".join(at("name").says("友人の予約をとってあげたいのですが").bot[-2:])
