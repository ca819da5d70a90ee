"""Which notices a booking needs, and when."""

from dataclasses import replace
from datetime import UTC, time, timedelta
from uuid import UUID

import pytest

from bot.booking.model import AGREED, State
from bot.booking.notices.notice import ABOUT_PERSON, EVERY_EDITION, Channel, Kind, NoticeState
from bot.booking.notices.reminders import (
    UNDO_WINDOW,
    Plan,
    is_outdone,
    is_too_late,
    notice,
    plans,
    staff_plans,
    wanted_by,
)
from bot.booking.schedule.opening import DAY
from bot.booking.schedule.weekly import same_hours
from tests.make import OFFICE, WEDNESDAY, booking, office, tokyo

START, END = tokyo("2026-12-03 14:00"), tokyo("2026-12-03 14:30")
EVE, SOON = tokyo("2026-12-02 17:00"), tokyo("2026-12-03 13:30")
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("state", "planned"),
    [
        (State.REQUESTED, [(Kind.RECEIVED, WEDNESDAY, None)]),
        (State.OFFERED, []),
        (
            State.CONFIRMED,
            [
                (Kind.DETAILS, WEDNESDAY, END),
                (Kind.DAY_BEFORE, EVE, tokyo("2026-12-03 12:00")),
                (Kind.SOON, SOON, tokyo("2026-12-03 13:58")),
            ],
        ),
        (State.CANCELLED_BY_SEEKER, [(Kind.CANCELLED, WEDNESDAY, START)]),
        (State.CANCELLED_BY_OFFICE, [(Kind.CANCELLED, WEDNESDAY, START)]),
        (State.DECLINED, [(Kind.DECLINED, WEDNESDAY, START)]),
        (State.EXPIRED, [(Kind.EXPIRED, WEDNESDAY, START)]),
        (State.ATTENDED, [(Kind.ATTENDED, WEDNESDAY + UNDO_WINDOW, WEDNESDAY + 2 * DAY)]),
        (State.NO_SHOW, [(Kind.NO_SHOW, WEDNESDAY + UNDO_WINDOW, WEDNESDAY + 2 * DAY)]),
    ],
)
def test_each_state_has_its_notices(state, planned):
    assert list(plans(booking(state=state), OFFICE, WEDNESDAY)) == planned
    in_utc = booking(state=state, start=START.astimezone(UTC))
    assert list(plans(in_utc, OFFICE, WEDNESDAY.astimezone(UTC))) == planned


@pytest.mark.parametrize(
    ("confirmed_at", "kinds"),
    [
        (EVE - SECOND, ["details", "day_before", "soon"]),
        (EVE, ["details", "soon"]),
        (EVE + SECOND, ["details", "soon"]),
        (SOON - SECOND, ["details", "soon"]),
        (SOON, ["details"]),
        (START, ["details"]),
    ],
)
def test_a_reminder_whose_moment_has_passed_is_not_planned(confirmed_at, kinds):
    made = plans(booking(state=State.CONFIRMED), OFFICE, confirmed_at)
    assert [plan.kind.value for plan in made] == kinds


@pytest.mark.parametrize("start", ["2026-11-30 10:00", "2027-01-04 10:00"])
def test_the_eve_is_the_day_before_also_when_the_office_is_closed(start):
    made = plans(booking(state=State.CONFIRMED, start=tokyo(start)), OFFICE, WEDNESDAY)
    eve = next(plan for plan in made if plan.kind is Kind.DAY_BEFORE)
    assert eve.due == (tokyo(start) - timedelta(days=1)).replace(hour=17, minute=0)


def test_another_office_may_remind_at_other_times():
    other = office(day_before=EVE.timetz().replace(hour=9, tzinfo=None), soon_minutes=60)
    made = {plan.kind: plan.due for plan in plans(booking(state=State.CONFIRMED), other, WEDNESDAY)}
    assert made[Kind.DAY_BEFORE] == tokyo("2026-12-02 09:00")
    assert made[Kind.SOON] == tokyo("2026-12-03 13:00")


def test_no_booking_gets_more_than_three_pushes():
    assert max(len(plans(booking(state=state), OFFICE, WEDNESDAY)) for state in State) == 3


@pytest.mark.parametrize("state", State)
def test_every_planned_notice_is_of_use_when_it_is_due(state):
    for plan in plans(booking(state=state), OFFICE, WEDNESDAY):
        assert plan.latest is None or plan.due < plan.latest


def test_staff_hear_of_a_request_and_two_hours_before_it_runs_out():
    end = tokyo("2026-12-02 17:15")
    assert list(staff_plans(booking(), OFFICE, WEDNESDAY)) == [
        (Kind.STAFF_REQUEST, WEDNESDAY, end),
        (Kind.STAFF_EXPIRING, tokyo("2026-12-02 15:15"), end),
    ]


@pytest.mark.parametrize(
    ("now", "kinds"),
    [
        ("2026-12-02 15:14:59", ["staff_request", "staff_expiring"]),
        ("2026-12-02 15:15:00", ["staff_request"]),
        ("2026-12-02 17:14:59", ["staff_request"]),
    ],
)
def test_a_request_in_its_last_two_hours_is_told_once_and_not_warned_of_in_the_same_breath(now, kinds):
    assert [plan.kind.value for plan in staff_plans(booking(), OFFICE, tokyo(now))] == kinds


@pytest.mark.parametrize(
    ("now", "warned"),
    [
        ("2026-12-04 10:00", "2026-12-04 15:15"),  # on Friday, the last open day before the consultation on Monday
        ("2026-12-04 16:00", "2026-12-07 08:30"),
        ("2026-12-07 09:00", None),
    ],
)
def test_of_a_time_that_waits_for_its_room_staff_are_reminded_while_they_are_there(now, warned):
    agreed = booking(start=tokyo("2026-12-07 10:00"), marks=(AGREED,))
    made = {plan.kind: plan.due for plan in staff_plans(agreed, OFFICE, tokyo(now))}
    assert made.get(Kind.STAFF_EXPIRING) == (tokyo(warned) if warned else None)


def test_where_the_office_opens_for_an_hour_staff_are_reminded_as_it_opens():
    short = replace(OFFICE, counter=same_hours(time(16, 30), time(17, 15)))
    made = {plan.kind: plan.due for plan in staff_plans(booking(), short, WEDNESDAY)}
    assert made[Kind.STAFF_EXPIRING] == tokyo("2026-12-02 16:30")


def test_staff_hear_that_a_seeker_has_cancelled():
    made = booking(state=State.CANCELLED_BY_SEEKER)
    assert list(staff_plans(made, OFFICE, WEDNESDAY)) == [(Kind.STAFF_CANCELLED, WEDNESDAY, START)]


TOLD = {State.REQUESTED, State.CANCELLED_BY_SEEKER}


@pytest.mark.parametrize("state", [state for state in State if state not in TOLD])
def test_staff_hear_of_nothing_else(state):
    assert staff_plans(booking(state=state), OFFICE, WEDNESDAY) == ()


def rows(*, confirmed=None, at=WEDNESDAY):
    made = confirmed or booking(state=State.CONFIRMED)
    return {plan.kind: notice(made, plan, Channel.LINE) for plan in plans(made, OFFICE, at)}


def test_the_same_plan_has_the_same_id_and_retry_key_whenever_it_is_made():
    first, again = rows(), rows(at=WEDNESDAY + timedelta(minutes=5))
    for kind, row in first.items():
        assert (row.id, row.retry_key) == (again[kind].id, again[kind].retry_key)
        assert str(UUID(row.retry_key)) == row.retry_key
    assert (first[Kind.DETAILS].state, first[Kind.DETAILS].attempts) == (NoticeState.WAITING, 0)


def test_another_edition_kind_channel_or_booking_has_another_id_and_retry_key():
    made = booking(state=State.CONFIRMED)
    plan = plans(made, OFFICE, WEDNESDAY)[0]
    others = [
        notice(made, plan, Channel.LINE),
        notice(made, plan, Channel.STAFF_MAIL),
        notice(made, plan._replace(kind=Kind.SOON), Channel.LINE),
        notice(replace(made, edition=2), plan, Channel.LINE),
        notice(replace(made, id="b2"), plan, Channel.LINE),
    ]
    assert len({row.id for row in others}) == len({row.retry_key for row in others}) == 5


@pytest.mark.parametrize(
    ("now", "outdone"),
    [
        (EVE - SECOND, set()),
        (EVE, {Kind.DETAILS}),
        (tokyo("2026-12-03 12:00"), {Kind.DETAILS}),
        (tokyo("2026-12-03 12:00:01"), set()),  # the reminder of the eve is too late by now
        (SOON, {Kind.DETAILS, Kind.DAY_BEFORE}),
        (tokyo("2026-12-03 13:58"), {Kind.DETAILS, Kind.DAY_BEFORE}),
        (tokyo("2026-12-03 13:58:01"), set()),
    ],
)
def test_only_the_newest_of_the_notices_that_are_of_use_is_not_outdone(now, outdone):
    every = tuple(rows().values())
    assert {row.kind for row in every if is_outdone(row, every, now)} == outdone


@pytest.mark.parametrize(
    ("state", "outdone"),
    [
        (NoticeState.WAITING, True),
        (NoticeState.LEASED, True),
        (NoticeState.ACCEPTED, True),
        (NoticeState.EXPIRED, False),
        (NoticeState.UNDELIVERABLE, False),
        (NoticeState.UNKNOWN, False),
    ],
)
def test_a_newer_notice_that_did_not_arrive_outdoes_nothing(state, outdone):
    made = rows()
    assert is_outdone(made[Kind.DETAILS], (replace(made[Kind.SOON], state=state),), SOON) is outdone


def test_a_notice_is_not_outdone_by_another_channel_or_another_edition():
    made = rows()
    other_channel = replace(made[Kind.SOON], channel=Channel.STAFF_MAIL)
    other_edition = replace(made[Kind.SOON], edition=2)
    assert not is_outdone(made[Kind.DETAILS], (other_channel, other_edition), SOON)
    assert is_outdone(made[Kind.DETAILS], (made[Kind.SOON],), SOON)


def test_a_notice_is_of_use_up_to_its_latest_moment_and_not_a_second_longer():
    soon = rows()[Kind.SOON]
    assert not is_too_late(soon, soon.latest)
    assert is_too_late(soon, soon.latest + SECOND)
    assert not is_too_late(replace(soon, latest=None), tokyo("2099-01-01 00:00"))


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, START),
        ({"latest": None}, START),
        ({"due": START}, END),  # not about what is to come
        ({"edition": EVERY_EDITION}, END),
        ({"edition": ABOUT_PERSON}, END),
        ({"start": None}, END),
        ({"start": None, "latest": None}, WEDNESDAY + DAY),
    ],
)
def test_what_is_about_a_consultation_to_come_is_wanted_by_its_start_anything_else_by_its_end(changes, wanted):
    assert wanted_by(replace(notice(booking(), Plan(Kind.DETAILS, WEDNESDAY, END), Channel.LINE), **changes)) == wanted


def test_a_notice_without_a_room_tells_none():
    assert notice(booking(), Plan(Kind.DETAILS, WEDNESDAY, END), Channel.LINE).room == 0
