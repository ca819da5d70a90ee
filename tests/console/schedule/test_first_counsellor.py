"""Entering the first counsellor makes no task of each booking ahead: they are one, settled with a press."""

from datetime import timedelta

import pytest

from bot.booking.model import State
from bot.booking.schedule.schedule import Schedule
from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.counsellors import Counsellor
from bot.ports.office import KeepSchedule
from bot.service.counsellors.unheld import MOST_SINGLE, unheld
from bot.service.events.office_now import context_now
from bot.service.staff.tasks import tasks, waiting
from tests.make import ROOM, answers, tokyo

WEEK = weekly_from("mon-fri 10:00-15:30")


def entered(office, *names: str) -> None:
    schedule = Schedule()
    for name in names:
        schedule = schedule.with_counsellor(Counsellor(f"c-{name}", name, WEEK))
    office.store.commit((), (KeepSchedule(schedule),))


def booked(office, count: int) -> None:
    for place in range(count):
        start = tokyo("2026-12-03 10:00") + timedelta(days=place // 20, minutes=30 * (place // 2 % 10))
        who = {"id": f"b{place}", "number": str(300_000 + place), "user": f"U{place:032x}"}
        given = answers(number=f"13010-{10_000_000 + place}", name=f"求職者{place}")
        office.request(**who, start=start, answers=given, state=State.CONFIRMED, room=ROOM)


def kinds(office) -> list[str]:
    context, now = context_now(office.context), office.clock.now()
    found = [one.kind for one in tasks(context, office.console, now)]
    assert waiting(context, office.console, now).counsellors == len(found)
    return found


def test_many_are_one_task_with_a_list_and_are_given_out_with_one_press(office):
    booked(office, 24)
    clerk = office.clerk()
    assert kinds(office) == []
    entered(office, "sato", "suzuki")
    assert kinds(office) == ["counsellors"]
    assert "24件に、担当者がいません" in clerk.opens("/staff/todo").page
    page = clerk.opens("/staff/without-counsellor").page
    assert page.count('href="/staff/bookings/b') == 24
    assert "24件の担当者を決めました" in clerk.posts("/staff/without-counsellor").follows().page
    assert kinds(office) == []
    held = {(one.start, one.counsellor) for one in map(office.booking, (f"b{place}" for place in range(24)))}
    assert len(held) == 24  # nobody holds two at a time
    assert {name for _, name in held} == {"c-sato", "c-suzuki"}


def test_those_for_whom_nobody_is_free_are_left_and_said(office):
    booked(office, 2 * (MOST_SINGLE + 1))
    entered(office, "sato")
    page = office.clerk().posts("/staff/without-counsellor").follows().page
    assert f"空いている担当者がいない予約が{MOST_SINGLE + 1}件残りました" in page
    assert len(unheld(context_now(office.context), office.console, office.clock.now())) == MOST_SINGLE + 1


@pytest.mark.parametrize("count", [1, MOST_SINGLE])
def test_a_few_stay_a_task_each(office, count):
    booked(office, count)
    entered(office, "sato")
    assert kinds(office) == ["counsellor"] * count
