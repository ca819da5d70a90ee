import pytest

from bot.dialogue.reading import Retry, Value, read_name

REAL = [
    "山田太郎",
    "山田　太郎",
    "𠮷田",
    "髙橋",
    "山﨑",
    "\ufa19田",
    "葛\U000e0100城",
    "\ufa10本",
    "李",
    "ﾔﾏﾀﾞ ﾀﾛｳ",
    "José Ñandú",
    "Nguyễn Thị Hồng",
    "O'Brien-Smith Jr.",
    "マリア・シルバ",
    "김철수",
    "أحمد",
    "私市太郎",
    "名張太郎",
    "\U00031350",
    "あ" * 60,
]


@pytest.mark.parametrize("name", REAL)
def test_a_real_name_comes_out_just_as_it_went_in(name: str) -> None:
    read = read_name(name)
    assert isinstance(read, Value)
    assert read.value == name


@pytest.mark.parametrize("name", REAL[:-1])
def test_label_and_tail_are_no_part_of_the_name(name: str) -> None:
    assert read_name(f"氏名：{name}です。") == read_name(name)
    assert read_name(f"私の名前は{name}と申します") == read_name(name)


def test_names_are_compared_without_width_case_and_spaces() -> None:
    first, second = read_name("ﾔﾏﾀﾞ　ＴＡＲＯ"), read_name("ヤマダ taro")
    assert isinstance(first, Value)
    assert isinstance(second, Value)
    assert first.key == second.key == "ヤマダtaro"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "empty"),
        ("\u200b", "empty"),
        ("\u3164", "empty"),
        ("氏名：", "empty"),
        ("お名前は", "empty"),
        ("あ" * 61, "too_long"),
        ("12345", "no_letter"),
        ("🙂", "no_letter"),
        ("・・", "no_letter"),
        ("taro@example.com", "looks_like_mail"),
        ("taro＠example.com", "looks_like_mail"),
        ("https://example.com", "looks_like_url"),
        ("www.example.com", "looks_like_url"),
    ],
)
def test_what_cannot_be_a_name_is_asked_again(typed: str, reason: str) -> None:
    assert read_name(typed) == Retry(reason)
