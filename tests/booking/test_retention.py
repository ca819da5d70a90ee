"""How long what is kept, to the second."""

from datetime import timedelta

import pytest

from bot.booking.model import Hosting, State
from bot.booking.retention import BOOKING_KEPT, ROOM_KEPT, booking_is_due, deleted_on, room_is_due
from tests.make import ROOM, booking, tokyo

SECOND = timedelta(seconds=1)
HELD = Hosting("a", booking().start, booking().end)


@pytest.mark.parametrize("held", [{"room": ROOM}, {"hosting": (HELD,)}], ids=["a room", "a host's time"])
@pytest.mark.parametrize(("late", "due"), [(-SECOND, False), (0 * SECOND, True), (SECOND, True)])
def test_a_room_is_forgotten_a_day_after_the_consultation(held, late: timedelta, due: bool):
    one = booking(**held)
    assert room_is_due(one, one.end + ROOM_KEPT + late) == due
    assert not room_is_due(booking(), one.end + ROOM_KEPT + late)


@pytest.mark.parametrize(("late", "due"), [(-SECOND, False), (0 * SECOND, True), (SECOND, True)])
def test_a_booking_is_forgotten_after_thirty_days(late: timedelta, due: bool):
    one = booking()
    assert booking_is_due(one, one.end + BOOKING_KEPT + late) == due
    assert str(deleted_on(one)) == "2027-01-02"


def test_what_is_offered_much_later_than_was_asked_for_is_kept_until_thirty_days_after_that():
    one = booking(state=State.OFFERED, offers=(tokyo("2027-02-03 10:00"),))
    assert not booking_is_due(one, tokyo("2027-03-05 10:29"))
    assert booking_is_due(one, tokyo("2027-03-05 10:30"))
    assert str(deleted_on(one)) == "2027-03-05"
