"""Lets unanswered requests run out at their cut-off."""

from bot.booking.lifecycle import Step
from bot.errors import RefusedError
from bot.ports.context import RequestContext
from bot.ports.work import Claim
from bot.service.bookings.steps import take_step


def expire(context: RequestContext, claim: Claim) -> str:
    """Expire one request; one that was answered meanwhile stays as it is."""
    try:
        return take_step(context, claim.id, Step.EXPIRE, "system").state.value
    except RefusedError as error:
        return error.code
