"""One event: committed once, answered once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from bot.adapters.redis.clock import MovableClock
from bot.adapters.store.store import RedisStore
from bot.dialogue.incoming import Incoming, Sort
from bot.errors import ReplyTokenError, SendError
from bot.messages.line import text_of
from bot.ports.context import RequestContext
from bot.ports.events import Event
from bot.service.bookings import steps
from bot.service.events.handle_event import reply_to
from bot.service.events.replies import sweep_reply
from bot.service.waitlist.offering import match
from tests.faults.rows import fault, twin
from tests.make import ROOM, USER, tokyo
from tests.service.chat import OTHER, book, event
from tests.service.make_context import context_of, context_on
from tests.stores import CIPHER, KEYS


@pytest.fixture
def town(client) -> RequestContext:
    return context_on(client)


def test_a_booking_is_written_with_its_first_notice_settled(town):
    assert "申し込みを受け付けました" in book(town)
    (booking,) = town.store.bookings()
    assert [(row.kind, row.state) for row in town.store.notices(booking.id)] == [("received", "accepted")]


@fault("F14", injected="an event comes again")
def test_the_same_event_is_answered_once(town):
    assert reply_to(town, event(1, "予約")) == "taken"
    assert reply_to(town, event(1, "予約")) == "duplicate"
    assert len(town.line.replies) == 1


def test_one_job_seeker_number_has_one_open_booking(town):
    book(town)
    assert "新しく申し込めません" in book(town, OTHER)
    assert len(town.store.bookings()) == 1


def test_a_reply_that_could_not_be_sent_is_sent_by_the_sweep_with_its_token(town):
    town.line.failures.append(SendError("timeout"))
    reply_to(town, event(1, "予約"))
    assert town.line.replies == []
    town.clock.advance(9)
    (claim,) = town.store.claim_replies(10)
    assert sweep_reply(town, claim) == "accepted"
    assert town.line.replies[0][0] == "token-1"
    town.clock.advance(60)
    assert town.store.claim_replies(10) == []


@fault("F30", injected="the token is dead after a try that got no answer")
def test_a_dead_token_after_a_begun_try_counts_as_delivered(town):
    town.line.failures += [SendError("timeout"), ReplyTokenError()]
    reply_to(town, event(1, "予約"))
    town.clock.advance(9)
    (claim,) = town.store.claim_replies(10)
    assert sweep_reply(town, claim) == "accepted"
    assert town.line.pushes == []


@fault("F30", injected="the token ran out before any try")
def test_a_dead_token_that_was_never_tried_is_made_up_for_by_a_push(town):
    untried = replace(town, in_background=lambda *_: None)
    reply_to(untried, event(1, "予約"))
    town.line.failures.append(ReplyTokenError())
    town.clock.advance(90)
    (claim,) = town.store.claim_replies(10)
    assert sweep_reply(town, claim) == "accepted"
    assert town.line.pushes[0][0] == USER


def test_a_token_that_is_dead_at_the_first_try_is_made_up_for_by_one_push(town):
    town.line.failures.append(ReplyTokenError())
    reply_to(town, event(1, "予約"))
    town.clock.advance(9)
    (claim,) = town.store.claim_replies(10)
    town.line.failures.append(SendError("http_500"))
    assert sweep_reply(town, claim) == "waiting"
    town.clock.advance(16)
    (claim,) = town.store.claim_replies(10)
    assert sweep_reply(town, claim) == "accepted"
    assert [key for _, _, key in town.line.pushes] == [town.line.pushes[0][2]]


@fault("F35", injected="a worker sleeps past its lease on an answer")
def test_a_reply_whose_lease_went_to_another_is_not_sent(town):
    reply_to(replace(town, in_background=lambda *_: None), event(1, "予約"))
    town.clock.advance(9)
    (old,) = town.store.claim_replies(10)
    town.clock.advance(16)
    town.store.claim_replies(10)
    assert sweep_reply(town, old) == "leased"
    assert town.line.replies == []


def test_a_reply_that_certainly_did_not_arrive_may_be_pushed_later(town):
    town.line.failures += [SendError("no_connection", refused=True), ReplyTokenError()]
    reply_to(town, event(1, "予約"))
    town.clock.advance(90)
    (claim,) = town.store.claim_replies(10)
    assert sweep_reply(town, claim) == "accepted"
    assert len(town.line.pushes) == 1


def test_sixty_messages_at_once_are_all_taken(town):
    with ThreadPoolExecutor(3) as pool:
        outcomes = list(pool.map(lambda number: reply_to(town, event(number, "予約")), range(60)))
    assert outcomes.count("slowed") == 0


def test_who_floods_us_is_asked_once_a_minute_to_slow_down_and_others_are_not_hurt(town):
    outcomes = [reply_to(town, event(number, "予約")) for number in range(1, 101)]
    assert outcomes.count("slowed") == 40
    assert sum("追いつけません" in messages[0].get("text", "") for _, messages in town.line.replies) == 1
    assert reply_to(town, event(1, "予約", OTHER)) == "taken"


def confirm_the_booking(town: RequestContext) -> str:
    (booking,) = town.store.bookings()
    steps.confirm_booking(town, booking.id, ROOM, "t")
    return booking.id


@fault("F37", "F53", injected="a confirmed booking is moved")
def test_moving_swaps_the_place_in_one_commit_and_voids_what_was_planned(town):
    book(town)
    name = confirm_the_booking(town)
    for number, text in enumerate(("変更", "12/7 11時半", "変更する"), 20):
        reply_to(town, event(number, text))
    moved = town.store.booking(name)
    assert (moved.state, moved.start, moved.room) == ("requested", tokyo("2026-12-07 11:30"), None)
    assert town.store.load(USER, "x").taken == {moved.start: 1, tokyo("2026-12-03 14:00"): 1}  # the old place rests
    assert [rest.start for rest in town.store.list_now().released] == [tokyo("2026-12-03 14:00")]
    rows = {(row.kind, row.edition): row.state for row in town.store.notices(name)}
    assert rows["details", 2] == rows["day_before", 2] == rows["soon", 2] == "expired"
    assert rows["received", 3] == "accepted"
    steps.confirm_booking(town, name, ROOM, "t")
    assert town.store.booking(name).room.version == 2


def test_cancelling_lets_go_the_place_and_sends_no_push(town):
    book(town)
    name = confirm_the_booking(town)
    for number, text in enumerate(("キャンセル", "1", "取り消す"), 20):
        reply_to(town, event(number, text))
    assert town.store.booking(name).state == "cancelled_by_seeker"
    assert [rest.start for rest in town.store.list_now().released] == [tokyo("2026-12-03 14:00")]
    town.clock.advance(301)
    match(town)
    assert town.store.load(USER, "x").taken == {}
    assert town.store.claim_notices(10) == []
    assert "申し込みを受け付けました" in book_again(town)


def book_again(town: RequestContext) -> str:
    for number, text in enumerate(("予約", "この内容で進む", "12/7 11時半", "申し込む"), 30):
        reply_to(town, event(number, text))
    return str(text_of(town.line.replies[-1][1][-1]))


def test_a_minute_of_errors_at_line_ends_in_a_push_and_not_in_silence(town):
    town.line.failures += [SendError("http_500")] * 2
    reply_to(town, event(1, "予約"))
    town.clock.advance(9)
    (claim,) = town.store.claim_replies(10)
    assert sweep_reply(town, claim) == "waiting"
    town.clock.advance(70)
    (claim,) = town.store.claim_replies(10)
    town.line.failures.append(ReplyTokenError())
    assert sweep_reply(town, claim) == "accepted"
    assert len(town.line.pushes) == 1


def test_what_nobody_can_know_after_a_long_outage_is_called_unknown(town):
    town.line.failures += [SendError("timeout"), ReplyTokenError()]
    reply_to(town, event(1, "予約"))
    town.clock.advance(120)
    (claim,) = town.store.claim_replies(10)
    assert sweep_reply(town, claim) == "unknown"
    assert town.line.pushes == []


@fault("F14", "F05", injected="an event older than the memory of event ids")
@pytest.mark.parametrize("redelivered", [False, True])
def test_an_event_older_than_the_ids_we_know_is_refused_counted_and_not_answered(town, redelivered):
    book(town)
    sent = len(town.line.replies)
    old = event(-7 * 24 * 3600, "キャンセル")
    old = replace(old, incoming=replace(old.incoming, redelivered=redelivered))
    assert reply_to(town, old) == "too_old"
    assert len(town.line.replies) == sent
    assert town.store.counters()["too_old"] == 1
    assert reply_to(town, event(-7 * 24 * 3600 + 60, "確認")) == "taken"


@twin("F14", without="the look at its age")
def test_taken_an_event_older_than_the_ids_we_know_would_be_taken_twice(client, town):
    first = event(1, "予約")
    assert reply_to(town, first) == "taken"
    client.delete(KEYS.event(first.incoming.event_id))  # as after 7 days
    assert reply_to(town, first) == "taken"


def test_a_playgrounds_moved_clock_makes_nothing_too_old(client):
    clock = MovableClock(client, KEYS)
    clock.advance(30 * 24 * 3600)
    town = context_of(RedisStore(client, KEYS, CIPHER, clock))
    real = Incoming(Sort.TEXT, "real", clock.now() - clock.offset(), text="予約")
    assert reply_to(town, Event(USER, real, "token")) == "taken"
