"""The sheet about one person's consent, to print, sign and keep."""

from flask import render_template

from bot.adapters.libraries.markdown import html_of
from bot.booking.model import BY_STAFF, Booking
from bot.booking.schedule.opening import TOKYO
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.bookings.booking_page import found
from bot.console.page_context import actor, context, now, word
from bot.service.staff.record_reads import note_view


@pages.post("/bookings/<name>/consent")
@needs(Action.REVEAL)
def consent_print(name: str) -> str:
    """Show the sheet; that the person's number was seen is noted."""
    one = found(name)
    note_view(context(), actor(), one.id)
    agreed = one.consent
    text = next((each.text for each in context().terms if each.sha256 == agreed.sha256), "")
    body = html_of(text) if text else ""
    shown = {"how": how_agreed(one), "text": body, "now": now(), "tokyo": TOKYO}
    return render_template("console/consent_print.html", one=one, **shown)


def how_agreed(one: Booking) -> str:
    """Say how a person agreed: in the chat, or told by whom and in which way."""
    event = one.consent.event_id
    if not event.startswith(BY_STAFF):
        return word("consent.by_line")
    way, _, told = event.removeprefix(BY_STAFF).partition(":")
    return word("consent.by_staff", way=word(f"new_booking.ways.{way}"), told=word(f"consent.told.{told}"))
