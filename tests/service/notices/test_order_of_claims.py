"""Of many notices that are due at once, those for the nearest consultation go first."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.booking.model import State
from bot.booking.notices.notice import ABOUT_PERSON, Channel, Kind, Notice
from bot.booking.notices.reminders import Plan, notice, wanted_by
from bot.errors import SendError
from bot.ports.bookings import ForgetBooking, KeepBooking
from bot.ports.context import RequestContext
from bot.ports.notices import KeepNotice
from bot.service.notices.sending import send_notice
from tests.make import ROOM, WEDNESDAY, booking
from tests.service.make_context import context_on
from tests.stores import KEYS

MINUTE = timedelta(minutes=1)
CROWD = 300


@pytest.fixture
def town(client) -> RequestContext:
    return context_on(client)


def due(town: RequestContext, number: int, *, starts_in: timedelta, since: timedelta = MINUTE) -> Notice:
    """Put a confirmed booking into the store whose details are due for so long."""
    start = WEDNESDAY + starts_in
    whose = {"id": f"b{number}", "number": f"{number}", "user": f"U{number:032x}"}
    made = booking(start=start, room=ROOM, state=State.CONFIRMED, **whose)
    row = notice(made, Plan(Kind.DETAILS, WEDNESDAY - since, made.end), Channel.LINE)
    town.store.commit((), (KeepBooking(made), KeepNotice(row, row.due)))
    return row


@pytest.fixture
def crowd(town) -> list[str]:
    """Many that were due earlier, for consultations days ahead; then one in 40 minutes and one in 30."""
    for number in range(CROWD):
        due(town, number, starts_in=timedelta(days=2, minutes=number), since=(2 * CROWD - number) * MINUTE)
    return [due(town, 1000 + minutes, starts_in=minutes * MINUTE).id for minutes in (40, 30)]


def test_the_nearest_starts_are_claimed_first(town, crowd):
    first = [claim.id for claim in town.store.claim_notices(50)]
    assert first[:2] == crowd[::-1]
    assert first[2:] == [f"b{number}.1.details.line" for number in range(48)]


def test_by_due_time_they_would_wait_behind_all_others(town, client, crowd):
    by_due_time = client.zrange(KEYS.due_notices, 0, 49)
    assert not set(crowd) & set(by_due_time)
    assert {client.zrank(KEYS.due_notices, row) for row in crowd} == {CROWD, CROWD + 1}


def test_who_becomes_due_later_passes_those_that_wait(town, crowd):
    town.store.claim_notices(50)
    late = due(town, 2000, starts_in=20 * MINUTE)
    assert town.store.claim_notices(1)[0].id == late.id


def test_what_failed_keeps_its_place_when_it_is_due_again(town, crowd):
    town.line.failures.append(SendError("http_500"))
    [claim] = town.store.claim_notices(1)
    assert send_notice(town, claim) == "waiting"
    assert claim.id not in {one.id for one in town.store.claim_notices(10)}
    town.clock.advance(5)
    assert town.store.claim_notices(1)[0].id == claim.id


def test_a_lease_that_ends_is_claimed_first_again(town, crowd):
    claimed = town.store.claim_notices(2)
    town.clock.advance(16)
    assert [one.id for one in town.store.claim_notices(2)] == [one.id for one in claimed]


def test_each_row_is_claimed_once_and_none_is_left(town, client, crowd):
    seen: list[str] = []
    while claims := town.store.claim_notices(50):
        seen += [claim.id for claim in claims]
    assert len(seen) == len(set(seen)) == CROWD + 2
    assert client.zcard(KEYS.ready("notices")) == 0


def test_what_is_settled_or_forgotten_while_it_is_ready_is_claimed_no_more(town, client, crowd):
    town.store.claim_notices(1)
    ready = client.zrange(KEYS.ready("notices"), 0, 1)
    row = town.store.notice(ready[0])
    town.store.commit((), (KeepNotice(row, None),))
    other = town.store.notice(ready[1])
    town.store.commit((), (ForgetBooking(town.store.booking(other.booking), (other.id,)),))
    rest = {one.id for one in town.store.claim_notices(CROWD)}
    assert not {row.id, other.id} & rest
    assert not client.zmscore(KEYS.due_notices, [row.id, other.id])[0]


def test_a_row_of_an_older_release_goes_first(town, client, crowd):
    client.hdel(KEYS.notice("b7.1.details.line"), "wanted")
    assert town.store.claim_notices(1)[0].id == "b7.1.details.line"


def plan(**changes: Any) -> Notice:
    row = notice(booking(), Plan(Kind.SOON, WEDNESDAY, WEDNESDAY + 60 * MINUTE), Channel.LINE)
    return replace(row, **changes)


def test_what_is_not_about_a_consultation_to_come_is_wanted_by_the_end_of_its_use():
    start = booking().start
    assert wanted_by(plan()) == start
    assert wanted_by(plan(edition=ABOUT_PERSON)) == WEDNESDAY + 60 * MINUTE
    assert wanted_by(plan(due=start + MINUTE, latest=start + 10 * MINUTE)) == start + 10 * MINUTE
    assert wanted_by(plan(start=None, latest=None)) == WEDNESDAY + timedelta(days=1)
