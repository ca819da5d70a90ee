"""The staff's chat is told of what there is to do, without anything personal, and again where it failed."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.adapters.store.store import RedisStore
from bot.booking.model import State
from bot.booking.notices.notice import Channel, NoticeState
from bot.booking.notices.reasons import Reason
from bot.errors import SendError
from bot.ports.bookings import KeepBooking
from bot.ports.context import RequestContext
from bot.ports.staff import StaffWays
from bot.service.events.office_now import context_now
from bot.service.notices.ledger import keep_all, planned
from bot.service.notices.sending import send_notice
from tests.make import booking, tokyo
from tests.service.make_context import context_of
from tests.stores import CIPHER, KEYS, clock_at


@dataclass
class FakeChat:
    """The staff's chat; it fails as often as it is told."""

    failures: list[SendError] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def post(self, text: str) -> None:
        if self.failures:
            raise self.failures.pop()
        self.texts.append(text)


@pytest.fixture
def chat() -> FakeChat:
    return FakeChat()


@pytest.fixture
def context(client, chat) -> RequestContext:
    """An office with a chat of its staff, and one request."""
    store = RedisStore(client, KEYS, CIPHER, clock_at(client))
    made = context_of(store, staff=StaffWays(webhook=True), webhook=chat)
    one = booking()
    rows = planned(made, one, made.clock.now())
    store.commit((), (KeepBooking(one), *keep_all(row for row in rows if row.channel is Channel.STAFF_WEBHOOK)))
    return made


def sends(context: RequestContext) -> list[NoticeState]:
    return [send_notice(context_now(context), claim) for claim in context.store.claim_mail(10)]


def test_a_request_is_told_with_number_time_and_place_and_nothing_personal(context, chat):
    assert sends(context) == [NoticeState.ACCEPTED]
    (text,) = chat.texts
    one = booking()
    assert one.number in text
    assert "12月3日" in text
    assert "https://madoguchi.example/staff/" in text
    assert not [name for name, answer in one.answers.items() if len(answer.value) > 4 and answer.value in text]


def test_what_failed_is_told_again(context, chat):
    chat.failures.append(SendError("http_500"))
    assert sends(context) == [NoticeState.WAITING]
    context.clock.move_to(context.clock.now() + timedelta(minutes=5))
    assert sends(context) == [NoticeState.ACCEPTED]
    assert len(chat.texts) == 1


def test_of_a_booking_that_is_offered_others_those_times_are_told(context, chat):
    offers = (tokyo("2026-12-04 10:00"), tokyo("2026-12-07 11:00"))
    context.store.commit((), (KeepBooking(replace(booking(), state=State.OFFERED, offers=offers), None, booking()),))
    sends(context)
    assert chat.texts
    for text in chat.texts:
        assert "12月4日（金）10:00・12月7日（月）11:00" in text
        assert "12月3日" not in text


def test_who_has_taken_the_setting_out_is_told_why_and_it_is_not_tried_again(context):
    context = replace(context, webhook=None)
    assert sends(context) == [NoticeState.UNDELIVERABLE]
    (row,) = (row for row in context.store.notices("b1") if row.state is NoticeState.UNDELIVERABLE)
    assert row.reason is Reason.NO_STAFF_WEBHOOK
    assert f"console.notice_reason.{row.reason}" in context.words
