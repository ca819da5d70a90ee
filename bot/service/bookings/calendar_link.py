"""The link to a booking's calendar file: the booking's own id and a keyed hash of it, which nobody else can make."""

import hmac

from bot.booking.model import Booking
from bot.messages.calendar import calendar_file
from bot.ports.services import Services

LONG = 32  # characters of the hash


def calendar_url(services: Services, booking: Booking) -> str:
    """Give the link; LINE's own browser can't take a file, so it is to open another."""
    token = f"{booking.id}{_proof(services, booking.id)}"
    return f"{services.public_url}/calendar/{token}.ics?openExternalBrowser=1"


def calendar_behind(services: Services, token: str) -> bytes | None:
    """Give the file behind a link as it is now, None when the link is none or the booking is forgotten."""
    name, proof = token[:-LONG], token[-LONG:]
    if not hmac.compare_digest(proof.encode(), _proof(services, name).encode()):
        return None
    booking = services.store.booking(name)
    if not booking or booking.id != name:
        return None
    return calendar_file(booking, services.office, services.words, services.public_url, services.clock.now())


def _proof(services: Services, booking: str) -> str:
    return services.store.hashed(f"calendar {booking}")[:LONG]
