"""Rows of the ledger are sent at most once, in time, or not at all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from bot.booking.lifecycle import Step
from bot.booking.notices.notice import Kind, NoticeState
from bot.errors import RefusedError, SendError
from bot.messages.line import text_of
from bot.ports.context import RequestContext
from bot.ports.staff import StaffWays
from bot.service.bookings import steps
from bot.service.bookings.expiry import expire
from bot.service.health.upkeep import forget_old
from bot.service.notices.retries import wait
from bot.service.notices.sending import send_notice
from bot.service.staff.record_reads import note_view
from tests.faults.rows import fault, twin
from tests.make import ROOM, USER, booking, tokyo
from tests.service import made_bookings
from tests.service.make_context import FakeLine, FakeMail, context_of, context_on
from tests.stores import KEYS, entries


@pytest.fixture
def town(client) -> RequestContext:
    return context_on(client)


def requested(town: RequestContext, **changes):
    """Put a request into the store, as the commit of 申し込む does."""
    return made_bookings.requested(town, booking(**changes))


def sweep(town: RequestContext) -> list[str]:
    claims = town.store.claim_notices(100) + town.store.claim_mail(100)
    return [send_notice(town, claim) for claim in claims]


def at(town: RequestContext, text: str) -> None:
    town.clock.move_to(tokyo(text))


def pushes(town: RequestContext) -> list[str]:
    return [text_of(messages[0]) for _, messages, _ in town.line.pushes]


def states(town: RequestContext) -> dict[str, NoticeState]:
    return {row.kind.value: row.state for row in town.store.notices("b1")}


def test_confirming_sends_the_details_at_once_and_plans_both_reminders(town):
    requested(town)
    steps.confirm_booking(town, "123456", ROOM, "cli:test")
    assert sweep(town) == ["accepted"]
    assert "912 3456 7890" in pushes(town)[0]
    assert states(town) == {"details": "accepted", "day_before": "waiting", "soon": "waiting"}


def test_nothing_is_due_twice(town):
    requested(town)
    steps.confirm_booking(town, "123456", ROOM, "cli:test")
    sweep(town)
    assert sweep(town) == []


@fault("F37", injected="the booking is cancelled after its reminder was planned")
def test_a_reminder_planned_before_a_cancellation_is_never_sent(town):
    requested(town)
    steps.confirm_booking(town, "123456", ROOM, "cli:test")
    sweep(town)
    steps.take_step(town, "123456", Step.CANCEL_BY_OFFICE, "cli:test", reason="研修のため")
    at(town, "2026-12-03 13:30")
    sweep(town)
    assert len(pushes(town)) == 2
    assert "取り消し" in pushes(town)[1]
    assert states(town)["soon"] == "expired"


@fault("F37", injected="the booking is cancelled while a worker has its notice")
def test_a_cancellation_between_claim_and_sending_wins(town):
    requested(town)
    steps.confirm_booking(town, "123456", ROOM, "cli:test")
    (claim,) = town.store.claim_notices(10)
    steps.take_step(town, "123456", Step.CANCEL_BY_OFFICE, "cli:test")
    assert send_notice(town, claim) == "expired"
    assert pushes(town) == []


@twin("F37", without="the check of the edition")
def test_without_the_check_of_the_edition_the_old_text_would_go_out(town, monkeypatch):
    requested(town)
    steps.confirm_booking(town, "123456", ROOM, "cli:test")
    (claim,) = town.store.claim_notices(10)
    row = town.store.notice(claim.id)
    steps.take_step(town, "123456", Step.CANCEL_BY_OFFICE, "cli:test")
    from bot.ports.notices import KeepNotice
    from bot.service.notices.delivery import deliver

    town.store.commit((), (KeepNotice(row),))
    deliver(town, row, town.store.booking("b1"))
    assert len(pushes(town)) == 1


@fault("F36", injected="everything is down over two reminders")
def test_after_an_outage_only_the_newest_reminder_is_sent(town):
    requested(town)
    steps.confirm_booking(town, "123456", ROOM, "cli:test")
    at(town, "2026-12-03 13:35")
    assert sorted(sweep(town)) == ["accepted", "expired", "expired"]
    assert "まもなく" in pushes(town)[0]


@fault("F36", injected="everything is down until just before the start")
def test_a_reminder_after_its_latest_useful_moment_is_recorded_and_not_sent(town):
    requested(town)
    steps.confirm_booking(town, "123456", ROOM, "cli:test")
    sweep(town)
    at(town, "2026-12-03 13:59")
    sweep(town)
    assert len(pushes(town)) == 1
    assert states(town)["soon"] == "expired"


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (SendError("http_500"), "waiting"),
        (SendError("timeout"), "waiting"),
        (SendError("http_429"), "waiting"),
        (SendError("monthly_limit"), "waiting"),
        (SendError("http_401"), "waiting"),
        (SendError("http_400", permanent=True), "undeliverable"),
    ],
)
def test_what_a_failure_means_decides_whether_it_is_tried_again(town, error, state):
    town.line.failures.append(error)
    requested(town)
    steps.confirm_booking(town, "123456", ROOM, "cli:test")
    assert sweep(town) == [state]


def test_every_try_carries_the_same_stored_retry_key(town):
    town.line.failures += [SendError("timeout"), SendError("http_500")]
    requested(town)
    steps.confirm_booking(town, "123456", ROOM, "cli:test")
    keys = {row.retry_key for row in town.store.notices("b1") if row.kind is Kind.DETAILS}
    for _ in range(3):
        sweep(town)
        town.clock.advance(60)
    assert {key for _, _, key in town.line.pushes} == keys
    assert states(town)["details"] == "accepted"


def test_a_row_whose_retry_key_has_run_out_is_left_to_a_person(town):
    town.line.failures += [SendError("timeout"), SendError("timeout")]
    requested(town, start=tokyo("2026-12-10 14:00"))
    steps.confirm_booking(town, "123456", ROOM, "cli:test")
    sweep(town)
    town.clock.advance(25 * 3600)
    sweep(town)
    assert states(town)["details"] == "unknown"
    assert pushes(town) == []


def test_waiting_grows_and_scatters():
    assert [wait(tries, "http_500", 0) for tries in (1, 2, 3, 4, 5, 9)] == [1, 5, 15, 30, 45, 45]
    assert wait(1, "monthly_limit", 0) == 300
    assert 1 <= wait(1, "timeout") <= 1.25


def test_a_new_room_replaces_the_old_one_and_says_so(town):
    """F65: the newest of several is known by its version."""
    requested(town)
    steps.confirm_booking(town, "123456", ROOM, "cli:test")
    sweep(town)
    changed = steps.confirm_booking(town, "123456", replace(ROOM, passcode="999999"), "cli:test")
    sweep(town)
    assert changed.room.version == 2
    assert "前のパスコードは使えません" in pushes(town)[1]
    assert "第2版" in pushes(town)[1]
    assert "999999" in pushes(town)[1]
    steps.confirm_booking(town, "123456", replace(ROOM, passcode="888888"), "cli:test")
    sweep(town)
    assert "第3版" in pushes(town)[2]
    assert "999999" not in pushes(town)[2]


@fault("F59", injected="nobody answers a request")
def test_a_request_nobody_answers_runs_out_and_the_seeker_is_told(town):
    requested(town)
    at(town, "2026-12-02 17:15")
    (claim,) = town.store.claim_expiring(10)
    assert expire(town, claim) == "offered"
    sweep(town)
    assert "期限までにお答えできませんでした" in pushes(town)[0]
    assert town.store.claim_expiring(10) == []


def test_a_request_answered_in_time_does_not_run_out(town):
    requested(town)
    steps.confirm_booking(town, "123456", ROOM, "cli:test")
    at(town, "2026-12-02 17:15")
    assert town.store.claim_expiring(10) == []


def test_a_room_is_forgotten_after_a_day_and_the_booking_after_thirty(town):
    requested(town)
    steps.confirm_booking(town, "123456", ROOM, "t")
    at(town, "2026-12-04 14:29")
    assert forget_old(town) == (0, 0)
    at(town, "2026-12-04 14:31")
    assert forget_old(town) == (0, 1)
    assert town.store.booking("b1").room is None
    at(town, "2027-01-02 14:31")
    assert forget_old(town) == (1, 0)
    assert town.store.booking("123456") is None
    assert town.store.notices("b1") == ()
    left = [key for key in town.store._client.scan_iter("*") if "b1" in key]
    assert left == []


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(RefusedError) as refused:
        act()
    return refused.value.code


def test_staff_are_refused_what_the_rules_forbid(town):
    requested(town)
    step = steps.take_step
    assert refusal(lambda: steps.find(town, "999999")) == "unknown_booking"
    assert refusal(lambda: step(town, "123456", Step.ATTEND, "t")) == "not_attend"
    assert (
        refusal(lambda: steps.confirm_booking(town, "123456", replace(ROOM, meeting_id="12"), "t")) == "bad_meeting_id"
    )
    steps.confirm_booking(town, "123456", ROOM, "t")
    assert refusal(lambda: steps.confirm_booking(town, "123456", ROOM, "t")) == "already_confirmed"
    assert refusal(lambda: step(town, "123456", Step.NO_SHOW, "t")) == "too_early_to_no_show"
    assert refusal(lambda: step(town, "123456", Step.DECLINE, "t")) == "not_decline"


def test_a_no_show_is_set_by_staff_from_ten_minutes_after_the_start(town):
    requested(town)
    steps.confirm_booking(town, "123456", ROOM, "t")
    at(town, "2026-12-03 14:10")
    assert steps.take_step(town, "123456", Step.NO_SHOW, "t").state == "no_show"


@fault("F57", injected="two clerks change one booking")
def test_the_second_of_two_clerks_is_told_and_nothing_is_lost(town):
    seen = requested(town)
    steps.confirm_booking(town, "123456", ROOM, "first", version=seen.version)
    second = partial(steps.take_step, town, "123456", Step.CANCEL_BY_OFFICE, "second", version=seen.version)
    assert refusal(second) == "changed_meanwhile"
    assert town.store.booking("b1").state == "confirmed"


def test_staff_hear_of_a_request_by_mail_and_in_a_group_without_anything_personal(client, town):
    mail = FakeMail()
    with_ways = context_of(town.store, mail, StaffWays(("desk@office.example",), "C" + "4" * 32), line=FakeLine())
    requested(with_ways)
    sweep(with_ways)
    assert "123456" in mail.sent[0][1]
    told = mail.sent[0][2] + pushes(with_ways)[0]
    assert not [secret for secret in ("山田", "13010", "090-1234", "taro@") if secret in told]
    assert "123456" not in pushes(with_ways)[0]


def test_staff_are_warned_two_hours_before_a_request_runs_out(client, town):
    mail = FakeMail()
    with_ways = context_of(town.store, mail, StaffWays(("desk@office.example",)))
    requested(with_ways)
    sweep(with_ways)
    at(with_ways, "2026-12-02 15:15")
    sweep(with_ways)
    assert "まもなく期限" in mail.sent[1][1]


def test_every_step_of_staff_stands_in_the_audit_log(town):
    requested(town)
    steps.confirm_booking(town, "123456", ROOM, "cli:sato")
    note_view(town, "cli:sato", "b1")
    assert [(one["actor"], one["action"]) for one in entries(town)] == [
        ("cli:sato", "confirmed"),
        ("cli:sato", "viewed"),
    ]


def test_a_lease_is_shorter_than_half_a_minute_and_longer_than_a_send():
    from bot.adapters.line.outbound import READ_SECONDS
    from bot.ports.work import LEASE

    assert timedelta(seconds=sum(READ_SECONDS)) < LEASE < timedelta(seconds=30)


@fault("F36", injected="everything is down over the start")
def test_an_outage_over_the_start_still_brings_the_details(town):
    requested(town)
    steps.confirm_booking(town, "123456", ROOM, "t")
    at(town, "2026-12-03 14:05")
    assert sorted(sweep(town)) == ["accepted", "expired", "expired"]
    assert "912 3456 7890" in pushes(town)[0]
    assert states(town)["details"] == "accepted"


def test_what_was_certainly_refused_for_a_day_is_still_sent_afterwards(town):
    requested(town, start=tokyo("2026-12-10 14:00"))
    steps.confirm_booking(town, "123456", ROOM, "t")
    for _ in range(3):
        town.line.failures.append(SendError("http_401", refused=True))
        sweep(town)
        town.clock.advance(12 * 3600)
    assert sweep(town) == ["accepted"]


def test_a_retry_key_is_not_used_after_it_has_run_out_though_nothing_failed_since(town):
    town.line.failures.append(SendError("timeout"))
    requested(town, start=tokyo("2026-12-10 14:00"))
    steps.confirm_booking(town, "123456", ROOM, "t")
    sweep(town)
    town.clock.advance(25 * 3600)
    assert sweep(town) == ["unknown"]


def test_forgetting_an_old_room_does_not_let_go_a_newer_booking(town):
    requested(town)
    steps.confirm_booking(town, "123456", ROOM, "t")
    at(town, "2026-12-04 15:00")
    requested(town, id="b2", number="222222", start=tokyo("2026-12-10 14:00"))
    forget_old(town)
    assert town.store.load(USER, "x").booking.id == "b2"


def test_mail_to_staff_waits_apart_from_notices_to_seekers(town):
    with_ways = context_of(town.store, FakeMail(), StaffWays(("desk@office.example",)))
    requested(with_ways)
    assert with_ways.store.claim_notices(10) == []
    assert len(with_ways.store.claim_mail(10)) == 1


def test_a_row_without_a_record_is_taken_out_of_the_sweep(town, client):
    client.zadd(KEYS.due_notices, {"ghost": 1})
    assert town.store.claim_notices(10) == []
    assert client.zcard(KEYS.due_notices) == 0
    assert not client.exists(KEYS.notice("ghost"))
