"""One of several equals: Zoom refuses one host, the others open the rooms, and staff hear of it once."""

from collections.abc import Iterator

import pytest

from bot.adapters.redis.client import Client
from bot.booking.lifecycle import Step
from bot.booking.model import State
from bot.booking.notices.notice import NoticeState
from bot.booking.rooms.rooms import LOUD
from bot.booking.schedule.opening import places_at
from bot.dialogue.outside_flows.booking_card import grouped
from bot.errors import RefusedError
from bot.playground.zoom.answers import ZoomError, may_not_host, no_user, not_valid, other_account
from bot.ports.console import Waiting
from bot.service.bookings.steps import take_step
from bot.service.events.office_now import context_now
from bot.service.rooms.confirm_with_room import confirm_and_open
from bot.service.rooms.hosts import HOST_SET_ASIDE, usable
from bot.service.staff.tasks import waiting
from tests.make import tokyo
from tests.service.rooms.place import Place, open_place
from tests.zooms import HOSTS

REFUSALS = [
    no_user("host-a"),
    ZoomError(400, 1001, "User host-a does not exist or does not belong to this account."),
    other_account("account"),
    may_not_host(),
    ZoomError(404, 0, "User does not exist."),
    ZoomError(400, 200, "Only available for paid account."),
    ZoomError(403, 300, "This user is deactivated."),
]


@pytest.fixture
def place(client: Client) -> Iterator[Place]:
    with open_place(client) as opened:
        yield opened


def held_by(place: Place, name: str = "b1") -> str:
    return place.booking(name).hosting[0].host


def confirmed(place: Place, name: str = "b1", **changes: object) -> str:
    """Confirm a request; give the host whose time it took."""
    place.request(id=name, number=f"12345{name[1:]}", **changes)
    confirm_and_open(place.context, name, "x")
    return held_by(place, name)


def aside(place: Place) -> list[str]:
    return [one.host for one in place.context.rooms.aside()]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda one: f"{one.status}-{one.code}")
def test_another_host_opens_the_room_and_the_refused_one_is_set_aside(place, refusal):
    gone = confirmed(place)
    place.local.meetings.refused[gone] = refusal
    place.works()
    [meeting] = place.local.meetings.live()
    assert meeting.host == held_by(place) != gone
    assert place.booking().room.meeting_id == str(meeting.id)
    assert (place.troubles(), aside(place)) == ([], [gone])
    assert len([text for text in place.pushes if grouped(str(meeting.id)) in text]) == 1


def test_twin_without_the_next_host_every_confirmation_with_him_fails(place, monkeypatch):
    monkeypatch.setattr("bot.service.rooms.opening.OF_THE_HOST", frozenset())
    gone = confirmed(place)
    place.local.meetings.refused[gone] = no_user(gone)
    place.works_until_done(LOUD + 1)
    assert (place.local.meetings.live(), place.troubles()) == ([], ["room_open"])


def test_who_is_set_aside_is_not_asked_for_an_hour_and_then_again(place):
    gone = confirmed(place)
    place.local.meetings.refused[gone] = no_user(gone)
    place.works()
    asked = len(place.local.log)
    hosts = {confirmed(place, f"b{number}", start=tokyo(f"2026-12-0{number} 14:00")) for number in (4, 7, 8)}
    place.works()
    assert gone not in hosts
    assert all(status < 400 for _, status in list(place.local.log)[asked:])
    place.clock.advance(HOST_SET_ASIDE.total_seconds())
    del place.local.meetings.refused[gone]
    assert gone in [one.id for one in usable(place.context.rooms, place.clock.now())]
    assert confirmed(place, "b9", start=tokyo("2026-12-09 14:00")) == gone, "he opened fewest today"
    place.works()
    assert place.booking("b9").room
    assert aside(place) == [], "it healed by itself"


def test_a_host_who_is_set_aside_can_not_be_promised(place):
    start = tokyo("2026-12-03 14:00")
    assert places_at(context_now(place.context).office, start) == 2
    gone = confirmed(place)
    place.local.meetings.refused[gone] = no_user(gone)
    place.works()
    assert places_at(context_now(place.context).office, start) == 1
    place.request(id="b2", number="123457")
    with pytest.raises(RefusedError, match="no_host_free"):
        confirm_and_open(place.context, "b2", "x")
    place.clock.advance(HOST_SET_ASIDE.total_seconds())
    assert places_at(context_now(place.context).office, start) == 2


def test_the_first_since_when_stays_and_all_processes_know_of_it(place):
    gone = confirmed(place)
    place.local.meetings.refused[gone] = no_user(gone)
    place.works()
    [first] = place.context.rooms.aside()
    place.clock.advance(HOST_SET_ASIDE.total_seconds())
    confirmed(place, "b4", start=tokyo("2026-12-04 14:00"))
    place.works()
    [again] = place.with_rooms().rooms.aside()
    assert (again.host, again.since, again.reason) == (gone, first.since, "zoom_no_host")
    assert again.until > first.until


def test_twenty_bookings_with_a_host_who_is_gone_are_one_task(place):
    gone = ""
    for number in range(20):
        day, hour = 1 + number // 5, 10 + number % 5
        made = confirmed(place, f"b{number + 100}", start=tokyo(f"2026-12-0{day} {hour}:00"))
        gone = gone or made
    place.local.meetings.refused[gone] = no_user(gone)
    place.works_until_done(3)
    bookings = [place.booking(f"b{number + 100}") for number in range(20)]
    assert all(one.room for one in bookings)
    console = NoTasks()
    assert (waiting(place.context, console, place.clock.now()).tasks, aside(place)) == (1, [gone])


class NoTasks:
    """A console store in which nothing waits."""

    def waiting(self, *_: object) -> object:
        return Waiting(0, 0, 0)

    def overdue(self, _: object) -> list[object]:
        return []

    def notices_of(self, _: object) -> dict[str, object]:
        return {}


def test_when_all_are_gone_the_booking_stays_and_a_person_types_a_room_until_one_comes_back(place):
    place.request()
    for host, _ in HOSTS:
        place.local.meetings.refused[host] = no_user(host)
    confirm_and_open(place.context, "b1", "x")
    place.works_until_done(LOUD + 1)
    assert (place.booking().state, place.booking().room) == (State.CONFIRMED, None)
    assert place.troubles() == ["room_open"]
    assert sorted(aside(place)) == ["host-a", "host-b"]
    assert places_at(context_now(place.context).office, place.booking().start) == 2, "a person may type rooms"
    place.request(id="b2", number="123457", start=tokyo("2026-12-04 14:00"))
    assert confirm_and_open(place.context, "b2", "x").state is State.CONFIRMED
    place.local.meetings.refused.clear()
    place.works_until_done(4)
    assert place.booking().room
    assert place.troubles() == []


def test_a_request_that_no_host_may_make_is_nobodys_fault(place):
    confirmed(place)
    for host, _ in HOSTS:
        place.local.meetings.refused[host] = not_valid("Validation Failed.")
    place.works()
    assert place.rows()["room_open.2"] is NoticeState.UNDELIVERABLE
    assert aside(place) == []


def test_a_room_that_is_asked_for_anew_moves_to_another_host_when_its_own_is_gone(place):
    gone = confirmed(place)
    place.works()
    first = place.booking().room.meeting_id
    place.local.meetings.delete(first)
    place.local.meetings.refused[gone] = no_user(gone)
    confirm_and_open(place.context, "b1", "x")
    place.works_until_done(3)
    [meeting] = place.local.meetings.live()
    assert (place.booking().room.meeting_id, meeting.host) == (str(meeting.id), held_by(place))
    assert meeting.host != gone


def test_what_is_left_of_a_host_who_is_gone_does_not_keep_a_cancelled_booking_busy(place):
    gone = confirmed(place)
    place.local.meetings.refused[gone] = no_user(gone)
    take_step(place.context, "b1", Step.CANCEL_BY_OFFICE, "x")
    place.clock.advance(31)
    place.works()
    assert place.booking().hosting == ()
    assert place.troubles() == []
