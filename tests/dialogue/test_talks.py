"""The talks that tests share: a turn is made once for the same, and anew where anything that it looks at differs."""

from datetime import UTC, timedelta

import pytest

from bot.dialogue.terms import Terms
from tests.make import TERMS, WEDNESDAY, WORDS, booking, office
from tests.talk import Talk, booked

OTHERS = {
    "another_moment": {"now": WEDNESDAY + timedelta(days=1)},
    "another_zone": {"now": WEDNESDAY.astimezone(UTC)},
    "a_booking": {"booking": booking()},
    "an_earlier_booking": {"known": booking()},
    "another_office": {"office": office()},
    "terms_that_are_merely_equal": {"terms": Terms(**vars(TERMS))},
    "full": {"taken": {WEDNESDAY + timedelta(days=8): 2}},
    "another_style": {"words": WORDS.in_style(easy=True)},
}


def test_what_begins_alike_is_made_once():
    assert booked().said is booked().said


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_what_begins_otherwise_is_made_anew(other):
    assert Talk(**other).says("予約").said is not Talk().says("予約").said


def test_what_one_talk_goes_on_with_is_no_matter_of_another():
    one, other = booked(), booked()
    one.says("申し込む")
    assert one.booking
    assert not other.booking
    assert len(one.bot) > len(other.bot)
    assert len(one.events) == len(other.events) + 1
