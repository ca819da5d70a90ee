"""The booking that a seeker asks for, whichever way he came to its time."""

from collections.abc import Mapping
from datetime import datetime

from bot.booking.lifecycle import requested
from bot.booking.model import Answer, Booking, Consent
from bot.dialogue.turn import Facts


def request_at(start: datetime, answers: Mapping[str, Answer], consent: Consent, facts: Facts) -> Booking:
    """Make the request of this seeker, under an unused id and number."""
    return requested(
        start,
        facts.office,
        id=facts.new_id,
        number=facts.new_number,
        created=facts.now,
        user=facts.user,
        answers=answers,
        consent=consent,
        fresh=facts.fresh,
        address_proved=False,
    )
