"""The settings: what is on, what is missing."""

from flask import render_template

from bot.booking.opening import today
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.page_context import context, here, now
from bot.dialogue.reading import say_hours
from bot.dialogue.terms import in_force
from bot.ports.work import QUEUES
from bot.service.health.compare import noted
from bot.service.notices.alarms import warnings
from bot.service.notices.circuit import line_state


@pages.get("/settings")
@needs(Action.SETTINGS)
def overview() -> str:
    """Show how this deployment is set up."""
    health = context().store.health()
    return render_template(
        "console/overview.html",
        office=context().office,
        hours=say_hours(context().office.consultation),
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
