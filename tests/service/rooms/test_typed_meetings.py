"""A meeting that staff typed is for one consultation at a time, however many confirm at the same moment."""

from dataclasses import replace

import pytest

from bot.adapters.store.store import RedisStore
from bot.booking.lifecycle import Step
from bot.booking.model import State
from bot.errors import RefusedError
from bot.ports.rooms import MeetingIsFree
from bot.service.bookings.steps import confirm_booking, take_step
from bot.service.bookings.taking_back import take_back_outcome
from bot.service.health.compare import compare
from bot.service.health.upkeep import forget_old
from bot.service.rooms.typed_meetings import others_in
from tests.make import ROOM, answers, booking, tokyo
from tests.service.made_bookings import requested
from tests.service.make_context import context_on


class Blind(RedisStore):
    """A store that shows no other booking, as to who looked just before another confirmed."""

    def bookings(self, since=None, until=None):
        return []


class Unguarded(Blind):
    """The same, which asks nothing of meetings."""

    def commit(self, guards, writes):
        return super().commit([one for one in guards if not isinstance(one, MeetingIsFree)], writes)


def two(context):
    for place, start in ((1, "2026-12-03 14:00"), (2, "2026-12-03 14:00"), (3, "2026-12-03 14:30")):
        given = answers(number=f"13010-1234567{place}")
        made = booking(id=f"b{place}", number=f"12345{place}", user=f"U{place}", start=tokyo(start), answers=given)
        requested(context, made)
    return context


def confirmed(context):
    return [one for one in ("b1", "b2", "b3") if context.store.booking(one).state is State.CONFIRMED]


def test_the_same_meeting_at_the_same_time_is_refused_by_the_number_of_the_other(client):
    office = two(context_on(client))
    confirm_booking(office, "b1", ROOM, "staff:s1")
    with pytest.raises(RefusedError) as refused:
        confirm_booking(office, "b2", replace(ROOM, passcode="999999"), "staff:s1")
    assert (refused.value.code, refused.value.values) == ("meeting_taken", {"number": "123451"})
    assert confirmed(office) == ["b1"]


def test_the_standing_room_of_an_office_is_used_one_after_the_other(client):
    office = two(context_on(client))
    confirm_booking(office, "b1", ROOM, "staff:s1")
    confirm_booking(office, "b3", ROOM, "staff:s1")
    assert confirmed(office) == ["b1", "b3"]


def test_who_looked_before_the_other_confirmed_is_stopped_in_the_commit(client):
    office = two(context_on(client, kind=Blind))
    confirm_booking(office, "b1", ROOM, "staff:s1")
    with pytest.raises(RefusedError, match="changed_meanwhile"):
        confirm_booking(office, "b2", ROOM, "staff:s2")
    assert confirmed(office) == ["b1"]


def test_without_the_guard_two_people_meet_in_one_room(client):
    office = two(context_on(client, kind=Unguarded))
    confirm_booking(office, "b1", ROOM, "staff:s1")
    confirm_booking(office, "b2", ROOM, "staff:s2")
    assert confirmed(office) == ["b1", "b2"]


def test_a_command_is_taken_at_its_word_and_the_store_fits(client):
    office = two(context_on(client))
    for name in ("b1", "b2"):
        confirm_booking(office, name, ROOM, "cli:root")
    assert confirmed(office) == ["b1", "b2"]
    assert others_in(office, office.store.booking("b2")) == ["123451"]
    assert compare(office) == []
    take_step(office, "b1", Step.CANCEL_BY_OFFICE, "cli:root", reason="x")
    assert others_in(office, office.store.booking("b2")) == []
    with pytest.raises(RefusedError, match="meeting_taken"):
        confirm_booking(office, requested_again(office), ROOM, "staff:s1")


def test_an_outcome_is_taken_back_whoever_else_is_in_the_meeting(client):
    office = two(context_on(client))
    for name in ("b1", "b2"):
        confirm_booking(office, name, ROOM, "cli:root")
    office.clock.move_to(tokyo("2026-12-03 14:12"))
    missed = take_step(office, "b1", Step.NO_SHOW, "staff:s1")
    take_back_outcome(office, "b1", "staff:s1", missed.version)
    assert confirmed(office) == ["b1", "b2"]


def requested_again(context):
    again = booking(id="b4", number="123454", user="U4", answers=answers(number="13010-12345674"))
    return requested(context, again).id


def test_a_meeting_falls_free_with_the_booking_that_had_it(client):
    office = two(context_on(client, kind=Blind))
    confirm_booking(office, "b1", ROOM, "staff:s1")
    take_step(office, "b1", Step.CANCEL_BY_OFFICE, "staff:s1", reason="x")
    confirm_booking(office, "b2", ROOM, "staff:s1")
    assert confirmed(office) == ["b2"]


def test_another_room_for_the_same_booking_frees_the_first(client):
    office = two(context_on(client, kind=Blind))
    confirm_booking(office, "b1", ROOM, "staff:s1")
    confirm_booking(office, "b1", replace(ROOM, meeting_id="98765432109", join_url=""), "staff:s1")
    confirm_booking(office, "b2", ROOM, "staff:s1")
    assert confirmed(office) == ["b1", "b2"]


def test_nothing_of_a_meeting_is_left_when_the_booking_is_forgotten(client):
    office = two(context_on(client))
    confirm_booking(office, "b1", ROOM, "staff:s1")
    assert list(client.scan_iter("*:host:*"))
    office.clock.move_to(tokyo("2027-03-01 10:00"))
    forget_old(office)
    assert not list(client.scan_iter("*:host:*"))
