"""Who holds consultations: entering counsellors, their hours and absences. RefusedError says why it can't be."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from bot.booking.schedule.opening import DAY, today
from bot.booking.schedule.weekly import Weekly, weekly_from
from bot.booking.staff.counsellors import Counsellor, check, named
from bot.booking.staff.working_hours import check_week
from bot.errors import RefusedError
from bot.ports.audit import Entry, Record
from bot.ports.console import ConsoleStore
from bot.ports.context import RequestContext
from bot.ports.office import KeepSchedule, ScheduleIs
from bot.service.conflicts import tried
from bot.service.schedule.closing import SCHEDULE
from bot.service.staff.accounts import tidy_name

Change = Callable[[Counsellor], Counsellor]


def add_counsellor(context: RequestContext, console: ConsoleStore, made: Counsellor, actor: str) -> Counsellor:
    """Enter a counsellor; the account is named, and kept by its id."""
    tidy = replace(made, id=context.new_id(), name=tidy_name(made.name), account=_account(console, made.account))
    _keep(context, tidy, actor, "counsellor_added")
    return tidy


def change_counsellor(
    context: RequestContext, name: str, actor: str, action: str, change: Change, version: int | None = None
) -> Counsellor:
    """Change what is known of a counsellor; with the version that a page showed, only while that holds."""
    schedule = context.office.schedule
    if version not in (None, schedule.version):
        raise RefusedError("schedule_changed")
    after = change(find_counsellor(context, name))
    _keep(context, replace(after, name=tidy_name(after.name)), actor, action)
    return after


def remove_counsellor(context: RequestContext, name: str, actor: str) -> Counsellor:
    """Take a counsellor away who holds no booking; without any left, places are those of the office's file again."""
    gone, now = find_counsellor(context, name), context.clock.now()
    if context.store.assignments([gone.id], now - DAY).held:
        raise RefusedError("counsellor_has_bookings")
    schedule = context.office.schedule
    writes = (KeepSchedule(schedule.without_counsellor(gone.id)), _entry(context, actor, "counsellor_removed", gone))
    if not tried(context.store, (ScheduleIs(schedule.version),), writes):
        raise RefusedError("schedule_changed")
    return gone


def find_counsellor(context: RequestContext, name: str) -> Counsellor:
    """Find a counsellor by id or name."""
    wanted = tidy_name(name)
    return named(context.office.schedule.counsellors, wanted, today(context.clock.now()))


def changed(console: ConsoleStore, before: Counsellor, told: dict[str, Any]) -> Counsellor:
    """Give a counsellor with what was told anew; the account by its name, the week by its text."""
    values = dict(told)
    if "account" in values:
        values["account"] = _account(console, values["account"])
    if "weekly" in values:
        values["weekly"] = weekly_of(values["weekly"])
    after: Counsellor = replace(before, **values)
    return after


def weekly_of(text: str) -> Weekly:
    """Read the hours of a week; RefusedError says what to mend."""
    try:
        return weekly_from(text)
    except ValueError as wrong:
        raise RefusedError("bad_weekly", said=str(wrong)) from None


def ended(counsellor: Counsellor, last: date) -> Counsellor:
    """Let the last day of a counsellor be this one."""
    if counsellor.since and last < counsellor.since:
        raise RefusedError("counsellor_backwards")
    return replace(counsellor, until=last)


def _account(console: ConsoleStore, name: str) -> str:
    """Give the id of an account that is told by its name or id, "" for none."""
    if not name:
        return ""
    found = console.staff_named(tidy_name(name)) or console.staff(name)
    if not found or not found.enabled:
        raise RefusedError("unknown_staff")
    return found.id


def _keep(context: RequestContext, counsellor: Counsellor, actor: str, action: str) -> None:
    schedule = context.office.schedule
    check(counsellor, schedule.counsellors, today(context.clock.now()))
    if all((one.id, one.weekly) != (counsellor.id, counsellor.weekly) for one in schedule.counsellors):
        check_week(context.office, counsellor.weekly)
    writes = (KeepSchedule(schedule.with_counsellor(counsellor)), _entry(context, actor, action, counsellor))
    if not tried(context.store, (ScheduleIs(schedule.version),), writes):
        raise RefusedError("schedule_changed")


def _entry(context: RequestContext, actor: str, action: str, counsellor: Counsellor) -> Record:
    return Record(Entry(context.clock.now(), actor, action, SCHEDULE, counsellor.id))
