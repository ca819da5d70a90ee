"""Every step from every state: either it is allowed, or a code says why not."""

from dataclasses import replace
from datetime import UTC, timedelta
from itertools import product

import pytest

from bot.booking.lifecycle import (
    NO_SHOW_AFTER,
    TRANSITIONS,
    Step,
    cancel_until,
    confirm,
    move,
    requested,
    step,
    with_room,
)
from bot.booking.model import LIVE, State
from bot.errors import RefusedError
from tests.make import OFFICE, ROOM, WEDNESDAY, booking, tokyo

START = tokyo("2026-12-03 14:00")
CUT_OFF = tokyo("2026-12-02 17:15")

# A moment at which the time forbids nothing.
GOOD_TIME = {
    Step.CONFIRM: WEDNESDAY,
    Step.DECLINE: WEDNESDAY,
    Step.CANCEL_BY_OFFICE: WEDNESDAY,
    Step.CANCEL_BY_SEEKER: WEDNESDAY,
    Step.EXPIRE: CUT_OFF,
    Step.ATTEND: START,
    Step.NO_SHOW: START + NO_SHOW_AFTER,
    Step.EXCUSE: START,
}
ALLOWED = {
    (State.REQUESTED, Step.CONFIRM): State.CONFIRMED,
    (State.REQUESTED, Step.DECLINE): State.DECLINED,
    (State.REQUESTED, Step.CANCEL_BY_OFFICE): State.CANCELLED_BY_OFFICE,
    (State.REQUESTED, Step.CANCEL_BY_SEEKER): State.CANCELLED_BY_SEEKER,
    (State.REQUESTED, Step.EXPIRE): State.EXPIRED,
    (State.OFFERED, Step.DECLINE): State.DECLINED,
    (State.OFFERED, Step.CANCEL_BY_OFFICE): State.CANCELLED_BY_OFFICE,
    (State.OFFERED, Step.CANCEL_BY_SEEKER): State.CANCELLED_BY_SEEKER,
    (State.OFFERED, Step.EXPIRE): State.EXPIRED,
    (State.CONFIRMED, Step.CONFIRM): State.CONFIRMED,
    (State.CONFIRMED, Step.CANCEL_BY_OFFICE): State.CANCELLED_BY_OFFICE,
    (State.CONFIRMED, Step.CANCEL_BY_SEEKER): State.CANCELLED_BY_SEEKER,
    (State.CONFIRMED, Step.ATTEND): State.ATTENDED,
    (State.CONFIRMED, Step.NO_SHOW): State.NO_SHOW,
    (State.CONFIRMED, Step.EXCUSE): State.EXCUSED,
}


def refusal(*arguments, **more) -> RefusedError:
    with pytest.raises(RefusedError) as refused:
        step(*arguments, **more)
    return refused.value


@pytest.mark.parametrize(("state", "wanted"), list(product(State, Step)))
def test_each_step_leads_where_it_should_or_is_refused_by_name(state, wanted):
    before, now = booking(state=state), GOOD_TIME[wanted]
    if (state, wanted) in ALLOWED:
        assert step(before, wanted, OFFICE, now).state is ALLOWED[state, wanted]
    else:
        refused = refusal(before, wanted, OFFICE, now)
        assert (refused.code, refused.values) == (f"not_{wanted.value}", {"state": state.value})


def test_every_step_has_its_move_and_every_final_state_is_final():
    assert set(TRANSITIONS) == set(Step) == set(GOOD_TIME)
    assert {state for one in TRANSITIONS.values() for state in one.sources} == LIVE


@pytest.mark.parametrize(("state", "wanted"), list(ALLOWED))
def test_a_step_changes_state_reason_and_counts_and_nothing_else(state, wanted):
    before = booking(state=state, room=ROOM)
    after = step(before, wanted, OFFICE, GOOD_TIME[wanted], reason="研修のため")
    assert after.reason == "研修のため"
    assert (after.version, after.edition) == (before.version + 1, before.edition + 1)
    counts = {"version": before.version, "edition": before.edition}
    assert replace(after, state=before.state, reason=before.reason, before=None, **counts) == before


@pytest.mark.parametrize(
    ("state", "wanted", "moment", "code"),
    [
        (State.REQUESTED, Step.CONFIRM, "2026-12-03 14:29:59", ""),
        (State.REQUESTED, Step.CONFIRM, "2026-12-03 14:30:00", "too_late_to_confirm"),
        (State.CONFIRMED, Step.CANCEL_BY_SEEKER, "2026-12-03 13:59:59", ""),  # on the day itself by telephone
        (State.CONFIRMED, Step.CANCEL_BY_SEEKER, "2026-12-03 14:00:00", "too_late_to_cancel_by_seeker"),
        (State.CONFIRMED, Step.CANCEL_BY_SEEKER, "2026-12-09 00:00:00", "too_late_to_cancel_by_seeker"),
        (State.CONFIRMED, Step.CANCEL_BY_OFFICE, "2026-12-09 00:00:00", ""),
        (State.REQUESTED, Step.EXPIRE, "2026-12-02 17:14:59", "too_early_to_expire"),
        (State.REQUESTED, Step.EXPIRE, "2026-12-02 17:15:00", ""),
        (State.CONFIRMED, Step.ATTEND, "2026-12-03 13:59:59", "too_early_to_attend"),
        (State.CONFIRMED, Step.ATTEND, "2026-12-03 14:00:00", ""),
        (State.CONFIRMED, Step.EXCUSE, "2026-12-03 13:59:59", "too_early_to_excuse"),
        (State.CONFIRMED, Step.NO_SHOW, "2026-12-03 14:09:59", "too_early_to_no_show"),
        (State.CONFIRMED, Step.NO_SHOW, "2026-12-03 14:10:00", ""),
        (State.REQUESTED, Step.DECLINE, "2026-12-09 00:00:00", ""),
    ],
)
def test_some_steps_have_their_time_to_the_second(state, wanted, moment, code):
    for now in (tokyo(moment), tokyo(moment).astimezone(UTC)):
        for before in (booking(state=state), booking(state=state, start=START.astimezone(UTC))):
            if code:
                assert refusal(before, wanted, OFFICE, now).code == code
            else:
                assert step(before, wanted, OFFICE, now).state is TRANSITIONS[wanted].target


def test_the_state_is_told_before_the_time():
    late = tokyo("2027-12-03 14:00")
    assert refusal(booking(state=State.EXPIRED), Step.CONFIRM, OFFICE, late).code == "not_confirm"


def test_confirming_sets_the_room():
    after = confirm(booking(), ROOM, OFFICE, WEDNESDAY)
    assert (after.state, after.room) == (State.CONFIRMED, ROOM)


@pytest.mark.parametrize(
    "change", [{"meeting_id": "999999999"}, {"passcode": "other"}, {"join_url": "https://zoom.example/j/9"}]
)
def test_another_room_replaces_the_first_one_version_up(change):
    first = confirm(booking(), replace(ROOM, version=7), OFFICE, WEDNESDAY)
    assert first.room.version == 1
    second = confirm(first, replace(ROOM, **change), OFFICE, WEDNESDAY)
    assert second.room == replace(ROOM, **change, version=2)
    assert (second.version, second.edition) == (first.version + 1, first.edition + 1)
    assert confirm(second, ROOM, OFFICE, WEDNESDAY).room.version == 3


def test_confirming_twice_with_the_same_room_is_refused_so_that_nobody_is_told_twice():
    once = confirm(booking(), ROOM, OFFICE, WEDNESDAY)
    with pytest.raises(RefusedError) as refused:
        confirm(once, replace(ROOM, version=5), OFFICE, WEDNESDAY)
    assert refused.value.code == "already_confirmed"


@pytest.mark.parametrize("state", [state for state in State if state not in LIVE])
def test_what_is_over_can_not_be_confirmed_even_with_the_same_room(state):
    with pytest.raises(RefusedError) as refused:
        confirm(booking(state=state, room=ROOM), ROOM, OFFICE, WEDNESDAY)
    assert refused.value.code == "not_confirm"


@pytest.mark.parametrize("start", ["2026-12-03 00:00", "2026-12-03 08:59", "2026-12-03 14:00", "2026-12-03 23:59"])
def test_the_seeker_may_cancel_in_chat_up_to_the_end_of_the_day_before(start):
    for one in (tokyo(start), tokyo(start).astimezone(UTC)):
        assert cancel_until(booking(start=one)) == tokyo("2026-12-03 00:00")


# --- moving ---

NEW = tokyo("2026-12-10 10:30")


@pytest.mark.parametrize("state", sorted(LIVE))
def test_moving_asks_staff_anew_and_takes_the_room_away(state):
    before = booking(state=state, room=ROOM, room_version=3)
    after = move(before, NEW, OFFICE, WEDNESDAY)
    assert (after.state, after.start, after.end) == (State.REQUESTED, NEW, NEW + timedelta(minutes=30))
    assert (after.room, after.room_version) == (None, 3)
    assert (after.version, after.edition) == (before.version + 1, before.edition + 1)
    assert (after.id, after.number, after.answers, after.user) == (
        before.id,
        before.number,
        before.answers,
        before.user,
    )


def test_the_room_after_a_move_is_a_version_up_so_that_the_old_passcode_is_called_void():
    first = confirm(booking(), ROOM, OFFICE, WEDNESDAY)
    second = confirm(move(first, NEW, OFFICE, WEDNESDAY), ROOM, OFFICE, WEDNESDAY)
    assert second.room.version == first.room.version + 1 == 2


@pytest.mark.parametrize("state", [State.REQUESTED, State.CONFIRMED])
def test_moving_to_the_very_time_that_is_booked_is_refused_so_that_it_keeps_its_room(state):
    held = booking(state=state, room=ROOM, room_version=1)
    with pytest.raises(RefusedError) as refused:
        move(held, held.start, OFFICE, WEDNESDAY)
    assert refused.value.code == "same_time"


def test_twin_moving_to_the_same_time_unguarded_voids_a_confirmed_booking():
    held = booking(state=State.CONFIRMED, room=ROOM, room_version=1)
    moved = replace(move(held, NEW, OFFICE, WEDNESDAY), start=held.start, end=held.end)
    assert (moved.start, moved.state, moved.room) == (held.start, State.REQUESTED, None)


@pytest.mark.parametrize(
    ("state", "moment", "code"),
    [
        (State.REQUESTED, "2026-12-02 17:14:59", ""),
        (State.REQUESTED, "2026-12-02 17:15:00", "too_late_to_move"),
        (State.CONFIRMED, "2026-12-03 13:00:00", "too_late_to_move"),
        *((state, "2026-11-25 10:00:00", "not_move") for state in sorted(set(State) - LIVE)),
    ],
)
def test_moving_has_the_same_cut_off_as_applying(state, moment, code):
    asked = booking(state=state)
    if not code:
        assert move(asked, NEW, OFFICE, tokyo(moment)).start == NEW
        return
    with pytest.raises(RefusedError) as refused:
        move(asked, NEW, OFFICE, tokyo(moment))
    assert refused.value.code == code


def test_a_request_is_as_long_as_a_consultation_and_its_first_version():
    asked = booking()
    given = {name: getattr(asked, name) for name in ("id", "number", "created", "user", "answers", "consent")}
    made = requested(START, OFFICE, **given)
    assert (made.state, made.end - made.start, made.version) == (State.REQUESTED, timedelta(minutes=30), 1)


def test_a_room_that_was_opened_is_the_next_one_and_voids_what_was_planned_before():
    confirmed = booking(state=State.CONFIRMED, room_version=2, version=5, edition=3)
    opened = with_room(confirmed, ROOM, ())
    assert (opened.room.version, opened.room_version, opened.version, opened.edition) == (3, 3, 6, 4)
