"""What becomes of messages when sending goes wrong, through the real store and the local LINE. One fault a part."""

import time
from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest

from bot.adapters.line.guarded import GuardedLine
from bot.adapters.redis import circuit as redis_circuit
from bot.adapters.redis.circuit import RedisCircuit
from bot.adapters.server.background import Background
from bot.booking.notices.notice import NoticeState
from bot.errors import SettingsError
from bot.ports.bookings import KeepBooking
from bot.ports.notices import KeepNotice
from bot.ports.staff import StaffWays
from bot.service.bookings import steps
from bot.service.notices.alarms import warnings
from bot.service.notices.circuit import line_state
from bot.service.notices.retries import SILENCE
from bot.service.notices.sending import send_notice
from bot.settings import from_environ
from tests.e2e.town import wait_until
from tests.faults.rows import fault, twin
from tests.least_settings import LEAST_SETTINGS
from tests.make import ROOM, WORDS, answers, tokyo
from tests.ports import Changed
from tests.service.faulty_town import TOKEN, FaultyTown, faulty_town, seeker
from tests.service.make_context import FakeMail
from tests.stores import KEYS

MINUTES = 60


@pytest.fixture
def town(client) -> Iterator[FaultyTown]:
    with faulty_town(client) as place:
        yield place


@pytest.fixture
def unguarded(client) -> Iterator[FaultyTown]:
    """The same without circuit and bucket."""
    with faulty_town(client, guarded=False) as place:
        yield place


def all_have_their_details_once(town: FaultyTown, *numbers: int) -> bool:
    return all(len(town.heard(number, "push")) == 1 for number in numbers)


# --- F21: nobody knows whether it was accepted ---


@fault("F21", injected="LINE gives no answer, or accepts and is cut off")
@pytest.mark.parametrize("fault", ["hang", "accept_and_drop"])
def test_f21_silence_is_tried_again_with_the_same_key_ever_later_then_left_to_a_person(town, fault):
    town.confirmed(1)
    key = town.details(1).retry_key
    town.line.faults.add(fault, endpoint="push", times=None)
    for pause in SILENCE:
        assert town.sweep() == {"waiting": 1}
        town.context.circuit.went_well()  # others hear from LINE meanwhile
        wait = next_try(town) - town.clock.now().timestamp()
        assert pause - 0.5 <= wait <= pause * 1.25
        town.clock.advance(wait - 0.2)
        assert town.sweep() == {}
        town.clock.advance(0.3)
    assert town.sweep() == {"unknown": 1}
    row = town.details(1)
    assert (row.state, row.attempts) == (NoticeState.UNKNOWN, 6)
    assert {one.retry_key for one in town.line.gate.log if one.endpoint == "push"} == {key}
    assert len(town.heard(1)) == (1 if fault == "accept_and_drop" else 0)
    assert town.context.store._client.zrange(town.context.store._keys.troubles, 0, -1) == [row.id]


def next_try(town: FaultyTown) -> float:
    """Give the moment at which the one row that is due next is tried."""
    store = town.context.store
    return store._client.zscore(store._keys.due_notices, town.details(1).id) / 1000


@fault("F20", injected="worker ends after LINE accepted")
def test_f20_accepted_but_not_noted_is_found_accepted_by_its_key_and_arrives_once(town):
    town.confirmed(1)
    (claim,) = town.context.store.claim_notices(1)
    dying = replace(town.context, fail_point=killed_at("after_push"))
    with pytest.raises(KilledError):
        send_notice(dying, claim)
    town.clock.advance(16)  # its lease is over
    assert town.sweep() == {"accepted": 1}
    assert [one.status for one in town.line.gate.log if one.endpoint == "push"] == [200, 409]
    assert len({one.retry_key for one in town.line.gate.log if one.endpoint == "push"}) == 1
    assert all_have_their_details_once(town, 1)


@twin("F20", "F21", without="the stored key")
@pytest.mark.parametrize("fault", ["accept_and_drop", "accept_then_500"])
def test_f20_with_a_new_key_in_its_place_the_phone_would_show_it_twice(town, fault):
    town.confirmed(1)
    town.line.faults.add(fault, endpoint="push")
    town.sweep()
    store = town.context.store
    store._client.hset(store._keys.notice(town.details(1).id), "retry_key", str(uuid4()))  # a commit leaves it alone
    store.commit((), (KeepNotice(town.details(1), town.clock.now()),))
    town.sweep()
    assert len(town.heard(1)) == 2


class KilledError(BaseException):
    """The process ends here."""


def killed_at(point: str):
    def at(reached: str) -> None:
        if reached == point:
            raise KilledError

    return at


# --- F22: the key has run out ---


@fault("F22", injected="the first try was 25 hours ago")
def test_f22_after_a_day_nothing_is_sent_again_by_itself(town):
    town.confirmed(1, start=tokyo("2026-12-10 14:00"))
    town.line.faults.add("accept_and_drop", endpoint="push")
    town.sweep()
    town.clock.advance(25 * 60 * MINUTES)
    town.sweep()
    assert town.details(1).state is NoticeState.UNKNOWN
    assert len(town.heard(1)) == town.calls() == 1


# --- F23: LINE is down for half an hour ---

MANY = range(1, 21)


def outage(town: FaultyTown, minutes: int) -> int:
    """Let LINE fail with many messages waiting; give the calls that it saw meanwhile."""
    town.confirmed(*MANY)
    town.line.faults.add("error_500", times=None)
    town.run(minutes * MINUTES)
    town.line.faults.clear()
    return town.calls()


@fault("F23", injected="LINE answers 500 for 20 minutes")
def test_f23_while_line_is_down_sending_rests_and_afterwards_all_arrive_once_within_a_minute(town):
    calls = outage(town, 20)
    rows = [town.details(number) for number in MANY]
    assert {row.state for row in rows} == {NoticeState.WAITING}
    assert sum(row.attempts for row in rows) == calls <= 5 + 16 + 20 * 2 + 5  # five, what was under way, probes
    assert line_state(town.context).reason == "http_500"
    assert (town.clock.now() - line_state(town.context).open_since).total_seconds() > 19 * MINUTES
    done = town.run(60, step=1)
    assert done["accepted"] == len(MANY)
    assert all_have_their_details_once(town, *MANY)
    assert line_state(town.context).open_since is None


@twin("F23", without="the circuit")
def test_f23_without_the_circuit_line_would_be_called_many_times_as_often(unguarded, client):
    calls = outage(unguarded, 8)
    client.flushall()
    with faulty_town(client) as town:
        assert calls > 5 * outage(town, 8)


def test_f23_while_sending_rests_no_row_is_tried_and_one_probe_goes_at_a_time(town):
    town.confirmed(*range(1, 6))
    town.line.faults.add("error_500", times=None)
    town.sweep()
    assert line_state(town.context).open_since
    town.confirmed(*range(6, 26))
    assert town.sweep() == {}
    town.clock.advance(redis_circuit.FIRST_PAUSE_MS / 1000)
    before = town.calls()
    assert town.sweep()["waiting"] >= 20
    assert town.calls() == before + 1
    fresh = [town.details(number) for number in range(6, 26)]
    assert sum(row.attempts for row in fresh) <= 1
    assert {row.state for row in fresh} == {NoticeState.WAITING}
    assert town.sweep() == {}


def test_f23_only_the_newest_of_two_notices_to_one_seeker_comes_after_the_outage(town):
    town.confirmed(1)
    town.line.faults.add("error_500", times=None)
    town.sweep()
    steps.confirm_booking(town.context, "100001", replace(ROOM, passcode="999999"), "cli:test")
    town.run(10 * MINUTES)
    town.line.faults.clear()
    town.run(60)
    assert ["999999" in text for text in town.heard(1)] == [True]


# --- F24: too many calls ---


@fault("F24", injected="LINE answers 429")
def test_f24_at_a_rate_limit_we_back_off_and_no_message_is_lost(town):
    town.confirmed(*MANY)
    town.line.faults.add("rate_429", endpoint="push", times=None)
    town.run(3 * MINUTES, step=1)
    assert town.calls() <= 5 + 16 + 12  # not one a row and second
    assert town.details(1).first_attempt is None  # a refusal does not use the key
    town.line.faults.clear()
    town.run(60, step=1)
    assert all_have_their_details_once(town, *MANY)


@twin("F24", without="the circuit")
def test_f24_without_the_circuit_the_limit_would_be_hammered(unguarded):
    unguarded.confirmed(*MANY)
    unguarded.line.faults.add("rate_429", endpoint="push", times=None)
    unguarded.run(3 * MINUTES, step=1)
    assert unguarded.calls() > 5 * len(MANY)


def waits(town: FaultyTown, count: int) -> list[float]:
    """Send to many; give the seconds for which each call was held back, without waiting for them."""
    held: list[float] = []
    if isinstance(town.context.line, GuardedLine):
        town.context.line._sleep = held.append
    for number in range(1, count + 1):
        town.line.add_friend(seeker(number))
        town.context.line.push(seeker(number), [{"type": "text", "text": "。"}], str(uuid4()))
    assert town.calls("push") == count
    return held


@fault("F24", injected="60 calls at once")
def test_f24_all_processes_together_call_line_so_many_times_a_second(town):
    town.context.circuit._calls_a_second = 1
    town.context.circuit._monotonic = lambda: 0.0  # else a machine that is busy lets what was taken together run out
    assert redis_circuit.BURST == 20
    began = time.monotonic()
    held = sorted(waits(town, 60))
    took = time.monotonic() - began
    assert held[:20] == [0] * 20
    assert 39 - took < held[-1] < 40  # the last of forty beyond the burst, less what has passed meanwhile


@twin("F24", without="the bucket")
def test_f24_without_the_bucket_nobody_is_held_back(unguarded):
    assert waits(unguarded, 60) == []


def test_f24_the_shipped_rate_is_far_below_lines():
    assert from_environ(LEAST_SETTINGS).line_calls_a_second == 500
    with pytest.raises(SettingsError):
        from_environ({**LEAST_SETTINGS, "LINE_CALLS_A_SECOND": "2000"})


def test_f24_the_bucket_is_shared_and_forgets_a_clock_that_was_far_ahead(town, client):
    circuit = town.context.circuit
    circuit._calls_a_second, circuit._monotonic = 10, lambda: 0.0
    other = RedisCircuit(client, KEYS, town.clock.now, town.context.log, circuit._monotonic, calls_a_second=10)
    waits = [one.wait() for _ in range(30) for one in (circuit, other)]
    assert waits[:20] == [0] * 20
    assert 2 < waits[-1] <= (60 - 20) / 10
    client.set(KEYS.line_bucket, "9" * 16)
    assert circuit.wait() == 0


# --- F25: the month is used up, or held back for a broadcast ---


@fault("F25", injected="LINE answers 429: the month's limit")
def test_f25_the_months_limit_waits_minutes_and_staff_are_told_while_replies_go_on(client):
    mail = FakeMail()
    with faulty_town(client, mail=mail, staff=StaffWays(("desk@office.example",))) as town:
        town.confirmed(1, answers=answers(email=""))
        mail.sent.clear()
        town.line.faults.add("monthly_429", endpoint="push", times=None)
        town.run(14 * MINUTES, step=10)
        assert 3 <= town.calls() <= 4
        assert town.details(1).reason == "monthly_limit"
        assert [mail for mail in mail.sent if "上限" in mail[1]]
        assert "line_quota_refused" in warnings(town.context)
        assert "line_rests" not in warnings(town.context)
        town.says(1, "予約の確認")
        assert town.heard(1, "reply")
        town.line.faults.clear()
        town.run(7 * MINUTES, step=10)
        assert town.details(1).state is NoticeState.ACCEPTED
        assert all_have_their_details_once(town, 1)


@twin("F25", without="telling the two limits apart")
def test_f25_the_months_limit_is_not_taken_for_the_rate(town):
    reasons = []
    for number, kind in enumerate(("monthly_429", "rate_429"), 1):
        town.confirmed(number)
        town.line.faults.add(kind, endpoint="push")
        town.sweep()
        reasons.append(town.details(number).reason)
    assert reasons == ["monthly_limit", "http_429"]


# --- F26: refused for good ---


@fault("F26", injected="LINE answers 400, 403 or 404 to one")
@pytest.mark.parametrize("status", [400, 403, 404])
def test_f26_what_is_refused_for_good_is_a_task_at_once_while_others_go_on(town, status):
    town.line.gate.refused[seeker(1)] = status
    town.confirmed(*range(1, 11))
    town.run(2 * MINUTES)
    row = town.details(1)
    assert (row.state, row.reason, row.attempts) == (NoticeState.UNDELIVERABLE, f"http_{status}", 1)
    assert town.context.store._client.zrange(town.context.store._keys.troubles, 0, -1) == [row.id]
    assert all_have_their_details_once(town, *range(2, 11))
    assert line_state(town.context).open_since is None


# --- F27: the token is revoked ---


@fault("F27", "F67", injected="the token is revoked and renewed")
def test_f27_a_refused_token_stops_sending_tells_staff_once_and_goes_on_within_a_minute(client):
    mail = FakeMail()
    with faulty_town(client, mail=mail, staff=StaffWays(("desk@office.example",))) as town:
        for number in MANY:
            town.confirmed(number, answers=answers(email=""))
        mail.sent.clear()
        town.line.faults.add("unauthorized_401", times=None)
        town.run(10 * MINUTES)
        assert town.calls() <= 16 + 10 * 2 + 5
        assert len([one for one in mail.sent if "LINEへ送れません" in one[1]]) == 1
        assert {"line_unauthorized", "line_rests"} <= set(warnings(town.context))
        assert {town.details(number).state for number in MANY} == {NoticeState.WAITING}
        town.line.faults.clear()
        town.run(60, step=1)
        assert all_have_their_details_once(town, *MANY)


@fault("F67", injected="of two tokens LINE takes only one, then only the other, then none, then one")
def test_f67_with_two_tokens_sending_rests_only_while_both_are_refused(client):
    with faulty_town(client, tokens=("new", TOKEN)) as town:
        town.confirmed(1)
        assert town.sweep() == {"accepted": 1}
        town.line.gate.access_tokens = {"new"}
        town.confirmed(2)
        assert town.sweep() == {"accepted": 1}
        assert line_state(town.context).open_since is None
        town.line.gate.access_tokens = set()
        town.confirmed(3)
        town.sweep()
        assert line_state(town.context).open_since
        town.line.gate.access_tokens = {TOKEN}
        town.run(2 * MINUTES)
        assert line_state(town.context).open_since is None
        assert all_have_their_details_once(town, 1, 2, 3)


# --- F28: accepted, but the seeker has blocked us ---


@fault("F28", injected="the seeker has blocked the account")
def test_f28_who_blocked_us_gets_mail_in_its_place_or_a_person_telephones(client):
    mail = FakeMail()
    with faulty_town(client, mail=mail) as town:
        town.confirmed(1)
        town.confirmed(2, answers=answers(email=""))
        for number in (1, 2):
            town.line.block(seeker(number))
            town.context.store.commit((), (KeepBooking(replace(town.booking(number), reachable=False)),))
        town.run(60)
        assert not town.heard(1) + town.heard(2)
        assert any("91234567890" in one[2] for one in mail.sent)
        assert town.details(2).state is NoticeState.UNDELIVERABLE
        assert town.context.store._client.zrange(town.context.store._keys.troubles, 0, -1) == [town.details(2).id]


@fault("F28", injected="LINE accepts and brings nothing")
def test_f28_accepted_is_called_sent_and_nowhere_arrived(town):
    town.confirmed(1)
    town.line.block(seeker(1))  # LINE answers 200 all the same, and nobody told us yet
    town.sweep()
    assert town.details(1).state is NoticeState.ACCEPTED
    assert not town.heard(1)
    assert WORDS("console.notice_state.accepted") == "送信ずみ"
    said = [text for key, text in WORDS.texts.items() if key.startswith(("console.notice_state.", "staff."))]
    assert not [text for text in said if "届きました" in text or "届いた" in text]


# --- F30: the reply's token is dead ---


def left_over(town: FaultyTown, number: int, text: str) -> None:
    """Let a seeker write, and the process end before it answers."""
    plain = town.context
    town.context = replace(plain, in_background=lambda *_: None)
    town.says(number, text)
    town.context = plain


@fault("F30", injected="the token ran out")
def test_f30_a_token_that_ran_out_is_replaced_by_a_push_with_a_key_from_the_event(town):
    town.line.add_friend(seeker(1))
    left_over(town, 1, "予約")
    town.clock.advance(2 * MINUTES)
    town.line.faults.add("accept_and_drop", endpoint="push")
    town.run(60)
    assert len(town.heard(1)) == len(town.heard(1, "push")) == 1
    assert len({one.retry_key for one in town.line.gate.log if one.endpoint == "push"}) == 1
    assert [one.status for one in town.line.gate.log if one.endpoint == "push"][-1] == 409


@fault("F30", injected="the answer was accepted and the connection cut")
def test_f30_a_token_that_was_used_means_that_the_answer_arrived(town):
    town.line.add_friend(seeker(1))
    town.line.faults.add("accept_and_drop", endpoint="reply")
    town.says(1, "予約")
    town.run(60)
    assert len(town.heard(1)) == 1
    assert town.calls("push") == 0


def test_f30_a_question_that_nobody_needs_any_more_is_not_pushed(town):
    town.line.add_friend(seeker(1))
    left_over(town, 1, "予約")
    town.line.faults.add("error_500", times=None)
    town.run(25 * MINUTES)
    town.line.faults.clear()
    town.run(5 * MINUTES)
    assert town.heard(1) == []


# --- F23: the order of what one person is told ---


def two_at_once(town: FaultyTown, processes: int = 2) -> list[str]:
    """Let a seeker write twice, to so many processes, while LINE is slow to take the first answer; give what came."""
    town.line.add_friend(seeker(1))
    town.line.faults.add("slow", endpoint="reply", seconds=1)
    first, *other = [Background(town.context.log) for _ in range(processes)]
    town.context = replace(town.context, in_background=first)
    town.says(1, "予約")
    wait_until(lambda: not town.line.faults.all(), what="LINE has the first answer in hand")
    town.context = replace(town.context, in_background=other[0] if other else first)
    town.says(1, "ヘルプ")
    wait_until(lambda: not town.context.store._client.zcard(KEYS.due_replies), what="both answers are out")
    for one in (*other, first):  # what waits behind is sent by the first
        one._pool.shutdown(wait=True)
    return town.heard(1)


@pytest.mark.parametrize("processes", [1, 2])
def test_f23_two_answers_to_one_person_come_in_their_order(town, processes):
    said = two_at_once(town, processes)
    assert "次の5つに" in said[0]
    assert [text for text in said if "トークでできること" in text]


@twin("F23", without="the queue of a person")
def test_f23_without_the_queue_of_a_person_the_second_answer_would_come_first(town):
    begin = town.context.store.begin_reply
    ahead = Changed(town.context.store, begin_reply=lambda begun: begin(replace(begun, user="")))
    town.context = replace(town.context, store=ahead)
    assert "トークでできること" in two_at_once(town)[0]


def test_f23_answers_that_were_left_over_come_in_their_order_and_only_after_one_another(town):
    town.line.add_friend(seeker(1))
    town.line.faults.add("error_500", times=None)
    for text in ("予約", "ヘルプ", "確認"):
        town.says(1, text)
        town.clock.advance(1)
    town.run(30, step=1)
    assert not town.heard(1)
    town.line.faults.clear()
    town.run(60, step=1)
    said = town.heard(1)
    places = [said.index(next(text for text in said if mark in text)) for mark in ("次の5つに", "できること", "予約は")]
    assert places == sorted(places)
    assert len(said) == len(set(said)) + 2  # the question that is open is put again after the second and the third


def test_f25_an_answer_that_waits_for_the_month_does_not_hold_up_newer_ones(town):
    town.line.add_friend(seeker(1))
    left_over(town, 1, "予約")
    town.clock.advance(2 * MINUTES)
    town.line.faults.add("monthly_429", endpoint="push", times=None)
    town.sweep()
    assert town.calls("push") == 1
    town.says(1, "ヘルプ")
    assert "トークでできること" in town.heard(1, "reply")[0]


def test_f23_a_probe_that_calls_nobody_lets_the_next_one_probe(town):
    town.confirmed(*range(1, 8))
    town.line.faults.add("error_500", times=None)
    town.sweep()
    town.line.faults.clear()
    for number in range(1, 7):
        town.context.store.commit((), (KeepBooking(replace(town.booking(number), reachable=False)),))
    town.run(60, step=1)
    assert all_have_their_details_once(town, 7)
