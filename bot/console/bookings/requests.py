"""The queue of requests: the one that runs out first stands first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.booking.model import Booking, State
from bot.booking.offers import answer_by
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.bookings.booking_page import found
from bot.console.formatting import since, who
from bot.console.formatting import until as show_until
from bot.console.forms.parsing import page_in
from bot.console.page_context import context, here, me, now, tell, word
from bot.console.schedule.day import version_of
from bot.service.bookings.booking_detail import Person, people_of
from bot.service.bookings.strikes import strikes_each
from bot.service.bookings.taking_back import waiting_answer
from bot.service.fingerprint import fingerprint
from bot.service.privacy.refusals import refused_among
from bot.service.staff.record_reads import note_page_of_names

NEAR_END = timedelta(hours=2)
MOST_SHOWN = 50  # requests on one page


@dataclass(frozen=True)
class Line:
    """One request of the queue.

    crowd    the others at its start
    holder   who works on it
    strikes  no-shows that count, the person having been told in time
    refused  the person is refused further consultations
    """

    booking: Booking
    ends: datetime
    urgent: bool
    person: Person
    crowd: int
    holder: str
    strikes: int
    refused: bool


@pages.get("/requests")
@needs(Action.SEE)
def requests() -> str:
    """Show the requests."""
    note_page_of_names(context(), me(), "requests")
    return render_template("console/requests.html", **_shown())


@pages.get("/requests/part")
@needs(Action.SEE, passive=True)
def requests_part() -> Response:
    """Give the list alone, or nothing when it is as the browser has it."""
    shown = _shown()
    if request.args.get("seen") == shown["mark"]:
        return Response("", 204)
    return Response(render_template("console/requests_part.html", **shown))


def _shown() -> dict[str, object]:
    """Give a page of the queue, parted into what staff are to answer and what waits for the seekers' answers."""
    page = page_in(request.args.get("page", ""))
    first = (page - 1) * MOST_SHOWN
    waiting = here().console.requests(first=first, most=MOST_SHOWN + 1)
    lines = queue(waiting[:MOST_SHOWN])
    offered = [one for one in lines if one.booking.state is State.OFFERED and one.booking.places]
    told = [
        {**vars(one), "booking": version_of(one.booking), "told": (show_until(one.ends), since(one.booking.created))}
        for one in lines
    ]
    return {
        "to_answer": [one for one in lines if one not in offered],
        "offered": offered,
        "page": page,
        "goes_on": len(waiting) > MOST_SHOWN,
        "most": MOST_SHOWN,
        "mark": fingerprint(repr(told)),
    }


def queue(waiting: Sequence[Booking]) -> list[Line]:
    """Give requests, the one that runs out first in front; the same number of trips however many there are."""
    console = here().console
    people = people_of(console, waiting)
    holders = console.holders([one.id for one in waiting])
    names = {holder: who(f"staff:{holder}") for holder in set(holders) if holder}
    read = zip(
        waiting,
        people,
        console.crowds([one.start for one in waiting]),
        [names.get(holder, "") for holder in holders],
        strikes_each(context(), console, [(one, known.missed) for one, known in zip(waiting, people, strict=True)]),
        strict=True,
    )
    refused = refused_among(context(), waiting)
    lines = [
        _line(booking, person, crowd, holder, len(strikes), refused=booking.id in refused)
        for booking, person, crowd, holder, strikes in read
    ]
    return sorted(lines, key=lambda one: (one.ends, one.booking.created))


def _line(booking: Booking, person: Person, crowd: int, holder: str, strikes: int, *, refused: bool) -> Line:
    ends = answer_by(booking, context().office)
    return Line(
        booking,
        ends,
        urgent=not booking.offers and ends - now() < NEAR_END,
        person=person,
        crowd=crowd - (booking.start in booking.places) if booking.start in booking.stands_at else 0,
        holder=holder,
        strikes=strikes,
        refused=refused,
    )


@pages.post("/requests/next")
@needs(Action.ANSWER)
def next_request() -> Response:
    """Take on the request that runs out first among those nobody works on, and go to it."""
    for line in queue(here().console.requests(first=0, most=MOST_SHOWN)):
        one = line.booking
        if (one.places and one.state is State.OFFERED) or waiting_answer(context().store.ledger(one.id), one, now()):
            continue
        if here().console.hold(one.id, me().id) == me().id:
            return redirect(url_for("console.booking", name=one.id), 303)
    tell(word("requests.no_next"), "info")
    return redirect(url_for("console.requests"), 303)


@pages.post("/requests/<name>/hold")
@needs(Action.ANSWER)
def hold(name: str) -> Response:
    """Take a request on, so that others see it, and go to it."""
    booking = found(name)
    holder = here().console.hold(booking.id, me().id)
    if holder != me().id:
        tell(word("requests.held_by", name=who(f"staff:{holder}")), "warning")
    return redirect(url_for("console.booking", name=booking.id), 303)
