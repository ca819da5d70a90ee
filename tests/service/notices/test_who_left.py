"""Who blocked the account while nothing was his: what staff enter for him later does not go where nobody reads it."""

from dataclasses import replace
from typing import Any

import pytest

from bot.adapters.store.console.console_store import RedisConsoleStore
from bot.booking.model import State
from bot.booking.notices.notice import Channel, Kind, NoticeState
from bot.dialogue.incoming import Incoming, Sort
from bot.ports.bookings import KeepBooking
from bot.ports.context import RequestContext
from bot.ports.events import Event
from bot.service.bookings.staff_booking import Entered, enter
from bot.service.bookings.steps import confirm_booking
from bot.service.events.handle_event import reply_to
from bot.service.notices.sending import send_notice
from tests.make import ROOM, USER, answers, booking, tokyo
from tests.service.make_context import FakeMail, context_on, terms_in_force
from tests.stores import CIPHER, KEYS

LONG_OVER = booking(
    state=State.ATTENDED, start=tokyo("2026-11-18 14:00"), created=tokyo("2026-11-10 10:00"), id="old", number="111111"
)


def entered_and_confirmed(client: Any, *, left: bool, **more: object) -> RequestContext:
    """Have staff enter and confirm a booking of somebody who was here before, and send what is due."""
    town = replace(context_on(client), **more)
    town.store.commit((), (KeepBooking(LONG_OVER),))
    if left:
        reply_to(town, Event(USER, Incoming(Sort.UNFOLLOW, "e1", town.clock.now()), ""))
        town.line.strangers.add(USER)
    console = RedisConsoleStore(client, KEYS, CIPHER, town.store)
    given = Entered(
        answers(), tokyo("2026-12-04 10:00"), "by_telephone", "read_aloud", terms_in_force(town).sha256, "f1"
    )
    made = enter(town, console, given, "staff:s1")
    assert made.user == USER
    confirm_booking(town, made.id, ROOM, "staff:s1")
    for claim in town.store.claim_notices(50) + town.store.claim_mail(50):
        send_notice(town, claim)
    return town


def details(town: RequestContext) -> dict[Channel, NoticeState]:
    [made] = (one for one in town.store.bookings() if one.id != LONG_OVER.id)
    return {row.channel: row.state for row in town.store.notices(made.id) if row.kind is Kind.DETAILS}


def test_without_mail_a_person_is_asked_to_call(client):
    town = entered_and_confirmed(client, left=True)
    assert not town.line.pushes
    assert details(town) == {Channel.LINE: NoticeState.UNDELIVERABLE}
    assert client.zcard(KEYS.troubles) == 1


def test_with_mail_nobody_is(client):
    town = entered_and_confirmed(client, left=True, mail=FakeMail())
    assert not town.line.pushes
    assert details(town) == {Channel.LINE: NoticeState.UNDELIVERABLE, Channel.MAIL: NoticeState.ACCEPTED}
    assert client.zcard(KEYS.troubles) == 0


@pytest.mark.parametrize("mail", [None, FakeMail()])
def test_who_did_not_leave_gets_it_by_line(client, mail):
    town = entered_and_confirmed(client, left=False, mail=mail)
    assert details(town)[Channel.LINE] is NoticeState.ACCEPTED
    assert client.zcard(KEYS.troubles) == 0
