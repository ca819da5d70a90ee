"""What one person can do to others in a day, tried through the chat over a real store, and at once in many threads."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from bot.adapters.store.console.console_store import RedisConsoleStore
from bot.booking.lifecycle import Step
from bot.booking.limits.daily_limits import Act, DailyLimits
from bot.booking.model import State
from bot.dialogue.turn import Facts
from bot.ports.bookings import NumbersLeft, WithinADay
from bot.ports.health import Count
from bot.ports.privacy import NoOpenErasure
from bot.service.bookings import steps
from bot.service.bookings.daily_limits import counted, within
from bot.service.bookings.staff_booking import Entered, enter
from bot.service.conflicts import tried
from bot.service.events.facts import gather
from bot.service.privacy import erasure
from tests.commits import failed_guard
from tests.make import ROOM, WEDNESDAY, answers, tokyo
from tests.service.bookings.loops import LIMITS, OFFICE, RECEIVED, Day, day
from tests.service.make_context import terms_in_force, with_office
from tests.service.typing import HANAKO, HANAKOS, TARO
from tests.stores import CIPHER, KEYS, without
from tests.talk import FIRST_BOOKING

NEVER_GUARDED = without(WithinADay)  # NumbersLeft is one, too
SPENT = "回数を超えました"
OTHER_NUMBER = (FIRST_BOOKING[0], "13010-55555555", *FIRST_BOOKING[2:])


@pytest.fixture
def town(client) -> Day:
    return day(client)


def test_who_loops_books_so_often_a_day_and_then_reads_where_to_call_with_nothing_lost(town):
    assert town.loops(LIMITS.bookings) == LIMITS.bookings
    told = town.asks()
    assert SPENT in told
    assert "093-622-6690" in told
    assert town.all_ways() == LIMITS.bookings
    town.context.clock.move_to(tokyo("2026-11-26 00:00:01"))
    assert RECEIVED in town.says(TARO, "続きから", "申し込む")  # what was typed is still there


def test_without_the_guards_the_same_loop_has_no_end(client):
    assert day(client, NEVER_GUARDED).loops(LIMITS.bookings + 3) == LIMITS.bookings + 3


def test_erasing_gives_no_new_day(town):
    town.loops(LIMITS.bookings)
    town.says(TARO, "消去", "消去する")
    town.erased()
    assert SPENT in town.asks()
    assert SPENT in town.asks(details=OTHER_NUMBER)
    assert SPENT in town.asks(HANAKO)  # by the number


def test_another_account_with_the_same_number_and_another_number_of_the_same_account_are_counted_on(town):
    assert town.loops(1) + town.loops(1, HANAKO) + town.loops(3) == LIMITS.bookings  # together, by the number
    assert town.loops(2, details=OTHER_NUMBER) == 1  # Tarō made two before
    assert SPENT in town.asks(details=(FIRST_BOOKING[0], "13010-66666666", *FIRST_BOOKING[2:]))
    assert town.loops(3, HANAKO, HANAKOS) == LIMITS.bookings - 1


def test_who_booked_once_is_not_held_up_by_others(town):
    town.loops(4)
    assert RECEIVED in town.asks(HANAKO, HANAKOS)


def test_a_booking_moves_so_often_a_day_in_chat_and_then_stays(town):
    town.books(TARO)
    whens = ["12/4 10時", "12/4 11時"] * LIMITS.moves
    told = [town.says(TARO, "変更", when, "変更する") for when in whens[: LIMITS.moves + 1]]
    assert [SPENT in one for one in told] == [False] * LIMITS.moves + [True]
    (booking,) = town.context.store.bookings()
    assert booking.start == tokyo("2026-12-04 10:00")
    assert booking.version == LIMITS.moves + 1


def test_cancelling_in_chat_has_an_end_too_and_the_booking_stands(town):
    town.context = with_office(town.context, replace(OFFICE, daily=DailyLimits(cancellations=1)))
    town.loops(1)
    town.asks()
    assert SPENT in town.cancels()
    states = sorted(one.state for one in town.context.store.bookings_of(TARO))
    assert states == [State.CANCELLED_BY_SEEKER, State.REQUESTED]


def test_staff_are_not_limited_and_what_they_do_is_not_counted(town, client):
    town.loops(LIMITS.bookings)
    console = RedisConsoleStore(client, KEYS, CIPHER, town.context.store)
    for hour in range(10, 15):
        start = tokyo(f"2026-12-04 {hour}:00")
        given = Entered(
            answers(), start, "by_telephone", "read_aloud", terms_in_force(town.context).sha256, f"form-{hour}"
        )
        made = enter(town.context, console, given, "staff:s1")
        take_away = Step.CANCEL_BY_OFFICE
        steps.take_step(town.context, made.id, take_away, "staff:s1", reason="closed")
    assert town.all_ways() == LIMITS.bookings + 5


def test_a_confirmed_booking_is_counted_no_differently(town):
    made = town.books(TARO)
    steps.confirm_booking(town.context, made.id, ROOM, "cli:test")
    town.cancels()
    assert town.loops(3) == LIMITS.bookings - 1


def test_the_lock_on_numbers_of_others_is_not_lifted_by_erasing(town):
    town.books(HANAKO, HANAKOS)
    stolen = (FIRST_BOOKING[0], HANAKOS[1], *FIRST_BOOKING[2:])
    for _ in range(LIMITS.refused_numbers):
        assert "この求職番号では" in town.asks(details=stolen)
    town.says(TARO, "消去", "消去する")
    town.erased()
    assert "進められません" in town.asks(details=stolen)
    assert "進められません" in town.asks(details=FIRST_BOOKING)  # nor is it told that this one could be used
    assert town.all_ways() == 1
    other = "U" + "3" * 32
    assert "進められません" in town.asks(other, details=stolen)  # the number is counted as well


def test_without_the_guards_numbers_are_tried_for_ever(client):
    town = day(client, without(NumbersLeft))
    town.books(HANAKO, HANAKOS)
    stolen = (FIRST_BOOKING[0], HANAKOS[1], *FIRST_BOOKING[2:])
    told = [town.asks(details=stolen) for _ in range(LIMITS.refused_numbers + 3)]
    assert all("この求職番号では" in one for one in told)


def test_a_third_erasure_in_a_day_is_for_the_telephone_and_erases_nothing(town):
    for _ in range(LIMITS.erasures):
        town.books(TARO)
        town.says(TARO, "消去", "消去する")
        town.erased()
    made = town.books(TARO)
    assert SPENT in town.says(TARO, "消去", "消去する")
    assert town.context.store.booking(made.id).state is State.REQUESTED
    assert town.context.store.erasures() == []


def test_who_asks_to_be_erased_again_meanwhile_reads_that_it_goes_on(town):
    town.says(TARO, "消去", "消去する")
    (first,) = town.context.store.erasures()
    assert "もう受け付けています" in town.says(TARO, "消去")
    assert town.context.store.erasures() == [first]
    town.erased()
    assert "消去を受け付けました" in town.says(TARO, "消去", "消去する")


def test_staff_who_erase_somebody_meanwhile_widen_the_open_wish_to_all_that_is_held_by_now(town):
    town.says(TARO, "消去", "消去する")
    town.passes(seconds=1)
    later = town.books(TARO)
    asked_again = erasure.ask(town.context, "staff:s1", booking=later.id)
    assert town.context.store.erasures() == [asked_again]
    town.erased()
    assert town.context.store.bookings_of(TARO) == []


def wishes_at_once(town: Day) -> int:
    """Let a seeker confirm while staff write the same down; give how many erasures are open."""
    facts = facts_of(town)
    for _ in range(2):
        wish = erasure.asked(town.context, user=TARO, number="", by="seeker", now=facts.now)
        tried(town.context.store, (NoOpenErasure(TARO),), wish)
    return len(town.context.store.erasures())


def test_a_person_has_one_open_erasure(town):
    assert wishes_at_once(town) == 1


def test_without_the_guard_there_are_two(client):
    assert wishes_at_once(day(client, without(NoOpenErasure))) == 2


def test_the_waiting_list_is_joined_so_often_a_day(town):
    town.context = with_office(town.context, replace(OFFICE, places=0))
    for _ in range(LIMITS.waits):
        told = town.says(
            TARO,
            "キャンセル待ち",
            "1",
            "1",
            *FIRST_BOOKING,
            "1",
            "1",
            "どの日でもよい",
            "午前でも午後でもよい",
            "キャンセル待ちに入る",
        )
        assert SPENT not in told
        town.says(TARO, "待つのをやめる")
    assert SPENT in town.says(
        TARO,
        "キャンセル待ち",
        "1",
        "1",
        *FIRST_BOOKING,
        "1",
        "1",
        "どの日でもよい",
        "午前でも午後でもよい",
        "キャンセル待ちに入る",
    )
    assert town.context.store.list_is_empty()


def facts_of(town: Day) -> Facts:
    return gather(town.context, TARO, town.context.store.load(TARO, ""))


def at_once(town: Day, number: str = "1") -> int:
    """Do something in twenty threads that all see none done; give how many commits were written."""
    facts, together = facts_of(town), Barrier(20)

    def do(_: int) -> type | None:
        guard, write = within(town.context, Act.BOOK, facts, number), counted(Act.BOOK, facts, number)
        together.wait(120)
        return failed_guard(town.context.store, (guard,), (write, Count("done")))

    with ThreadPoolExecutor(20) as pool:
        failed = list(pool.map(do, range(20)))
    assert set(failed) <= {None, WithinADay}
    return town.context.store.counters()["done"]


def test_commits_at_once_do_not_exceed_the_limit(town):
    assert at_once(town) == LIMITS.bookings


def test_without_the_guard_commits_at_once_do(client):
    assert at_once(day(client, NEVER_GUARDED)) == 20


def test_what_is_counted_ends_after_the_day_and_can_not_be_joined_to_a_person(town, client):
    made = town.books(TARO)
    town.says(TARO, "消去", "消去する")
    town.erased()
    (by_user, by_number) = client.scan_iter(match=KEYS.done_on_day("*"))
    until_midnight = timedelta(hours=24) - (WEDNESDAY - tokyo("2026-11-25 00:00"))
    for key in (by_user, by_number):
        assert 0 < client.ttl(key) <= (until_midnight + timedelta(hours=1)).total_seconds()
    assert town.traces(made) == set()


def test_a_try_that_only_the_telephone_can_carry_out_is_noted_once_however_often_it_is_typed(town, client):
    booking = town.books(TARO)
    town.context.clock.move_to(tokyo("2026-12-03 13:30"))
    before = client.llen(KEYS.audit)
    for _ in range(5):
        assert "お電話ください" in town.says(TARO, "変更")
    assert client.llen(KEYS.audit) == before + 1
    assert "tried_change" in town.context.store.booking(booking.id).marks
