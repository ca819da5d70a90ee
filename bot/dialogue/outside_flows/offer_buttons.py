"""The card of an offer. Its buttons carry a name that follows from the booking's edition, so one replaced is known."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.booking.model import Booking
from bot.booking.schedule.opening import TOKYO
from bot.dialogue.incoming import Tap
from bot.dialogue.outside_flows.booking_card import number_row
from bot.dialogue.turn import Option, Say
from bot.dialogue.words import Said, Words
from bot.dialogue.words.dates import say_time, say_when, short_day

PICK = "pick"
NONE = "none"


def offer_id(booking: Booking) -> str:
    """Name the conversation to which the buttons of a booking's newest offer belong."""
    return hashlib.sha256(f"offer {booking.id} {booking.edition}".encode()).hexdigest()[:10]


def offer_card(
    key: str,
    booking: Booking,
    times: Sequence[datetime],
    words: Words,
    *more: Option,
    values: Mapping[str, str] | None = None,
) -> Say:
    """Give the card with the times that are held, each to be taken by a tap or by its number."""
    told = {"number": booking.number, "times": said(times), "until": until_when(booking, words), **(values or {})}
    options = (*offer_options(booking, times), *more)
    rows = (number_row(booking),)
    return Say(key, told, options, rows, look="booking", stage="offered", numbered=True, quiet=True)


def offer_options(booking: Booking, times: Sequence[datetime]) -> tuple[Option, ...]:
    """Give a button for each offered time, and one that wants none of them."""
    name = offer_id(booking)
    takes = (Option("book.time.option.day_and_time", Tap(name, PICK, _iso(one)), _words(one)) for one in times)
    return (*takes, Option("offer.pick.option.none", Tap(name, PICK, NONE)))


def this_option(booking: Booking, start: datetime) -> Option:
    """Give the button that takes the time that is spoken of."""
    return Option("offer.pick.option.this", Tap(offer_id(booking), PICK, _iso(start)))


def until_when(booking: Booking, words: Words) -> str:
    """Say until when the times can be taken: all until one moment, or each until its own cut-off."""
    if booking.held_until is None:
        return words("offer.until.each")
    return words("offer.until.all", {"when": say_when(booking.held_until.astimezone(TOKYO))})


def said(times: Sequence[datetime]) -> Said:
    """Say several times, one on each line."""
    return Said.joined((Said.joined(("・", say_when(one.astimezone(TOKYO)))) for one in times), "\n")


def _iso(moment: datetime) -> str:
    return moment.astimezone(TOKYO).isoformat()


def _words(moment: datetime) -> dict[str, str]:
    here = moment.astimezone(TOKYO)
    return {"day": short_day(here.date()), "time": say_time(here.time())}
