"""LINE said 200 and brought nothing: what it accepted in a span is listed, and what is of use goes again, once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count

import pytest

from bot.adapters.redis.client import Client
from bot.adapters.store.console.console_store import RedisConsoleStore
from bot.adapters.store.store import RedisStore
from bot.booking.lifecycle import Step
from bot.booking.model import Booking
from bot.booking.notices.notice import Kind, NoticeState
from bot.errors import RefusedError, SendError
from bot.ports.bookings import KeepBooking
from bot.ports.context import RequestContext
from bot.ports.notices import KeepNotice
from bot.service.bookings import steps
from bot.service.notices import resend_accepted as resending
from bot.service.notices.ledger import planned
from bot.service.notices.resend_accepted import Span, accepted_in, mark_of, reasons, resend_accepted, span_of, wanted
from bot.service.notices.sending import send_notice
from tests.faults.rows import fault
from tests.make import ROOM, USER, WEDNESDAY, booking, tokyo
from tests.service.made_bookings import confirmed
from tests.service.make_context import context_of
from tests.stores import CIPHER, KEYS, clock_at


@dataclass
class Town:
    context: RequestContext
    console: RedisConsoleStore

    def confirmed(self, name: str = "b1", number: str = "123456", **changes: object) -> Booking:
        return confirmed(self.context, booking(id=name, number=number, **changes))

    def at(self, text: str) -> None:
        self.context.clock.move_to(tokyo(text))

    def sweep(self) -> list[str]:
        return [send_notice(self.context, claim) for claim in self.context.store.claim_notices(100)]

    def span(self, since: str, until: str) -> Span:
        return span_of(self.context, tokyo(since), tokyo(until))

    def found(self, span: Span) -> dict[str, str]:
        return {one.row.id: one.why for one in accepted_in(self.context, self.console, span)}

    @property
    def pushes(self) -> list[tuple[str, str]]:
        return [(to, key) for to, _, key in self.context.line.pushes]


@pytest.fixture
def town(client: Client) -> Town:
    clock = clock_at(client)
    store = RedisStore(client, KEYS, CIPHER, clock)
    return Town(context_of(store), RedisConsoleStore(client, KEYS, CIPHER, store))


def lost_morning(town: Town) -> Span:
    """Let LINE accept the details of three bookings between ten and eleven, and bring none."""
    for one in (1, 2, 3):
        town.confirmed(f"b{one}", f"12345{one}", user=f"U{one:032x}")
    assert town.sweep() == ["accepted"] * 3
    town.at("2026-11-25 13:00")
    return town.span("2026-11-25 10:00", "2026-11-25 11:00")


@fault("F28", injected="LINE answers 200 for an hour and brings nothing")
def test_what_line_accepted_goes_again_under_new_keys_and_the_old_rows_stay(town):
    span = lost_morning(town)
    assert set(town.found(span).values()) == {""}
    before = {row.id: row for name in ("b1", "b2", "b3") for row in town.context.store.notices(name)}
    sent = resend_accepted(town.context, town.console, span, "staff:chief")
    assert len(sent) == 3
    assert town.sweep() == ["accepted"] * 3
    keys = [key for _, key in town.pushes]
    assert len(set(keys)) == 6
    assert sorted(to for to, _ in town.pushes[3:]) == sorted(to for to, _ in town.pushes[:3])
    after = {row.id: row for name in ("b1", "b2", "b3") for row in town.context.store.notices(name)}
    assert {name: after[name] for name in before} == before, "what was accepted before stays visible"


def test_pressing_twice_sends_once_also_at_the_same_moment_and_after_all_went_out(town):
    span = lost_morning(town)
    with ThreadPoolExecutor(8) as hands:
        done = list(hands.map(lambda _: resend_accepted(town.context, town.console, span, "x"), range(8)))
    assert sum(len(one) for one in done) == 3
    town.sweep()
    assert resend_accepted(town.context, town.console, span, "x") == []
    assert town.sweep() == []
    assert len(town.pushes) == 6


def two_who_looked_at_once(town: Town, span: Span) -> list[int]:
    """Let two clerks see the same list, then send; give how many rows each wrote."""
    lists = [wanted(accepted_in(town.context, town.console, span)) for _ in range(2)]
    return [sum(resending._planned(town.context, one, span, "x") is not None for one in seen) for seen in lists]


def test_two_who_looked_at_the_same_moment_send_once(town):
    assert two_who_looked_at_once(town, lost_morning(town)) == [3, 0]


class NamedAnew(Span):
    """A span that every row names otherwise."""

    names = count()

    @property
    def name(self) -> str:
        return str(next(self.names))


def test_twin_without_the_span_in_the_rows_name_both_would_send(town):
    span = lost_morning(town)
    assert two_who_looked_at_once(town, NamedAnew(span.since, span.until)) == [3, 3]


def test_an_overlapping_span_sends_nothing_twice_either(town):
    span = lost_morning(town)
    resend_accepted(town.context, town.console, span, "x")
    town.sweep()
    wider = town.span("2026-11-25 09:00", "2026-11-25 12:00")
    assert set(town.found(wider).values()) == {"sent again"}
    assert resend_accepted(town.context, town.console, wider, "x") == []


def test_when_the_second_sending_was_lost_too_it_goes_again_for_its_own_span(town):
    resend_accepted(town.context, town.console, lost_morning(town), "x")
    town.sweep()
    town.at("2026-11-25 14:30")
    later = town.span("2026-11-25 13:00", "2026-11-25 14:00")
    assert len(resend_accepted(town.context, town.console, later, "x")) == 3
    assert town.sweep() == ["accepted"] * 3


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2026-11-25 10:00", "2026-11-25 10:01", 3),
        ("2026-11-25 09:00", "2026-11-25 10:00", 0),
        ("2026-11-25 10:01", "2026-11-25 12:00", 0),
    ],
)
def test_only_what_was_accepted_within_the_span_counts(town, since, until, found):
    lost_morning(town)
    assert len(town.found(town.span(since, until))) == found


def test_it_is_the_moment_of_acceptance_that_counts_not_that_of_the_first_try(town):
    town.confirmed()
    town.context.line.failures.append(SendError("http_500"))
    assert town.sweep() == ["waiting"]
    town.at("2026-11-25 10:30")
    assert town.sweep() == ["accepted"]
    town.at("2026-11-25 13:00")
    assert town.found(town.span("2026-11-25 10:00", "2026-11-25 10:20")) == {}
    assert len(town.found(town.span("2026-11-25 10:20", "2026-11-25 11:00"))) == 1


def test_a_row_of_before_the_moment_was_kept_goes_by_its_first_try(town):
    town.confirmed()
    town.sweep()
    [row] = [one for one in town.context.store.notices("b1") if one.state is NoticeState.ACCEPTED]
    town.context.store.commit((), (KeepNotice(replace(row, accepted=None)),))
    town.at("2026-11-25 13:00")
    assert len(town.found(town.span("2026-11-25 10:00", "2026-11-25 11:00"))) == 1


def test_what_changed_since_is_not_sent_again(town):
    span = lost_morning(town)
    steps.take_step(town.context, "b1", Step.CANCEL_BY_OFFICE, "x")
    steps.confirm_booking(town.context, "b2", replace(ROOM, passcode="NEW-77"), "x")
    found = accepted_in(town.context, town.console, span)
    assert reasons(found) == {"superseded": 2}
    assert [one.row.booking for one in wanted(found)] == ["b3"]
    assert len(resend_accepted(town.context, town.console, span, "x")) == 1


def test_of_several_about_one_booking_only_the_newest_goes(town):
    town.confirmed()
    town.sweep()
    town.at("2026-12-02 17:00")
    town.sweep()
    town.at("2026-12-02 18:00")
    span = town.span("2026-11-25 23:00", "2026-12-02 17:30")
    assert [one.kind for one in resend_accepted(town.context, town.console, span, "x")] == [Kind.DAY_BEFORE]
    both = replace(span, since=tokyo("2026-11-25 09:00"))
    assert set(town.found(both).values()) == {"sent again", "a newer one is due"}


def test_what_came_too_late_to_be_of_use_is_not_sent_again(town):
    town.confirmed()
    town.sweep()
    town.at("2026-12-02 17:00")
    town.sweep()
    town.at("2026-12-03 13:00")
    assert town.found(town.span("2026-12-02 16:00", "2026-12-02 18:00")) == {"b1.2.day_before.line": "too late"}


def test_a_receipt_that_went_as_a_reply_goes_again_as_a_push_while_the_request_stands(town):
    made = booking(user=USER)
    receipt = next(row for row in planned(town.context, made, town.context.clock.now()) if row.kind is Kind.RECEIVED)
    taken = replace(receipt, state=NoticeState.ACCEPTED, attempts=1, accepted=town.context.clock.now())
    town.context.store.commit((), (KeepBooking(made, expires=tokyo("2026-12-02 17:15")), KeepNotice(taken)))
    town.at("2026-11-25 13:00")
    span = town.span("2026-11-25 09:30", "2026-11-25 11:00")
    assert [one.kind for one in resend_accepted(town.context, town.console, span, "x")] == [Kind.RECEIVED]
    assert town.sweep() == ["accepted"]
    assert [to for to, _ in town.pushes] == [USER]


def test_each_new_row_and_the_whole_are_in_the_audit_log(town):
    span = lost_morning(town)
    resend_accepted(town.context, town.console, span, "staff:chief")
    entries = town.context.store.audit_between(WEDNESDAY - timedelta(days=1), WEDNESDAY + timedelta(days=1))
    ours = [(one.actor, one.action, one.booking) for one in entries if one.action.startswith("resent")]
    assert ours == [
        *(("staff:chief", "resent", f"b{count}") for count in (1, 2, 3)),
        ("staff:chief", "resent_span", ""),
    ]
    assert town.context.store.counters()["notice_sent_again"] == 3


def test_what_was_looked_at_and_changed_meanwhile_is_shown_anew(town):
    span = lost_morning(town)
    seen = mark_of(accepted_in(town.context, town.console, span))
    steps.take_step(town.context, "b1", Step.CANCEL_BY_OFFICE, "x")
    with pytest.raises(RefusedError, match="accepted_changed"):
        resend_accepted(town.context, town.console, span, "x", seen)
    assert (
        len(
            resend_accepted(
                town.context, town.console, span, "x", mark_of(accepted_in(town.context, town.console, span))
            )
        )
        == 2
    )


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [
        ("2026-11-25 09:00", "2026-11-25 09:00", "span_backwards"),
        ("2026-11-25 09:00", "2026-11-25 10:30", "span_ahead"),
        ("2026-11-01 09:00", "2026-11-25 09:00", "span_too_long"),
    ],
)
def test_a_span_that_makes_no_sense_is_refused(town, since, until, code):
    with pytest.raises(RefusedError, match=code):
        town.span(since, until)


def test_who_blocked_us_gets_nothing_again(town):
    span = lost_morning(town)
    for name in ("b1", "b2", "b3"):
        one = town.context.store.booking(name)
        town.context.store.commit((), (KeepBooking(replace(one, reachable=False)),))
    resend_accepted(town.context, town.console, span, "x")
    assert town.sweep() == ["undeliverable"] * 3
    assert len(town.pushes) == 3
