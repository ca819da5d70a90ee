"""Which help staff have to order for a consultation, and whether they did. Pure."""

from bot.booking.model import Booking, State
from bot.booking.staff.assigning import OWN_INTERPRETER
from bot.booking.staff.corrections import Mark

ORDERED = frozenset({"interpreter", "sign_language"})  # answers to "support" for which somebody is to come


def is_to_arrange(booking: Booking) -> bool:
    """Say whether somebody has to be ordered for a confirmed consultation, and was not yet."""
    told = {name: booking.answers[name].value for name in ("support", "language") if name in booking.answers}
    wanted = told.get("support") in ORDERED and told.get("language") != OWN_INTERPRETER
    return booking.state is State.CONFIRMED and wanted and Mark.ARRANGED.value not in booking.marks
