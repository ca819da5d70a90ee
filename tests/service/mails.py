"""An office that sends mail: a booking with its notices, and what became of each."""

from dataclasses import replace

import pytest

from bot.booking.model import Booking
from bot.booking.notices.notice import Channel, Kind, Notice, NoticeState
from bot.booking.rooms.job import LedgerRow
from bot.errors import SendError
from bot.ports.context import RequestContext
from bot.ports.notices import ToSend
from bot.ports.staff import StaffWays
from bot.service.notices.sending import send_notice
from tests.make import booking, tokyo
from tests.ports import Changed
from tests.service import made_bookings
from tests.service.made_bookings import is_no_receipt
from tests.service.make_context import FakeMail, context_on

REFUSED = SendError("http_400", permanent=True)

BOUNCED = SendError("smtp_recipients", permanent=True)

STAFF = StaffWays(("staff@office.example",))


@pytest.fixture
def town(client) -> RequestContext:
    return context_on(client, FakeMail(), STAFF)


def confirmed(town: RequestContext, **changes):
    def own(row: LedgerRow) -> bool:
        return is_no_receipt(row) and not (isinstance(row, Notice) and row.channel is Channel.STAFF_MAIL)

    return made_bookings.confirmed(town, booking(**changes), own)


def sweep(town: RequestContext) -> None:
    for _ in range(3):  # what a send plans is due at once
        for claim in town.store.claim_notices(100) + town.store.claim_mail(100):
            send_notice(town, claim)


def at(town: RequestContext, text: str) -> None:
    town.clock.move_to(tokyo(text))


def state(town: RequestContext, kind: Kind, channel: Channel) -> NoticeState | None:
    rows = (row for row in town.store.notices("b1") if row.kind is kind and row.channel is channel)
    return next((row.state for row in rows), None)


def tasks(town: RequestContext) -> int:
    store = town.store
    return int(store._client.zcard(store._keys.troubles))


def believing(town: RequestContext) -> RequestContext:
    """Give the same office with a store that takes every address for one that staff saw to."""
    store = town.store

    def seen_to(one: Booking | None) -> Booking | None:
        return one and replace(one, address_proved=True)

    def bookings_of(user: str) -> list[Booking | None]:
        return [*map(seen_to, store.bookings_of(user))]

    def booking(name: str) -> Booking | None:
        return seen_to(store.booking(name))

    def to_send(name: str) -> ToSend | None:
        found = store.to_send(name)
        return found and replace(found, booking=seen_to(found.booking))

    return replace(town, store=Changed(store, booking=booking, bookings_of=bookings_of, to_send=to_send))
