"""The audit view: who saw whose record between two times, in one query."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from flask import render_template, request

from bot.booking.schedule.opening import DAY, at, today
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.forms.parsing import here_typed
from bot.console.page_context import context, here, now
from bot.ports.audit import Entry
from bot.service.audit.queries import Asked, records
from bot.service.audit.verify import broken_in_words, verify

MOST_ENTRIES = 500
LAST_MINUTE = time(23, 59)
A_MINUTE = timedelta(minutes=1) - timedelta(microseconds=1)  # the minute that was asked for counts whole


@pages.get("/records")
@needs(Action.AUDIT)
def records_page() -> str:
    """Show the entries that are asked for; the address holds ids and times only."""
    asked, checked = _asked(), request.args.get("verify") == "1"
    found = records(context(), asked)
    verdict = verify(context()) if checked else None
    return render_template(
        "console/records.html",
        found=found[:MOST_ENTRIES],
        numbers=_numbers(found[:MOST_ENTRIES]),
        all=len(found),
        most=MOST_ENTRIES,
        asked=asked,
        verdict=verdict,
        broken=broken_in_words(here().words, verdict.broken) if verdict else "",
        staff=here().console.all_staff(),
    )


def _numbers(entries: Sequence[Entry]) -> dict[str, str]:
    """Give the number of each booking that is still there, by its id."""
    return {one.id: one.number for one in here().console.bookings(sorted({entry.booking for entry in entries} - {""}))}


def _asked() -> Asked:
    present = today(now())
    number = request.args.get("booking", "").strip()
    found = context().store.booking(number) if number else None
    return Asked(
        _moment("since", present - 7 * DAY, time.min),
        _moment("until", present, LAST_MINUTE) + A_MINUTE,
        actor=request.args.get("actor", ""),
        booking=found.id if found else number,
        only_seen=request.args.get("seen") == "1",
    )


def _moment(name: str, otherwise: date, clock: time) -> datetime:
    """Read a day and time as the form sends them, in Japan; a day alone takes `clock`."""
    text = request.args.get(name, "")
    return here_typed(text if "T" in text else f"{text}T{clock:%H:%M}") or at(otherwise, clock)
