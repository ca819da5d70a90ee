"""The waiting list on a real Redis: one offer at a time, in order, held for thirty minutes, never in the night."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier, get_ident

import pytest

from bot.adapters.store.store import RedisStore
from bot.booking.lifecycle import Step
from bot.booking.model import Answer
from bot.booking.notices.notice import NoticeState
from bot.booking.schedule.opening import TOKYO, free_starts
from bot.booking.waitlist import Part, WaitingWish, WishState
from bot.dialogue.incoming import Incoming, Sort
from bot.errors import RefusedError, SendError
from bot.ports.bookings import KeepBooking, SlotHasRoom
from bot.ports.events import Event, Loaded
from bot.ports.store import Guard, Write
from bot.ports.waitlist import KeepWish, ListNow, ReleasedPlace, ReleasedPlaceIs, WishIs
from bot.ports.work import Claim
from bot.service.bookings import steps
from bot.service.bookings.taking_back import take_back_answer
from bot.service.events.handle_event import reply_to
from bot.service.notices.alarms import warnings
from bot.service.notices.sending import send_notice
from bot.service.waitlist.offering import look_at, match
from tests.faults.rows import fault, twin
from tests.make import TERMS, WEDNESDAY, booking, office, tokyo
from tests.service import typing
from tests.service.make_context import context_of, with_office
from tests.stores import CIPHER, KEYS, clock_at
from tests.talk import FIRST_BOOKING, text_of

THURSDAY = tokyo("2026-12-03 14:00")


class Town(typing.Town):
    """An office with one place at each time, full on the third of December."""

    def __init__(self, client, store_type: type[RedisStore] = RedisStore) -> None:
        self.clock = clock_at(client)
        self.store = store_type(client, KEYS, CIPHER, self.clock)
        super().__init__(context_of(self.store, office=office(places=1)), client)
        self.line = self.context.line
        self.booked("b1", THURSDAY)

    def booked(self, name: str, start: datetime) -> None:
        user = f"Ub{name}"
        made = booking(id=name, number=name, start=start, user=user, answers={"number": Answer(name, name)})
        self.store.commit((), (KeepBooking(made, start - timedelta(days=1)),))

    def waits(self, name: str, *, days: Sequence[int] = (3,), since: int = 0) -> WaitingWish:
        wish = WaitingWish(
            id=name,
            state=WishState.WAITING,
            since=WEDNESDAY + timedelta(seconds=since),
            days=tuple(tokyo(f"2026-12-{day:02}").date() for day in days),
            parts=(Part.AFTERNOON,),
            user=f"U{name}",
            answers={"number": Answer(name, name), "name": Answer("山田", "山田")},
            consent=replace(booking().consent, sha256=TERMS.sha256),
        )
        self.store.commit((), (KeepWish(wish, THURSDAY),))
        return wish

    def fills(self, day: str) -> None:
        """Take every other afternoon place of a day, so that only what falls free is left."""
        for number, start in enumerate(free_starts(self.context.office, self.clock.now(), {})):
            if start.astimezone(TOKYO).strftime("%m-%d") == day and start != THURSDAY:
                self.booked(f"full{number}", start)

    def cancels(self, name: str = "b1") -> None:
        steps.take_step(self.context, name, Step.CANCEL_BY_OFFICE, "staff:x", reason="x")

    def at(self, moment: str) -> None:
        self.clock.move_to(tokyo(moment))

    def looks(self) -> list[str]:
        return [look_at(self.context, claim) for claim in self.store.claim_wishes(50)]

    def pushed(self) -> set[str]:
        return {to for to, _, _ in self.line.pushes}

    def state(self, name: str) -> str:
        wish = self.store.wish(name)
        return wish.state.value if wish else "gone"

    def is_free(self, start: datetime = THURSDAY) -> bool:
        taken = self.store.load("U", "e").taken
        return start in free_starts(self.context.office, self.clock.now(), taken)


@pytest.fixture
def town(client) -> Town:
    made = Town(client)
    made.fills("12-03")
    return made


def test_a_freed_place_goes_to_the_first_who_waits_and_to_nobody_else(town):
    town.waits("w2", since=2), town.waits("w1", since=1)
    town.cancels()
    assert not town.is_free()
    assert match(town.context) == 1
    assert (town.state("w1"), town.state("w2")) == ("offered", "waiting")
    assert not town.is_free()
    town.sends()
    told = {to: text_of(messages[0]) for to, messages, _ in town.line.pushes}
    assert "12月3日（木） 14:00" in told["Uw1"]
    assert "10:30" in told["Uw1"]
    assert "Uw2" not in told


def test_that_line_refuses_our_token_is_seen_by_an_offer_too(town):
    town.waits("w1")
    town.cancels()
    match(town.context)
    offers = [claim for claim in town.store.claim_notices(50) if claim.id.startswith("w1.")]
    town.line.failures.append(SendError("http_401", refused=True))
    assert [send_notice(town.context, claim) for claim in offers] == ["waiting"]
    assert "line_unauthorized" in warnings(town.context)


def test_one_tap_makes_it_a_request_and_the_list_forgets(town):
    town.waits("w1")
    town.cancels()
    match(town.context)
    assert "申し込みを受け付けました" in town.says("Uw1", "この日時で申し込む")
    (made,) = [one for one in town.store.bookings(THURSDAY, THURSDAY) if one.is_live]
    assert (made.user, made.answers["name"].value) == ("Uw1", "山田")
    assert town.state("w1") == "gone"
    assert town.store.list_now().wishes == ()
    assert town.store.load("U", "e").taken[THURSDAY] == 1
    town.sends()
    assert "Uw1" not in town.pushed()


@pytest.mark.parametrize("ends", ["lapse", "declined", "blocked"])
def test_what_one_does_not_take_is_offered_to_the_next(town, ends):
    town.waits("w1", since=1), town.waits("w2", since=2)
    town.cancels()
    match(town.context)
    if ends == "declined":
        town.says("Uw1", "見送る")
    elif ends == "blocked":
        reply_to(town.context, Event("Uw1", Incoming(Sort.UNFOLLOW, "u", town.clock.now())))
    else:
        town.passes(minutes=29)
        assert town.looks() == []
        town.passes(minutes=1)
        assert town.looks() == ["waiting"]
    assert not town.is_free()
    match(town.context)
    assert (town.state("w1"), town.state("w2")) == ("waiting", "offered")


def test_a_place_that_nobody_waits_for_is_on_sale_after_one_to_five_minutes(town):
    town.cancels()
    town.passes(seconds=59)
    match(town.context)
    assert not town.is_free()
    town.passes(seconds=242)
    match(town.context)
    assert town.is_free()
    assert town.store.list_is_empty()


def test_moments_of_going_on_sale_differ(town):
    town.cancels()
    spans = set()
    for number in range(5):
        town.booked(f"c{number}", tokyo("2026-12-04 10:00"))
        town.cancels(f"c{number}")
    spans = {rest.until - rest.ready for rest in town.store.list_now().released}
    assert len(spans) > 3
    assert all(timedelta(seconds=60) <= span <= timedelta(seconds=300) for span in spans)


def test_after_the_third_offer_that_comes_to_nothing_waiting_ends_and_this_is_told(town):
    town.waits("w1", days=(3, 4))
    for day, name in (("3", "b1"), ("4", "c1"), ("4", "c2")):
        if name != "b1":
            town.booked(name, tokyo(f"2026-12-0{day} {'13:00' if name == 'c1' else '13:30'}"))
    town.fills("12-04")
    for name in ("b1", "c1", "c2"):
        town.cancels(name)
        match(town.context)
        assert town.state("w1") == "offered"
        town.passes(minutes=30)
        town.looks()
    assert town.state("w1") == "exhausted"
    town.sends()
    assert any("3回" in text_of(messages[0]) for _, messages, _ in town.line.pushes)
    assert town.store.load("Uw1", "e").wish is None


def test_a_place_freed_in_the_evening_is_offered_at_eight_and_held_until_half_past(town):
    town.waits("w1")
    town.at("2026-11-30 21:00")
    town.cancels()
    match(town.context)
    assert not town.is_free()
    town.at("2026-12-01 07:59")
    town.sends()
    assert town.looks() == []
    assert "Uw1" not in town.pushed()
    town.at("2026-12-01 08:00")
    town.sends()
    assert "Uw1" in town.pushed()
    town.at("2026-12-01 08:29")
    assert town.looks() == []
    town.at("2026-12-01 08:30")
    assert town.looks() == ["waiting"]


def test_nothing_is_offered_when_the_cut_off_leaves_no_time(town):
    town.waits("w1")
    town.at("2026-12-02 17:00")
    town.cancels()
    assert match(town.context) == 1
    assert town.store.wish("w1").until == tokyo("2026-12-02 17:15")
    town.at("2026-12-02 17:15")
    town.looks()
    town.waits("w2")
    assert match(town.context) == 0
    assert town.state("w2") == "waiting"


def test_nothing_is_offered_for_less_than_ten_minutes(town):
    town.waits("w1")
    town.at("2026-12-02 17:06")
    town.cancels()
    assert match(town.context) == 0


def test_who_waited_in_vain_is_told_when_the_days_are_over(town):
    wish = town.waits("w1")
    town.store.commit((), (KeepWish(wish, tokyo("2026-12-02 17:15")),))
    town.at("2026-12-02 17:15")
    assert town.looks() == ["passed"]
    town.sends()
    assert "過ぎました" in text_of(town.line.pushes[-1][1][0])
    assert town.store.list_now().wishes == ()


def test_more_places_are_offered_without_anybody_cancelling(town):
    town.waits("w1")
    town.context = with_office(town.context, office(places=2))
    assert match(town.context) == 1
    assert town.state("w1") == "offered"


def test_who_books_another_time_while_an_offer_is_out_gives_the_place_to_the_next(town):
    town.waits("w1", since=1), town.waits("w2", since=2)
    town.cancels()
    match(town.context)
    for text in ("予約", "1", "1", *FIRST_BOOKING, "1", "1", "12/4 14時"):
        town.says("Uw1", text)
    assert "受け付けました" in town.says("Uw1", "申し込む")
    assert town.state("w1") == "gone"
    match(town.context)
    assert town.state("w2") == "offered"


def test_an_answer_taken_back_takes_its_place_back_from_rest(town):
    declined = steps.take_step(town.context, "b1", Step.DECLINE, "staff:x", reason="x", delay=timedelta(seconds=30))
    town.waits("w1")
    assert match(town.context) == 0
    take_back_answer(town.context, "b1", "staff:x", declined.version)
    assert town.store.load("U", "e").taken[THURSDAY] == 1
    assert town.store.list_now().released == ()


def test_two_who_share_a_job_seeker_number_do_not_both_wait(town):
    town.waits("w1")
    for text in ("キャンセル待ち", "1", "1", "山田", "わからない", "090-1234-5678", "taro@example.com", "1", "1"):
        town.says("Uw9", text)
    town.says("Uw9", "12月3日の午後")
    assert "キャンセル待ちに入りました" in town.says("Uw9", "キャンセル待ちに入る")
    assert "キャンセル待ちをしています" in town.says("Uw9", "キャンセル待ち")


def test_the_record_at_rest_holds_nothing_personal_in_the_open(town, client):
    town.waits("w1")
    raw = client.hgetall(KEYS.wish("w1"))
    assert "山田" not in str(raw["open"])
    assert "Uw1" not in str(raw["open"])
    assert client.ttl(KEYS.wish("w1")) > 0
    assert "Uw1" not in " ".join(client.keys())


# --- several at the same moment, each with a twin that has no guard -------------------------------------------------


class Meeting(RedisStore):
    """A store that lets everybody look before anybody writes."""

    both: Barrier | None = None
    met: frozenset[int] = frozenset()
    without: tuple[type, ...] = ()

    def load(self, user: str, event_id: str, *, counting: bool = False) -> Loaded:
        loaded = super().load(user, event_id, counting=counting)
        self._meet()
        return loaded

    def wish(self, wish: str) -> WaitingWish | None:
        found = super().wish(wish)
        self._meet()
        return found

    def list_now(self) -> ListNow:
        seen = super().list_now()
        self._meet()
        return seen

    def _meet(self) -> None:
        if self.both and get_ident() not in self.met:
            self.met |= {get_ident()}
            self.both.wait(60)

    def commit(self, guards: Sequence[Guard], writes: Sequence[Write]) -> Sequence[str]:
        return super().commit([guard for guard in guards if not isinstance(guard, self.without)], writes)


def together(town: Town, *acts: Callable[[], object]) -> None:
    town.store.both, town.store.met = Barrier(len(acts)), frozenset()
    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(act) for act in acts]:
            done.result()
    town.store.both = None


def crowded(client, *without: type) -> Town:
    town = Town(client, Meeting)
    town.fills("12-03")
    town.store.without = without
    return town


def live(town: Town) -> int:
    return sum(one.is_live for one in town.store.bookings(THURSDAY, THURSDAY))


def two_matches(town: Town) -> int:
    town.waits("w1", since=1), town.waits("w2", since=2)
    town.cancels()
    together(town, lambda: match(town.context), lambda: match(town.context))
    return sum(town.state(name) == "offered" for name in ("w1", "w2"))


def test_two_workers_offer_one_place_once(client):
    town = crowded(client)
    assert two_matches(town) == 1
    assert [row.state for row in town.store.notices("w1")] == [NoticeState.WAITING]


class Earlier:
    """A store as a worker saw it who looked before somebody came to the front of the list."""

    def __init__(self, store: RedisStore, unseen: str) -> None:
        self._store, self._unseen = store, unseen

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def list_now(self) -> ListNow:
        seen = self._store.list_now()
        return replace(seen, wishes=tuple(one for one in seen.wishes if one.id != self._unseen))


def two_workers_offer_to_two_people(town: Town) -> list[str]:
    """Two workers offer one freed place at one moment, each to whom he takes for the first in the line."""
    town.waits("w1", since=1), town.waits("w2", since=2)
    town.cancels()
    other = replace(town.context, store=Earlier(town.store, "w1"))
    together(town, lambda: match(town.context), lambda: match(other))
    return [name for name in ("w1", "w2") if town.state(name) == "offered"]


def test_two_workers_at_one_moment_offer_a_freed_place_to_one_person(client):
    town = crowded(client)
    assert len(two_workers_offer_to_two_people(town)) == 1
    assert town.store.load("U", "e").taken[THURSDAY] == 1


def test_twin_without_the_guard_on_the_place_two_people_are_offered_it(client):
    assert two_workers_offer_to_two_people(crowded(client, ReleasedPlaceIs)) == ["w1", "w2"]


def two_freed_places(town: Town) -> tuple[int, int]:
    """Two places fall free, and two workers, each of which sees one of them, meet at the only one who waits."""
    town.booked("c1", tokyo("2026-12-04 13:00"))
    town.waits("w1", days=(3, 4))
    town.cancels()
    town.cancels("c1")
    one, other = town.store.list_now().released
    acts = [lambda rest=rest: match(replace(town.context, store=Half(town.store, rest))) for rest in (one, other)]
    together(town, *acts)
    return town.store.wish("w1").offers, len(town.store.notices("w1"))


class Half:
    """A store that shows only one of the released places."""

    def __init__(self, store: RedisStore, place: ReleasedPlace) -> None:
        self._store, self._place = store, place

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def list_now(self) -> ListNow:
        seen = self._store.list_now()
        return replace(seen, released=(self._place,), taken=Counter(dict.fromkeys(free_starts_all(), 1)))


def free_starts_all() -> tuple[datetime, ...]:
    return free_starts(office(places=1), WEDNESDAY, {})


def test_two_freed_places_make_one_offer_to_one_person(client):
    town = crowded(client)
    offers, rows = two_freed_places(town)
    assert (offers, rows) == (1, 1)
    assert len(town.store.list_now().released) == 1


def test_without_the_version_of_the_wish_both_places_are_used_up(client):
    town = crowded(client, WishIs)
    two_freed_places(town)
    assert len(town.store.list_now().released) == 0


def sells_what_is_held(town: Town) -> int:
    """Somebody applies for the time in the ordinary way while the offer of it is being made."""
    for text in ("予約", "1", "1", "佐藤", "13010-87654321", "090-1234-5678", "s@example.com", "1", "1"):
        town.says("Uz", text)
    town.cancels()
    (rest,) = town.store.list_now().released
    town.clock.move_to(rest.until)
    match(town.context)
    town.says("Uz", "12/3 14時")
    town.waits("w1")
    together(town, lambda: match(town.context), lambda: town.says("Uz", "申し込む"))
    return town.store.load("U", "e").taken[THURSDAY]


def test_an_offer_and_an_ordinary_request_never_share_a_place(client):
    assert sells_what_is_held(crowded(client)) == 1


def test_without_the_count_they_would(client):
    assert sells_what_is_held(crowded(client, SlotHasRoom)) == 2


def lapses_while_taken(town: Town) -> tuple[int, int]:
    """The offer runs out at the moment at which it is tapped, and the next is offered the place."""
    town.waits("w1", since=1), town.waits("w2", since=2)
    town.cancels()
    match(town.context)
    late = replace(town.context, clock=Fixed(town.clock.now() + timedelta(minutes=30)))
    together(town, lambda: look_at(late, Claim("w1", "")), lambda: town.says("Uw1", "この日時で申し込む"))
    match(town.context)
    return live(town), town.store.load("U", "e").taken[THURSDAY]


@fault("F59", injected="an offer of the waiting list runs out as it is taken")
def test_a_tap_and_a_lapse_at_one_moment_leave_one_holder(client):
    booked, taken = lapses_while_taken(crowded(client))
    assert booked in (0, 1)
    assert taken == 1


@twin("F59", without="the version of the wish")
def test_without_the_version_of_the_wish_the_place_is_given_twice(client):
    assert lapses_while_taken(crowded(client, WishIs)) == (1, 2)


def taken_back_while_offered(town: Town) -> int:
    """Staff take a refusal back while a worker, whose clock is ahead, offers the place."""
    declined = steps.take_step(town.context, "b1", Step.DECLINE, "staff:x", reason="x", delay=timedelta(seconds=30))
    town.waits("w1")
    ahead = replace(town.context, clock=Fixed(town.clock.now() + timedelta(seconds=30)))

    def take_back() -> None:
        with suppress(RefusedError):
            take_back_answer(town.context, "b1", "staff:x", declined.version)

    together(town, lambda: match(ahead), take_back)
    return town.store.load("U", "e").taken[THURSDAY]


def test_a_place_that_rests_is_given_once(client):
    assert taken_back_while_offered(crowded(client)) == 1


def test_without_the_name_of_the_place_it_is_given_twice(client):
    assert taken_back_while_offered(crowded(client, ReleasedPlaceIs)) == 2


class Fixed:
    """A clock that stands still."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment
