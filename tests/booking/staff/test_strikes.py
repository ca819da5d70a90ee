"""Which no-shows count, by which evidence, until when."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.booking.model import State
from bot.booking.notices.notice import Channel, Kind, NoticeState
from bot.booking.notices.reminders import notice, plans
from bot.booking.staff.strikes import strikes
from tests.make import OFFICE, ROOM, WEDNESDAY, booking, tokyo

START = tokyo("2026-12-03 14:00")
AFTER = tokyo("2026-12-03 15:00")
MISSED = booking(state=State.NO_SHOW, room=ROOM, room_version=1, edition=3)
CONFIRMED = replace(MISSED, state=State.CONFIRMED, edition=2)


def row(kind=Kind.DETAILS, **changes):
    """Give a row that was accepted well before the start, changed."""
    plan = next(one for one in plans(CONFIRMED, OFFICE, WEDNESDAY) if one.kind is kind)
    made = notice(CONFIRMED, plan, Channel.LINE)
    sent = {"state": NoticeState.ACCEPTED, "attempts": 1, "first_attempt": WEDNESDAY, **changes}
    return replace(made, **sent)


def counted(*rows, one=MISSED, now=AFTER):
    return strikes([one], {one.id: rows}, now)


@pytest.mark.parametrize("kind", [Kind.DETAILS, Kind.DAY_BEFORE, Kind.SOON])
def test_a_notice_of_where_and_when_that_was_accepted_before_is_evidence(kind):
    (strike,) = counted(row(kind))
    assert (strike.number, strike.start) == ("123456", START)
    assert strike.evidence == (f"b1.2.{kind.value}.line",)


@pytest.mark.parametrize("state", sorted(set(NoticeState) - {NoticeState.ACCEPTED}))
def test_what_was_not_accepted_is_none(state):
    assert counted(row(state=state)) == ()


def test_without_any_notice_nothing_counts():
    assert strikes([MISSED], {}, AFTER) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": Kind.RECEIVED},
        {"kind": Kind.TERMS_CHANGE},
        {"room": 0},
        {"first_attempt": None},
        {"first_attempt": START},
        {"first_attempt": START - timedelta(minutes=1), "attempts": 2},
    ],
    ids=str,
)
def test_what_does_not_surely_tell_where_before_the_start_is_none(changes):
    assert counted(replace(row(), **changes)) == ()


def test_a_reminder_of_several_tries_is_never_accepted_after_the_start():
    assert counted(row(Kind.SOON, attempts=3, first_attempt=START - timedelta(minutes=30)))


def test_a_second_try_that_could_last_until_the_very_start_is_in_time():
    tried = row(attempts=2, first_attempt=START - timedelta(minutes=1), latest=START)
    assert counted(tried)
    assert not counted(replace(tried, latest=START + timedelta(seconds=1)))


def test_a_notice_that_told_of_no_room_is_none_even_where_there_never_was_one():
    assert counted(row(room=0), one=replace(MISSED, room=None, room_version=0)) == ()


def test_a_notice_of_an_earlier_room_or_time_is_none():
    assert counted(row(), one=replace(MISSED, room_version=2)) == ()


def test_it_still_counts_when_the_room_was_forgotten():
    assert counted(row(), one=replace(MISSED, room=None))


@pytest.mark.parametrize("state", sorted(set(State) - {State.NO_SHOW}))
def test_nothing_but_a_no_show_counts(state):
    assert counted(row(), one=replace(MISSED, state=state)) == ()


def test_it_ends_when_the_booking_is_deleted():
    (strike,) = counted(row())
    assert strike.ends == date(2027, 1, 2)
    assert counted(row(), now=tokyo("2027-01-02 14:29"))
    assert not counted(row(), now=tokyo("2027-01-02 14:30"))


def test_several_stand_by_their_start():
    earlier = replace(MISSED, id="b0", number="111111", start=START - timedelta(days=7), end=MISSED.end)
    found = strikes([MISSED, earlier], {"b1": [row()], "b0": [row()]}, AFTER)
    assert [one.number for one in found] == ["111111", "123456"]
