"""Which notices a person has to see to."""

from dataclasses import replace

import pytest

from bot.booking.model import State
from bot.booking.notices.notice import Channel, Kind, NoticeState
from bot.booking.notices.reminders import notice, plans
from bot.booking.notices.troubles import is_trouble, may_be_called_about
from tests.make import OFFICE, ROOM, WEDNESDAY, booking

CONFIRMED = booking(state=State.CONFIRMED, room=ROOM, room_version=1, edition=2)
ROW = notice(CONFIRMED, plans(CONFIRMED, OFFICE, WEDNESDAY)[0], Channel.LINE)
LOST = replace(ROW, kind=Kind.DETAILS, state=NoticeState.UNDELIVERABLE)


def test_what_a_seeker_needed_and_did_not_get_is_one():
    assert is_trouble(LOST)
    assert is_trouble(replace(LOST, channel=Channel.MAIL, state=NoticeState.UNKNOWN))


@pytest.mark.parametrize(
    "changes",
    [
        {"channel": Channel.STAFF_MAIL},
        {"channel": Channel.STAFF_GROUP},
        {"kind": Kind.WAIT_OFFERED},
        {"kind": Kind.WAIT_ENDED},
        {"kind": Kind.ATTENDED},
        {"state": NoticeState.ACCEPTED},
        {"state": NoticeState.EXPIRED},
    ],
    ids=str,
)
def test_what_is_for_staff_or_can_be_missed_is_none(changes):
    assert not is_trouble(replace(LOST, **changes))


@pytest.mark.parametrize("channel", [Channel.LINE, Channel.MAIL])
@pytest.mark.parametrize("state", [NoticeState.WAITING, NoticeState.LEASED])
def test_what_is_on_its_way_to_a_seeker_may_be_told_by_telephone(channel, state):
    assert may_be_called_about(replace(LOST, channel=channel, state=state))


@pytest.mark.parametrize(
    "changes",
    [
        {"channel": Channel.STAFF_MAIL},
        {"kind": Kind.WAIT_OFFERED},
        {"kind": Kind.ATTENDED},
        {"kind": Kind.TERMS_CHANGE},
        {"state": NoticeState.ACCEPTED},
        {"state": NoticeState.EXPIRED},
    ],
    ids=str,
)
def test_what_is_not_pressing_or_not_on_its_way_is_left(changes):
    assert not may_be_called_about(replace(LOST, **{"state": NoticeState.WAITING, **changes}))
