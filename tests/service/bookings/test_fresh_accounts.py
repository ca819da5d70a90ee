"""Many accounts that nobody knows ask for places at once: staff are told, and where wanted, a share holds."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier, local

import pytest

from bot.adapters.store.console.console_store import RedisConsoleStore
from bot.adapters.store.records import BOUND, join, split
from bot.adapters.store.store import RedisStore
from bot.booking.lifecycle import Step
from bot.booking.limits.daily_limits import ManyFresh
from bot.booking.model import Answer, Booking, State
from bot.booking.schedule.opening import cut_off
from bot.booking.waitlist import Part, WaitingWish, WishState
from bot.ports.bookings import FreshShareLeft, KeepBooking
from bot.ports.events import KeepConversation
from bot.ports.waitlist import KeepWish
from bot.service.bookings import steps
from bot.service.bookings.offers import offer_times
from bot.service.bookings.staff_booking import Entered, enter
from bot.service.health.compare import compare
from bot.service.notices.alarms import warnings
from tests.make import ROOM, WEDNESDAY, answers, booking, tokyo
from tests.service.bookings.loops import OFFICE, RECEIVED, Day, day
from tests.service.make_context import terms_in_force, with_office
from tests.stores import CIPHER, KEYS, entries, without

MANY = ManyFresh(requests=3, minutes=60)
SHARE = ManyFresh(share=1)
PLACES = 20  # at each of 11 times
MOST = 2
WITHHELD = "はじめてこのトークからお申し込みになる方の席"


@pytest.fixture
def town(client) -> Day:
    town = day(client)
    town.context = with_office(town.context, replace(OFFICE, many_fresh=MANY))
    return town


def user(number: int) -> str:
    return f"U{number + 100:032x}"


def details(number: int) -> tuple[str, ...]:
    return f"新規 花{'一二三四五六七八九十'[number]}", f"13010-7000000{number}", "090-1234-5678", "new@example.com"


def asks(town: Day, number: int) -> str:
    return town.asks(user(number), details(number))


def told(town: Day) -> int:
    return sum(entry["action"] == "many_fresh_requests" for entry in entries(town.context))


def test_many_first_requests_of_new_accounts_are_told_once_and_all_are_taken(town):
    assert [RECEIVED in asks(town, number) for number in range(2)] == [True] * 2
    assert (warnings(town.context), told(town)) == ([], 0)
    assert [RECEIVED in asks(town, number) for number in range(2, 5)] == [True] * 3
    assert (warnings(town.context), told(town)) == (["many_fresh_requests"], 1)


def test_who_has_another_booking_is_not_new(town):
    for number in range(2):
        asks(town, number)
    town.cancels(f"U{100:032x}")
    assert RECEIVED in asks(town, 0)
    assert warnings(town.context) == []


def test_who_has_been_with_us_for_a_day_is_not_new(town):
    users = [f"U{number + 100:032x}" for number in range(4)]
    for user in users:
        town.says(user, "ヘルプ")
    for _ in range(2):
        town.passes(hours=13)
        for user in users:
            town.says(user, "ヘルプ")
    assert [RECEIVED in asks(town, number) for number in range(4)] == [True] * 4
    assert warnings(town.context) == []


def shared(client, store_type: type[RedisStore] = RedisStore) -> Day:
    town = day(client, store_type)
    town.context = with_office(town.context, replace(OFFICE, places=PLACES, many_fresh=SHARE))
    return town


@pytest.fixture
def spent(client) -> Day:
    """An office where new accounts hold their share of 3 December."""
    town = shared(client)
    for number in range(MOST):
        told = answers(number=f"13010-8000000{number}")
        made = booking(id=f"b{number}", number=f"90000{number}", user=user(number), answers=told, fresh=True)
        town.context.store.commit((), (KeepBooking(made, cut_off(OFFICE, made.start)),))
    return town


def until_review(town: Day, number: int, when: str = "12/3 14時") -> str:
    return town.says(user(number), "予約", "最初から", "1", "1", *details(number), "1", "1", when)


def at_once(town: Day) -> int:
    """Let ten new accounts apply, all of whom see the day free; give how many got a place."""
    until_review(town, 0)
    talk = town.context.store.load(user(0), "").conversation
    for number in range(1, 10):
        given = Answer(details(number)[1], details(number)[1])
        own = replace(talk, answers={**talk.answers, "number": given})
        town.context.store.commit((), (KeepConversation(user(number), own, 1),))
    together, passed = Barrier(10), local()

    def meet(point: str) -> None:
        if point == "before_commit" and not hasattr(passed, "by"):
            passed.by = together.wait(120)

    town.context = replace(town.context, fail_point=meet)
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda one: replace(town, events=1000 * (one + 1)).says(user(one), "申し込む"), range(10)))
    return len(town.context.store.bookings())


def test_of_ten_who_apply_at_once_no_more_than_the_share_get_a_place(client):
    town = shared(client)
    assert at_once(town) == MOST
    told = [str(messages) for _, messages in town.context.line.replies[-10:]]
    assert sum(WITHHELD in one for one in told) == 10 - MOST


def test_without_the_guard_all_ten_do(client):
    assert at_once(shared(client, without(FreshShareLeft))) == 10


def test_beyond_the_share_other_days_and_the_telephone_are_named_and_nothing_is_lost(spent):
    told = until_review(spent, 5)
    assert WITHHELD in told
    assert "093-622-6690" in told
    assert "12月4日" in str(spent.context.line.replies[-1][1])
    assert RECEIVED in spent.says(user(5), "12/4 10時", "申し込む")  # what was typed is still there


def test_who_reads_plain_japanese_is_told_in_it(spent):
    spent.says(user(5), "やさしい日本語")
    assert "はじめて このLINEで" in until_review(spent, 5)


def test_the_day_is_not_offered_to_who_is_new_and_is_to_others(spent):
    spent.says(user(6), "予約", "最初から", "1", "1", *details(6), "1", "1")
    offered = str(spent.context.line.replies[-1][1])
    assert "12月2日" in offered
    assert "12月3日（木）（お電話で）" in offered
    assert "満員" not in offered
    assert "「お電話で」の日は、はじめてこのトークからお申し込みになる方の席が埋まりました" in offered
    assert "'12月3日（木）'" not in offered.replace("'text': '12月3日（木）'", "")  # no button bears the day alone
    for _ in range(2):
        spent.passes(hours=13)
        spent.says(user(6), "ヘルプ")
    assert RECEIVED in spent.says(user(6), "続きから", "12/3 14時", "申し込む")


def test_who_taps_or_types_such_a_day_reads_the_truth_and_the_telephone(spent):
    at_day = spent.says(user(6), "予約", "最初から", "1", "1", *details(6), "1", "1")
    assert "093-622-6690" in at_day
    for typed in ("3", "12月3日（木）（お電話で）", "12/3", "12月3日の14時"):
        told = spent.says(user(6), typed)
        assert WITHHELD in told
        assert "093-622-6690" in told
        assert "満員" not in told


def test_who_asks_outside_of_a_booking_reads_it_too(spent):
    assert WITHHELD in spent.says(user(7), "12月3日は空いていますか")


def test_without_a_share_nobody_is_withheld_anything_and_no_booking_is_marked(client):
    town = day(client)
    town.context = with_office(town.context, replace(OFFICE, places=PLACES))
    assert all(RECEIVED in asks(town, number) for number in range(MOST + 1))
    assert not any(one.fresh for one in town.context.store.bookings())
    assert town.context.store.taken_by_fresh() == {}


def ran_out(town: Day, name: str) -> None:
    town.context.clock.move_to(tokyo("2026-12-02 18:00"))
    steps.take_step(town.context, name, Step.EXPIRE, "system")


ENDS = {
    "cancelled": lambda town, one: town.cancels(one.user),
    "declined": lambda town, one: steps.take_step(town.context, one.id, Step.DECLINE, "staff:s1", reason="x"),
    "confirmed": lambda town, one: steps.confirm_booking(town.context, one.id, ROOM, "staff:s1"),
    "offered": lambda town, one: offer_times(town.context, one.id, [tokyo("2026-12-03 10:00")], "staff:s1"),
    "moved": lambda town, one: town.says(one.user, "変更", "12/4 10時", "変更する"),
    "erased": lambda town, one: town.says(one.user, "消去", "消去する"),
    "run out": lambda town, one: ran_out(town, one.id),
}


@pytest.mark.parametrize("end", ENDS)
def test_what_ends_a_request_or_lets_a_person_answer_it_gives_its_place_of_the_share_back(spent, end):
    ENDS[end](spent, spent.context.store.booking("b0"))
    held = spent.context.store.taken_by_fresh()
    assert held[tokyo("2026-12-03 14:00")] == MOST - 1
    assert (tokyo("2026-12-04 10:00") in held) == (end == "moved")
    assert compare(spent.context) == []


def test_a_request_moves_within_its_day_and_not_to_a_day_whose_share_is_used_up(spent):
    assert "変更を受け付けました" in spent.says(user(0), "変更", "12/3 10時", "変更する")
    spent.says(user(0), "変更", "12/4 10時", "変更する")
    until_review(spent, 5)
    assert RECEIVED in spent.says(user(5), "申し込む")
    assert WITHHELD in spent.says(user(0), "変更", "12/3 10時")


def test_who_withdraws_and_asks_again_is_still_new(spent):
    spent.cancels(user(0))
    assert spent.context.store.booking("b0").fresh
    assert RECEIVED in asks(spent, 5)
    assert WITHHELD in spent.says(user(0), "予約", "最初から", "この内容で進む", "12/3 14時")


def test_when_every_day_is_used_up_that_is_said_and_not_that_all_is_taken(spent):
    others = frozenset(tokyo(f"2026-11-{day}").date() for day in (26, 27, 30)) | {tokyo("2026-12-01").date()}
    closed = others | {tokyo("2026-12-02").date()}
    spent.context = with_office(spent.context, replace(spent.context.office, horizon_days=8, closures=closed))
    assert WITHHELD in spent.says(user(5), "予約", "最初から", "1", "1", *details(5), "1", "1")


def offers_a_held_place(town: Day, since: datetime) -> str:
    """Offer user 5 a place of 3 December and let him take it."""
    days, start = (tokyo("2026-12-03").date(),), tokyo("2026-12-03 10:00")
    consent = replace(booking().consent, sha256=terms_in_force(town.context).sha256)
    told = answers(number="13010-80000005")
    wish = WaitingWish("w5", WishState.OFFERED, since, days, (Part.MORNING,), user(5), told, consent)
    wish = replace(wish, offered=start, until=WEDNESDAY + timedelta(hours=1))
    town.context.store.commit((), (KeepWish(wish, wish.until),))
    return town.says(user(5), "この日時で申し込む")


def test_a_place_from_the_waiting_list_counts_as_well_and_who_waits_goes_on_waiting(spent):
    assert WITHHELD in offers_a_held_place(spent, WEDNESDAY)
    assert spent.context.store.load(user(5), "").wish


def test_who_has_waited_for_a_day_is_not_new(spent):
    assert RECEIVED in offers_a_held_place(spent, WEDNESDAY - timedelta(days=1))


def test_staff_book_on_such_a_day_for_whom_they_like(spent, client):
    console = RedisConsoleStore(client, KEYS, CIPHER, spent.context.store)
    start, terms = tokyo("2026-12-03 10:00"), terms_in_force(spent.context)
    made = enter(
        spent.context, console, Entered(answers(), start, "by_telephone", "read_aloud", terms.sha256, "f1"), "staff:s1"
    )
    assert (made.state, made.fresh) == (State.REQUESTED, False)


def test_a_booking_of_an_older_release_opens_as_not_fresh():
    readable, sealed = split(booking(fresh=True), "booking:b1", CIPHER)
    old = {name: value for name, value in json.loads(readable).items() if name != "fresh"}
    inner = {name: value for name, value in json.loads(CIPHER.open("booking:b1", sealed)).items() if name != BOUND}
    again = CIPHER.seal("booking:b1", json.dumps(inner).encode())
    assert join(Booking, "booking:b1", json.dumps(old), again, CIPHER) == booking()
