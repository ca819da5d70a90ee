"""An answer of staff to a seeker does not go with the old booking beside which it stands."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.adapters.store.console.console_store import RedisConsoleStore
from bot.booking.model import State
from bot.booking.staff.staff_message import Cause, MessageState, StaffMessage
from bot.errors import SendError
from bot.ports.bookings import KeepBooking
from bot.ports.context import RequestContext
from bot.ports.notices import EditionIs, IsTrouble, SettleTrouble
from bot.ports.staff import KeepStaffMessage
from bot.service.health.compare import compare
from bot.service.health.upkeep import forget_old
from bot.service.notices.sending import send_notice
from bot.service.staff import staff_messages
from bot.service.staff.tasks import tasks
from tests.faults.rows import twin
from tests.make import USER, booking, tokyo
from tests.ports import Changed, interrupted
from tests.service.make_context import FakeMail, context_on
from tests.stores import CIPHER, KEYS

DUE = tokyo("2026-12-02 14:30")  # when the booking is forgotten
HALF_A_MINUTE = timedelta(seconds=30)
REFUSED = SendError("http_400", permanent=True)


@pytest.fixture
def town(client: Any) -> RequestContext:
    """Somebody writes whose last consultation was thirty days ago, but for half a minute."""
    made = context_on(client)
    made.store.commit((), (KeepBooking(booking(state=State.ATTENDED, start=tokyo("2026-11-02 14:00"))),))
    made.clock.move_to(DUE - HALF_A_MINUTE)
    message = StaffMessage("m1", MessageState.OPEN, made.clock.now(), USER, "次はいつですか", Cause.ASKED)
    made.store.commit((), (KeepStaffMessage(message),))
    return made


def answers(town: RequestContext, **more: timedelta) -> None:
    staff_messages.answer(town, "m1", 1, "きょうからできます", "staff:s1", **more)


def forgets(town: RequestContext, seconds: float = 0) -> None:
    town.clock.move_to(DUE + timedelta(seconds=seconds))
    forget_old(town)


def sends(town: RequestContext) -> list[str]:
    return [send_notice(town, one).value for one in town.store.claim_notices(50) + town.store.claim_mail(50)]


def calls(town: RequestContext, client: Any) -> int:
    """Count what staff are asked to tell by telephone, beside a booking or beside a message alone."""
    console = RedisConsoleStore(client, KEYS, CIPHER, town.store)
    return len(tasks(town, console, town.clock.now())) + len(staff_messages.unsent_answers(town, console.troubles()))


def test_an_answer_goes_out_though_its_booking_is_forgotten_before(town, client):
    answers(town, delay=HALF_A_MINUTE)
    forgets(town)
    assert town.store.booking("b1") is None
    town.clock.advance(60)
    assert sends(town) == ["accepted"]
    assert "きょうからできます" in str(town.line.pushes)
    assert not calls(town, client)
    assert not compare(town)


def test_an_answer_that_line_refused_stays_a_task_when_its_booking_is_forgotten(town, client):
    town.line.failures.append(REFUSED)
    answers(town)
    assert sends(town) == ["undeliverable"]
    before = calls(town, client)
    forgets(town)
    assert town.store.booking("b1") is None
    assert before == calls(town, client) == 1
    assert not compare(town)


def test_an_answer_by_mail_that_loses_its_address_is_a_task(town, client):
    by_mail = replace(town, mail=FakeMail())
    town.line.failures.append(REFUSED)
    answers(by_mail)
    [line] = town.store.claim_notices(50)
    send_notice(by_mail, line)
    forgets(by_mail)
    for claim in town.store.claim_mail(50):
        send_notice(by_mail, claim)
    assert not by_mail.mail.sent
    assert calls(town, client) == 1


def test_a_call_that_was_made_does_not_come_back(town, client):
    town.line.failures.append(REFUSED)
    answers(town)
    sends(town)
    [row] = town.store.notices("b1")
    town.store.commit((), (SettleTrouble(row.id),))
    forgets(town)
    assert town.store.booking("b1") is None
    assert not calls(town, client)


def settled_as_it_is_forgotten(town: RequestContext, client: Any, *without: type) -> int:
    town.line.failures.append(REFUSED)
    answers(town)
    sends(town)
    [row] = town.store.notices("b1")
    town.clock.move_to(DUE)
    store = interrupted(town.store, lambda: town.store.commit((), (SettleTrouble(row.id),)), *without)
    forget_old(replace(town, store=store))
    return calls(town, client)


def test_a_call_that_is_settled_as_its_booking_is_forgotten_does_not_come_back(town, client):
    assert not settled_as_it_is_forgotten(town, client)


@twin("F35", without="the look whether a person still has to see to it")
def test_without_the_look_it_comes_back(town, client):
    assert settled_as_it_is_forgotten(town, client, IsTrouble) == 1


def test_an_answer_on_its_way_lets_its_booking_wait_for_the_next_upkeep(town):
    answers(town)
    [claim] = town.store.claim_notices(50)
    forgets(town)
    assert town.store.booking("b1")
    assert send_notice(town, claim) == "accepted"
    forgets(town, 3600)
    assert town.store.booking("b1") is None
    assert len(town.line.pushes) == 1


def answered_as_it_is_forgotten(town: RequestContext, *without: type) -> None:
    store = interrupted(town.store, lambda: forgets(town), *without)
    staff_messages.answer(replace(town, store=store), "m1", 1, "きょうからできます", "staff:s1")


def test_an_answer_written_as_the_booking_is_forgotten_stands_beside_its_message(town):
    answered_as_it_is_forgotten(town)
    assert sends(town) == ["accepted"]
    assert not compare(town)


@twin("F35", without="the look whether the booking is still kept")
def test_without_the_look_it_stands_beside_nothing(town):
    answered_as_it_is_forgotten(town, EditionIs)
    assert town.store.notices("b1")


def test_an_answer_written_after_the_rows_of_its_booking_were_read_goes_out_all_the_same(town):
    def ledger(name):
        told = town.store.ledger(name)
        if name == "b1" and town.store.staff_message("m1").is_open:
            answers(town)
        return told

    town.clock.move_to(DUE)
    forget_old(replace(town, store=Changed(town.store, ledger=ledger)))
    assert town.store.booking("b1") is None
    assert sends(town) == ["accepted"]
    assert not compare(town)
