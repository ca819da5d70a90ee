"""What is said of a consultation whose time has passed: in human words, with the telephone."""

from bot.booking.model import Booking, State
from bot.dialogue.common_buttons import BOOK
from bot.dialogue.reading import say_when
from bot.dialogue.turn import Facts, Open, Option, Say

KEYS = {State.NO_SHOW: "lobby.over.missed", State.EXCUSED: "lobby.over.excused"}


def how_it_went(booking: Booking, facts: Facts, key: str = "") -> Say:
    """Say what is known of it, and who can be asked."""
    call = Option("common.option.call", Open(f"tel:{facts.office.telephone}"))
    options = (call,) if facts.refused or booking.is_live else (call, BOOK)
    return Say(
        key or KEYS.get(booking.state, "lobby.over.open"), {"when": say_when(booking.start)}, options, look="card"
    )
