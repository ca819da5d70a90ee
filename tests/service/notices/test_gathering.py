"""Pushes to the staff's LINE group: the first at once, those of the next minutes as one, none lost, none twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.store.store import RedisStore
from bot.booking.lifecycle import Step
from bot.booking.notices.notice import Channel, Kind, Notice, NoticeState
from bot.booking.notices.reasons import Reason
from bot.errors import SendError
from bot.ports.bookings import ForgetBooking
from bot.ports.context import RequestContext
from bot.ports.notices import KeepNotice
from bot.ports.staff import StaffWays
from bot.service.bookings import steps
from bot.service.notices.gathering import wait_for_others
from bot.service.notices.ledger import voided
from bot.service.notices.sending import send_notice
from bot.service.privacy import erasure
from tests.make import ROOM, booking, tokyo
from tests.ports import Changed
from tests.service.made_bookings import requested
from tests.service.make_context import context_of
from tests.stores import CIPHER, KEYS, clock_at

GROUP = "C" + "4" * 32
FIRST = [
    "予約の申し込みが1件あります。管理の画面で確かめてください。",
    "申込：11月25日（水）10:00",
    "https://madoguchi.example/staff/",
]
NAMES = ("山田", "13010", "090-1234", "taro@")


@pytest.fixture
def town(client) -> RequestContext:
    return town_of(client, timedelta(minutes=5))


def town_of(client, gather: timedelta) -> RequestContext:
    clock = clock_at(client)
    store = RedisStore(client, KEYS, CIPHER, clock)
    return context_of(store, staff=StaffWays(group=GROUP, gather=gather))


def asks(town: RequestContext, number: int, start: str = "2026-12-03 14:00") -> None:
    """Let somebody book, as far as the group hears of it."""
    user = f"U{number:032d}"
    made = replace(booking(start=tokyo(start)), id=f"b{number}", number=f"{number:06d}", user=user)
    requested(town, made, lambda row: row.channel is Channel.STAFF_GROUP)


def sweep(town: RequestContext, times: int = 2) -> list[str]:
    return [send_notice(town, claim) for _ in range(times) for claim in town.store.claim_notices(100)]


def told(town: RequestContext) -> list[str]:
    return [messages[0]["text"] for to, messages, _ in town.line.pushes if to == GROUP]


def rows(town: RequestContext, kind: Kind) -> list[Notice]:
    found = (row for one in town.store.bookings() for row in town.store.notices(one.id))
    return sorted((row for row in found if row.kind is kind), key=lambda row: row.id)


def three_ask(town: RequestContext) -> None:
    asks(town, 1)
    sweep(town)
    for number, start in ((2, "2026-12-04 10:00"), (3, "2026-12-03 11:00"), (4, "2026-12-04 14:00")):
        town.clock.advance(20)
        asks(town, number, start)
        sweep(town)


def test_the_first_goes_at_once_and_those_of_the_next_minutes_as_one(town):
    three_ask(town)
    assert [text.splitlines() for text in told(town)] == [FIRST]
    town.clock.advance(5 * 60)
    sweep(town)
    assert len(told(town)) == 2
    assert all(part in told(town)[1] for part in ("申し込み：3件", "12月3日（木）11:00", "000003"))
    assert not [one for one in NAMES if one in told(town)[1]]
    assert {row.reason for row in rows(town, Kind.STAFF_REQUEST)} == {Reason.NONE, Reason.GATHERED}
    town.clock.advance(20 * 60)
    assert sweep(town) == []
    assert len(told(town)) == 2


def test_twin_without_waiting_each_is_a_push_of_its_own(client):
    town = town_of(client, timedelta())
    three_ask(town)
    assert len(told(town)) == 4


def test_those_of_one_moment_are_two_pushes_at_the_most(town):
    for number in range(1, 21):
        asks(town, number)
    sweep(town)
    assert len(told(town)) == 1
    town.clock.advance(5 * 60)
    sweep(town)
    assert len(told(town)) == 2
    assert "申し込み：19件" in told(town)[1]


def test_a_single_one_that_waited_goes_as_it_is(town):
    asks(town, 1)
    sweep(town)
    asks(town, 2)
    assert sweep(town, 1) == ["waiting"]
    town.clock.advance(5 * 60)
    assert sweep(town) == ["accepted"]
    assert [text.splitlines()[0] for text in told(town)] == [FIRST[0]] * 2


def test_after_a_pause_the_next_goes_at_once(town):
    asks(town, 1)
    sweep(town)
    town.clock.advance(6 * 60)
    asks(town, 2)
    assert sweep(town) == ["accepted"]


def test_what_is_of_use_for_an_hour_only_does_not_wait(town):
    town.clock.move_to(tokyo("2026-12-02 16:16"))  # requests for the next day run out at 17:15
    asks(town, 1)
    asks(town, 2)
    assert sweep(town) == ["accepted"] * 2


def test_what_was_settled_while_it_waited_is_not_told(town):
    three_ask(town)
    steps.confirm_booking(town, "000003", ROOM, "staff:s1")
    steps.take_step(town, "000004", Step.CANCEL_BY_SEEKER, "seeker")
    sweep(town)
    town.clock.advance(5 * 60)
    sweep(town)
    assert "申し込み：1件" in told(town)[1]
    assert "取り消し：1件" in told(town)[1]


def test_one_that_stands_for_several_outlives_the_booking_that_it_names(town):
    three_ask(town)
    town.clock.advance(5 * 60)
    town.line.failures = [SendError("http_500")]
    sweep(town)
    steps.confirm_booking(town, "000003", ROOM, "staff:s1")
    town.clock.advance(60)
    sweep(town)
    assert "申し込み：3件" in told(town)[1]
    ((row),) = rows(town, Kind.STAFF_GATHERED)
    assert (row.state, row.attempts) == (NoticeState.ACCEPTED, 2)


def test_who_dies_before_the_push_loses_none_and_tells_none_twice(town):
    """What stands for all is in the ledger before anything is sent, and its lease ends like that of any row."""
    three_ask(town)
    town.clock.advance(5 * 60)
    first, *others = town.store.claim_notices(100)
    assert send_notice(town, first) == "expired"  # and here it dies, the others with their leases in hand
    assert [send_notice(town, one) for one in others] == ["leased"] * 2
    town.clock.advance(60)
    sweep(town)
    assert len(told(town)) == 2
    assert "申し込み：3件" in told(town)[1]


def test_who_dies_right_after_it_took_the_lead_is_not_held_up(town):
    asks(town, 1)
    (claim,) = town.store.claim_notices(100)

    def dies(*_: object) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        send_notice(replace(town, line=type("Dying", (), {"push": dies})()), claim)
    town.clock.advance(16)
    assert sweep(town) == ["accepted"]


def test_who_dies_between_taking_the_lead_and_the_push_is_not_held_up(town):
    asks(town, 1)
    (claim,) = town.store.claim_notices(100)
    row = town.store.notice(claim.id)
    assert wait_for_others(town, claim, row, town.clock.now()) is None  # and here it dies
    town.clock.advance(16)
    assert sweep(town) == ["accepted"]


def test_nothing_of_a_forgotten_booking_waits(town):
    three_ask(town)
    (gone,) = (one for one in town.store.bookings() if one.number == "000002")
    town.store.commit((), (ForgetBooking(gone, tuple(row.id for row in town.store.notices(gone.id))),))
    assert len(town.store.gathering().rows) == 2


def erases(town: RequestContext) -> list[str]:
    town.clock.advance(30)
    return [erasure.erase(town, claim) for claim in town.store.claim_erasures(10)]


def gathered_and_then_erased(town: RequestContext) -> Notice:
    """Let the person be erased whom the one notice names that stands for three and is not sent yet."""
    three_ask(town)
    town.clock.advance(5 * 60)
    send_notice(town, town.store.claim_notices(100)[0])
    (row,) = rows(town, Kind.STAFF_GATHERED)
    erasure.ask(town, "seeker", booking=row.booking)
    assert erases(town) == ["waits"]  # it is cancelled first
    others = (one for one in town.store.notices(row.booking) if one.id != row.id)
    town.store.commit((), [KeepNotice(voided(one, "told")) for one in others])
    return row


def test_an_erasure_waits_for_the_notice_that_tells_of_others_too(town):
    gathered_and_then_erased(town)
    assert erases(town) == ["waits"]
    sweep(town)
    assert "申し込み：3件" in told(town)[1]
    assert erases(town) == ["erased"]


def test_twin_without_waiting_for_it_nobody_hears_of_the_others(town):
    gathered_and_then_erased(town)
    store = town.store

    def without_gathered(name):
        return [row for row in store.ledger(name) if row.kind is not Kind.STAFF_GATHERED]

    blind = Changed(store, ledger=without_gathered)
    assert erases(replace(town, store=blind)) == ["erased"]
    sweep(town)
    assert len(told(town)) == 1


def test_what_waits_for_others_is_not_overdue(town):
    three_ask(town)
    town.clock.advance(3 * 60)
    assert town.store.health().overdue_since is None
    town.clock.advance(2 * 60)
    late = town.store.health().overdue_since
    assert late
    assert town.clock.now() - late < timedelta(minutes=2)
