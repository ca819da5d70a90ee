"""Who booked before is known again as long as his data is kept, over a real store."""

import pytest

from bot.booking.lifecycle import Step
from bot.booking.model import State
from bot.ports.bookings import KeepBooking
from bot.ports.context import RequestContext
from bot.service.bookings.steps import take_step
from bot.service.health.upkeep import forget_old
from tests.make import USER, booking, tokyo
from tests.service.make_context import context_on
from tests.service.typing import types


@pytest.fixture
def place(client) -> RequestContext:
    made = context_on(client)
    made.store.commit((), (KeepBooking(booking()),))
    return made


def says(place: RequestContext, text: str, number: int, user: str = USER) -> str:
    return types(place, user, text, f"{user}-{number}")


@pytest.mark.parametrize("over", [Step.CANCEL_BY_SEEKER, Step.DECLINE])
def test_after_cancel_and_refusal_the_seeker_goes_on_from_what_is_known(place, over):
    take_step(place, "b1", over, "staff:s1", reason="満員のため")
    assert "この内容で進む" in says(place, "予約", 1)
    said = [says(place, text, number) for number, text in enumerate(("1", "12/4 10時", "申し込む"), 2)]
    assert "申し込みを受け付けました" in said[-1]
    made = next(one for one in place.store.bookings() if one.state is State.REQUESTED)
    assert made.answers["telephone"].value == "090-1234-5678"


def test_another_line_user_is_not_shown_anything_of_it(place):
    take_step(place, "b1", Step.DECLINE, "staff:s1", reason="満員のため")
    assert "5つに当てはまるか" in says(place, "予約", 1, "U" + "9" * 32)


def test_what_is_forgotten_is_asked_anew(place):
    take_step(place, "b1", Step.DECLINE, "staff:s1", reason="満員のため")
    place.clock.move_to(tokyo("2027-01-10 10:00"))
    forget_old(place)
    assert "5つに当てはまるか" in says(place, "予約", 1)
