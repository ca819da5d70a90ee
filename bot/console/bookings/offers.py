"""Offering other times: picked among the free ones by day, shown as the seeker will read them, taken back in time."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.booking.model import Booking
from bot.booking.notices.reminders import UNDO_WINDOW
from bot.booking.offers import MOST_TIMES
from bot.booking.schedule.opening import TOKYO, today
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.bookings.answers import version_typed
from bot.console.bookings.booking_page import Typed, booking_page, changes_since, found
from bot.console.forms.forms import Offer
from bot.console.forms.once import once
from bot.console.forms.parsing import moment_typed
from bot.console.page_context import actor, context, now, said, tell, word
from bot.errors import RefusedError
from bot.service.bookings.offers import free_for_offers, offer_preview, offer_times, take_for_seeker

Days = list[tuple[date, list[datetime]]]
AT_ONCE = 5  # days of which the times are seen without a press


@pages.get("/bookings/<name>/offer")
@needs(Action.ANSWER)
def offer(name: str) -> str:
    """Show the times that can be offered."""
    return _page(found(name), Offer(formdata=None))


@pages.post("/bookings/<name>/offer")
@needs(Action.ANSWER)
@once("console.booking")
def offer_send(name: str) -> Response | str | tuple[str, int]:
    """Preview an offer, or carry it out."""
    one, form = found(name), Offer()
    times = moments(request.form.getlist("time"))
    if not form.validate():
        return _page(one, form, times), 400
    try:
        if version_typed() != one.version:
            raise RefusedError("changed_meanwhile", id=one.number)
        after, texts = offer_preview(context(), one, times, form.reason.data)
        if request.form.get("stage") != "send":
            return _page(one, form, times, texts, after=after)
        after = offer_times(
            context(), one.id, times, actor(), reason=form.reason.data, version=one.version, delay=UNDO_WINDOW
        )
    except RefusedError as error:
        return _page(found(name), form, times, problem=said(error)), 409
    tell(word("proposal.done", number=after.number))
    return redirect(url_for("console.booking", name=after.id), 303)


@pages.post("/bookings/<name>/take-offer")
@needs(Action.ANSWER)
@once("console.booking")
def take(name: str) -> Response | tuple[str, int]:
    """Take an offered time for a seeker who said so by telephone."""
    one, known, wanted = found(name), version_typed(), moments(request.form.getlist("time"))
    try:
        if not wanted:
            raise RefusedError("offer_over")
        after = take_for_seeker(context(), one.id, wanted[0], actor(), known)
    except RefusedError as error:
        newer = found(name)
        return booking_page(newer, typed=Typed(problem=said(error), changes=changes_since(newer, known))), 409
    tell(word("proposal.taken", number=after.number))
    return redirect(url_for("console.booking", name=after.id), 303)


def moments(texts: Sequence[str]) -> list[datetime]:
    """Read the times that were picked; what is none is left out."""
    return [moment for moment in map(_moment, texts) if moment]


def _moment(text: str) -> datetime | None:
    moment = moment_typed(text)
    return moment.astimezone(TOKYO) if moment and moment.tzinfo else None


@pages.app_template_global("around")
def around(days: Days, wished: datetime | None) -> tuple[Days, Days, Days]:
    """Part days into those before, those that are seen at once and those after: around the wished one, or the first."""
    ahead = sum(day < today(wished) for day, _ in days) if wished else 0
    first = max(0, min(ahead - AT_ONCE // 2, len(days) - AT_ONCE))
    return days[:first], days[first : first + AT_ONCE], days[first + AT_ONCE :]


def by_day(times: Sequence[datetime]) -> Days:
    """Group times by day."""
    return [(day, list(starts)) for day, starts in groupby(times, today)]


def _page(
    one: Booking,
    form: Offer,
    picked: Sequence[datetime] = (),
    texts: Sequence[str] = (),
    problem: str = "",
    after: Booking | None = None,
) -> str:
    return render_template(
        "console/offer.html",
        one=one,
        form=form,
        days=by_day([start for start in free_for_offers(context(), one, now()) if start != one.start]),
        picked=set(picked),
        texts=texts,
        after=after,
        problem=problem,
        most=MOST_TIMES,
    )
