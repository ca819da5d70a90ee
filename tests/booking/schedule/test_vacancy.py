"""Why a time can't be had."""

from datetime import UTC

import pytest

from bot.booking.schedule.opening import free_starts
from bot.booking.schedule.vacancy import why_not
from tests.make import OFFICE, WEDNESDAY, tokyo

FULL = tokyo("2026-12-03 14:00")


@pytest.mark.parametrize("zone", [None, UTC], ids=["told in Japan's time", "told in UTC"])
@pytest.mark.parametrize(
    ("start", "reason"),
    [
        ("2026-12-03 13:30", ""),
        ("2026-12-03 14:00", "gone"),
        ("2026-11-24 14:00", "past"),
        ("2026-11-25 10:00", "past"),  # this very moment
        ("2026-11-22 14:00", "past"),  # past comes before closed
        ("2026-11-28 14:00", "closed_day"),  # a Saturday
        ("2026-12-29 14:00", "closed_day"),  # closed comes before too far
        ("2026-12-28 14:00", "too_far"),
        ("2026-12-25 09:30", "outside_hours"),  # the last day of the horizon
        ("2026-12-28 03:00", "too_far"),  # too far comes before the hours
        ("2026-12-03 09:30", "outside_hours"),
        ("2026-12-03 15:30", "outside_hours"),
        ("2026-12-03 14:10", "outside_hours"),
        ("2026-12-03 14:00:01", "outside_hours"),
        ("2026-11-25 10:30", "too_soon"),  # today
        ("2026-11-25 15:00", "too_soon"),
    ],
)
def test_the_first_rule_in_the_way_is_named(start, reason, zone):
    free = free_starts(OFFICE, WEDNESDAY, {FULL: OFFICE.places})
    assert why_not(OFFICE, WEDNESDAY, tokyo(start).astimezone(zone or tokyo(start).tzinfo), free) == reason


@pytest.mark.parametrize(
    ("now", "start", "reason"),
    [
        ("2026-11-25 17:14:59", "2026-11-26 10:00", ""),
        ("2026-11-25 17:15:00", "2026-11-26 10:00", "too_soon"),
        ("2026-11-27 17:14:59", "2026-11-30 15:00", ""),
        ("2026-11-27 17:15:00", "2026-11-30 15:00", "too_soon"),
        ("2026-11-29 12:00:00", "2026-11-30 15:00", "too_soon"),
        ("2026-12-28 17:15:00", "2027-01-04 10:00", "too_soon"),
        ("2026-11-25 23:59:59", "2026-12-28 10:00", "too_far"),
        ("2026-11-28 00:00:00", "2026-12-28 10:00", ""),
    ],
)
def test_the_rules_change_at_the_second(now, start, reason):
    moment = tokyo(now)
    assert why_not(OFFICE, moment, tokyo(start), free_starts(OFFICE, moment, {})) == reason
