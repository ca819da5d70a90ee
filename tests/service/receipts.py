"""A seeker who books while the reply with his receipt meets failures."""

from dataclasses import replace

from bot.booking.model import Booking, State
from bot.errors import SendError
from bot.ports.bookings import KeepBooking
from bot.ports.context import RequestContext
from bot.service.events.handle_event import reply_to
from bot.service.events.replies import sweep_reply
from bot.service.notices.sending import send_notice
from tests.make import answers, booking, tokyo
from tests.service.chat import ANSWERS, event

NO_MAIL = tuple("なし" if "@" in one else one for one in ANSWERS)

# An attended consultation shows that the address is his; too little is held of it for its answers to be offered again.
PROVED = replace(
    booking(id="b0", number="000000", state=State.ATTENDED, start=tokyo("2026-11-20 10:00")),
    answers={"email": answers()["email"]},
)


def booked(
    town: RequestContext, *failures: SendError, answers: tuple[str, ...] = ANSWERS, before: Booking = PROVED
) -> Booking:
    """Book in chat while the reply of the last event meets the failures."""
    town.store.commit((), (KeepBooking(before),))
    for number, text in enumerate(answers[:-1], 1):
        reply_to(town, event(number, text))
    town.line.failures = list(failures)
    reply_to(town, event(len(answers), answers[-1]))
    (made,) = (one for one in town.store.bookings() if one.id != before.id)
    return made


def swept(town: RequestContext, seconds: int = 9) -> str:
    town.clock.advance(seconds)
    (claim,) = town.store.claim_replies(10)
    outcome = sweep_reply(town, claim)
    for mail in town.store.claim_mail(10):
        send_notice(town, mail)
    return outcome


def to_him(town: RequestContext) -> list[str]:
    return [subject for to, subject, _, _ in town.mail.sent if to != ("staff@office.example",)]
