"""One box finds bookings and who waits, as a switchboard does: by names however written, numbers, telephones."""

import pytest

from bot.booking.lookup import folded
from bot.booking.model import Answer
from tests.console.office import ConsoleOffice
from tests.make import answers, tokyo

PEOPLE = {
    "b1": ("髙橋 𠮷子", "13010-11111111", "090-1111-1111"),
    "b2": ("渡邊 ケンタ", "13010-22222222", "090-2222-2222"),
    "b3": ("José Nguyễn", "13010-33333333", "093-333-3333"),
}


@pytest.fixture
def full(office: ConsoleOffice) -> ConsoleOffice:
    """An office with people whose names are written in unusual ways."""
    for place, (name, given) in enumerate(PEOPLE.items()):
        called, number, telephone = given
        known = {**answers(name=called, telephone=telephone), "number": Answer(number, number.replace("-", ""))}
        start = tokyo(f"2026-12-0{place + 3} 10:00")
        office.request(id=name, number=f"65432{place}", answers=known, user=f"U{place}", start=start)
    return office


def found(office: ConsoleOffice, typed: str) -> set[str]:
    clerk = office.clerk(f"佐藤 {typed}"[:30])
    answer = clerk.posts("/staff/search", anything=typed)
    page = answer.follows().page if answer.status == 303 else answer.page
    return {name for name, (called, _, _) in PEOPLE.items() if called in page}


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        *(("髙橋", "b1"), ("高橋", "b1"), ("吉子", "b1"), ("𠮷", "b1"), ("高橋吉子", "b1"), ("高橋　𠮷子", "b1")),
        *(
            ("渡辺", "b2"),
            ("渡邉", "b2"),
            ("けんた", "b2"),
            ("ｹﾝﾀ", "b2"),
            ("JOSE", "b3"),
            ("josé", "b3"),
            ("nguyen", "b3"),
        ),
        *(("13010-22222222", "b2"), ("１３０１０２２２２２２２２", "b2"), ("090-1111-1111", "b1"), ("3333", "b3")),
        *(("0933333333", "b3"), ("654321", "b2")),
    ],
)
def test_whatever_is_typed_finds_the_one_who_is_meant(full, typed, who):
    assert found(full, typed) == {who}


@pytest.mark.parametrize("typed", ["こんた", "9999", "090-9999-1111", "橋", "999999", "!!"])
def test_what_means_nobody_finds_nobody(full, typed):
    assert found(full, typed) == set()


@pytest.mark.parametrize(("one", "other"), [("か", "が"), ("は", "ぱ"), ("吉", "高"), ("つ", "や")])
def test_what_differs_stays_apart(one, other):
    assert folded(one) != folded(other)


def test_names_are_shown_as_they_are_written(full):
    page = full.clerk().posts("/staff/search", anything="高橋").page
    assert "髙橋 𠮷子" in page
