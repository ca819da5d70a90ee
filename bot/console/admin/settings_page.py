"""The settings: what is on, what is missing."""

from datetime import date, time

from flask import render_template

from bot.booking.schedule.opening import at, today
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.formatting import day
from bot.console.page_context import context, here, now, word
from bot.dialogue.terms import in_force
from bot.dialogue.words.hours import say_hours
from bot.ports.work import QUEUES
from bot.service.health.compare import noted
from bot.service.notices.alarms import warnings
from bot.service.notices.circuit import line_state


def _closures() -> list[str]:
    """Say the days that are closed: those of the office's file, and those that staff closed and that are not over."""
    office, present = context().office, today(now())
    days = [(one, one, "") for one in office.closures]
    days += [(one.first, one.last, one.reason) for one in office.schedule.closures]
    return [_said(*one) for one in sorted(days) if one[1] >= present]


def _said(first: date, last: date, reason: str) -> str:
    ends = dict.fromkeys(f"{one.year}年{day(at(one, time(12)))}" for one in (first, last))
    return "～".join(ends) + (f" {reason}" if reason else "")


@pages.get("/settings")
@needs(Action.SETTINGS)
def overview() -> str:
    """Show how this deployment is set up."""
    health = context().store.health()
    return render_template(
        "console/overview.html",
        office=context().office,
        places=word("counsellors.by_duty") if context().office.schedule.counsellors else context().office.places,
        hours=say_hours(context().office.consultation),
        last_start=context().words.common.get("last_start", ""),
        closures=_closures(),
        on=here().setup.on,
        reply_to=context().words.common.get("reply_to", ""),
        queues=[(name, name in health.alive) for name in QUEUES],
        overdue=health.overdue_since,
        warnings=warnings(context()),
        line=line_state(context()),
        differences=noted(context()),
        terms=context().terms,
        current=in_force(context().terms, today(now())),
    )
