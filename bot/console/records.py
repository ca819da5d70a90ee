"""The audit view: who saw whose record between two days, in one query."""

from datetime import date, time

from flask import render_template, request

from bot.booking.opening import DAY, at, today
from bot.console.gate import needs, pages
from bot.console.here import here, now, services
from bot.console.roles import Action
from bot.service.audit import verify
from bot.service.records import Asked, records

MOST = 500


@pages.get("/records")
@needs(Action.AUDIT)
def records_page() -> str:
    """Show the entries that are asked for; the address holds ids and days only."""
    asked, checked = _asked(), request.args.get("verify") == "1"
    found = records(services(), asked)
    count, broken = verify(services()) if checked else (0, "")
    return render_template(
        "console/records.html",
        found=found[:MOST],
        all=len(found),
        most=MOST,
        asked=asked,
        count=count,
        broken=broken,
        checked=checked,
        staff=here().desk.all_staff(),
    )


def _asked() -> Asked:
    present = today(now())
    since, until = _day("since", present - 7 * DAY), _day("until", present)
    number = request.args.get("booking", "").strip()
    found = services().store.booking(number) if number else None
    return Asked(
        at(since, time.min),
        at(until, time.max),
        actor=request.args.get("actor", ""),
        booking=found.id if found else number,
        only_seen=request.args.get("seen") == "1",
    )


def _day(name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return otherwise
