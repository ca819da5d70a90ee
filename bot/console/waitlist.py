"""Who waits for a place: how many for each day and part of the day, and the offers that are out."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time

from flask import render_template

from bot.booking.opening import at
from bot.booking.waiting import Part, WaitingWish
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.page_context import context
from bot.console.schedule.day import note_listing


@dataclass(frozen=True)
class Line:
    """One day: the moment it is shown by, and how many wait for its parts."""

    moment: datetime
    counts: tuple[int, ...]


@pages.get("/waiting")
@needs(Action.SEE)
def waiting_list() -> str:
    """Show the waiting list."""
    note_listing("waiting")
    seen = context().store.list_now()
    offers = sorted((one for one in seen.wishes if one.offered and one.until), key=lambda one: (one.until, one.id))
    return render_template(
        "console/waiting.html",
        count=len(seen.wishes),
        lines=lines(seen.wishes),
        offers=[(one.answers["name"].value if "name" in one.answers else "", one) for one in offers],
        released=len(seen.released),
        parts=tuple(Part),
    )


def lines(wishes: tuple[WaitingWish, ...]) -> list[Line]:
    """Count by day and part of the day; who takes several is counted at each."""
    counts: Counter[tuple[date, Part]] = Counter(
        (day, part) for one in wishes for day in one.days for part in one.parts
    )
    days = sorted({day for day, _ in counts})
    return [Line(at(day, time(12)), tuple(counts[day, part] for part in Part)) for day in days]
