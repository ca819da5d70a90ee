"""Sending again what LINE accepted in a span and may not have brought: choose, look, send."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.booking.schedule.opening import TOKYO
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.forms.forms import SpanOfTime
from bot.console.forms.parsing import here_typed
from bot.console.page_context import actor, context, here, now, said, tell, word
from bot.errors import RefusedError
from bot.service.notices.resend_accepted import (
    Accepted,
    Span,
    accepted_in,
    mark_of,
    reasons,
    resend_accepted,
    span_of,
    wanted,
)

DATETIME_FORMAT = "%Y-%m-%dT%H:%M"  # as a browser's field for day and time gives it
SHOWN_AT_FIRST = timedelta(hours=2)
FIELD_OF_ERROR = {"span_backwards": "until", "span_ahead": "until", "span_too_long": "since"}


@pages.get("/resend-accepted")
@needs(Action.RESEND_ACCEPTED)
def accepted() -> str:
    """Show the form, filled in with the last two hours."""
    form, here_now = SpanOfTime(formdata=None), now().astimezone(TOKYO)
    form.since.data, form.until.data = f"{here_now - SHOWN_AT_FIRST:{DATETIME_FORMAT}}", f"{here_now:{DATETIME_FORMAT}}"
    return _page(form)


@pages.post("/resend-accepted")
@needs(Action.RESEND_ACCEPTED)
def accepted_again() -> Response | str | tuple[str, int]:
    """Show what would be sent, or send it."""
    form = SpanOfTime()
    span = _span(form) if form.validate() else None
    if not span:
        return _page(form), 400
    if request.form.get("stage") != "send":
        return _page(form, accepted_in(context(), here().console, span))
    try:
        done = resend_accepted(context(), here().console, span, actor(), request.form.get("seen") or "not looked at")
    except RefusedError as error:
        return _page(form, accepted_in(context(), here().console, span), said(error)), 409
    tell(word("resend_accepted.done", count=len(done)))
    return redirect(url_for("console.accepted"), 303)


def _span(form: SpanOfTime) -> Span | None:
    """Read the span; what is wrong stands beside its field."""
    since, until = _moment(form, "since"), _moment(form, "until")
    if not since or not until:
        return None
    try:
        return span_of(context(), since, until)
    except RefusedError as error:
        form[FIELD_OF_ERROR[error.code]].errors = [said(error)]
        return None


def _moment(form: SpanOfTime, name: str) -> datetime | None:
    moment = here_typed(form[name].data)
    if not moment:
        form[name].errors = [word("resend_accepted.bad_time")]
    return moment


def _page(form: SpanOfTime, found: Sequence[Accepted] | None = None, problem: str = "") -> str:
    return render_template(
        "console/resend_accepted.html",
        form=form,
        found=found,
        wanted=wanted(found or ()),
        left=reasons(found or ()),
        mark=mark_of(found or ()),
        problem=problem,
    )
