"""The rules of refusing a person and lifting it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.booking.limits.refusal import Refusal, lift, names_of, refuse, tells, without_person
from bot.booking.notices.notice import Channel, Kind
from bot.booking.notices.subjects import SubjectKind
from bot.errors import RefusedError
from tests.make import USER, WEDNESDAY, answers, booking

LATER = WEDNESDAY + timedelta(days=30)


def refused(**changes) -> Refusal:
    given = {"who": ("h1", "h2"), "reason": "無断欠席が続いたため", "until": LATER, "by": "staff:m", "now": WEDNESDAY}
    return refuse(booking(), "r1", **{**given, **changes})


def test_it_holds_from_now_until_its_end():
    made = refused()
    assert made.is_in_force(WEDNESDAY)
    assert made.is_in_force(LATER - timedelta(seconds=1))
    assert not made.is_in_force(LATER)


def test_without_an_end_it_holds_until_it_is_lifted():
    made = refused(until=None)
    assert made.is_in_force(WEDNESDAY + timedelta(days=3000))
    assert not made.is_due(WEDNESDAY + timedelta(days=3000))
    after = lift(made, "事情をうかがったため", "staff:n", LATER)
    assert not after.is_in_force(LATER)
    assert (after.lifted_by, after.version) == ("staff:n", 2)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"who": ()}, "nobody_to_refuse"),
        ({"reason": ""}, "refusal_reason"),
        ({"reason": "　"}, "refusal_reason"),
        ({"reason": "あ" * 201}, "refusal_reason"),
        ({"until": WEDNESDAY}, "refusal_until"),
        ({"until": WEDNESDAY + timedelta(days=367)}, "refusal_until"),
    ],
)
def test_what_can_not_be_meant_is_refused(changes, code):
    with pytest.raises(RefusedError, match=code):
        refused(**changes)


@pytest.mark.parametrize("changes", [{"reason": "あ" * 200}, {"until": WEDNESDAY + timedelta(days=366)}])
def test_the_longest_that_can_be_meant_is_taken(changes):
    assert refused(**changes).version == 1


def test_erasing_the_person_is_the_next_version_and_what_tells_names_no_room():
    assert without_person(refused()).version == 2
    assert tells(refused(), booking(), Channel.LINE, WEDNESDAY).room == 0


def test_what_is_over_is_not_lifted():
    with pytest.raises(RefusedError, match="refusal_over"):
        lift(refused(), "x", "staff:n", LATER)
    once = lift(refused(), "x", "staff:n", WEDNESDAY)
    with pytest.raises(RefusedError, match="refusal_over"):
        lift(once, "x", "staff:n", WEDNESDAY)


def test_it_is_forgotten_thirty_days_after_it_ended():
    assert not refused().is_due(LATER + timedelta(days=29))
    assert refused().is_due(LATER + timedelta(days=30))
    assert lift(refused(until=None), "x", "staff:n", WEDNESDAY).is_due(LATER)


def test_a_person_is_known_by_line_user_and_number():
    given = answers()
    keyed = replace(booking(), answers={**given, "number": replace(given["number"], key="1301012345678")})
    assert names_of(keyed) == (USER, "1301012345678")
    assert names_of(booking(user="", answers={})) == ()


def test_the_row_that_tells_names_its_refusal():
    row = tells(refused(), booking(), Channel.LINE, WEDNESDAY)
    assert (row.kind, row.subject_kind, row.subject_id) == (Kind.REFUSED, SubjectKind.REFUSAL, "r1")
    assert tells(lift(refused(), "x", "s", WEDNESDAY), booking(), Channel.MAIL, WEDNESDAY).kind is Kind.REFUSAL_LIFTED


def test_nothing_of_the_person_is_left_after_erasing():
    left = without_person(refused())
    assert (left.name, left.reason, left.is_in_force(WEDNESDAY)) == ("", "", True)
