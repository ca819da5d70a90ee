"""The schedule: a month's days, closures with all whom they hit, hours and places of a day."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.booking.notices.reminders import UNDO_WINDOW
from bot.booking.schedule.opening import DAY, at, known_times, today
from bot.booking.schedule.schedule import Closure
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.formatting import day as said_day
from bot.console.forms.beside import said_beside
from bot.console.forms.forms import Closing
from bot.console.forms.parsing import day_typed, version_in
from bot.console.page_context import actor, context, here, look_anew, me, now, said, tell, word
from bot.console.schedule.day import day_from
from bot.errors import RefusedError
from bot.ports.audit import Entry
from bot.service.schedule.closing import SCHEDULE, close_days, look_at_closing
from bot.service.schedule.closing import Closing as Seen
from bot.service.schedule.month import month_of
from bot.service.schedule.reopening import can_take_back, open_days_again, take_back_closing
from bot.service.staff.record_reads import note_page_of_names

FIELD_OF_ERROR = {
    "closure_backwards": "last",
    "closure_past": "first",
    "closure_too_long": "last",
    "closure_reason": "reason",
}


@dataclass(frozen=True)
class Typing:
    """What is being closed on the page: the form, whom it hits, what is wrong, who changed what meanwhile."""

    form: Closing
    seen: Seen | None = None
    problem: str = ""
    changes: Sequence[Entry] = ()


@pages.get("/schedule")
@needs(Action.SCHEDULE)
def schedule_page() -> str:
    """Show this month."""
    return _page(today(now()), Typing(Closing(formdata=None)))


@pages.get("/schedule/<day>")
@needs(Action.SCHEDULE)
def schedule_month(day: str) -> str:
    """Show the month of a day."""
    return _page(day_from(day), Typing(Closing(formdata=None)))


@pages.post("/schedule/close")
@needs(Action.SCHEDULE)
def close() -> Response | tuple[str, int]:
    """Show whom a closure hits, or close."""
    form = Closing()
    closure = _closure(form) if form.validate() else None
    if not closure:
        return _page(today(now()), Typing(form)), 400
    try:
        return _go(form, closure)
    except RefusedError as error:
        return _refused(form, closure, error)


def _go(form: Closing, closure: Closure) -> Response | tuple[str, int]:
    if request.form.get("stage") == "send":
        if version_shown() != version_now():
            raise RefusedError("schedule_changed")
        done = close_days(context(), closure, actor(), request.form.get("seen", ""))
        tell(word("schedule.close.done", said=span(closure), count=len(done.hits)))
        return redirect(url_for("console.schedule_month", day=closure.first), 303)
    seen = look_at_closing(context(), closure)
    note_page_of_names(context(), me(), "closing")
    return _page(closure.first, Typing(form, seen)), 200


def _refused(form: Closing, closure: Closure, error: RefusedError) -> tuple[str, int]:
    """Say what is wrong beside its field; show who was faster, and whom the closure hits now."""
    if not said_beside(form, error, FIELD_OF_ERROR):
        return _page(today(now()), Typing(form)), 400
    seen = look_at_closing(look_anew(), closure)
    typing = Typing(form, seen, word("schedule.overtaken"), changes_since(version_shown()))
    return _page(closure.first, typing), 409


@pages.post("/schedule/closures/<closure>/take-back")
@needs(Action.SCHEDULE)
def closing_take_back(closure: str) -> Response:
    """Take a closure back before anybody is told."""
    return _undone(lambda: take_back_closing(context(), closure, version_now(), actor()), "taken_back")


@pages.post("/schedule/closures/<closure>/open")
@needs(Action.SCHEDULE)
def closure_open(closure: str) -> Response:
    """Take a closure away."""
    return _undone(lambda: open_days_again(context(), closure, version_now(), actor()), "opened")


def _undone(do: Callable[[], Closure], key: str) -> Response:
    day = today(now())
    try:
        day = do().first
        tell(word(f"schedule.closures.{key}"))
    except RefusedError as error:
        tell(said(error), "danger")
    return redirect(url_for("console.schedule_month", day=day), 303)


def _closure(form: Closing) -> Closure | None:
    """Read what is closed; what can't be read is said beside its field."""
    first, last = _day(form, "first"), _day(form, "last") if form.last.data else None
    if form.first.errors or form.last.errors or not first:
        return None
    known = {f"{clock:%H:%M}": clock for clock in known_times(context().office)}
    typed = request.form.getlist("starts")
    if not known.keys() >= set(typed):
        form.first.errors = [word("schedule.close.bad_start")]
        return None
    starts = tuple(clock for text, clock in known.items() if text in typed)
    return Closure(uuid.uuid4().hex, first, last or first, form.reason.data, starts, by=me().id)


def _day(form: Closing, name: str) -> date | None:
    day = day_typed(form[name].data)
    if not day:
        form[name].errors = [word("schedule.close.bad_day")]
    return day


def changes_since(known: int) -> list[Entry]:
    """Give the entries that made the schedule newer than the version that somebody had before him."""
    newer = context().store.office_state().schedule.version - known
    return here().console.history(SCHEDULE)[-newer:] if newer > 0 else []


def version_now() -> int:
    """Give the version of the schedule as this request read it."""
    return context().office.schedule.version


def version_shown() -> int:
    """Give the version of the schedule that the page showed."""
    return version_in(request.form.get("version", ""), version_now())


def span(closure: Closure) -> str:
    """Say which days and times a closure covers."""
    first, last = (said_day(at(day, time(12))) for day in (closure.first, closure.last))
    days = first if closure.first == closure.last else f"{first}～{last}"
    return days + "".join(f" {clock:%H:%M}" for clock in closure.starts)


def _page(day: date, typing: Typing) -> str:
    present, month = now(), day.replace(day=1)
    closures = [one for one in context().office.schedule.closures if one.last >= today(present)]
    return render_template(
        "console/schedule.html",
        days=month_of(context(), here().console, month),
        month=month,
        before=month - DAY,
        after=(month + 31 * DAY).replace(day=1),
        today=today(present),
        now=present,
        closures=[(one, span(one), can_take_back(one, present), _left(one)) for one in closures],
        typing=typing,
        form=typing.form,
        times=known_times(context().office),
        starts=request.form.getlist("starts"),
        span=span,
        version=version_now(),
    )


def _left(closure: Closure) -> int:
    """Give the seconds in which it can still be taken back."""
    return max(0, int((closure.at + UNDO_WINDOW - now()).total_seconds())) if closure.at else 0
