import unicodedata

import pytest

from bot.booking.text import LONGEST_TEXT
from bot.dialogue.reading import clean, half_width


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  山田　", "山田"),
        ("\u200b山\u202e田\u2066\ufeff", "山田"),
        ("山田\x00太郎\ud800", "山田太郎"),
        ("山田\n太郎", "山田 太郎"),
        ("氏名：山田", "山田"),
        ("お名前は山田です。", "山田"),
        ("【氏名】山田", "山田"),
        ("・氏名 山田", "山田"),
        ("山田と申します。よろしくお願いいたします。", "山田"),
        ("山田といいます", "山田"),
        ("はい、山田でございます！", "山田"),
        ("Smith Jr.", "Smith Jr."),
        ("です", "です"),
        ("お願いします", "お願いします"),
        ("。", "。"),
        ("", ""),
        ("\x00\ud800\u200d", ""),
    ],
)
def test_cleaning_takes_away_what_is_not_meant_but_never_everything(typed: str, kept: str) -> None:
    assert clean(typed, "氏名", "名前") == kept


@pytest.mark.parametrize("selector", ["\ufe00", "\ufe0f", "\U000e0100", "\U000e01ef"])
def test_variation_selectors_stay(selector: str) -> None:
    assert clean(f"葛{selector}城") == f"葛{selector}城"


def test_a_label_is_cut_only_when_it_is_given_and_set_off() -> None:
    assert clean("氏名：山田") == "氏名：山田"
    assert clean("氏名山田", "氏名") == "氏名山田"


@pytest.mark.parametrize(
    ("typed", "folded"), [("ﾔﾏﾀﾞ", "ヤマダ"), ("Ｓｍｉｔｈ", "Smith"), ("山田　太郎", "山田 太郎"), ("①㈱", "①㈱")]
)
def test_half_width_folds_width_and_nothing_else(typed: str, folded: str) -> None:
    assert half_width(typed) == folded


def test_half_width_leaves_every_compatibility_kanji_alone() -> None:
    kanji = "".join(
        chr(code)
        for code in (*range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20))
        if unicodedata.category(chr(code)) == "Lo"
    )
    for part in (kanji[first : first + LONGEST_TEXT] for first in range(0, len(kanji), LONGEST_TEXT)):
        assert half_width(part) == part
        assert clean(part) == part


def test_a_heap_of_marks_on_one_letter_is_cut_and_what_follows_stays() -> None:
    assert (
        clean("山" + "\u0336\u0489" * 18 + "田 太" + "\u0300" * 30 + "郎")
        == "山" + "\u0336\u0489" * 2 + "田 太" + "\u0300" * 4 + "郎"
    )


@pytest.mark.parametrize("name", ["Nguyễn Thị Hoa", "ปิ่นเกล้า ดวงใจ", "שָׁלוֹם כֹּהֵן", "प्रियंका", "がぎぐ", "葛\U000e0100城"])
def test_the_marks_of_real_names_stay_however_they_are_written(name: str) -> None:
    for form in (name, unicodedata.normalize("NFD", name)):
        assert clean(form) == form
