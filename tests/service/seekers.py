"""Several seekers with bookings on one day."""

from datetime import timedelta

from bot.adapters.store.store import RedisStore
from bot.dialogue.incoming import Incoming, Sort
from bot.service.events.handle_event import Event, reply_to
from bot.service.events.office_now import context_now
from bot.service.notices.sending import send_notice
from tests.make import WEDNESDAY, answers, booking, tokyo
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
    at = WEDNESDAY + timedelta(seconds=number)
    incoming = Incoming(Sort.TEXT, f"{user}-{number}", at, text=text, message_id=f"{user}-{number}")
    reply_to(place, Event(user, incoming, f"{user}-{number}"))
