"""The words under which a booking is found again."""

import pytest

from bot.booking.lookup import LONGEST_PREFIX, by_name, by_telephone, words_of
from tests.make import answers, booking

LONG = "あいうえおかきくけこさしすせそ"


@pytest.mark.parametrize("length", range(1, LONGEST_PREFIX + 1))
def test_every_beginning_of_a_name_finds_it(length: int):
    words = words_of(booking(answers=answers(name=f"{LONG} 太郎")))
    assert by_name(LONG[:length]) in words
    assert by_name("太") in words


def test_no_longer_beginning_is_kept_than_is_looked_for():
    words = words_of(booking(answers=answers(name=LONG)))
    assert max(len(word) for word in words if word.startswith("name:")) == len("name:") + LONGEST_PREFIX
    assert by_name(LONG) in words  # what is typed is cut as well


@pytest.mark.parametrize(("telephone", "found"), [("090-1234-5678", True), ("567", False), ("5678", True)])
def test_the_last_four_digits_find_a_telephone(telephone: str, found: bool):
    assert (by_telephone("5678") in words_of(booking(answers=answers(telephone=telephone)))) == found
