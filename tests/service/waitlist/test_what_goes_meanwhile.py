"""A place is offered only while its day is open and the counsellor is free with whom alone it is wished."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.booking.schedule.schedule import Closure
from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.counsellors import Counsellor
from bot.booking.waitlist import Part, WaitingWish, WishState
from bot.ports.bookings import CounsellorIsFree, KeepBooking
from bot.ports.context import RequestContext
from bot.ports.office import KeepSchedule, ScheduleIs
from bot.ports.waitlist import KeepWish
from bot.service.waitlist.offering import match
from tests.make import USER, WEDNESDAY, answers, booking, tokyo
from tests.ports import interrupted
from tests.service.make_context import town_of

SATO, SUZUKI = (Counsellor(one, one, weekly_from("mon-fri 10:00-10:30")) for one in ("sato", "suzuki"))
START = tokyo("2026-12-04 10:00")
DAY = START.date()


def closes(town: RequestContext) -> None:
    closed = town.office.schedule.with_closure(Closure("c1", DAY, DAY, "点検"))
    town.store.commit((), (KeepSchedule(closed),))


def takes_the_counsellor(town: RequestContext) -> None:
    town.store.commit((), (KeepBooking(booking(start=START, user="", counsellor="sato")),))


def offered(client, act: Callable[[RequestContext], None], *without: type) -> int:
    """Offer the only start there is to who waits for it, while something happens; give how many offers were made."""
    town = town_of(client, SATO, SUZUKI)
    who = answers(number="13010-99999999")
    wish = WaitingWish(
        "w1", WishState.WAITING, WEDNESDAY, (DAY,), (Part.MORNING,), USER, who, booking().consent, counsellor="sato"
    )
    town.store.commit((), (KeepWish(wish, tokyo("2026-12-03 17:15")),))
    return match(replace(town, store=interrupted(town.store, lambda: act(town), *without)))


@pytest.mark.parametrize("act", [closes, takes_the_counsellor])
def test_what_goes_at_that_moment_is_offered_to_nobody(client, act):
    assert offered(client, act) == 0


@pytest.mark.parametrize(("act", "guard"), [(closes, ScheduleIs), (takes_the_counsellor, CounsellorIsFree)])
def test_twin_without_the_guard_it_is(client, act, guard):
    assert offered(client, act, guard) == 1
