"""Many accounts that nobody knows ask for places at once: staff are told, nobody is refused."""

from dataclasses import replace

import pytest

from bot.booking.daily_limits import ManyFresh
from bot.service.alarms import warnings
from bot.service.audit import entries
from tests.service.test_daily_limits import OFFICE, RECEIVED, Day, day

MANY = ManyFresh(requests=3, minutes=60)


@pytest.fixture
def town(client) -> Day:
    town = day(client)
    town.services = replace(town.services, office=replace(OFFICE, many_fresh=MANY))
    return town


def asks(town: Day, number: int) -> str:
    details = (f"新規 花{'一二三四五六七八九'[number]}", f"13010-7000000{number}", "090-1234-5678", "new@example.com")
    return town.asks(f"U{number + 100:032x}", details)


def told(town: Day) -> int:
    return sum(entry["action"] == "many_fresh_requests" for entry in entries(town.services))


def test_many_first_requests_of_new_accounts_are_told_once_and_all_are_taken(town):
    assert [RECEIVED in asks(town, number) for number in range(2)] == [True] * 2
    assert (warnings(town.services), told(town)) == ([], 0)
    assert [RECEIVED in asks(town, number) for number in range(2, 5)] == [True] * 3
    assert (warnings(town.services), told(town)) == (["many_fresh_requests"], 1)


def test_who_has_another_booking_is_not_new(town):
    for number in range(2):
        asks(town, number)
    town.cancels(f"U{100:032x}")
    assert RECEIVED in asks(town, 0)
    assert warnings(town.services) == []


def test_who_has_been_with_us_for_a_day_is_not_new(town):
    users = [f"U{number + 100:032x}" for number in range(4)]
    for user in users:
        town.says(user, "ヘルプ")
    for _ in range(2):
        town.passes(hours=13)
        for user in users:
            town.says(user, "ヘルプ")
    assert [RECEIVED in asks(town, number) for number in range(4)] == [True] * 4
    assert warnings(town.services) == []
