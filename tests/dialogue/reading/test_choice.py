import pytest

from bot.dialogue.reading import read_choice

PURPOSES = [("talk", "職業相談"), ("practice", "面接の練習"), ("papers", "書類の添削"), ("other", "その他")]
TIMES = [
    (clock, clock)
    for clock in ("10:00", "10:30", "11:00", "11:30", "12:00", "12:30", "13:00", "13:30", "14:00", "14:30")
]
DAYS = [("1", "12月1日（火）"), ("3", "12月3日（木）"), ("13", "12月13日（日）")]
TERMS = [("agree", "同意します"), ("disagree", "同意しません")]


@pytest.mark.parametrize(
    "typed", ["2", "２", "②", "二", "2番", "２番目です", "2です。", "(2)", "2.", "面接の練習", "面接の練習です"]
)
def test_an_option_is_named_by_number_or_label(typed: str) -> None:
    assert read_choice(typed, PURPOSES) == "practice"


@pytest.mark.parametrize(
    "typed", ["面接", "練習", "面接の練習がいいです", "面接の練習をお願いします", " 面接　の練習 "]
)
def test_an_option_is_named_by_a_piece_only_it_has(typed: str) -> None:
    assert read_choice(typed, PURPOSES) == "practice"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "5",
        "0",
        "の",
        "面接か書類",
        "面接の練習ではない",
        "職業相談と面接の練習",
        "いいです",
        "1か2",
        "\ud800",
        "99番",
    ],
)
def test_what_names_none_or_several_names_none(typed: str) -> None:
    assert read_choice(typed, PURPOSES) is None


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("14:00", "14:00"),
        ("１４：００", "14:00"),
        ("10番", "14:30"),
        ("1", "10:00"),
        ("10", None),
        ("0:30", None),
        ("4:00", None),
    ],
)
def test_a_number_that_may_be_an_hour_is_no_place_in_the_list(typed: str, value: str | None) -> None:
    assert read_choice(typed, TIMES) == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [("12月3日", "3"), ("3日", "3"), ("12月13日", "13"), ("12月1日(火)", "1"), ("2日", None), ("3", "13")],
)
def test_a_piece_of_a_label_cuts_through_no_number(typed: str, value: str | None) -> None:
    assert read_choice(typed, DAYS) == value


@pytest.mark.parametrize(
    ("typed", "value"), [("同意します", "agree"), ("同意しません", "disagree"), ("同意", None), ("いい", None)]
)
def test_yes_and_no_are_never_mixed_up(typed: str, value: str | None) -> None:
    assert read_choice(typed, TERMS) == value
    assert read_choice("いいです", [("yes", "はい"), ("no", "いいえ")]) is None
