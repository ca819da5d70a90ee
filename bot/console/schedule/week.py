"""The week: totals of each day. And the counts in every page's head."""

from datetime import time, timedelta

from flask import render_template

from bot.booking.opening import at, monday_of, today, weekdays_shown
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.page_context import context, counts, here, now
from bot.console.schedule.day import day_from
from bot.service.schedule.day_and_week import week_of

WEEK = timedelta(days=7)


@pages.get("/week")
@needs(Action.SEE)
def this_week() -> str:
    """Show the week of today."""
    return week(today(now()).isoformat())


@pages.get("/week/<day>")
@needs(Action.SEE)
def week(day: str) -> str:
    """Show the week of a day."""
    monday = monday_of(day_from(day))
    totals = week_of(context(), here().console, monday, weekdays_shown(context().office))
    return render_template(
        "console/week.html",
        totals=[(one, at(one.day, time(12))) for one in totals],
        before=monday - WEEK,
        after=monday + WEEK,
        today=today(now()),
    )


@pages.get("/badges")
@needs(Action.SEE, passive=True)
def badges() -> str:
    """Give the counts of the head alone."""
    return render_template("console/badges.html", waiting=counts())
