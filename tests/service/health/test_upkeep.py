"""What upkeep forgets of the schedule, which every event reads: days that are long over, and whom a closure hit."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from bot.booking.schedule.schedule import Closure, Hours, Schedule
from bot.booking.schedule.weekly import Span, Weekly
from bot.booking.staff.counsellors import Away, Counsellor, ExtraHours
from bot.ports.context import RequestContext
from bot.ports.office import KeepSchedule
from bot.service.events.office_now import context_now
from bot.service.health.upkeep import forget_old
from tests.make import WEDNESDAY, tokyo
from tests.service.make_context import context_on

OVER, KEPT = date(2026, 10, 25), date(2026, 10, 26)  # as seen from the 25th of November
HIT = (("b1", "confirmed", ()),)


def days_of(day: date) -> Schedule:
    """Give a schedule in which everything differs on one day."""
    away = Away(tokyo(f"{day} 09:00"), tokyo(f"{day} 17:00"))
    extra = ExtraHours(day, Span(time(9), time(12)))
    counsellor = Counsellor("s1", "佐藤", Weekly(()), absences=(away,), extra=(extra,))
    return Schedule(7, (Closure("c1", day, day, "点検のため"),), (Hours(day, places=1),), (counsellor,))


def after_upkeep(place: RequestContext, schedule: Schedule) -> Schedule:
    place.store.commit((), (KeepSchedule(schedule),))
    forget_old(context_now(place))
    return place.store.office_state().schedule


def test_what_differed_on_a_day_is_forgotten_thirty_days_after_it(client: Any):
    place = context_on(client)
    left = after_upkeep(place, days_of(OVER))
    assert (left.version, left.closures, left.hours) == (8, (), ())
    assert [(one.absences, one.extra) for one in left.counsellors] == [((), ())]
    assert after_upkeep(place, days_of(KEPT)) == days_of(KEPT)


@pytest.mark.parametrize(("since", "hit"), [(timedelta(seconds=29), HIT), (timedelta(seconds=31), ())])
def test_whom_a_closure_hit_is_forgotten_once_it_cannot_be_taken_back(client: Any, since: timedelta, hit: Any):
    place, day = context_on(client), date(2026, 12, 4)
    place.clock.move_to(WEDNESDAY)
    closed = Closure("c1", day, day, "点検のため", at=WEDNESDAY, hit=HIT)
    place.store.commit((), (KeepSchedule(Schedule(1, (closed,))),))
    place.clock.move_to(WEDNESDAY + since)
    forget_old(context_now(place))
    assert place.store.office_state().schedule.closures == (replace(closed, hit=hit),)
