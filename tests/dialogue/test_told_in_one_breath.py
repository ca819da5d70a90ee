"""What is dictated without stops, or told piece by piece before the booking is begun, is taken as it comes."""

import pytest

from tests.dialogue.talks import at, value
from tests.talk import Talk

SPOKEN = "予約です山本花子です{telephone}です12月4日の10時半希望です"


@pytest.mark.parametrize(
    "telephone",
    [
        "電話は09011112222",
        "電話番号は090-1111-2222",
        "電話はゼロ九ゼロ一一一一二二二二",
        "携帯はぜろ九ぜろ一一一一二二二二",
    ],
)
def test_what_is_dictated_without_stops_is_read_by_its_sentences(telephone):
    talk = Talk().says(SPOKEN.format(telephone=telephone))
    assert value(talk, "name") == "山本花子"
    assert value(talk, "telephone") == "090-1111-2222"
    assert value(talk, "time") == "2026-12-04T10:30:00+09:00"


def test_pieces_that_are_told_before_the_booking_begin_it():
    talk = Talk().says("名前 山本花子", "電話 090-1111-2222", "12/4 10:30")
    assert value(talk, "name") == "山本花子"
    assert value(talk, "telephone") == "090-1111-2222"
    assert value(talk, "time") == "2026-12-04T10:30:00+09:00"
    assert "山本花子" not in "".join(talk.bot)
    assert talk.effects == []


@pytest.mark.parametrize(
    "said", ["名前は必要ですか", "電話は090-1111-2222ですか", "メール 届きません", "電話 したいです"]
)
def test_who_asks_or_says_anything_else_begins_none(said):
    assert Talk().says(said).conversation.flow == ""


def test_purpose_and_no_help_are_read_among_the_rest():
    talk = at("name").says("山本花子 13010-12345678 090-1111-2222 hanako@gmail.com 職業相談 手伝いなし 12/4 10:30")
    assert value(talk, "purpose") == "consultation"
    assert value(talk, "support") == "none"


@pytest.mark.parametrize("said", ["オンライン職業相談の予約をしたいです", "通訳は不要ですが手話を、090-1111-2222"])
def test_what_only_speaks_of_them_chooses_nothing(said):
    talk = at("name").says(said)
    assert value(talk, "purpose") == ""
    assert value(talk, "support") == ""


@pytest.mark.parametrize("label", ["電話番号につきましては、", "電話番号については", "電話に関しては、"])
def test_a_telephone_in_kanji_digits_behind_a_polite_label(label):
    talk = at("consent").says(f"{label}〇九三－六二二－一一一一でございます。夜分はご遠慮願います。")
    assert value(talk, "telephone") == "093-622-1111"
    assert "day" not in talk.conversation.held
