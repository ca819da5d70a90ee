"""The week: a grid with names, and totals of each day. And the counts in every page's head."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from flask import render_template, request
from markupsafe import Markup

from bot.booking.schedule.opening import at, monday_of, today, weekdays_shown
from bot.booking.staff.counsellors import Counsellor, short_names
from bot.booking.staff.staff import Role
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.page_context import context, here, me, now
from bot.console.schedule.day import day_from, mine
from bot.service.schedule.day_and_week import week_of
from bot.service.schedule.week_grid import WeekGrid, week_grid
from bot.service.staff.record_reads import note_page_of_names

WEEK = timedelta(days=7)
EVERYBODYS = "all"  # what the address says of whose places are shown, beside the id of a counsellor
NOBODYS = "none"


@pages.get("/week")
@needs(Action.SEE)
def this_week() -> str:
    """Show the week of today."""
    return week(today(now()).isoformat())


@pages.get("/week/<day>")
@needs(Action.SEE)
def week(day: str) -> str:
    """Show the week of a day, all of it or what one counsellor has."""
    monday, shown = monday_of(day_from(day)), weekdays_shown(context().office)
    grid, whose = week_grid(context(), monday, shown, now()), _whose()
    note_page_of_names(context(), me(), f"{grid.days[0]} {grid.days[-1]}")
    return render_template(
        "console/week.html",
        grid=grid if whose == EVERYBODYS else grid.only_of("" if whose == NOBODYS else whose),
        totals=[(one, at(one.day, time(12))) for one in week_of(context(), here().console, monday, shown, now())],
        at=at,
        whose=whose,
        choices=_choices(grid),
        mine=mine(),
        names=short_names(context().office.schedule.counsellors),
        before=monday - WEEK,
        after=monday + WEEK,
        today=today(now()),
        now=now(),
    )


def _whose() -> str:
    """Say whose places are asked for; a counsellor sees the own ones first."""
    own, asked = mine(), request.args.get("whose", "")
    if asked in {NOBODYS, *(one.id for one in context().office.schedule.counsellors)}:
        return asked
    is_first = request.endpoint == "console.this_week" and me().role is Role.COUNSELLOR
    return own.id if own and is_first and not asked else EVERYBODYS


def _choices(grid: WeekGrid) -> list[tuple[str, str]]:
    """Give whose places may be chosen, as (what the address says, the name): who is there in these days, or has any."""
    every = context().office.schedule.counsellors
    there = [one for one in every if one.id in grid.whose or _is_here(one, grid.days)]
    nobodys = [(NOBODYS, "")] if every and "" in grid.whose else []
    return [*((one.id, one.name) for one in there), *nobodys]


def _is_here(one: Counsellor, days: Sequence[date]) -> bool:
    return any(one.hours_on(day) for day in days)


@pages.app_template_global("cells_of")
def cells_of(grid: WeekGrid, show: Callable[[datetime], Markup]) -> dict[datetime, Markup]:
    """Show what there is at each start: once, though a wide page and a narrow one have it in different places."""
    return {start: show(start).strip() for start in {*grid.places, *grid.left}}
