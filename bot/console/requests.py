"""The queue of requests: the one that runs out first stands first."""

from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from bot.booking.model import Booking
from bot.booking.offers import runs_out
from bot.console.day import note_listing
from bot.console.gate import needs, pages
from bot.console.here import here, me, now, services, tell, word
from bot.console.roles import Action
from bot.console.show import who
from bot.service.bookings import find
from bot.service.sight import Person, person_of

SOON_HOURS = 2


@dataclass(frozen=True)
class Line:
    """One request of the queue. `crowd` are the others at its start, `holder` who works on it."""

    booking: Booking
    ends: datetime
    urgent: bool
    person: Person
    crowd: int
    holder: str


@pages.get("/requests")
@needs(Action.SEE)
def requests() -> str:
    """Show the requests."""
    note_listing("requests")
    lines = sorted(map(_line, here().desk.requests()), key=lambda one: (one.ends, one.booking.created))
    return render_template("console/requests.html", lines=lines)


@pages.post("/requests/<name>/hold")
@needs(Action.ANSWER)
def hold(name: str) -> Response:
    """Take a request on, so that others see it, and go to it."""
    booking = find(services(), name)
    holder = here().desk.hold(booking.id, me().id)
    if holder != me().id:
        tell(word("requests.held_by", name=who(f"staff:{holder}")), "warning")
    return redirect(url_for("console.booking", name=booking.id), 303)


def _line(booking: Booking) -> Line:
    ends = runs_out(booking, services().office)
    same = services().store.holding(booking.start, booking.start)
    holder = here().desk.hold(booking.id, "")
    return Line(
        booking,
        ends,
        urgent=not booking.offers and (ends - now()).total_seconds() < SOON_HOURS * 3600,
        person=person_of(here().desk, booking),
        crowd=sum(one.id != booking.id for one in same),
        holder=who(f"staff:{holder}") if holder else "",
    )
