"""What staff may take back or note, by the state of the booking."""

import pytest

from bot.booking.model import LIVE, Booking, Hosting, State
from bot.booking.staff.corrections import Mark, reopen, restore, undo_outcome, with_mark
from bot.errors import RefusedError
from tests.make import ROOM, booking, tokyo

FREE = (tokyo("2026-12-07 10:00"), tokyo("2026-12-07 11:00"))
OUTCOMES = {State.ATTENDED, State.NO_SHOW, State.EXCUSED}
ANSWERED = {State.CONFIRMED, State.DECLINED}
BY_OFFICE = {State.CANCELLED_BY_OFFICE, State.OFFERED}


def made(state: State) -> Booking:
    return booking(state=state, room=ROOM, room_version=3, reason="都合", version=4, edition=2, offers=FREE)


def is_refused(call, code: str) -> bool:
    with pytest.raises(RefusedError) as refusal:
        call()
    return refusal.value.code == code


@pytest.mark.parametrize("state", State)
def test_only_an_outcome_is_undone_and_all_that_was_to_be_told_of_it_is_void(state: State):
    if state not in OUTCOMES:
        assert is_refused(lambda: undo_outcome(made(state)), "no_outcome_to_undo")
        return
    back = undo_outcome(made(state))
    assert (back.state, back.reason, back.version, back.edition) == (State.CONFIRMED, "", 5, 3)


@pytest.mark.parametrize("state", sorted(set(State) - {State.OFFERED}))  # test_offers.py has what is offered
def test_only_an_answer_is_taken_back_and_the_request_waits_as_if_no_room_was_named(state: State):
    if state not in ANSWERED:
        assert is_refused(lambda: reopen(made(state)), "nothing_to_take_back")
        return
    back = reopen(made(state))
    assert (back.state, back.room, back.reason, back.offers) == (State.REQUESTED, None, "", ())
    assert (back.version, back.edition) == (5, 3)


@pytest.mark.parametrize(("room", "left"), [(ROOM, 2), (None, 3)])
def test_a_room_that_was_never_told_is_not_counted(room, left: int):
    confirmed = booking(state=State.CONFIRMED, room=room, room_version=3)
    assert reopen(confirmed).room_version == left


def test_a_host_is_held_on_only_for_a_room_that_is_open():
    opened = Hosting("a", *FREE, "91234567890")
    confirmed = booking(state=State.CONFIRMED, hosting=(opened, Hosting("b", *FREE)))
    assert reopen(confirmed).hosting == (opened,)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("to", State)
def test_what_the_office_ended_is_restored_to_what_was_going_on(state: State, to: State):
    if state not in BY_OFFICE or to not in LIVE:
        assert is_refused(lambda: restore(made(state), to), "nothing_to_take_back")
        return
    back = restore(made(state), to, FREE[:1])
    assert (back.state, back.offers, back.reason, back.version, back.edition) == (to, FREE[:1], "", 5, 3)


@pytest.mark.parametrize("state", State)
def test_a_note_is_made_once_taken_away_and_only_on_what_goes_on(state: State):
    if state not in LIVE:
        assert is_refused(lambda: with_mark(made(state), Mark.LATE, on=True), "not_live")
        return
    noted = with_mark(with_mark(made(state), Mark.LATE, on=True), Mark.LATE, on=True)
    assert (noted.marks, noted.version, noted.edition) == (("late",), 6, 2)
    assert with_mark(noted, Mark.ARRIVED, on=False).marks == ("late",)
    assert with_mark(noted, Mark.LATE, on=False).marks == ()
