"""Each booking has a counsellor, and no counsellor two at once; the twin without the guard gives one to two."""

from dataclasses import replace
from threading import Thread

import pytest

from bot.booking.lifecycle import Step
from bot.booking.model import State
from bot.booking.schedule.opening import DAY, places_at
from bot.booking.schedule.schedule import Schedule
from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.counsellors import Counsellor
from bot.errors import ConflictError, RefusedError
from bot.ports.bookings import CounsellorIsFree, KeepBooking
from bot.ports.context import RequestContext
from bot.ports.office import KeepSchedule
from bot.service.bookings.booking_change import BookingChange
from bot.service.bookings.moving import MoveTo, move_booking
from bot.service.bookings.steps import confirm_booking, take_step
from bot.service.counsellors.assigning import given
from bot.service.events.office_now import context_now
from bot.service.schedule.counsellors import remove_counsellor
from tests.make import ROOM, WEDNESDAY, booking, tokyo
from tests.service.chat import ANSWERS, OTHER, book
from tests.service.make_context import context_on, town_of

WEEK = weekly_from("mon-fri 10:00-15:30")
SATO, SUZUKI = Counsellor("sato", "佐藤", WEEK), Counsellor("suzuki", "鈴木", WEEK, skills=("sign_language",))
AT_TWO = tokyo("2026-12-03 14:00")


def held(town: RequestContext) -> dict[str, list[str]]:
    seen = town.store.assignments(["sato", "suzuki"], AT_TWO - 3 * DAY)
    return {one: [each.booking for each in seen.held if each.counsellor == one] for one in ("sato", "suzuki")}


def test_two_who_book_one_time_get_a_counsellor_each(client):
    town = town_of(client, SATO, SUZUKI)
    book(town)
    book(town, OTHER, (*ANSWERS[:3], "花田 花子", "13010-87654321", "090-1111-2222", "hana@example.com", *ANSWERS[-4:]))
    assert sorted(one.counsellor for one in town.store.bookings()) == ["sato", "suzuki"]
    assert sorted(map(len, held(town).values())) == [1, 1]


def test_a_booking_keeps_its_counsellor_when_it_is_confirmed_and_moved_and_lets_go_when_it_ends(client):
    town = town_of(client, SUZUKI, SATO)
    book(town)
    (made,) = town.store.bookings()
    assert made.counsellor == "sato"
    confirm_booking(town, made.number, ROOM, "cli:test")
    moved = move_booking(town, made.number, MoveTo(AT_TWO + DAY, ROOM), "cli:test")
    assert (moved.counsellor, moved.start) == ("sato", AT_TWO + DAY)
    assert held(town)["sato"] == [made.id]
    take_step(town, made.number, Step.CANCEL_BY_OFFICE, "cli:test")
    assert held(town) == {"sato": [], "suzuki": []}
    assert town.store.booking(made.id).counsellor == "sato"


def test_what_was_booked_before_there_were_counsellors_gets_one_when_it_is_confirmed(client):
    town = context_on(client)
    book(town)
    (made,) = town.store.bookings()
    assert made.counsellor == ""
    town.store.commit((), (KeepSchedule(Schedule().with_counsellor(SATO)),))
    assert confirm_booking(context_now(town), made.number, ROOM, "cli:test").state is State.CONFIRMED
    assert town.store.booking(made.id).counsellor == "sato"


def test_who_needs_sign_language_is_offered_only_the_times_of_who_signs(client):
    town = town_of(client, SATO, replace(SUZUKI, weekly=weekly_from("mon-fri 10:00-12:00")))
    signing = (*ANSWERS[:-3], "手話")
    told = book(town, answers=(*signing, "12/3 14時"))
    assert "申し込む" not in told
    assert "11:30" in told
    assert "申し込みを受け付けました" in book(town, OTHER, (*ANSWERS[:7], "1", "1", "12/3 14時", "申し込む"))


def at_once(town: RequestContext, *, guarded: bool) -> list[str]:
    """Commit two bookings of one time, each decided before the other was written; give who has which counsellor."""
    commits = []
    for name in ("b1", "b2"):
        made, claim = given(
            town,
            BookingChange(None, booking(id=name, number=name, user=name, start=AT_TWO, version=1), "", "", WEDNESDAY),
        )
        commits.append((made, claim.guards if guarded else ()))
    lost = []
    for made, guards in commits:
        try:
            town.store.commit(guards, (KeepBooking(made),))
        except ConflictError as conflict:
            lost.append(type(conflict.guard))
    return lost or [one.counsellor for one in town.store.bookings()]


def test_a_counsellor_is_never_given_to_two_at_once(client):
    assert at_once(town_of(client, SATO), guarded=True) == [CounsellorIsFree]


def test_without_the_guard_one_counsellor_would_have_two_at_once(client):
    assert at_once(town_of(client, SATO), guarded=False) == ["sato", "sato"]


def test_many_who_book_at_once_never_share_a_counsellor(client):
    town = town_of(client, SATO, SUZUKI)
    users = ["U" + f"{number:032d}" for number in range(1, 7)]
    talks = [
        (*ANSWERS[:3], "山田 太郎", f"13010-{number:08d}", "090-1234-5678", "t@example.com", *ANSWERS[-4:])
        for number in range(1, 7)
    ]
    threads = [Thread(target=book, args=(town, user, talk)) for user, talk in zip(users, talks, strict=True)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    made = [one for one in town.store.bookings() if one.start == AT_TWO]
    assert sorted(one.counsellor for one in made) == ["sato", "suzuki"]


def test_a_counsellor_who_holds_nothing_can_be_taken_away_and_the_places_are_those_of_the_file_again(client):
    town = town_of(client, SATO)
    book(town)
    with pytest.raises(RefusedError, match="counsellor_has_bookings"):
        remove_counsellor(town, "佐藤", "cli:test")
    (made,) = town.store.bookings()
    take_step(town, made.number, Step.CANCEL_BY_OFFICE, "cli:test")
    remove_counsellor(context_now(town), "佐藤", "cli:test")
    office = context_now(town).office
    assert (office.schedule.counsellors, places_at(office, AT_TWO)) == ((), office.places)
