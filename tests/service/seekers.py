"""Several seekers with bookings on one day."""

from datetime import timedelta

from bot.adapters.store.store import RedisStore
from bot.service.events.handle_event import reply_to
from bot.service.events.office_now import context_now
from bot.service.notices.sending import send_notice
from tests.make import answers, booking, tokyo
from tests.service.chat import event
from tests.service.make_context import context_on


def town(client, store_type=RedisStore):
    return context_on(client, kind=store_type)


def seeker(number):
    name = f"U{number:032x}"
    given = answers(number=f"13010-1234567{number}", name=f"求職者{number}")
    start = tokyo("2026-12-03 10:00") + timedelta(minutes=30 * number)
    return booking(id=f"p{number}", number=f"20000{number}", user=name, answers=given, start=start)


def sends(place):
    return [send_notice(context_now(place), claim) for claim in place.store.claim_notices(50)]


def says(place, user, number, text):
    reply_to(place, event(number, text, user))
