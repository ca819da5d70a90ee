"""The counsellors: the list, entering one, hours, absences, the last day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.booking.schedule.opening import at, nothing_ahead, today
from bot.booking.staff.counsellors import Away, Counsellor, absence, after_day, with_absence, without_absence
from bot.booking.staff.working_hours import outside
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.forms.beside import said_beside
from bot.console.forms.forms import AbsenceForm, CounsellorForm, language_name
from bot.console.forms.once import once
from bot.console.forms.parsing import clock_typed, day_typed, here_typed
from bot.console.page_context import actor, context, here, look_anew, now, said, tell, word
from bot.console.schedule.month import version_now, version_shown
from bot.errors import RefusedError
from bot.service.counsellors.away import held_in
from bot.service.counsellors.unheld import unheld_by
from bot.service.schedule.counsellors import (
    add_counsellor,
    change_counsellor,
    changed,
    ended,
    find_counsellor,
    weekly_of,
)

FIELD_OF_ERROR = {
    "bad_weekly": "weekly",
    "hours_too_short": "weekly",
    "counsellor_name": "name",
    "counsellor_name_taken": "name",
    "unseen_in_name": "name",
    "counsellor_backwards": "until",
    "counsellor_host": "zoom_host",
    "unknown_staff": "account",
    "absence_backwards": "last",
    "absence_too_long": "last",
    "no_such_absence": "first",
    "too_many_absences": "first",
}
DAYS = ("since", "until", "every_other")
Change = Callable[[Counsellor], Counsellor]


@pages.get("/counsellors")
@needs(Action.SCHEDULE)
def counsellors() -> str:
    """Show the list, and a form for one more."""
    return _list(CounsellorForm(formdata=None))


@pages.post("/counsellors")
@needs(Action.SCHEDULE)
def counsellor_add() -> Response | tuple[str, int]:
    """Enter a counsellor."""
    form = CounsellorForm()
    try:
        values = _values(form)
        if values is None:
            return _list(form), 400
        week = weekly_of(values.pop("weekly"))
        made = add_counsellor(context(), here().console, replace(Counsellor("", "", week), **values), actor())
    except RefusedError as error:
        return _list(form, said_beside(form, error, FIELD_OF_ERROR)), 400
    tell(word("counsellors.added", name=made.name))
    _tell_of_hours(made)
    _tell_if_nobody()
    return redirect(url_for("console.counsellor", counsellor=made.id), 303)


@pages.get("/counsellors/<counsellor>")
@needs(Action.SCHEDULE)
def counsellor(counsellor: str) -> str:
    """Show one counsellor, to be changed."""
    one = counsellor_found(counsellor)
    return _one(one, CounsellorForm(formdata=None, data=_typed(one)), AbsenceForm(formdata=None))


@pages.post("/counsellors/<counsellor>")
@needs(Action.SCHEDULE)
def counsellor_set(counsellor: str) -> Response | tuple[str, int]:
    """Change what is known of a counsellor."""
    before, form = counsellor_found(counsellor), CounsellorForm()
    try:
        values = _values(form)
        if values is None:
            return _one(before, form, AbsenceForm(formdata=None)), 400
        return _done(before, "counsellor_set", lambda one: changed(here().console, one, values), "saved")
    except RefusedError as error:
        return _one(before, form, AbsenceForm(formdata=None), said_beside(form, error, FIELD_OF_ERROR)), 400


@pages.post("/counsellors/<counsellor>/absence")
@needs(Action.SCHEDULE)
@once("console.counsellor")
def counsellor_absence(counsellor: str) -> Response | tuple[str, int]:
    """Enter an absence."""
    before, form = counsellor_found(counsellor), AbsenceForm()
    try:
        away = _away(form) if form.validate() else None
        if away:
            return _done(before, "absence_added", lambda one: with_absence(one, away), "absent")
        problem = ""
    except RefusedError as error:
        problem = said_beside(form, error, FIELD_OF_ERROR)
    return _one(before, CounsellorForm(formdata=None, data=_typed(before)), form, problem), 400


@pages.post("/counsellors/<counsellor>/present")
@needs(Action.SCHEDULE)
@once("console.counsellor")
def counsellor_present(counsellor: str) -> Response | tuple[str, int]:
    """Take an absence away."""
    before = counsellor_found(counsellor)
    since, until = (here_typed(request.form.get(name, "")) for name in ("on", "back"))
    known = next((one for one in before.absences if (one.since, one.until) == (since, until)), None)
    if not known:
        tell(word("refused.no_such_absence"), "danger")
        return redirect(url_for("console.counsellor", counsellor=before.id), 303)
    return _pressed(before, "absence_removed", lambda one: without_absence(one, known), "present")


@pages.post("/counsellors/<counsellor>/end")
@needs(Action.SCHEDULE)
@once("console.counsellor")
def counsellor_end(counsellor: str) -> Response | tuple[str, int]:
    """Let today be the last day of a counsellor."""
    before = counsellor_found(counsellor)
    return _pressed(before, "counsellor_ended", lambda one: ended(one, today(now())), "ended")


def counsellor_found(name: str) -> Counsellor:
    """Find a counsellor, or answer 404."""
    try:
        return find_counsellor(context(), name)
    except RefusedError:
        abort(404)


def _pressed(before: Counsellor, action: str, change: Change, told: str) -> Response:
    try:
        return _done(before, action, change, told)
    except RefusedError as error:
        tell(said(error), "danger")
        return redirect(url_for("console.counsellor", counsellor=before.id), 303)


def _done(before: Counsellor, action: str, change: Change, told: str) -> Response:
    after = change_counsellor(context(), before.id, actor(), action, change, version_shown())
    tell(word(f"counsellors.{told}", name=after.name))
    _tell_of_bookings(before, after)
    if after.weekly != before.weekly:
        _tell_of_hours(after)
    _tell_if_nobody()
    return redirect(url_for("console.counsellor", counsellor=after.id), 303)


def _tell_if_nobody() -> None:
    """Say that nobody can book anything any more, where no counsellor is there on any day ahead."""
    if nothing_ahead(look_anew().office, now()):
        tell(word("counsellors.nothing_ahead"), "warning")


def _tell_of_hours(one: Counsellor) -> None:
    """Say which hours of the week open no time, as the office holds no consultation then."""
    if useless := outside(context().office, one.weekly):
        tell(word("counsellors.outside", said="、".join(useless)), "warning")


def _tell_of_bookings(before: Counsellor, after: Counsellor) -> None:
    """Say how many bookings the counsellor can't hold any more, and lead to handing them over."""
    count = unheld_by(context(), here().console, after, now())
    if not count or after == before:
        return
    fresh = [one for one in after.absences if one not in before.absences]
    span = fresh[0] if fresh else after_day(after.until) if after.until and after.until != before.until else None
    link = _hand_over_url(after, span) if span else url_for("console.todo")
    label = word("counsellors.away.open" if span else "counsellors.away.todo")
    tell(word("counsellors.away.hit", name=after.name, count=count), "warning", {"link": link, "label": label})


def _hand_over_url(one: Counsellor, away: Away) -> str:
    since, until = away.since.isoformat(), away.until.isoformat()
    return url_for("console.hand_over", counsellor=one.id, since=since, until=until)


def _values(form: CounsellorForm) -> dict[str, Any] | None:
    """Read what was typed; what can't be read is said beside its field."""
    valid, days = form.validate(), {name: _day(form, name) for name in DAYS}
    if not valid or any(form[name].errors for name in DAYS):
        return None
    lists = {name: tuple(form[name].data) for name in ("purposes", "skills", "languages")}
    texts = {name: form[name].data for name in ("name", "weekly", "account", "zoom_host")}
    return {**texts, **lists, **days}


@pages.app_template_global("languages_of")
def languages_of(one: Counsellor) -> str:
    """Name the languages in which a counsellor counsels beside Japanese."""
    return "・".join(map(language_name, one.languages))


def _day(form: CounsellorForm | AbsenceForm, name: str) -> date | None:
    if not form[name].data:
        return None
    day = day_typed(form[name].data)
    if not day:
        form[name].errors = [word("schedule.close.bad_day")]
    return day


def _away(form: AbsenceForm) -> Away | None:
    """Read an absence: with times from one of them to the other, without any the whole days."""
    first, last = _day(form, "first"), _day(form, "last")
    clocks = {name: clock_typed(form[name].data) if form[name].data else None for name in ("since", "until")}
    for name, clock in clocks.items():
        if form[name].data and not clock:
            form[name].errors = [word("schedule.hours.bad_time")]
    if not first or any(form[name].errors for name in ("first", "last", "since", "until")):
        return None
    since: date | datetime = at(first, clocks["since"]) if clocks["since"] else first
    until: date | datetime = at(last or first, clocks["until"]) if clocks["until"] else last or first
    return absence(since, until)


def _typed(one: Counsellor) -> dict[str, Any]:
    days = {name: str(getattr(one, name) or "") for name in DAYS}
    return {
        **{name: getattr(one, name) for name in ("name", "account", "zoom_host")},
        "purposes": list(one.purposes),
        "skills": list(one.skills),
        "languages": list(one.languages),
        "weekly": one.weekly.to_edit,
        **days,
    }


def _list(form: CounsellorForm, problem: str = "") -> str:
    day = today(now())
    every = sorted(context().office.schedule.counsellors, key=lambda one: (one.has_ended(day), one.name))
    return render_template(
        "console/counsellors.html", every=every, form=form, problem=problem, today=day, version=version_now()
    )


def _one(one: Counsellor, form: CounsellorForm, away: AbsenceForm, problem: str = "") -> str:
    after = after_day(one.until or today(now()))
    return render_template(
        "console/counsellor.html",
        one=one,
        form=form,
        away=away,
        problem=problem,
        today=today(now()),
        version=version_now(),
        left=len(held_in(context(), one, after)),
        after=after,
        hits={each: len(held_in(context(), one, each)) for each in one.absences if each.until > now()},
    )
