"""A room is opened on the host of the booking's counsellor, and no host has two at once."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.adapters.redis.client import Client
from bot.booking.schedule.opening import DAY
from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.counsellors import Counsellor
from bot.ports.office import KeepSchedule
from bot.service.bookings.moving import MoveTo, move_booking
from bot.service.counsellors.handing_over import hand_over
from bot.service.counsellors.own_counsellor import set_own
from bot.service.events.office_now import context_now
from bot.service.rooms.confirm_with_room import confirm_and_open
from tests.make import USER, schedule_of, tokyo
from tests.service.rooms.place import Place, open_place

WEEK = weekly_from("mon-fri 10:00-15:30")
SATO = Counsellor("sato", "佐藤", WEEK, zoom_host="host-b")
SUZUKI = Counsellor("suzuki", "鈴木", WEEK, zoom_host="host-a")
TANAKA = Counsellor("tanaka", "田中", WEEK)
HOSTS = (("host-a", 1), ("host-b", 1), ("host-c", 1))
AT_TWO = tokyo("2026-12-03 14:00")


@pytest.fixture
def place(client: Client) -> Iterator[Place]:
    with open_place(client, HOSTS) as opened:
        yield opened


def with_counsellors(place: Place, *counsellors: Counsellor) -> None:
    place.store.commit((), (KeepSchedule(schedule_of(*counsellors)),))
    place.context = context_now(place.context)


def confirmed(place: Place, number: int, counsellor: str, **changes: object) -> str:
    """Confirm a request of somebody whose own counsellor this is; give the host that opens the room."""
    user = f"{USER[:-1]}{number}"
    set_own(place.context, counsellor, "cli:test", user=user)
    place.request(id=f"b{number}", number=f"12345{number}", user=user, **changes)
    confirm_and_open(place.context, f"b{number}", "cli:test")
    assert place.booking(f"b{number}").counsellor == counsellor
    return place.booking(f"b{number}").hosting[0].host


def test_each_counsellor_s_rooms_are_opened_on_the_own_host(place):
    with_counsellors(place, SATO, SUZUKI, TANAKA)
    assert confirmed(place, 1, "sato") == "host-b"
    assert confirmed(place, 2, "tanaka") == "host-c"  # nobody's in particular
    assert confirmed(place, 3, "suzuki") == "host-a"
    place.works_until_done()
    made = {place.booking(f"b{number}").hosting[0] for number in (1, 2, 3)}
    assert len({one.meeting for one in made}) == 3
    assert sorted(one.host for one in made) == ["host-a", "host-b", "host-c"]


def test_a_room_moves_in_time_with_its_host_and_keeps_its_number(place):
    with_counsellors(place, SATO, TANAKA)
    confirmed(place, 1, "sato")
    place.works_until_done()
    before = place.booking().room
    move_booking(place.context, "b1", MoveTo(AT_TWO + DAY), "cli:test")
    place.works_until_done()
    after = place.booking()
    assert [one.host for one in after.hosting] == ["host-b"]
    assert (after.room.meeting_id, after.room.version) == (before.meeting_id, 2)


def test_where_the_own_host_has_another_room_at_that_time_a_free_one_opens_it(place):
    place.request(id="b9", number="123459", user="U9")
    confirm_and_open(place.context, "b9", "cli:test")
    busy = place.booking("b9").hosting[0].host  # of before there were counsellors
    with_counsellors(place, replace(SATO, zoom_host=busy))
    assert confirmed(place, 1, "sato") != busy


def test_handing_over_moves_the_room_to_the_new_host_and_tells_the_new_numbers_once(place):
    with_counsellors(place, SATO, SUZUKI)
    confirmed(place, 1, "sato")
    place.works_until_done()
    before, told = place.booking(), len(place.pushes)
    hand_over(place.context, "b1", "suzuki", "cli:test")
    place.works_until_done()
    after = place.booking()
    assert [(one.host, one.meeting) for one in after.hosting] == [("host-a", after.room.meeting_id)]
    assert (after.counsellor, after.room.version, after.state) == ("suzuki", 2, before.state)
    assert after.room.meeting_id != before.room.meeting_id
    assert [text for text in place.pushes[told:] if "第2版" in text] == place.pushes[told:]
    assert len(place.pushes) == told + 1
    assert place.local.meetings.of("host-b") == []


def test_handing_over_without_a_host_of_the_new_counsellor_leaves_the_absent_one_s_account(place):
    with_counsellors(place, SATO, TANAKA)
    confirmed(place, 1, "sato")
    place.works_until_done()
    hand_over(place.context, "b1", "tanaka", "cli:test")
    place.works_until_done()
    assert [one.host for one in place.booking().hosting] == ["host-a"]
