"""Offers over a real store: places held and let go in one commit, who is told, and two who act at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier

import pytest

from bot.adapters.store.console.console_store import RedisConsoleStore
from bot.adapters.store.store import RedisStore
from bot.booking.lifecycle import Step
from bot.booking.model import AGREED, State
from bot.booking.notices.notice import Channel, Kind
from bot.dialogue.incoming import Incoming, Sort, Tap
from bot.dialogue.outside_flows.offer_buttons import offer_id
from bot.errors import RefusedError
from bot.messages.line import text_of
from bot.messages.notices.staff import staff_mail
from bot.ports.audit import Entry, Record
from bot.ports.bookings import BookingIs, KeepBooking, SlotHasRoom
from bot.ports.context import RequestContext
from bot.ports.events import Event
from bot.ports.notices import StillPending
from bot.ports.staff import StaffWays
from bot.ports.waitlist import DropReleasedPlace
from bot.service.bookings.expiry import expire
from bot.service.bookings.offers import offer_times, take_for_seeker
from bot.service.bookings.steps import confirm_booking, take_step
from bot.service.bookings.taking_back import take_back_answer
from bot.service.events.handle_event import reply_to
from bot.service.notices.sending import send_notice
from bot.service.schedule.day_and_week import day_of, week_of
from bot.service.staff.tasks import tasks
from tests.faults.rows import fault, twin
from tests.make import ROOM, USER, WEDNESDAY, booking, office, tokyo
from tests.service.make_context import context_of
from tests.stores import CIPHER, KEYS, audit_texts, clock_at

WISHED, FRIDAY, MONDAY = tokyo("2026-12-03 14:00"), tokyo("2026-12-04 10:00"), tokyo("2026-12-07 13:30")


class Careless(RedisStore):
    """A store without the looks whether a place is left, and whether the booking and its notices are as they were."""

    def commit(self, guards, writes):
        without = SlotHasRoom | BookingIs | StillPending
        return super().commit([one for one in guards if not isinstance(one, without)], writes)


def town(client, store_type: type[RedisStore] = RedisStore, places: int = 1) -> RequestContext:
    clock = clock_at(client)
    return context_of(
        store_type(client, KEYS, CIPHER, clock), office=office(places=places), staff=StaffWays(group="C" + "4" * 32)
    )


@pytest.fixture
def place(client) -> RequestContext:
    """One place at each time, and a request for 3 December, 14:00."""
    made = town(client)
    made.store.commit((), (KeepBooking(booking(), expires=tokyo("2026-12-02 17:15")),))
    return made


def taps(place: RequestContext, value: str, number: int = 1, user: str = USER) -> str:
    """Let a seeker tap a button of the offer; give the last text."""
    name = offer_id(place.store.booking("b1"))
    incoming = Incoming(Sort.TAP, f"{user}-{number}", place.clock.now(), tap=Tap(name, "pick", value))
    reply_to(place, Event(user, incoming, f"{user}-{number}"))
    return text_of(place.line.replies[-1][1][-1])


def kinds(place: RequestContext) -> list[tuple[Kind, Channel]]:
    return [(row.kind, row.channel) for row in place.store.notices("b1")]


def sweep(place: RequestContext) -> list[str]:
    return [send_notice(place, claim) for claim in place.store.claim_notices(100)]


def on_sale(place) -> None:
    """Let the places that fell free go on sale, as the sweep does after some minutes."""
    place.store.commit((), tuple(DropReleasedPlace(rest.id) for rest in place.store.list_now().released))


def held(place) -> Counter[datetime]:
    """Count the places that bookings hold, by start; those that fell free just now rest beside them."""
    return Counter(place.store.taken()) - Counter(rest.start for rest in place.store.list_now().released)


def test_an_offer_holds_three_and_lets_the_wished_place_go(place):
    offer_times(place, "b1", [FRIDAY, MONDAY], "staff:s1", reason="担当者が不在のため")
    assert held(place) == {FRIDAY: 1, MONDAY: 1}
    sweep(place)
    message = place.line.pushes[-1][1][0]
    assert "担当者が不在のため" in str(message)
    assert "12月7日（月）13:30" in str(message)
    assert "どれも合いません" in message["altText"]


def test_taking_one_lets_the_others_go_and_staff_are_told(place):
    offer_times(place, "b1", [FRIDAY, MONDAY], "staff:s1")
    assert "お受けしました" in taps(place, MONDAY.isoformat())
    taken = place.store.booking("b1")
    assert (taken.state, taken.start, taken.marks) == (State.REQUESTED, MONDAY, (AGREED,))
    assert held(place) == {MONDAY: 1}
    assert (Kind.STAFF_TAKEN, Channel.STAFF_GROUP) in kinds(place)
    confirm_booking(place, "b1", ROOM, "staff:s1")
    assert held(place) == {MONDAY: 1}


def test_a_time_that_was_taken_is_not_lost_at_its_cut_off(place):
    offer_times(place, "b1", [MONDAY], "staff:s1")
    taps(place, MONDAY.isoformat())
    place.clock.move_to(tokyo("2026-12-07 10:00"))
    assert place.store.claim_expiring(10) == []
    confirm_booking(place, "b1", ROOM, "staff:s1")
    assert place.store.booking("b1").state is State.CONFIRMED


def test_the_room_that_is_promised_is_a_task_by_the_same_moment_and_is_mailed_of_as_that(place, client):
    offer_times(place, "b1", [MONDAY], "staff:s1")
    assert "12月4日（金）17:15までに" in taps(place, MONDAY.isoformat())
    console = RedisConsoleStore(client, KEYS, CIPHER, place.store)
    assert tasks(place, console, tokyo("2026-12-04 15:14")) == []
    for moment in ("2026-12-04 15:15", "2026-12-04 17:16", "2026-12-07 09:00"):
        [task] = tasks(place, console, tokyo(moment))
        assert (task.kind, task.deadline) == ("request", tokyo("2026-12-04 17:15"))
    row = next(one for one in place.store.notices("b1") if one.kind is Kind.STAFF_EXPIRING)
    _, body = staff_mail(row, place.store.booking("b1"), place.words, place.office)
    assert "約束した期限：12月4日（金）17:15" in body
    assert "自動で期限切れ" not in body


def test_none_fits_lets_all_places_go(place):
    offer_times(place, "b1", [FRIDAY, MONDAY], "staff:s1")
    assert "取りやめました" in str(taps_card(place))
    assert held(place) == {}
    assert (Kind.STAFF_NONE_FITS, Channel.STAFF_GROUP) in kinds(place)


def taps_card(place: RequestContext) -> object:
    name = offer_id(place.store.booking("b1"))
    incoming = Incoming(Sort.TAP, "none", place.clock.now(), tap=Tap(name, "pick", "none"))
    reply_to(place, Event(USER, incoming, "none"))
    return place.line.replies[-1][1]


@fault("F59", injected="an offer is not answered")
def test_an_unanswered_offer_lapses_at_its_last_cut_off_and_both_sides_are_told(place):
    offer_times(place, "b1", [FRIDAY, MONDAY], "staff:s1")
    sweep(place)
    place.clock.move_to(tokyo("2026-12-04 17:14"))
    assert place.store.claim_expiring(10) == []
    place.clock.move_to(tokyo("2026-12-04 17:15"))
    assert [expire(place, claim) for claim in place.store.claim_expiring(10)] == ["expired"]
    assert held(place) == {}
    assert {(Kind.EXPIRED, Channel.LINE), (Kind.STAFF_LAPSED, Channel.STAFF_GROUP)} <= set(kinds(place))
    sweep(place)
    assert any("期限までにお返事がなかった" in str(messages) for _, messages, _ in place.line.pushes)
    loaded = place.store.load(USER, "new")
    assert loaded.booking is None  # the person is free to apply anew


def test_who_cancels_while_an_offer_stands_holds_nothing_any_more(place):
    offer_times(place, "b1", [FRIDAY, MONDAY], "staff:s1")
    take_step(place, "b1", Step.CANCEL_BY_SEEKER, "staff:s1")
    assert held(place) == {}
    assert place.store.load(USER, "new").booking is None


def test_an_offer_can_be_made_by_telephone_taken_for_the_seeker(place):
    offer_times(place, "b1", [FRIDAY, MONDAY], "staff:s1")
    sweep(place)
    taken = take_for_seeker(place, "b1", FRIDAY, "staff:s1")
    assert (taken.state, taken.start) == (State.REQUESTED, FRIDAY)
    sweep(place)
    assert any("お受けしました" in str(messages) for _, messages, _ in place.line.pushes)


def test_an_offer_taken_back_before_it_is_sent_takes_the_wished_place_again(place):
    made = offer_times(place, "b1", [FRIDAY], "staff:s1", delay=timedelta(seconds=30))
    assert sweep(place) == []
    back = take_back_answer(place, "b1", "staff:s1", made.version)
    assert (back.state, back.start, back.offers) == (State.REQUESTED, WISHED, ())
    assert held(place) == {WISHED: 1}
    place.clock.advance(60)
    sweep(place)
    assert not [messages for user, messages, _ in place.line.pushes if user == USER]


def test_an_offer_is_taken_back_even_when_the_wished_place_went_to_another(place):
    made = offer_times(place, "b1", [FRIDAY], "staff:s1", delay=timedelta(seconds=30))
    other = replace(booking(id="b2", number="2", user="U" + "2" * 32), answers={})
    on_sale(place)
    place.store.commit((SlotHasRoom(WISHED, 1),), (KeepBooking(other),))
    assert take_back_answer(place, "b1", "staff:s1", made.version).state is State.REQUESTED
    assert held(place) == {WISHED: 2}


def test_a_time_that_the_offer_holds_itself_can_be_offered_again(place):
    offer_times(place, "b1", [FRIDAY, MONDAY], "staff:s1")
    on_sale(place)
    offer_times(place, "b1", [FRIDAY, WISHED], "staff:s1")
    assert held(place) == {FRIDAY: 1, WISHED: 1}


def test_a_time_that_is_full_or_no_start_can_not_be_offered(place):
    other = replace(booking(id="b2", number="2", user="U" + "2" * 32, start=FRIDAY), answers={})
    place.store.commit((), (KeepBooking(other),))
    for start in (FRIDAY, tokyo("2026-12-04 10:10"), tokyo("2026-12-05 10:00")):
        with pytest.raises(RefusedError, match="place_taken"):
            offer_times(place, "b1", [start], "staff:s1")


def test_held_times_stand_in_the_grid_and_count_in_the_week(place, client):
    console = RedisConsoleStore(client, KEYS, CIPHER, place.store)
    assert console.waiting(WEDNESDAY, WEDNESDAY).requests == 1
    offer_times(place, "b1", [FRIDAY, MONDAY], "staff:s1")
    friday = day_of(place, console, FRIDAY.date(), WEDNESDAY)
    assert [row.start for row in friday.rows if any(row.cells)] == [FRIDAY]
    wished = day_of(place, console, WISHED.date(), WEDNESDAY)
    assert not wished.bookings
    assert [total.requested for total in week_of(place, console, tokyo("2026-11-30 00:00").date(), 5, WEDNESDAY)] == [
        0,
        0,
        0,
        0,
        1,
    ]
    assert console.waiting(WEDNESDAY, WEDNESDAY).requests == 0  # it is the seeker's turn


# --- two at once ---


def race(*calls) -> list[str]:
    """Run calls at the same moment; give "done" or why each was refused."""
    gate = Barrier(len(calls))

    def run(call) -> str:
        gate.wait(60)
        try:
            call()
        except RefusedError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(run, calls))


class Together:
    """Lets two calls of a store commit only after both have looked."""

    def __init__(self, store: RedisStore) -> None:
        self.gate, self.real, self.first = Barrier(2), store.commit, True
        store.commit = self.commit

    def commit(self, guards, writes):
        if not self.gate.broken and self.gate.n_waiting < 2 and self.first:
            self.gate.wait(60)
            self.first = False
        return self.real(guards, writes)


def two_requests(client, store_type) -> RequestContext:
    place = town(client, store_type)
    others = replace(booking(id="b2", number="2", user="U" + "2" * 32, start=tokyo("2026-12-03 11:00")), answers={})
    place.store.commit((), (KeepBooking(booking()), KeepBooking(others)))
    Together(place.store)
    return place


def offer_the_last_to_both(place: RequestContext) -> list[str]:
    return race(
        lambda: offer_times(place, "b1", [FRIDAY], "staff:s1"), lambda: offer_times(place, "b2", [FRIDAY], "staff:s2")
    )


def test_the_last_place_is_offered_to_one_of_two(client):
    place = two_requests(client, RedisStore)
    assert offer_the_last_to_both(place) == ["done", "place_taken"]
    assert place.store.taken()[FRIDAY] == 1


def test_without_the_guards_the_last_place_is_offered_twice(client):
    place = two_requests(client, Careless)
    assert offer_the_last_to_both(place) == ["done", "done"]
    assert place.store.taken()[FRIDAY] == 2


def taking_meets_declining(client, store_type) -> tuple[RequestContext, list[str]]:
    place = town(client, store_type)
    place.store.commit((), (KeepBooking(booking()),))
    offer_times(place, "b1", [FRIDAY, MONDAY], "staff:s1")
    Together(place.store)
    said = race(
        lambda: taps(place, MONDAY.isoformat()),
        lambda: take_step(place, "b1", Step.DECLINE, "staff:s1", reason="中止", version=2),
    )
    return place, said


@fault("F57", "F59", injected="the seeker takes an offer as staff withdraw it")
def test_taking_and_withdrawing_at_once_ends_in_one_of_the_two(client):
    place, said = taking_meets_declining(client, RedisStore)
    after = place.store.booking("b1")
    taken = after.state is State.REQUESTED
    assert said == (["changed_meanwhile", "done"] if taken else ["done", "done"])  # the seeker is always answered
    assert held(place) == ({MONDAY: 1} if taken else {})
    told = place.line.replies[-1][1][-1]
    assert ("お受けしました" in str(told)) is taken
    assert after.version == 3


@twin("F57", without="the guards")
def test_without_the_guards_the_seeker_is_told_yes_and_the_booking_declined_or_the_other_way_round(client):
    place, said = taking_meets_declining(client, Careless)
    assert said == ["done", "done"]
    rows = [row.kind for row in place.store.notices("b1")]
    assert Kind.RECEIVED in rows
    assert Kind.DECLINED in rows


def test_what_staff_wrote_to_a_seeker_is_not_in_the_audit_log(place):
    offer_times(place, "b1", [FRIDAY, MONDAY], "staff:s1", reason="担当者が不在のため")
    assert "取りやめました" in str(taps_card(place))
    lines = audit_texts(place.store)
    assert "offer_refused" in lines[-1]
    assert "担当者" not in "".join(lines)


@pytest.mark.parametrize("text", ["担当者が不在のため", "a\nb", "x" * 200, '{"name":"山田"}'])
def test_no_text_of_anybody_can_get_into_the_audit_log(text):
    with pytest.raises(ValueError, match="codes only"):
        Record(Entry(WEDNESDAY, "staff:s1", "moved", "b1", text))
