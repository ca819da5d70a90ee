"""What was sent between reading its row and taking it back has no lease, as before: it was heard all the same."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.booking.lifecycle import Step
from bot.booking.model import State
from bot.booking.notices.reminders import UNDO_WINDOW
from bot.booking.staff.staff_message import Cause, MessageState, StaffMessage
from bot.errors import RefusedError
from bot.ports.bookings import KeepBooking
from bot.ports.context import RequestContext
from bot.ports.notices import StillPending
from bot.ports.staff import KeepStaffMessage
from bot.service.bookings.steps import confirm_booking, find, take_step
from bot.service.bookings.taking_back import take_back_answer, take_back_outcome
from bot.service.notices.sending import send_notice
from bot.service.staff import staff_messages
from tests.faults.rows import twin
from tests.make import ROOM, USER, WEDNESDAY, booking, tokyo
from tests.ports import interrupted
from tests.service.make_context import context_on

CONFIRMED = booking(state=State.CONFIRMED, room=replace(ROOM, version=1), room_version=1)


def sent_before(town: RequestContext, *without: type) -> RequestContext:
    """Give the town as who takes back has it: all that is due is sent just before his commit."""

    def sends() -> None:
        town.clock.advance(2)
        for claim in town.store.claim_notices(50):
            send_notice(town, claim)

    return replace(town, store=interrupted(town.store, sends, *without))


def answer_taken_back(town: RequestContext, answer: str, *without: type) -> None:
    made = booking() if answer == "confirm" else CONFIRMED
    town.store.commit((), (KeepBooking(made, tokyo("2026-12-02 17:15") if answer == "confirm" else None),))
    if answer == "confirm":
        after = confirm_booking(town, "b1", ROOM, "staff:s1", delay=UNDO_WINDOW)
    else:
        after = take_step(town, "b1", Step.CANCEL_BY_OFFICE, "staff:s1", reason="休み", delay=UNDO_WINDOW)
    town.clock.advance(29)
    take_back_answer(sent_before(town, *without), "b1", "staff:s1", after.version)


def outcome_taken_back(town: RequestContext, *without: type) -> None:
    town.store.commit((), (KeepBooking(CONFIRMED),))
    town.clock.move_to(tokyo("2026-12-03 15:00"))
    after = take_step(town, "b1", Step.NO_SHOW, "staff:s1")
    [due] = [row.due for row in town.store.notices("b1") if row.kind.value == "no_show"]
    town.clock.move_to(due - timedelta(seconds=1))
    take_back_outcome(sent_before(town, *without), "b1", "staff:s1", after.version)


def message_taken_back(town: RequestContext, *without: type) -> None:
    message = StaffMessage("m1", MessageState.OPEN, WEDNESDAY, USER, "何時までですか", Cause.ASKED)
    town.store.commit((), (KeepStaffMessage(message),))
    after = staff_messages.answer(town, "m1", 1, "五時までです", "staff:s1", delay=UNDO_WINDOW)
    town.clock.advance(29)
    staff_messages.take_back(sent_before(town, *without), "m1", after.version, "staff:s1")


@pytest.mark.parametrize(("answer", "state"), [("confirm", State.CONFIRMED), ("cancel", State.CANCELLED_BY_OFFICE)])
def test_an_answer_that_was_sent_meanwhile_stands(client, answer, state):
    town = context_on(client)
    with pytest.raises(RefusedError, match="changed_meanwhile"):
        answer_taken_back(town, answer)
    assert len(town.line.pushes) == 1
    assert find(town, "b1").state is state


def test_a_no_show_that_was_told_meanwhile_stands_until_it_is_taken_back_with_a_word(client):
    town = context_on(client)
    with pytest.raises(RefusedError, match="changed_meanwhile"):
        outcome_taken_back(town)
    take_back_outcome(town, "b1", "staff:s1", find(town, "b1").version)
    town.clock.advance(7200)
    for claim in town.store.claim_notices(50):
        send_notice(town, claim)
    assert len(town.line.pushes) == 2


def test_an_answer_to_a_message_that_was_sent_meanwhile_stands(client):
    town = context_on(client)
    with pytest.raises(RefusedError, match="already_sent"):
        message_taken_back(town)
    assert town.store.staff_message("m1").state is MessageState.ANSWERED


@twin("F35", without="the look whether a row still waits")
@pytest.mark.parametrize("answer", ["confirm", "cancel"])
def test_without_it_an_answer_that_was_heard_is_taken_back(client, answer):
    town = context_on(client)
    answer_taken_back(town, answer, StillPending)
    assert len(town.line.pushes) == 1
    assert find(town, "b1").state is (State.REQUESTED if answer == "confirm" else State.CONFIRMED)


@twin("F35", without="the look whether a row still waits")
def test_without_it_nobody_corrects_a_no_show_that_was_told(client):
    town = context_on(client)
    outcome_taken_back(town, StillPending)
    town.clock.advance(7200)
    assert town.store.claim_notices(50) == []
    assert len(town.line.pushes) == 1


@twin("F35", without="the look whether a row still waits")
def test_without_it_a_message_that_was_answered_waits_again(client):
    town = context_on(client)
    message_taken_back(town, StillPending)
    assert len(town.line.pushes) == 1
    assert town.store.staff_message("m1").state is MessageState.OPEN
