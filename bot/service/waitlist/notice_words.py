"""What the notices of the waiting list say."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.booking.model import Kind
from bot.booking.waiting import WaitingWish
from bot.dialogue.outside_flows.waitlist import ended_say, offer_say
from bot.messages.line import render
from bot.ports.services import Services


def messages(services: Services, kind: Kind, wish: WaitingWish) -> Sequence[Mapping[str, Any]]:
    """Give the LINE messages of a notice."""
    say = offer_say(wish, wish.consent.sha256) if kind is Kind.WAIT_OFFERED else ended_say(wish)
    return render((say,), services.words)
