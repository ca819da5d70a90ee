"""The rules of offering other times."""

from dataclasses import replace

import pytest

from bot.booking.lifecycle import Step, cancel_until, confirm, step
from bot.booking.model import AGREED, PAST_CUT_OFF, State
from bot.booking.notices.notice import Kind
from bot.booking.notices.reminders import plans, staff_plans
from bot.booking.offers import answer_by, latest_end, offer, open_offers, refuse_offer, runs_out, take_offer
from bot.errors import RefusedError
from tests.make import OFFICE, ROOM, WEDNESDAY, booking, tokyo

FRIDAY, MONDAY = tokyo("2026-12-04 10:00"), tokyo("2026-12-07 13:30")


def offered(*times, **changes):
    return offer(booking(**changes), times or (FRIDAY, MONDAY), OFFICE, WEDNESDAY)


def code(call, *rest, **more) -> str:
    with pytest.raises(RefusedError) as refused:
        call(*rest, **more)
    return refused.value.code


def test_an_offer_holds_its_times_and_lets_the_wished_one_go():
    made = offered(MONDAY, FRIDAY, MONDAY)
    assert (made.state, made.offers, made.places) == (State.OFFERED, (FRIDAY, MONDAY), (FRIDAY, MONDAY))
    assert (made.version, made.edition) == (2, 2)
    assert offered(tokyo("2026-12-03 14:00"), FRIDAY).places[0] == made.start


@pytest.mark.parametrize(
    ("times", "why"),
    [
        ([], "no_offer"),
        ([tokyo(f"2026-12-0{day} 10:00") for day in (1, 2, 3, 4)], "too_many_offers"),
        ([tokyo("2026-11-25 15:00")], "too_late_to_offer"),
    ],
)
def test_what_can_not_be_offered_is_refused_by_name(times, why):
    assert code(offer, booking(), times, OFFICE, WEDNESDAY) == why


def test_a_time_is_offered_up_to_the_second_before_its_cut_off():
    assert offer(booking(), [FRIDAY], OFFICE, tokyo("2026-12-03 17:14:59")).offers == (FRIDAY,)
    assert code(offer, booking(), [FRIDAY], OFFICE, tokyo("2026-12-03 17:15")) == "too_late_to_offer"


@pytest.mark.parametrize("state", sorted(set(State) - {State.REQUESTED, State.OFFERED}))
def test_only_a_request_is_answered_by_an_offer(state):
    assert code(offer, booking(state=state), [FRIDAY], OFFICE, WEDNESDAY) == "not_offer"


def test_what_was_taken_waits_until_it_begins_and_is_to_be_answered_by_its_cut_off():
    taken = take_offer(offered(), MONDAY, OFFICE, WEDNESDAY)
    assert runs_out(taken, OFFICE) == MONDAY
    assert answer_by(taken, OFFICE) == tokyo("2026-12-04 17:15")


def test_what_staff_entered_past_its_cut_off_is_to_be_answered_until_it_begins():
    entered = booking(start=MONDAY, marks=(AGREED, PAST_CUT_OFF))
    assert answer_by(entered, OFFICE) == runs_out(entered, OFFICE) == MONDAY


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        ("2026-12-03 17:14", "2026-12-04 00:00"),
        ("2026-12-03 17:15", "2026-12-05 00:00"),
        ("2026-12-04 17:15", "2026-12-08 00:00"),  # over the weekend
        ("2026-12-28 17:15", "2027-01-05 00:00"),  # over the year end
    ],
)
def test_the_last_day_that_is_to_be_answered_for_may_be_days_ahead(moment, end):
    assert latest_end(OFFICE, tokyo(moment)) == tokyo(end)


def test_an_offer_runs_out_with_its_last_time_and_each_time_with_its_own_cut_off():
    made = offered()
    assert runs_out(made, OFFICE) == tokyo("2026-12-04 17:15")
    assert open_offers(made, OFFICE, tokyo("2026-12-03 17:14")) == (FRIDAY, MONDAY)
    assert open_offers(made, OFFICE, tokyo("2026-12-03 17:15")) == (MONDAY,)
    assert code(take_offer, made, FRIDAY, OFFICE, tokyo("2026-12-03 17:15")) == "offer_over"
    assert code(step, made, Step.EXPIRE, OFFICE, tokyo("2026-12-04 17:14")) == "too_early_to_expire"
    over = step(made, Step.EXPIRE, OFFICE, tokyo("2026-12-04 17:15"))
    assert (over.places, over.open_until) == ((), tokyo("2026-12-07 14:00"))


def test_a_time_that_was_taken_waits_for_its_room_until_it_begins():
    taken = take_offer(offered(), MONDAY, OFFICE, WEDNESDAY)
    assert (taken.start, taken.end, taken.places) == (MONDAY, tokyo("2026-12-07 14:00"), (MONDAY,))
    assert runs_out(taken, OFFICE) == MONDAY
    assert code(step, taken, Step.EXPIRE, OFFICE, tokyo("2026-12-04 17:15")) == "too_early_to_expire"
    assert confirm(taken, ROOM, OFFICE, tokyo("2026-12-07 13:00")).state is State.CONFIRMED


def test_an_offer_is_not_confirmed_over_the_seekers_head():
    assert code(confirm, offered(), ROOM, OFFICE, WEDNESDAY) == "not_confirm"


def test_none_fits_holds_nothing_and_can_be_offered_anew():
    refused = refuse_offer(offered())
    assert refused.places == ()
    assert code(refuse_offer, refused) == "offer_over"
    assert code(take_offer, refused, FRIDAY, OFFICE, WEDNESDAY) == "offer_over"
    again = offer(refused, [MONDAY], OFFICE, WEDNESDAY)
    assert (again.places, again.marks) == ((MONDAY,), ())


def test_cancelling_in_chat_is_possible_until_the_day_of_the_last_offered_time():
    assert cancel_until(offered()) == tokyo("2026-12-07 00:00")


def test_notes_of_staff_stay_where_the_marks_of_an_offer_go():
    made = replace(booking(), marks=("phone",))
    taken = take_offer(offer(made, [FRIDAY], OFFICE, WEDNESDAY), FRIDAY, OFFICE, WEDNESDAY)
    assert taken.marks == ("phone", AGREED)
    assert offer(taken, [MONDAY], OFFICE, WEDNESDAY).marks == ("phone",)


def test_who_is_told_what():
    made = offered()
    assert plans(made, OFFICE, WEDNESDAY) == ((Kind.OFFERED, WEDNESDAY, tokyo("2026-12-04 17:15")),)
    assert staff_plans(made, OFFICE, WEDNESDAY) == ()
    refused, taken = refuse_offer(made), take_offer(made, FRIDAY, OFFICE, WEDNESDAY)
    assert plans(refused, OFFICE, WEDNESDAY) == ()
    assert [plan.kind for plan in staff_plans(refused, OFFICE, WEDNESDAY)] == [Kind.STAFF_NONE_FITS]
    assert [plan.kind for plan in staff_plans(taken, OFFICE, WEDNESDAY)] == [Kind.STAFF_TAKEN, Kind.STAFF_EXPIRING]
    over = step(made, Step.EXPIRE, OFFICE, tokyo("2026-12-04 17:15"))
    assert [plan.kind for plan in staff_plans(over, OFFICE, WEDNESDAY)] == [Kind.STAFF_LAPSED]
    assert [plan.kind for plan in plans(over, OFFICE, WEDNESDAY)] == [Kind.EXPIRED]
