"""A receipt that its reply did not bring: by push, else by mail, else a person calls.."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid5

import pytest

from bot.adapters.store.commands.spelling import EPOCHS
from bot.booking.model import Answer, Booking, State
from bot.booking.notices.notice import RETRY_KEYS, Channel, Kind, Notice, NoticeState
from bot.errors import ReplyTokenError, SendError
from bot.ports.bookings import ForgetBooking, KeepBooking
from bot.ports.context import RequestContext
from bot.ports.notices import KeepNotice
from bot.ports.store import Under
from bot.service.events.handle_event import reply_to
from bot.service.events.replies import sweep_reply
from bot.service.notices.sending import send_notice
from tests.faults.rows import fault, twin
from tests.make import USER
from tests.ports import Changed
from tests.service import mails
from tests.service.chat import ANSWERS, event
from tests.service.mails import REFUSED, tasks
from tests.service.receipts import NO_MAIL, PROVED, booked, swept, to_him
from tests.stores import KEYS

town = mails.town
DEAD = ReplyTokenError()
USED_UP = SendError("monthly_limit", refused=True)


ANOTHERS = replace(PROVED, user="U" + "9" * 32)
OTHER_ADDRESS = replace(PROVED, answers={"email": Answer("jiro@example.com", "jiro@example.com")})
NOT_SEEN_TO = replace(PROVED, state=State.CANCELLED_BY_SEEKER, address_proved=False)


def receipts(town: RequestContext, made: Booking) -> dict[Channel, Notice]:
    return {row.channel: row for row in town.store.notices(made.id) if row.kind is Kind.RECEIVED}


@fault("F30", injected="the token is dead")
def test_f30_a_dead_token_is_made_up_for_by_a_push_whose_key_comes_from_the_event(town):
    made = booked(town, DEAD)
    assert swept(town) == "accepted"
    ((to, messages, key),) = town.line.pushes
    of_the_event = uuid5(RETRY_KEYS, f"{USER}-{len(ANSWERS)}")
    assert (to, key) == (USER, str(uuid5(EPOCHS, f"{town.store.identity.epoch} {of_the_event}")))
    assert made.number in str(messages)
    assert receipts(town, made)[Channel.LINE].state is NoticeState.ACCEPTED


def erased_before_its_reply_ended(town: RequestContext) -> list[Notice]:
    """Book; let the booking be erased while LINE takes the reply. Give what the ledger has of it."""
    line, store = town.line, town.store
    names = list[str]()

    def reply(*_: object) -> None:
        names.extend(one.id for one in store.bookings() if one.id != PROVED.id)
        for name in names:
            store.commit((), (ForgetBooking(store.booking(name), tuple(row.id for row in store.ledger(name))),))

    town.store.commit((), (KeepBooking(PROVED),))
    for number, text in enumerate(ANSWERS[:-1], 1):
        reply_to(town, event(number, text))
    line.reply = reply
    reply_to(town, event(len(ANSWERS), ANSWERS[-1]))
    (name,) = names
    return list(store.notices(name))


def test_a_receipt_that_was_erased_while_its_reply_went_out_does_not_come_back(town):
    assert erased_before_its_reply_ended(town) == []


def test_without_its_own_guard_it_would(town):
    def settle(user, writes, after):
        bare = [inner for one in writes for inner in (one.writes if isinstance(one, Under) else (one,))]
        store.settle(user, bare, after)

    store = town.store
    assert erased_before_its_reply_ended(replace(town, store=Changed(store, settle=settle)))


def test_f30_every_try_of_the_push_bears_the_same_key(town):
    booked(town, DEAD)
    keys, push = [], town.line.push

    def noted(to, messages, key):
        keys.append(key)
        push(to, messages, key)

    town.line.push = noted
    town.line.failures = [SendError("timeout")]
    assert swept(town) == "waiting"
    assert swept(town, 60) == "accepted"
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_f30_a_question_that_does_not_matter_any_more_is_not_pushed(town):
    reply_to(replace(town, in_background=lambda *_: None), event(1, "予約"))
    town.line.failures = [DEAD]
    assert swept(town, 21 * 60) == "expired"
    assert town.line.pushes == []


@pytest.mark.parametrize("refused", [REFUSED, SendError("http_403", permanent=True)])
def test_a_receipt_that_line_refuses_goes_by_mail(town, refused):
    made = booked(town, DEAD)
    town.line.failures = [refused]
    assert swept(town) == "undeliverable"
    rows = receipts(town, made)
    assert rows[Channel.LINE].reason == refused.reason
    assert rows[Channel.MAIL].state is NoticeState.ACCEPTED
    assert to_him(town) == [f"お申し込みを受け付けました（受付番号 {made.number}）"]
    assert tasks(town) == 0


def is_mail(write) -> bool:
    return isinstance(write, KeepNotice) and write.notice.channel is Channel.MAIL


@twin("F30", without="mail in its place")
def test_twin_without_the_other_way_the_receipt_is_lost_to_him(town):
    store = town.store

    def without_mail(guards, writes):
        return store.commit(guards, [one for one in writes if not is_mail(one)])

    town = replace(town, store=Changed(store, commit=without_mail))
    booked(town, DEAD)
    town.line.failures = [REFUSED]
    swept(town)
    assert to_him(town) == []


@pytest.mark.parametrize("before", [ANOTHERS, OTHER_ADDRESS, NOT_SEEN_TO])
def test_a_receipt_never_goes_to_an_address_that_nobody_saw_to(town, before):
    made = booked(town, DEAD, before=before)
    town.line.failures = [REFUSED]
    swept(town)
    assert list(receipts(town, made)) == [Channel.LINE]
    assert to_him(town) == []
    assert tasks(town) == 1


def test_twin_without_the_proof_a_stranger_gets_the_mail(town):
    town = mails.believing(town)
    booked(town, DEAD, before=NOT_SEEN_TO)
    town.line.failures = [REFUSED]
    swept(town)
    assert len(to_him(town)) == 1


def test_a_receipt_refused_without_an_address_is_a_call(town):
    made = booked(town, DEAD, answers=NO_MAIL)
    town.line.failures = [REFUSED]
    swept(town)
    assert list(receipts(town, made)) == [Channel.LINE]
    assert tasks(town) == 1


def test_f28_who_blocked_us_before_the_push_is_mailed(town):
    made = booked(town, DEAD)
    left = replace(made, reachable=False, version=made.version + 1)
    town.store.commit((), (KeepBooking(left),))
    assert swept(town) == "undeliverable"
    assert town.line.pushes == []
    assert len(to_him(town)) == 1


@fault("F25", injected="the month is used up when a receipt is to be pushed")
def test_f25_a_receipt_does_not_wait_for_the_next_month(town):
    made = booked(town, DEAD)
    town.line.failures = [USED_UP]
    assert swept(town) == "undeliverable"
    assert receipts(town, made)[Channel.MAIL].state is NoticeState.ACCEPTED
    assert tasks(town) == 0


def test_f25_without_an_address_it_waits_a_while_for_the_limit_to_pass_then_a_person_calls(town):
    booked(town, DEAD, answers=NO_MAIL)
    town.line.failures = [USED_UP] * 2
    assert swept(town) == "waiting"
    assert swept(town, 21 * 60) == "undeliverable"
    assert tasks(town) == 1


def test_f25_a_limit_that_passes_lets_the_receipt_through(town):
    booked(town, DEAD, answers=NO_MAIL)
    town.line.failures = [USED_UP]
    assert swept(town) == "waiting"
    assert swept(town, 300) == "accepted"
    assert tasks(town) == 0


def test_what_may_or_may_not_have_arrived_is_mailed_as_well(town):
    made = booked(town, SendError("timeout"))
    town.line.failures = [DEAD]
    assert swept(town, 90) == "unknown"
    assert receipts(town, made)[Channel.MAIL].state is NoticeState.ACCEPTED
    assert tasks(town) == 0


def test_a_receipt_of_a_booking_that_was_moved_is_not_mailed(town):
    made = booked(town, DEAD)
    town.line.failures = [REFUSED]
    town.clock.advance(9)
    (claim,) = town.store.claim_replies(10)
    sweep_reply(town, claim)
    moved = replace(made, edition=made.edition + 1, version=made.version + 1, start=made.start + timedelta(days=1))
    town.store.commit((), (KeepBooking(moved),))
    (mail,) = [one for one in town.store.claim_mail(10) if Kind.RECEIVED.value in one.id]
    assert send_notice(town, mail) == "expired"


def swept_for_a_day(town: RequestContext, error: SendError) -> Booking:
    """Book; let LINE fail in the same way for more than a day."""
    made = booked(town, *[error] * 2000, answers=NO_MAIL)
    for _ in range(26):
        town.clock.advance(3600)
        for claim in town.store.claim_replies(10):
            sweep_reply(town, claim)
    return made


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (SendError("http_401", refused=True), NoticeState.UNDELIVERABLE),
        (SendError("timeout"), NoticeState.UNKNOWN),  # any of them may have arrived
    ],
)
def test_a_receipt_that_line_does_not_take_for_a_day_is_a_call(town, error, state):
    made = swept_for_a_day(town, error)
    assert receipts(town, made)[Channel.LINE].state is state
    assert tasks(town) == 1
    assert town.store.claim_replies(10) == []


def test_a_reply_with_a_receipt_outlives_the_day_after_which_it_is_settled(town):
    booked(town, SendError("http_401", refused=True), answers=NO_MAIL)
    client = town.store._client
    lives = [client.ttl(KEYS.reply(name)) for name in client.zrange(KEYS.due_replies, 0, -1)]
    assert [seconds > 24 * 3600 for seconds in lives] == [True]
