"""Calls of staff that did not settle what they were about: nobody was there, or they are to call again. Pure."""

from dataclasses import replace
from datetime import datetime

from bot.booking.model import Booking, Call
from bot.errors import RefusedError

MOST_CALLS = 10  # kept of one booking


def with_call(booking: Booking, call: Call) -> Booking:
    """Note a call in vain; RefusedError where it is to be made again at a time that is over."""
    if call.again and call.again <= call.at:
        raise RefusedError("call_past")
    calls = (*booking.calls, call)[-MOST_CALLS:]
    return replace(booking, calls=calls, version=booking.version + 1)


def call_again(booking: Booking, since: datetime, now: datetime) -> datetime | None:
    """Give when the seeker asked to be called again about what is to be done since a moment, while that is to come."""
    last = booking.calls[-1] if booking.calls and booking.calls[-1].at >= since else None
    return last.again if last and last.again and last.again > now else None
