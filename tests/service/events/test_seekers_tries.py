"""What a seeker tries in vain is noted where staff see it, and has an end."""

import pytest

from bot.booking.staff.corrections import Tried
from bot.ports.context import RequestContext
from bot.service.events.handle_event import reply_to
from tests.faults.rows import fault
from tests.make import WORDS, tokyo
from tests.service.chat import ANSWERS, OTHER, book, event
from tests.service.make_context import context_on
from tests.talk import text_of


@pytest.fixture
def town(client) -> RequestContext:
    return context_on(client)


@pytest.mark.parametrize("words", ["キャンセル", "遅れます", "変更"])
def test_a_try_on_the_day_marks_the_booking_once(town, words):
    book(town)
    town.clock.move_to(tokyo("2026-12-03 09:00"))
    for number in (20, 21):
        reply_to(town, event(number, words))
    (booking,) = town.store.bookings()
    (mark,) = booking.marks
    assert mark in {*Tried}
    assert f"console.mark.{mark}" in WORDS


def refused(town: RequestContext) -> str:
    return text_of(town.line.replies[-1][1][-1])


@fault("F60", injected="one person tries the numbers of others")
def test_after_ten_numbers_of_others_only_the_telephone_helps(town):
    book(town)
    book(town, OTHER)
    for number in range(20, 29):  # with the one of the booking, ten
        reply_to(town, event(number, "申し込む", OTHER))
    assert "この求職番号では" in refused(town)
    for number, text in enumerate(("求職番号を変更", "13010-99999999", "申し込む"), 40):
        reply_to(town, event(number, text, OTHER))
    assert "進められません" in refused(town)
    assert len(town.store.bookings()) == 1


def test_a_day_later_the_way_is_free_again(town):
    test_after_ten_numbers_of_others_only_the_telephone_helps(town)
    town.clock.advance(86_400)
    for number, text in enumerate(("予約", *ANSWERS[1:3], "佐藤 花子", "13010-99999999", *ANSWERS[5:]), 90_000):
        reply_to(town, event(number, text, OTHER))
    assert "申し込みを受け付けました" in refused(town)
