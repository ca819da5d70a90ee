"""Hours and places of one day."""

import re
from datetime import date, time

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.booking.schedule.opening import at, start_times, times_on, usual_times
from bot.booking.schedule.schedule import Hours
from bot.booking.text import compatible
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.formatting import day as said_day
from bot.console.forms.beside import said_beside
from bot.console.forms.forms import DayHours
from bot.console.forms.parsing import clock_typed
from bot.console.page_context import actor, context, me, tell, word
from bot.console.schedule.day import day_from
from bot.console.schedule.month import changes_since, version_now, version_shown
from bot.errors import RefusedError
from bot.ports.audit import Entry
from bot.service.schedule.month import outside
from bot.service.schedule.reopening import LeftOut, look_at_hours, set_hours
from bot.service.staff.record_reads import note_page_of_names

FIELD_OF_ERROR = {
    "hours_backwards": "last_start",
    "hours_places": "places",
    "hours_past": "first_start",
    "hours_first_grid": "first_start",
    "hours_last_grid": "last_start",
    "hours_first_closed": "first_start",
    "hours_last_closed": "last_start",
    "hours_unusual": "sure",
}
NOON = time(12)


@pages.get("/schedule/<day>/hours")
@needs(Action.SCHEDULE)
def hours(day: str) -> str:
    """Show what differs on a day."""
    known = context().office.schedule.on(day_from(day))
    form = DayHours(formdata=None, data={name: _text(getattr(known, name)) for name in FIELDS})
    return _page(known.day, form, {f"{clock:%H:%M}": str(count) for clock, count in known.at_start})


@pages.post("/schedule/<day>/hours")
@needs(Action.SCHEDULE)
def hours_set(day: str) -> Response | tuple[str, int]:
    """Set what differs on a day."""
    wanted, form = day_from(day), DayHours()
    typed = {name.removeprefix("at-"): value for name, value in request.form.items() if name.startswith("at-")}
    found = _hours(wanted, form, typed) if form.validate() else None
    if not found:
        return _page(wanted, form, typed), 400
    try:
        left = look_at_hours(context(), found, sure=bool(form.sure.data))
        if left.bookings and version_shown() == version_now() and request.form.get("seen") != left.mark:
            note_page_of_names(context(), me(), "hours")
            return _page(wanted, form, typed, left=left), 200
        set_hours(context(), found, version_shown(), actor(), sure=bool(form.sure.data))
    except RefusedError as error:
        if problem := said_beside(form, error, FIELD_OF_ERROR):
            return _page(wanted, form, typed, problem, changes_since(version_shown())), 409
        return _page(wanted, form, typed), 400
    tell(word("schedule.saved", day=said_day(at(wanted, NOON))))
    if left.bookings:
        link = {"link": url_for("console.hours", day=wanted), "label": word("schedule.hours.left_link")}
        tell(word("schedule.hours.left_done", count=len(left.bookings)), "warning", link)
    return redirect(url_for("console.schedule_month", day=wanted), 303)


FIELDS = ("first_start", "last_start", "places")


def _hours(day: date, form: DayHours, typed: dict[str, str]) -> Hours | None:
    """Read what differs; what can't be read is said beside its field."""
    first, last = _clock(form, "first_start"), _clock(form, "last_start")
    counts = {clock: compatible(count).strip() for clock, count in typed.items()}
    at_start = {clock_typed(clock): count for clock, count in counts.items() if count}
    if None in at_start or not all(re.fullmatch(r"[0-9]{0,2}", count) for count in counts.values()):
        form.places.errors = [word("schedule.hours.bad_count")]
    if form.first_start.errors or form.last_start.errors or form.places.errors:
        return None
    each = tuple((clock, int(count)) for clock, count in at_start.items() if clock)
    return Hours(day, first, last, int(form.places.data) if form.places.data else None, each, me().id)


def _clock(form: DayHours, name: str) -> time | None:
    if not form[name].data:
        return None
    clock = clock_typed(form[name].data)
    if clock is None:
        form[name].errors = [word("schedule.hours.bad_time")]
    return clock


def _text(value: time | int | None) -> str:
    if value is None:
        return ""
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _page(
    day: date,
    form: DayHours,
    typed: dict[str, str],
    problem: str = "",
    changes: list[Entry] | None = None,
    *,
    left: LeftOut | None = None,
) -> str:
    office = context().office
    return render_template(
        "console/hours.html",
        day=day,
        moment=at(day, NOON),
        form=form,
        typed=typed,
        times=sorted({*usual_times(office, day), *times_on(office, day)}) or start_times(office),
        usual=word("counsellors.by_duty") if office.schedule.counsellors else office.places,
        outside=() if left else outside(context(), day),
        left=left,
        problem=problem,
        changes=changes or [],
        version=version_now(),
    )
