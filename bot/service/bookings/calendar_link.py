"""The link to a booking's calendar file: the booking's own id and a keyed hash of it, which nobody else can make."""

import hmac
from datetime import datetime

from bot.booking.model import Booking
from bot.booking.notices.calendar_file import CalendarFile
from bot.messages.calendar import calendar_file
from bot.ports.context import Process, RequestContext

PROOF_LENGTH = 32  # characters of the hash


def calendar_url(process: Process, booking: Booking) -> str:
    """Give the link; LINE's own browser can't take a file, so it is to open another."""
    token = f"{booking.id}{_proof(process, booking.id)}"
    return f"{process.public_url}/calendar/{token}.ics?openExternalBrowser=1"


def calendar_behind(context: RequestContext, token: str) -> CalendarFile | None:
    """Give the file behind a link as it is now, None when the link is none or the booking is forgotten."""
    name, proof = token[:-PROOF_LENGTH], token[-PROOF_LENGTH:]
    if not hmac.compare_digest(proof.encode(), _proof(context, name).encode()):
        return None
    booking = context.store.booking(name)
    if not booking or booking.id != name:
        return None
    return calendar_of(context, booking, context.clock.now())


def calendar_of(context: RequestContext, booking: Booking, at: datetime) -> CalendarFile:
    """Give a booking's calendar file as of a moment."""
    address = context.mail.address if context.mail else ""
    return calendar_file(booking, context.office, context.words, context.public_url, at, address)


def _proof(process: Process, booking: str) -> str:
    return process.store.hashed(f"calendar {booking}")[:PROOF_LENGTH]
