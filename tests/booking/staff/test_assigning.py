"""Which counsellor a booking is given: who is there, free, fits, and has least to do."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.booking.model import State
from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.assigning import (
    Assignment,
    Assignments,
    Needs,
    able,
    choose,
    free_counsellors,
    holds_counsellor,
    needs_of,
)
from bot.booking.staff.counsellors import Counsellor
from tests.make import WEDNESDAY, answers, booking, office, schedule_of, tokyo

WEEK = weekly_from("mon-fri 10:00-15:30")
SATO, SUZUKI, TANAKA = (Counsellor(one, one, WEEK) for one in ("sato", "suzuki", "tanaka"))
SIGNING = replace(TANAKA, skills=("sign_language",))
AT_TWO = tokyo("2026-12-03 14:00")
DAY, HALF_AN_HOUR = timedelta(days=1), timedelta(minutes=30)


def office_of(*counsellors: Counsellor) -> object:
    return office(schedule=schedule_of(*counsellors))


def held(*told: tuple[str, str, object], **last: object) -> Assignments:
    return Assignments(tuple(Assignment(*one) for one in told), last)


@pytest.mark.parametrize(
    ("told", "needs"),
    [
        ({}, Needs("consultation")),
        ({"support": "sign_language"}, Needs("consultation", "sign_language")),
        ({"support": "interpreter", "language": "english"}, Needs("consultation", "interpreter", "english")),
        ({"support": "interpreter", "language": "own"}, Needs("consultation")),
    ],
)
def test_what_is_needed_is_read_from_the_answers(told, needs):
    assert needs_of(answers(**told)) == needs


@pytest.mark.parametrize(
    ("counsellors", "needs", "fit"),
    [
        ((SATO, SIGNING), Needs(), ["sato", "tanaka"]),
        ((SATO, SIGNING), Needs("", "sign_language"), ["tanaka"]),
        ((SATO, SUZUKI), Needs("", "sign_language"), ["sato", "suzuki"]),  # arranged from outside
        ((SATO, replace(SUZUKI, purposes=("documents",))), Needs("consultation"), ["sato"]),
        ((SATO, replace(SUZUKI, languages=("english",))), Needs("", "interpreter", "english"), ["suzuki"]),
        ((replace(SATO, purposes=("documents",)),), Needs("other"), ["sato"]),  # nobody does it: it bars nobody
    ],
)
def test_who_fits_by_help_and_purpose(counsellors, needs, fit):
    assert [one.id for one in able(counsellors, needs)] == fit


def test_the_least_booked_of_the_day_comes_first_then_who_was_given_nothing_for_longest():
    three = office_of(SATO, SUZUKI, TANAKA)
    made = booking(start=AT_TWO)
    assert choose(three, made, held()) == "sato"
    morning = ("sato", "b7", AT_TWO - 4 * HALF_AN_HOUR)
    assert choose(three, made, held(morning, suzuki=WEDNESDAY, tanaka=WEDNESDAY - DAY)) == "tanaka"
    assert choose(three, made, held(("sato", "b7", AT_TWO - DAY), suzuki=WEDNESDAY, tanaka=WEDNESDAY)) == "sato"


def test_who_holds_an_overlapping_booking_is_not_free_but_for_its_own():
    two = office_of(SATO, SUZUKI)
    near = held(("sato", "b7", AT_TWO - HALF_AN_HOUR / 2))
    assert [one.id for one in free_counsellors(two, AT_TWO, Needs(), near)] == ["suzuki"]
    assert [one.id for one in free_counsellors(two, AT_TWO, Needs(), near, "b7")] == ["sato", "suzuki"]
    beside = held(("sato", "b7", AT_TWO - HALF_AN_HOUR), ("suzuki", "b8", AT_TWO + HALF_AN_HOUR))
    assert len(free_counsellors(two, AT_TWO, Needs(), beside)) == 2
    assert choose(two, booking(start=AT_TWO), held(("sato", "b7", AT_TWO), ("suzuki", "b8", AT_TWO))) == ""


def test_who_is_preferred_is_chosen_while_free_and_who_fits_before_who_does_not():
    two = office_of(SATO, SIGNING)
    made = booking(start=AT_TWO)
    assert choose(two, made, held(("tanaka", "b7", AT_TWO - DAY)), ["tanaka"]) == "tanaka"
    assert choose(two, made, held(("tanaka", "b7", AT_TWO)), ["tanaka"]) == "sato"
    signing = booking(start=AT_TWO, answers=answers(support="sign_language"))
    assert choose(two, signing, held()) == "tanaka"
    assert choose(two, signing, held(("tanaka", "b7", AT_TWO))) == "sato"


@pytest.mark.parametrize(("state", "holds"), [(state, state in (State.REQUESTED, State.CONFIRMED)) for state in State])
def test_a_counsellor_is_held_at_one_time_that_is_asked_for_or_fixed(state, holds):
    assert holds_counsellor(booking(state=state)) is holds
