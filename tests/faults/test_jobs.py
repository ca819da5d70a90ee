"""F32 to F41: workers that die or sleep, outages over a reminder, and clocks; the worker is called by hand."""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.booking.lifecycle import Step
from bot.booking.notices.notice import Kind, NoticeState
from bot.booking.schedule.opening import free_starts
from bot.dialogue.outside_flows.booking_card import grouped
from bot.ports.notices import EditionIs, KeepNotice, NoticeLeaseIs
from bot.ports.work import Work
from bot.service.bookings import steps
from bot.service.notices.sending import send_notice
from tests.faults.rows import Recovery, fault, twin
from tests.faults.whole_town import KilledError, WholeTown
from tests.make import OFFICE, ROOM, WEDNESDAY, tokyo
from tests.service.faulty_town import seeker
from workers.rows import carry_out

SIX_HOURS = 6 * 3600


class Deadly:
    """A LINE at which the process dies as soon as it writes to one person."""

    def __init__(self, line: Any, user: str) -> None:
        self._line, self._user = line, user

    def push(self, to: str, messages: Sequence[Mapping[str, Any]], retry_key: str) -> None:
        """Die, or pass it on."""
        if to == self._user:
            raise KilledError
        self._line.push(to, messages, retry_key)

    def __getattr__(self, name: str) -> Any:
        """Do everything else as ever."""
        return getattr(self._line, name)


@fault("F32", injected="worker is killed in the middle of a notice", within=30)
def test_f32_another_goes_on_when_the_lease_is_over(town: WholeTown, recovery: Recovery):
    town.confirmed(1)
    alive = town.context
    town.context = replace(alive, line=Deadly(alive.line, seeker(1)))
    (claim,) = alive.store.claim_notices(10)
    with pytest.raises(KilledError):
        send_notice(town.context, claim)
    town.context = alive
    recovery.took(town.seconds_until(lambda: town.heard(1, "push")))
    town.run(60)
    assert len(town.heard(1, "push")) == 1
    assert town.broken() == []


@fault("F33", injected="worker is killed after it took the job and before it began", within=30)
def test_f33_another_takes_it_when_the_lease_is_over(town: WholeTown, recovery: Recovery):
    town.confirmed(1, 2, 3)
    assert len(town.context.store.claim_notices(10)) == 3
    recovery.took(town.seconds_until(lambda: all(town.heard(number, "push") for number in (1, 2, 3))))
    assert town.broken() == []


@twin("F32", "F33", without="keeping the row in its list until it is settled")
def test_f33_a_row_that_is_taken_out_would_be_lost_with_its_worker(town: WholeTown):
    town.confirmed(1)
    (claim,) = town.context.store.claim_notices(10)
    store = town.context.store
    store._client.zrem(store._keys.due_notices, claim.id)  # as a queue does when it hands a job out
    town.run(60)
    assert town.heard(1, "push") == []
    assert any(one.startswith("I6") for one in town.broken())


@fault("F35", injected="worker sleeps for 90 s with a notice in its hands, then goes on")
def test_f35_who_slept_has_lost_his_lease_and_sends_nothing(town: WholeTown):
    town.confirmed(1)
    (asleep,) = town.context.store.claim_notices(10)
    town.clock.advance(90)
    town.sweep()
    assert send_notice(town.context, asleep) == "leased"
    assert len(town.heard(1, "push")) == town.calls() == 1
    assert town.broken() == []


@fault("F35", injected="worker sleeps for 90 s right before its call to LINE, then goes on")
def test_f35_the_one_stored_key_lets_line_refuse_the_second(town: WholeTown):
    town.confirmed(1)
    (asleep,) = town.context.store.claim_notices(10)
    sleepy = replace(town.context, line=Sleepy(town.context.line, lambda: (town.clock.advance(90), town.sweep())))
    send_notice(sleepy, asleep)
    assert [one.status for one in town.line.gate.log if one.endpoint == "push"] == [200, 409]
    assert len(town.heard(1, "push")) == 1
    assert town.details(1).state is NoticeState.ACCEPTED
    assert town.broken() == []


class Sleepy(Deadly):
    """A LINE before which something else happens."""

    def __init__(self, line: Any, meanwhile: Any) -> None:
        super().__init__(line, "")
        self._meanwhile = meanwhile

    def push(self, to: str, messages: Sequence[Mapping[str, Any]], retry_key: str) -> None:
        """Let the world go on, then send."""
        self._meanwhile()
        super().push(to, messages, retry_key)


@twin("F35", "F37", without="the guards on lease and edition, and with a key of its own for each try")
def test_f35_both_would_send(town: WholeTown):
    town.confirmed(1)
    (asleep,) = town.context.store.claim_notices(10)
    row = town.context.store.notice(asleep.id)
    town.clock.advance(90)
    town.sweep()
    town.without(NoticeLeaseIs, EditionIs)
    from bot.service.notices.delivery import deliver

    deliver(town.context, replace(row, retry_key=row.retry_key[::-1]), town.booking(1))
    assert town.calls() == 2


def outage(town: WholeTown, since: str, until: str, start: str) -> str:
    """Let everything be down over a span before a consultation; give what the seeker hears afterwards."""
    town.confirmed(1, start=tokyo(start))
    town.run(10)
    town.clock.move_to(tokyo(since))
    town.clock.move_to(tokyo(until))
    before = len(town.heard(1, "push"))
    town.run(30)
    assert len(town.heard(1, "push")) - before <= 1  # never several at once
    assert town.broken() == []
    return "".join(town.heard(1, "push")[before:])


@fault("F36", injected="everything is down for 6 hours over the moment of a reminder")
@pytest.mark.parametrize(
    ("until", "heard"),
    [
        ("2026-12-02 22:00", "明日"),
        ("2026-12-03 00:30", "本日"),
        ("2026-12-03 12:01", ""),  # less than two hours before: only the next one is of use
        ("2026-12-03 13:35", "まもなく"),
        ("2026-12-03 13:57", "まもなく"),
        ("2026-12-03 13:59", ""),  # later than two minutes before
        ("2026-12-03 14:10", ""),
    ],
)
def test_f36_each_kind_comes_late_or_not_at_all_and_never_several(town: WholeTown, until: str, heard: str):
    said = outage(town, "2026-12-02 16:30", until, "2026-12-03 14:00")
    assert heard in said
    assert bool(said) == bool(heard)
    missed = [row for row in town.context.store.notices("b1") if row.state is NoticeState.EXPIRED]
    assert all(row.reason for row in missed)


@fault("F36", injected="everything is down for 6 hours from before the confirmation's notice to the consultation")
def test_f36_the_room_is_told_until_the_consultation_ends(town: WholeTown):
    town.clock.move_to(tokyo("2026-12-03 08:10"))
    town.confirmed(1)
    town.clock.advance(SIX_HOURS)
    town.run(30)
    assert [grouped(ROOM.meeting_id) in text for text in town.heard(1, "push")] == [True]
    assert town.broken() == []


@twin("F36", without="the last moment at which a reminder is of use")
def test_f36_a_reminder_would_come_after_the_start(town: WholeTown):
    town.confirmed(1)
    town.run(10)
    soon = next(row for row in town.context.store.notices("b1") if row.kind is Kind.SOON)
    town.context.store.commit((), (KeepNotice(replace(soon, latest=None), soon.due),))
    town.clock.move_to(tokyo("2026-12-03 14:10"))
    town.run(30)
    assert "まもなく" in town.last(1)


@twin("F22", without="the end of the retry key")
def test_f22_a_key_that_line_has_forgotten_would_send_once_more(town: WholeTown):
    town.confirmed(1, start=tokyo("2026-12-10 14:00"))
    town.line.faults.add("accept_and_drop", endpoint="push")
    town.sweep()
    town.clock.advance(25 * 3600)
    row, now = town.details(1), town.clock.now()
    town.context.store.commit((), (KeepNotice(replace(row, first_attempt=now), now),))
    town.sweep()
    assert len(town.heard(1, "push")) == 2


@fault("F37", injected="a booking is cancelled in the middle of sending its reminder")
def test_f37_the_cancellation_wins_over_what_has_not_begun(town: WholeTown):
    town.confirmed(1)
    town.run(10)
    town.clock.move_to(tokyo("2026-12-03 13:31"))
    claims = town.context.store.claim_notices(10)
    steps.take_step(town.context, "b1", Step.CANCEL_BY_OFFICE, "cli:test")
    assert {send_notice(town.context, claim) for claim in claims} == {"expired"}
    town.run(30)
    assert not any("まもなく" in text for text in town.heard(1, "push"))
    assert town.broken() == []


@fault("F38", injected="a notice that kills the process each time it is tried")
def test_f38_it_is_put_aside_for_a_person_and_others_go_on(town: WholeTown):
    town.confirmed(1)
    deaths = 0
    alive = town.context
    deadly = replace(alive, line=Deadly(alive.line, seeker(1)))
    for _ in range(20):
        claims = [[claim] for claim in alive.store.claim_notices(1)]
        try:
            carry_out(deadly, Work.NOTICES, claims, lambda claim: send_notice(deadly, claim))
        except KilledError:
            deaths += 1
        town.clock.advance(16)
    town.confirmed(2)
    town.run(30)
    assert deaths == 3
    assert town.details(1).state is NoticeState.UNKNOWN
    assert [one.id for one in alive.store.asides()] == [town.details(1).id]
    assert len(town.heard(2, "push")) == 1
    assert town.broken() == []


ZONES = ["UTC", "Asia/Tokyo", "America/New_York"]


@pytest.fixture
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """Let this process live in another time zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


@fault("F41", injected="the machine lives in another time zone, with and without summer time")
@pytest.mark.parametrize("zone", ZONES, indirect=True)
def test_f41_every_time_is_the_same_moment(town: WholeTown, zone: str):
    assert free_starts(OFFICE, WEDNESDAY, {})[0].timestamp() == 1795654800  # the next day at 10:00
    made = town.context.store.booking(town.books(1))
    assert made.start.timestamp() == 1796274000  # 2026-12-03 14:00 in Japan
    steps.confirm_booking(town.context, made.id, ROOM, "cli:test")
    due = {row.kind: row.due.timestamp() for row in town.context.store.notices(made.id)}
    assert (due[Kind.DAY_BEFORE], due[Kind.SOON]) == (1796198400, 1796272200)
    assert town.broken() == []


@twin("F41", without="its zone in every moment")
def test_f41_naive_moments_would_differ(monkeypatch: pytest.MonkeyPatch):
    seen = set()
    with monkeypatch.context() as places:
        for zone in ZONES:
            places.setenv("TZ", zone)
            time.tzset()
            seen.add(tokyo("2026-12-03 14:00").replace(tzinfo=None).timestamp())
    time.tzset()
    assert len(seen) == len(ZONES)
