"""Lets unanswered requests run out at their cut-off."""

from bot.booking.lifecycle import Step
from bot.errors import RefusedError
from bot.ports.services import Services
from bot.ports.work import Claim
from bot.service.bookings.steps import take_step


def expire(services: Services, claim: Claim) -> str:
    """Expire one request; one that was answered meanwhile stays as it is."""
    try:
        return take_step(services, claim.id, Step.EXPIRE, "system").state.value
    except RefusedError as error:
        return error.code
