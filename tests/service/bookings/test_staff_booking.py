"""Bookings that staff enter, over a real store: places, numbers, the cut-off, who is told."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from bot.adapters.store.console.console_store import RedisConsoleStore
from bot.adapters.store.store import RedisStore
from bot.booking.lifecycle import Step
from bot.booking.model import Booking, State
from bot.booking.notices.notice import Channel, Kind
from bot.booking.schedule.schedule import Closure, Schedule
from bot.booking.waitlist import Part, WaitingWish, WishState
from bot.errors import RefusedError
from bot.ports.bookings import KeepBooking, NoOpenBooking, SlotHasRoom
from bot.ports.context import RequestContext
from bot.ports.events import EventIsNew
from bot.ports.office import KeepSchedule, ScheduleIs
from bot.ports.waitlist import KeepWish, NotWaiting
from bot.service.bookings.offers import offer_times
from bot.service.bookings.staff_booking import Entered, enter
from bot.service.bookings.steps import confirm_booking, take_step
from bot.service.waitlist.offering import match
from tests.commits import failed_guard
from tests.faults.rows import fault, twin
from tests.make import ROOM, USER, WEDNESDAY, answers, booking, office, tokyo
from tests.ports import interrupted
from tests.service.make_context import context_of, terms_in_force
from tests.stores import CIPHER, KEYS, clock_at, entries, without

FRIDAY, TODAY = tokyo("2026-12-04 10:00"), tokyo("2026-11-25 14:00")
OTHER = "U" + "2" * 32


def town(client, store_type: type[RedisStore] = RedisStore) -> RequestContext:
    clock = clock_at(client)
    ids = iter(f"n{one}" for one in range(100))
    numbers = iter(f"{one}" for one in range(700000, 700100))
    made = context_of(store_type(client, KEYS, CIPHER, clock), office=office(places=1))
    return replace(made, new_id=lambda: next(ids), new_number=lambda: next(numbers))


def enters(place: RequestContext, client, **changes):
    """Enter a booking as a clerk does."""
    console = RedisConsoleStore(client, KEYS, CIPHER, place.store)
    given = Entered(answers(), FRIDAY, "by_telephone", "read_aloud", terms_in_force(place).sha256, "form-1")
    return enter(place, console, replace(given, **changes), "staff:s1")


def told(place: RequestContext, name: str) -> list[tuple[Kind, Channel]]:
    return [(row.kind, row.channel) for row in place.store.notices(name)]


def was_here(place: RequestContext, **changes) -> None:
    """Put a booking of a LINE user into the past."""
    place.store.commit((), (KeepBooking(booking(state=State.ATTENDED, **changes)),))


def test_it_holds_its_place_names_how_terms_were_agreed_and_is_recorded(client):
    place = town(client)
    made = enters(place, client)
    kept = place.store.booking(made.number)
    assert (kept.state, kept.start, kept.user) == (State.REQUESTED, FRIDAY, "")
    assert kept.consent.event_id == "staff:by_telephone:read_aloud"
    assert (kept.consent.version, kept.consent.sha256) == (terms_in_force(place).version, terms_in_force(place).sha256)
    assert place.store.taken() == {FRIDAY: 1}
    assert [(one["actor"], one["action"], one["detail"]) for one in entries(place)] == [
        ("staff:s1", "entered", "by_telephone")
    ]


def test_who_is_not_known_in_line_is_told_by_telephone_when_it_is_confirmed(client):
    place = town(client)
    made = enters(place, client)
    confirm_booking(place, made.id, ROOM, "staff:s1")
    assert (Kind.DETAILS, Channel.TELEPHONE) in told(place, made.id)
    assert not [way for _, way in told(place, made.id) if way is Channel.LINE]


def test_who_was_here_with_this_number_and_name_is_told_in_line(client):
    place = town(client)
    was_here(place)
    made = enters(place, client)
    assert made.user == USER
    assert (Kind.RECEIVED, Channel.LINE) in told(place, made.id)


def test_a_wrong_digit_that_is_the_number_of_another_tells_the_other_nothing(client):
    place = town(client)
    was_here(place, answers=answers(name="鈴木 花子"))
    assert enters(place, client).user == ""


def test_two_line_users_with_one_number_and_name_are_both_not_told(client):
    place = town(client)
    was_here(place)
    was_here(place, id="b2", number="2", user=OTHER)
    assert enters(place, client).user == ""


def test_an_open_booking_of_the_same_number_is_refused(client):
    place = town(client)
    place.store.commit((), (KeepBooking(booking(user=OTHER, answers=answers(name="鈴木 花子"))),))
    with pytest.raises(RefusedError, match="open_booking"):
        enters(place, client)


def test_without_the_guard_the_same_number_gets_two(client):
    place = town(client, without(NoOpenBooking))
    place.store.commit((), (KeepBooking(booking(user=OTHER, answers=answers(name="鈴木 花子"))),))
    assert enters(place, client).is_live


def test_one_form_is_saved_once_even_without_a_number(client):
    place, nameless = town(client), answers(number="")
    enters(place, client, answers=nameless)
    with pytest.raises(RefusedError, match="entered_already"):
        enters(place, client, answers=nameless, start=tokyo("2026-12-04 11:00"))


def test_without_the_guard_one_form_is_saved_twice(client):
    place, nameless = town(client, without(EventIsNew)), answers(number="")
    enters(place, client, answers=nameless)
    assert enters(place, client, answers=nameless, start=tokyo("2026-12-04 11:00")).is_live


def waits(place: RequestContext, **changes) -> None:
    """Put the seeker of the entered booking on the waiting list, from LINE."""
    given = replace(booking().consent, sha256=terms_in_force(place).sha256)
    days = (tokyo("2026-12-03").date(),)
    wish = WaitingWish("w1", WishState.WAITING, WEDNESDAY, days, (Part.AFTERNOON,), USER, answers(), given)
    place.store.commit((), (KeepWish(replace(wish, **changes), tokyo("2026-12-02 17:15")),))


@pytest.mark.parametrize("known", [True, False])
def test_who_is_booked_waits_no_more(client, known):
    place = town(client)
    if known:
        was_here(place)
    waits(place)
    enters(place, client)
    assert place.store.list_now().wishes == ()
    assert ("staff:s1", "waiting_ended") in [(one["actor"], one["action"]) for one in entries(place)]


def test_a_wrong_digit_does_not_end_the_waiting_of_another(client):
    place = town(client)
    waits(place, answers=answers(name="鈴木 花子"))
    enters(place, client)
    assert [one.id for one in place.store.list_now().wishes] == ["w1"]


def closed_between(client, store_type: type[RedisStore]) -> Booking | None:
    """Let the day be closed after the clerk's form looked at it and before it is saved."""
    place = town(client, store_type)
    real, asked = place.store.commit, []

    def after_closing(guards, writes):
        if not asked:
            asked.append(True)
            friday = FRIDAY.date()
            real((), (KeepSchedule(Schedule(1, (Closure("c1", friday, friday, "停電のため"),))),))
        return real(guards, writes)

    place.store.commit = after_closing
    try:
        return enters(place, client)
    except RefusedError:
        return None


def test_a_day_that_is_closed_while_the_form_is_open_gets_no_booking(client):
    assert closed_between(client, RedisStore) is None


def test_without_the_guard_the_closed_day_gets_one(client):
    assert closed_between(client, without(ScheduleIs))


def test_terms_that_were_renewed_meanwhile_are_not_agreed_to(client):
    with pytest.raises(RefusedError, match="terms_renewed"):
        enters(town(client), client, terms="0" * 64)


@pytest.mark.parametrize("start", ["2026-12-05 10:00", "2026-12-04 10:10", "2026-11-25 09:30", "2027-11-25 10:00"])
def test_a_closed_day_an_odd_time_the_past_and_the_far_future_are_refused(client, start):
    with pytest.raises(RefusedError, match="place_taken"):
        enters(town(client), client, start=tokyo(start), late="urgent")


def test_a_time_past_the_cut_off_needs_a_reason_is_recorded_and_does_not_run_out_before_it_begins(client):
    place = town(client)
    with pytest.raises(RefusedError, match="place_taken"):
        enters(place, client, start=TODAY)
    made = enters(place, client, start=TODAY, late="urgent")
    assert ("entered past cut off", "urgent") in [(one["action"], one["detail"]) for one in entries(place)]
    assert place.store.claim_expiring(10) == []
    confirm_booking(place, made.id, ROOM, "staff:s1")
    assert place.store.booking(made.id).state is State.CONFIRMED


def test_a_time_past_the_cut_off_that_nobody_answers_runs_out_when_it_begins(client):
    place = town(client)
    made = enters(place, client, start=TODAY, late="urgent")
    place.clock.move_to(TODAY)
    assert [claim.id for claim in place.store.claim_expiring(10)] == [made.id]


def test_other_times_offered_for_it_have_their_own_cut_off(client):
    place = town(client)
    made = enters(place, client, start=TODAY, late="urgent")
    assert made.marks
    assert not offer_times(place, made.id, [FRIDAY], "staff:s1").marks


def test_a_cancelled_one_lets_its_number_go(client):
    place = town(client)
    take_step(place, enters(place, client).id, Step.CANCEL_BY_OFFICE, "staff:s1", reason="中止")
    assert enters(place, client, once="form-2", start=tokyo("2026-12-04 11:00")).is_live


def both_at_once(client, store_type: type[RedisStore]) -> tuple[list[str], int]:
    """Let a clerk and a seeker commit for the last place only after both have looked."""
    place, gate = town(client, store_type), Barrier(2)
    real = place.store.commit

    def together(guards, writes):
        gate.wait(60)
        return real(guards, writes)

    def clerk() -> str:
        try:
            enters(place, client)
        except RefusedError as error:
            return error.code
        return "done"

    def seeker() -> str:
        theirs = booking(user=OTHER, start=FRIDAY, answers=answers(number="13010-999"))
        failed = failed_guard(
            place.store, (SlotHasRoom(FRIDAY, 1), NoOpenBooking(OTHER, "13010-999")), (KeepBooking(theirs),)
        )
        return failed.__name__ if failed else "done"

    place.store.commit = together
    with ThreadPoolExecutor(2) as pool:
        said = [one.result(60) for one in (pool.submit(clerk), pool.submit(seeker))]
    return said, place.store.taken()[FRIDAY]


@fault("F54", injected="clerk and seeker take the last place at once")
def test_the_last_place_goes_to_the_clerk_or_to_the_seeker(client):
    said, held = both_at_once(client, RedisStore)
    assert said in (["done", "SlotHasRoom"], ["place_taken", "done"])
    assert held == 1


@twin("F54", without="the guard")
def test_without_the_guard_the_last_place_goes_to_both(client):
    assert both_at_once(client, without(SlotHasRoom)) == (["done", "done"], 2)


def entered_as_he_joins_the_list(client, *without: type) -> tuple[RequestContext, Booking]:
    """Enter a booking of somebody who joins the waiting list between what was read and what is written."""
    place = town(client)
    who, day = answers(), FRIDAY.date()
    wish = WaitingWish("w1", WishState.WAITING, WEDNESDAY, (day,), (Part.MORNING,), OTHER, who, booking().consent)

    def joins() -> None:
        guards = (NotWaiting(OTHER, who["number"].key), NoOpenBooking(OTHER, who["number"].key))
        place.store.commit(guards, (KeepWish(wish, tokyo("2026-12-02 17:15")),))

    made = enters(replace(place, store=interrupted(place.store, joins, *without)), client)
    return place, made


def test_who_joins_the_list_while_staff_enter_his_booking_waits_no_more(client):
    place, made = entered_as_he_joins_the_list(client)
    assert made.user == OTHER
    assert not place.store.list_now().wishes
    assert match(place) == 0


@twin("F57", without="the look at who waits")
def test_without_the_look_he_has_a_booking_and_waits(client):
    place, made = entered_as_he_joins_the_list(client, NotWaiting)
    assert made.user == ""
    assert place.store.wish("w1").is_live


def test_a_number_under_which_somebody_else_waits_keeps_no_booking_from_being_entered(client):
    place, who = town(client), answers(name="別の 人")
    wish = WaitingWish(
        "w1", WishState.WAITING, WEDNESDAY, (FRIDAY.date(),), (Part.MORNING,), OTHER, who, booking().consent
    )
    place.store.commit((), (KeepWish(wish, tokyo("2026-12-02 17:15")),))
    assert enters(place, client).user == ""
    assert place.store.wish("w1").is_live
