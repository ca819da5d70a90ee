"""What has a deadline stands in the list of what only a human can do."""

import re

from bot.booking.model import State
from bot.service.tasks import Task, tasks
from tests.make import ROOM, booking, tokyo


def test_a_request_near_its_end_is_a_task_until_it_is_answered(office):
    office.request()
    clerk = office.clerk()
    assert "期限が近づいています" not in clerk.opens("/staff/todo").page
    office.at("2026-12-02 15:30")
    page = clerk.opens("/staff/todo").page
    assert "申込の期限が近づいています" in page
    assert re.search("あと10[45]分", page)  # the clock goes on
    assert 'href="/staff/bookings/b1"' in page


def test_a_missing_outcome_is_a_task_from_ten_minutes_after_the_start(office):
    office.request(state=State.CONFIRMED, room=ROOM)
    office.at("2026-12-03 14:09")
    assert tasks(office.services, office.desk, office.clock.now()) == []
    office.at("2026-12-03 14:11")
    [task] = tasks(office.services, office.desk, office.clock.now())
    assert (task.kind, task.booking.id) == ("outcome", "b1")
    office.at("2026-12-04 15:00")
    assert "期限を過ぎています" in office.clerk().opens("/staff/todo").page


def test_another_source_is_one_more_function_and_the_nearest_deadline_comes_first(office):
    late, soon = (Task("outcome", booking(), tokyo(at), tokyo(at)) for at in ("2026-12-03 10:00", "2026-12-02 10:00"))

    def one(*_):
        yield late

    def other(*_):
        yield soon

    assert tasks(office.services, office.desk, office.clock.now(), (one, other)) == [soon, late]
