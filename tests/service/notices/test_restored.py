"""After a restore nothing arrives twice, and what is new arrives."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.redis.clock import wall_time
from bot.adapters.store.backups.backup import Backup
from bot.adapters.store.backups.restoring import put_back
from bot.booking.model import Room
from bot.booking.notices.notice import Channel, Kind, NoticeState
from bot.booking.notices.reminders import Plan, notice
from bot.ports.audit import Entry, Record
from bot.service.bookings import steps
from bot.service.notices.after_restore import Old, held, in_doubt
from tests.backups import noted, taken
from tests.faults.rows import fault, twin
from tests.make import ROOM, WEDNESDAY, booking, tokyo
from tests.service import made_bookings
from tests.service.faulty_town import FaultyTown, faulty_town, seeker

OTHER_ROOM = Room("98765432109", "654321", "https://zoom.example/j/98765432109")
MANY = range(1, 31)


@pytest.fixture
def town(client):
    with faulty_town(client) as opened:
        yield opened


def backup(town: FaultyTown) -> Backup:
    store = town.context.store
    url = f"unix://{store._client.connection_pool.connection_kwargs['path']}"
    return taken(url, store._keys, town.clock.now())


def restore(town: FaultyTown, made: Backup, *, holding: bool = True) -> int:
    """Put a backup back; give how many rows are left to a person. Without `holding`, as if nothing were in doubt."""
    store, now = town.context.store, town.clock.now()
    doubtful = in_doubt(noted(made, now).old, made.moment, now) if holding else []
    writes = (*doubtful, Record(Entry(now, "cli:test", "restored")))
    put_back(store._client, store._keys, store._cipher, made, wall_time(), writes)
    return held(doubtful)


def requested(town: FaultyTown, number: int) -> None:
    """Put a request into the store."""
    town.line.add_friend(seeker(number))
    made_bookings.requested(town.context, booking(id=f"b{number}", number=f"{100_000 + number}", user=seeker(number)))


def confirmed_in(town: FaultyTown, room: Room) -> None:
    steps.confirm_booking(town.context, "100001", room, "cli:test")
    town.sweep()


def test_a_second_confirmation_after_a_restore_is_told(town):
    requested(town, 1)
    before = backup(town)
    confirmed_in(town, ROOM)
    restore(town, before)
    confirmed_in(town, OTHER_ROOM)
    assert [OTHER_ROOM.meeting_id in text.replace(" ", "") for text in town.heard(1)] == [False, True]


def test_twin_under_the_former_key_line_swallows_it(town):
    requested(town, 1)
    before = backup(town)
    steps.confirm_booking(town.context, "100001", ROOM, "cli:test")
    former = town.details(1).retry_key
    town.sweep()
    assert former
    restore(town, before)
    store = town.context.store
    steps.confirm_booking(town.context, "100001", OTHER_ROOM, "cli:test")
    store._client.hset(store._keys.notice(town.details(1).id), "retry_key", former)
    town.sweep()
    assert town.details(1).state is NoticeState.ACCEPTED
    assert len(town.heard(1)) == 1


@fault("F51", injected="a backup is put back under thirty reminders that went out since")
@pytest.mark.parametrize("hours", [0, 22, 30, 200])
def test_f51_thirty_reminders_arrive_once_however_old_the_backup_is(town, hours):
    thirty_confirmed(town)
    before = backup(town)
    town.run(60)
    town.clock.advance(hours * 3600)
    assert restore(town, before) == (0 if hours < 23 else len(MANY))
    town.run(60)
    town.clock.advance(25 * 3600)  # past the life of every key
    town.run(60)
    assert {len(town.heard(number)) for number in MANY} == {1}


def thirty_confirmed(town: FaultyTown) -> None:
    """Confirm thirty bookings far ahead; their details are due now."""
    for number in MANY:
        town.confirmed(number, start=tokyo("2027-01-13 14:00") + timedelta(days=number))


def test_a_restored_row_that_line_can_not_take_now_is_not_tried_when_its_key_is_dead(town):
    thirty_confirmed(town)
    before = backup(town)
    town.run(60)
    restore(town, before)
    town.line.faults.add("error_500", times=None)
    town.run(600)
    town.clock.advance(25 * 3600)
    town.line.faults.clear()
    town.run(60)
    assert {len(town.heard(number)) for number in MANY} == {1}
    assert {town.details(number).state for number in MANY} == {NoticeState.UNKNOWN}


@twin("F51", without="holding what is in doubt")
def test_twin_without_holding_they_would_all_arrive_twice(town):
    thirty_confirmed(town)
    before = backup(town)
    town.run(60)
    town.clock.advance(30 * 3600)
    restore(town, before, holding=False)
    town.run(60)
    assert {len(town.heard(number)) for number in MANY} == {2}


def kept(row, *, since=WEDNESDAY, hours=1, is_planned=True):
    (one,) = in_doubt(Old((row,), frozenset({row.id} if is_planned else ())), since, WEDNESDAY + timedelta(hours=hours))
    return one.notice.state


def test_what_has_no_key_is_left_to_a_person_at_once():
    by = {way: notice(booking(), Plan(Kind.DETAILS, WEDNESDAY, None), way) for way in Channel}
    assert kept(by[Channel.LINE]) is kept(by[Channel.STAFF_GROUP]) is NoticeState.WAITING
    assert kept(by[Channel.MAIL]) is kept(by[Channel.STAFF_MAIL]) is NoticeState.UNKNOWN
    assert kept(by[Channel.LINE], is_planned=False) is NoticeState.UNKNOWN  # a reply carried it, which has no key
    assert kept(by[Channel.LINE], since=None) is NoticeState.UNKNOWN
    assert kept(by[Channel.LINE], hours=23) is NoticeState.UNKNOWN
    calls = Old((by[Channel.TELEPHONE],), frozenset())
    assert in_doubt(calls, None, WEDNESDAY) == []


def test_an_answer_that_was_pending_is_not_sent_again(town):
    town.line.add_friend(seeker(1))
    town.context = replace(town.context, in_background=lambda *_: None)  # it dies before it sends
    town.says(1, "予約")
    before = backup(town)
    town.clock.advance(10)
    town.sweep()
    told = len(town.heard(1))
    assert told >= 1
    restore(town, before)
    town.clock.advance(120)
    town.sweep()
    assert len(town.heard(1)) == told
