"""An interpreter or a signer has to be ordered: a task from the confirmation until somebody says that it is done."""

import re

import pytest

from bot.booking.lifecycle import Step
from bot.booking.model import Answer
from bot.service.bookings import steps
from bot.service.bookings.moving import MoveTo, move_booking
from bot.service.events.office_now import context_now
from bot.service.staff.tasks import tasks, waiting
from tests.console.office import ConsoleOffice
from tests.make import ROOM, answers, tokyo


def asked(office: ConsoleOffice, **given: str) -> None:
    office.request(answers={**answers(), **{name: Answer(value) for name, value in given.items()}})


def kinds(office: ConsoleOffice) -> list[str]:
    """Give the tasks, which are as many as are counted."""
    context, now = context_now(office.context), office.clock.now()
    found = [one.kind for one in tasks(context, office.console, now)]
    assert waiting(office.context, office.console, now).tasks == len(found)
    return found


@pytest.mark.parametrize(("support", "language"), [("interpreter", "en"), ("sign_language", "")])
def test_help_that_somebody_has_to_order_is_a_task_until_it_is_done(office, support, language):
    asked(office, support=support, **({"language": language} if language else {}))
    assert kinds(office) == []
    steps.confirm_booking(office.context, "b1", ROOM, "cli:test")
    assert kinds(office) == ["arrange"]
    clerk = office.clerk()
    assert "手配してください" in clerk.opens("/staff/todo").page
    clerk.posts("/staff/bookings/b1/mark/arranged", version=2, on="1", back="/staff/todo")
    assert kinds(office) == []
    assert "手配ずみ" in clerk.opens("/staff/bookings/b1").page


def test_the_office_is_asked_again_where_the_time_changes_and_not_where_it_is_cancelled(office):
    asked(office, support="sign_language")
    steps.confirm_booking(office.context, "b1", ROOM, "cli:test")
    clerk = office.clerk()
    clerk.posts("/staff/bookings/b1/mark/arranged", version=2, on="1")
    move_booking(context_now(office.context), "b1", MoveTo(tokyo("2026-12-04 10:00"), ROOM), "cli:test")
    assert kinds(office) == ["arrange"]
    steps.take_step(office.context, "b1", Step.CANCEL_BY_OFFICE, "cli:test", reason="休みのため")
    assert kinds(office) == []


@pytest.mark.parametrize(
    ("support", "language"), [("none", ""), ("writing", ""), ("companion", ""), ("interpreter", "own")]
)
def test_who_needs_nobody_or_brings_somebody_is_no_task(office, support, language):
    asked(office, support=support, **({"language": language} if language else {}))
    steps.confirm_booking(office.context, "b1", ROOM, "cli:test")
    assert kinds(office) == []


def test_the_count_stands_in_the_head_of_every_page(office):
    asked(office, support="sign_language")
    steps.confirm_booking(office.context, "b1", ROOM, "cli:test")
    assert re.search(r"要対応 <span[^>]*>1</span>", office.clerk().opens("/staff/week").page)
