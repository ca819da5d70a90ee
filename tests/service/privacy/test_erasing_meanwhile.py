"""What others do while somebody is erased: staff who ask, a worker who offers him a place, and he himself."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.adapters.store.store import RedisStore
from bot.booking.limits.refusal import names_of, refuse
from bot.booking.model import Answer, State
from bot.booking.schedule.opening import TOKYO, free_starts, today
from bot.booking.waitlist import Part, WaitingWish, WishState
from bot.ports.bookings import KeepBooking, NoOpenBooking
from bot.ports.context import RequestContext
from bot.ports.events import ConversationIs
from bot.ports.privacy import DropErasure, DropTraces, KeepErasure, KeepRefusal
from bot.ports.staff import StaffWays
from bot.ports.waitlist import KeepWish, WishIs
from bot.ports.work import LeaseIs
from bot.service.bookings import steps
from bot.service.privacy import erasure
from bot.service.privacy.refusals import lift_one
from bot.service.waitlist.offering import match
from tests.make import ROOM, answers, booking, tokyo
from tests.ports import Changed
from tests.service.make_context import context_of
from tests.service.typing import TARO, Town
from tests.stores import CIPHER, KEYS, clock_at
from tests.talk import FIRST_BOOKING

STAFF = "staff:s1"
JOINS = ("キャンセル待ち", "1", "1", *FIRST_BOOKING, "1", "1", "12/3", "1")


@pytest.fixture
def town(client) -> Town:
    store = RedisStore(client, KEYS, CIPHER, clock_at(client))
    return Town(context_of(store, staff=StaffWays(group="C" + "4" * 32, gather=timedelta())), client)


def meanwhile(town: Town, kind: type, act: Callable[[], object], *without: type) -> RequestContext:
    """Give a context in which something happens just before its first commit with a part of a kind.

    without  the kinds of guards that its commits do not ask
    """
    store, acts = town.context.store, [act]

    def commit(guards: Sequence[Any], writes: Sequence[Any]) -> Any:
        if acts and any(isinstance(one, kind) for one in (*guards, *writes)):
            acts.pop()()
        return store.commit([one for one in guards if not isinstance(one, without)], writes)

    return replace(town.context, store=Changed(store, commit=commit))


def worked(town: Town, context: RequestContext) -> list[str]:
    return [erasure.erase(context, claim) for claim in town.context.store.claim_erasures(10)]


def confirmed(town: Town) -> Any:
    made = town.books(TARO)
    steps.confirm_booking(town.context, made.id, ROOM, STAFF)
    town.passes(seconds=1).sends()
    return town.context.store.booking(made.id)


def asks_in_the_chat(town: Town) -> None:
    town.says(TARO, "消去", "消去する")
    town.passes(seconds=2)


def test_what_staff_ask_while_his_own_wish_is_open_takes_his_bookings_by_telephone_along(town):
    made = confirmed(town)
    by_telephone = replace(made, id="t1", number="777777", user="", version=1, state=State.ATTENDED)
    town.context.store.commit((), (KeepBooking(by_telephone),))
    asks_in_the_chat(town)
    erasure.ask(town.context, STAFF, booking="t1", how="by_telephone")
    (wish,) = town.context.store.erasures()
    assert (wish.user, wish.by) == (TARO, STAFF)
    town.erased()
    assert town.context.store.booking("t1") is None
    assert [one.actor for one in town.entries() if one.action == "erased"] == [STAFF]


def test_his_own_wish_beside_that_of_staff_leaves_it_theirs(town):
    confirmed(town)
    erasure.ask(town.context, STAFF, user=TARO)
    erasure.ask(town.context, "seeker", user=TARO)
    assert [one.by for one in town.context.store.erasures()] == [STAFF]


def booked_anew_is_erased(town: Town, kind: type, *without: type) -> bool:
    """Let staff ask for all while a worker has his own, earlier wish in hand; say whether all goes in the end."""
    confirmed(town)
    asks_in_the_chat(town)
    made = town.books(TARO, when="12/4 10時")
    if kind is DropErasure:
        town.passes(seconds=700).sends()
    else:
        town.passes(seconds=20)
    asks = partial(erasure.ask, town.context, STAFF, booking=made.id)
    assert worked(town, meanwhile(town, kind, asks, *without))
    for _ in range(4):
        town.passes(minutes=11).sends()
        town.works()
    assert town.context.store.erasures() == []
    return town.context.store.booking(made.id) is None


@pytest.mark.parametrize("kind", [DropErasure, KeepErasure])
def test_what_staff_ask_while_a_worker_has_an_earlier_wish_in_hand_is_carried_out(town, kind: type):
    assert booked_anew_is_erased(town, kind)


@pytest.mark.parametrize("kind", [DropErasure, KeepErasure])
def test_twin_without_asking_whose_lease_it_is_it_is_lost(town, kind: type):
    assert not booked_anew_is_erased(town, kind, LeaseIs)


def waits(town: Town) -> WaitingWish:
    day, now = today(tokyo("2026-12-04 10:00")), town.context.clock.now()
    who = answers(number="13010-99999999")
    wish = WaitingWish("w1", WishState.WAITING, now, (day,), (Part.MORNING,), TARO, who, booking().consent)
    town.context.store.commit((), (KeepWish(wish, tokyo("2026-12-03 17:15")),))
    return wish


def test_a_place_that_is_offered_while_its_person_is_erased_is_let_go(town):
    waits(town)
    erasure.ask(town.context, STAFF, user=TARO)
    assert worked(town, meanwhile(town, WishIs, lambda: match(town.context))) == ["waits"]
    assert sum(town.context.store.taken().values()) == 1
    town.erased().passes(days=1)
    match(town.context)  # puts on sale what nobody waits for
    assert (town.context.store.taken(), town.context.store.wish("w1")) == ({}, None)
    assert [one for one in town.context.store.differences() if one.kind == "slots_left"] == []


def full(town: Town, day: str) -> None:
    """Let all places of a day be taken by others."""
    now = town.context.clock.now()
    for start in free_starts(town.context.office, now, {}):
        for place in range(2 if start.astimezone(TOKYO).strftime("%m-%d") == day else 0):
            name = f"f{start:%H%M}{place}"
            other = booking(id=name, number=name, start=start, user=f"U{name}", answers={"number": Answer(name, name)})
            town.context.store.commit((), (KeepBooking(other, start - timedelta(days=1)),))


def nearly_joins(town: Town) -> None:
    """Let him tell all that the waiting list asks, but for his yes."""
    full(town, "12-03")
    assert "キャンセル待ちの内容です" in town.says(TARO, *JOINS)


def joins(town: Town) -> WaitingWish | None:
    """Let him join the waiting list."""
    town.says(TARO, "キャンセル待ちに入る")
    return town.context.store.load(TARO, "").wish


def test_who_joins_the_list_after_he_asked_stays_on_it_and_its_talk_goes_on(town):
    his = confirmed(town)
    asks_in_the_chat(town)
    nearly_joins(town)
    wish = joins(town)
    assert wish
    town.erased()
    assert town.context.store.booking(his.id) is None
    assert town.context.store.load(TARO, "").wish == wish
    assert [one.id for one in town.context.store.list_now().wishes] == [wish.id]
    assert town.context.store.list_now().wishes[0].answers == wish.answers


def joined_meanwhile_waits(town: Town, *without: type) -> bool:
    """Let him join the list while all keys are looked through; say whether he is on it in the end."""
    confirmed(town)
    asks_in_the_chat(town)
    nearly_joins(town)
    town.passes(seconds=30).sends()
    store, acts = town.context.store, [lambda: joins(town)]

    def looked_through(*who: Any, **how: Any) -> list[str]:
        assert not acts or acts.pop()()
        return store.traces_of(*who, **how)

    unasked = meanwhile(town, DropTraces, lambda: None, *without).store
    assert worked(town, replace(town.context, store=Changed(unasked, traces_of=looked_through)))
    assert not acts
    town.erased()
    return store.load(TARO, "").wish is not None


def test_who_joins_the_list_while_all_keys_are_looked_through_stays_on_it(town):
    assert joined_meanwhile_waits(town)


def test_twin_without_asking_how_the_talk_is_by_then_he_is_off_it(town):
    assert not joined_meanwhile_waits(town, ConversationIs)


def talk_begun_meanwhile(town: Town, *without: type) -> Any:
    """Let him begin to book when all keys were looked through; give what of it is kept."""
    confirmed(town)
    asks_in_the_chat(town)
    town.passes(seconds=30).sends()
    begins = partial(town.says, TARO, "予約", "1", "1", "田中 三郎")
    assert worked(town, meanwhile(town, DropTraces, begins, *without))
    town.erased()
    return town.context.store.load(TARO, "").conversation.answers


def test_a_talk_that_is_begun_while_all_keys_are_looked_through_goes_on(town):
    assert talk_begun_meanwhile(town)["name"].value == "田中 三郎"


def test_twin_without_asking_how_the_talk_is_by_then_it_is_dropped(town):
    assert not talk_begun_meanwhile(town, ConversationIs)


def booked_in_flight_is_erased(town: Town, *without: type) -> bool:
    """Let a booking that was decided before staff asked be written when his bookings were read."""
    his, store = confirmed(town), town.context.store
    steps.take_step(town.context, his.id, steps.Step.CANCEL_BY_OFFICE, STAFF)
    town.passes(minutes=1).sends()
    late = replace(his, id="b9", number="999999", version=1, state=State.REQUESTED, room=None, hosting=())
    late = replace(late, created=town.context.clock.now(), start=tokyo("2026-12-04 10:00"))
    erasure.ask(town.context, STAFF, user=TARO)
    town.passes(minutes=1)
    write = partial(store.commit, (), (KeepBooking(late, tokyo("2026-12-03 17:15")),))
    assert worked(town, meanwhile(town, DropErasure, write, *without))
    for _ in range(2):
        town.passes(minutes=11).sends()
        town.works()
    assert store.erasures() == []
    return store.booking("b9") is None


def test_a_booking_that_was_in_flight_as_it_was_asked_for_is_erased(town):
    assert booked_in_flight_is_erased(town)


def test_twin_without_asking_for_an_open_booking_it_stays(town):
    assert not booked_in_flight_is_erased(town, NoOpenBooking)


def test_who_books_anew_while_his_last_consultation_has_no_outcome_yet_is_erased_but_for_that_booking(town):
    his = confirmed(town)
    town.context.clock.move_to(tokyo("2026-12-03 14:40"))
    town.sends()
    asks_in_the_chat(town)
    made = town.books(TARO, when="12/10 14時")
    town.erased()
    assert [town.context.store.booking(one.id) for one in (his, made)] == [None, made]


def test_a_refusal_that_is_lifted_while_its_person_is_erased_keeps_neither_name_nor_reason(town):
    store = town.context.store
    old = booking(state=State.NO_SHOW, start=tokyo("2026-11-20 14:00"), user=TARO)
    store.commit((), (KeepBooking(old),))
    who = [store.hashed(one) for one in names_of(old)]
    made = refuse(old, "r1", who, "暴言のため", None, "staff:m", town.context.clock.now())
    store.commit((), (KeepRefusal(made),))
    erasure.ask(town.context, STAFF, user=TARO)

    def lifted() -> None:
        lift_one(town.context, made, "話し合いがついたため", "staff:m", told=False)

    assert worked(town, meanwhile(town, KeepRefusal, lifted)) == ["waits"]
    assert store.refusal("r1").lifted_reason
    town.erased()
    assert store.refusal("r1") is None
