import pytest

from bot.dialogue.reading.contact.corrected import corrected


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("070の1111の2222、いや最後は2223でした", "070-1111-2223"),
        ("070-1111-2222 あ、末尾3です", "070-1111-2223"),
        ("07011112222いや下4桁2223", "07011112223"),
        ("070 1111 2222 ちがった 2223", "070 1111 2223"),
        ("070-1111-2222やなくて2223や", "070-1111-2223"),
        ("070-1111-2222（正しくは2223）", "070-1111-2223"),
    ],
)
def test_the_end_that_is_told_once_more_stands_in_place_of_the_first(text, number):
    assert corrected(text, "telephone") == number


def test_it_is_so_with_a_job_seekers_number():
    assert corrected("13010-12345678、いや最後は9です", "number") == "13010-12345679"


@pytest.mark.parametrize("text", ["070-1111-2222いや33でした", "070-1111-2222 違う 1 2"])
def test_an_end_that_is_not_certain_is_asked_for(text):
    assert corrected(text, "telephone") == ""


@pytest.mark.parametrize(
    "text",
    [
        "09012345678です、すみません昼は出られません",
        "09012345678間違いないです",
        "090-1234-5678 すみません14時以降で",
        "090-1234-5678、内線12",
        "090-1111-2222は前の番号で、今は080-9999-0001",
        "070-1111-2222 訂正 070-1111-2223",
    ],
)
def test_what_takes_no_end_back_is_left_to_the_reader(text):
    assert corrected(text, "telephone") is None
