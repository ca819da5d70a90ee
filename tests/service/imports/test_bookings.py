"""Bookings from a list: what stops one is said before anything is written, and who waited is booked as if entered."""

from dataclasses import replace

import pytest

from bot.adapters.store.console.console_store import RedisConsoleStore
from bot.booking.model import State
from bot.booking.offers import runs_out
from bot.booking.waitlist import Part, WaitingWish, WishState
from bot.dialogue.reading import Value, read_number
from bot.errors import RefusedError
from bot.ports.bookings import KeepBooking
from bot.ports.context import RequestContext
from bot.ports.waitlist import KeepWish
from bot.service.bookings.offers import offer_times
from bot.service.imports.bookings import Made, booking_rows, import_bookings, read_bookings
from bot.service.imports.lines import Fault
from bot.service.privacy.refusals import planned, write_down
from tests.make import USER, WEDNESDAY, answers, booking, tokyo
from tests.service.make_context import context_on
from tests.stores import CIPHER, KEYS

HEAD = "日時,氏名,求職番号,電話番号,相談内容\n"
TARO = "山田 太郎,13010-12345678,090-1234-5678,consultation\n"
HANAKO = "鈴木 花子,13010-22345678,080-1111-2222,consultation\n"
JIRO = "佐藤 次郎,13010-32345678,080-1111-3333,consultation\n"
OTHER = "U" + "9" * 32


@pytest.fixture
def town(client) -> RequestContext:
    return context_on(client)


def read(town: RequestContext, *lines: str) -> tuple[list[Made], list[Fault]]:
    console = RedisConsoleStore(town.store._client, KEYS, CIPHER, town.store)
    return read_bookings(town, console, (HEAD + "".join(lines)).encode())


def of(name: str, number: str) -> dict:
    found = read_number(number)
    assert isinstance(found, Value)
    made = answers(name=name)
    return {**made, "number": replace(made["number"], value=found.value, key=found.key)}


def waits(town: RequestContext, name: str, number: str, user: str = USER) -> None:
    days, parts = (tokyo("2026-12-04 10:00").date(),), (Part.MORNING,)
    wish = WaitingWish("w1", WishState.WAITING, WEDNESDAY, days, parts, user, of(name, number), booking().consent)
    town.store.commit((), (KeepWish(wish, tokyo("2026-12-10 10:00")),))


def test_a_line_about_who_is_refused_is_told_before_anything_is_written(town):
    bad = booking(
        user="", state=State.NO_SHOW, start=tokyo("2026-11-20 10:00"), answers=of("山田 太郎", "13010-12345678")
    )
    town.store.commit((), (KeepBooking(bad),))
    write_down(town, bad, planned(town, bad, "理由", None, "staff:s"), told=False)
    made, faults = read(town, f"2026-12-03T10:00,{HANAKO}", f"2026-12-03T10:30,{TARO}", f"2026-12-03T11:00,{JIRO}")
    assert ([one.place for one in made], [(one.place, one.code) for one in faults]) == ([2, 4], [(3, "refused")])


def test_who_waits_is_booked_with_his_line_user_and_waits_no_more(town):
    waits(town, "鈴木 花子", "13010-22345678")
    made, faults = read(town, f"2026-12-03T10:00,{HANAKO}")
    assert not faults
    import_bookings(town, made, "cli:x")
    assert [one.user for one in town.store.bookings()] == [USER]
    assert town.store.list_now().wishes == ()


def test_two_people_of_one_line_user_are_told_as_one_before_anything_is_written(town):
    for number, text in enumerate((TARO, HANAKO)):
        name, key = text.split(",")[:2]
        start = tokyo(f"2026-11-{18 + number} 10:00")
        past = booking(
            id=f"p{number}", number=f"10000{number}", state=State.ATTENDED, start=start, answers=of(name, key)
        )
        town.store.commit((), (KeepBooking(past),))
    made, faults = read(town, f"2026-12-03T10:00,{TARO}", f"2026-12-03T10:30,{HANAKO}")
    assert ([one.place for one in made], [(one.place, one.code) for one in faults]) == ([2], [(3, "twice")])


def test_an_offer_still_to_come_is_an_open_booking_and_stands_in_the_list_that_is_given_out(town):
    town.store.commit((), (KeepBooking(booking(answers=of("山田 太郎", "13010-12345678"))),))
    offer_times(town, "b1", [tokyo("2026-12-08 11:00"), tokyo("2026-12-07 10:00")], "staff:s")
    town.clock.move_to(tokyo("2026-12-03 18:00"))  # the time asked for is over
    _, row = booking_rows(town, town.store.bookings())
    assert row[:2] == ["2026-12-07 10:00", "山田 太郎"]
    assert [one.code for one in read(town, f"2026-12-04T10:00,{TARO}")[1]] == ["open"]


def test_a_request_past_its_cut_off_waits_for_staff_until_it_begins(town):
    town.clock.move_to(tokyo("2026-12-02 17:30"))
    made, faults = read(town, f"2026-12-03T14:00,{TARO}")
    assert not faults
    import_bookings(town, made, "cli:x")
    (one,) = town.store.bookings()
    assert runs_out(one, town.office) > town.clock.now()


def test_a_number_that_is_another_bookings_is_drawn_anew(town):
    town.store.commit((), (KeepBooking(booking(number="111111", user=OTHER)),))
    made, _ = read(town, f"2026-12-03T10:00,{HANAKO}")
    import_bookings(replace(town, new_number=iter(["111111", "222222"]).__next__), made, "cli:x")
    assert sorted(one.number for one in town.store.bookings()) == ["111111", "222222"]


def test_a_line_at_which_somebody_was_faster_is_named(town):
    made, _ = read(town, f"2026-12-03T10:00,{HANAKO}", f"2026-12-03T10:30,{TARO}")
    town.store.commit((), (KeepBooking(booking(answers=of("山田 太郎", "13010-12345678"), user="")),))
    with pytest.raises(RefusedError) as stopped:
        import_bookings(town, made, "cli:x")
    assert stopped.value.values["count"] == "3"
    assert len(town.store.bookings()) == 2
