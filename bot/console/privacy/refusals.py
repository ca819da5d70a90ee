"""Refusing a person further consultations, and lifting it: with a reason, the text to the person looked at first."""

from datetime import datetime, time

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from bot.booking.limits.refusal import LONGEST_REFUSAL_REASON, Refusal
from bot.booking.limits.refusal import lift as lifted
from bot.booking.model import Booking
from bot.booking.schedule.opening import DAY, at
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.bookings.booking_page import found
from bot.console.forms.beside import said_beside
from bot.console.forms.form_words import Form
from bot.console.forms.forms import stripped
from bot.console.forms.once import once
from bot.console.forms.parsing import day_typed
from bot.console.page_context import actor, context, here, me, now, tell, word
from bot.errors import RefusedError
from bot.messages.notices.booking import as_words
from bot.messages.notices.refusal import refusal_messages
from bot.service.events.reader_style import as_read_by
from bot.service.privacy.refusals import lift_one, planned, running, way, write_down
from bot.service.staff.record_reads import note_missed, note_opened, note_page_of_names

FIELD_OF_ERROR = {"refusal_until": "until", "refusal_reason": "reason"}


class Lifting(Form):
    """Why, and whether the person is told."""

    reason = TextAreaField(validators=[DataRequired(), Length(max=LONGEST_REFUSAL_REASON)], filters=[stripped])
    told = BooleanField()


class Refusing(Lifting):
    """Until when, too."""

    until = StringField(validators=[Length(max=10)], filters=[stripped])
    open_end = BooleanField()

    def ends(self) -> datetime | None:
        """Give the end, None for an open one; what is wrong stands beside the field."""
        if bool(self.until.data) == bool(self.open_end.data):
            self.until.errors = [word("refusal.both" if self.until.data else "refusal.day_or_open")]
        if self.open_end.data or self.until.errors:
            return None
        day = day_typed(self.until.data)
        if not day:
            self.until.errors = [word("refusal.bad_day")]
        return at(day + DAY, time.min) if day else None


@pages.get("/bookings/<name>/refuse")
@needs(Action.REFUSE)
def refuse(name: str) -> str:
    """Show the form."""
    return _refusing(found(name), Refusing(formdata=None, told=True))


@pages.post("/bookings/<name>/refuse")
@needs(Action.REFUSE)
@once("console.refuse")
def refuse_person(name: str) -> Response | str | tuple[str, int]:
    """Preview a refusal, or write it down."""
    one, form = found(name), Refusing()
    valid, until = form.validate(), form.ends()
    if not valid or form.until.errors:
        return _refusing(one, form), 400
    try:
        made = planned(context(), one, form.reason.data, until, actor())
        if request.form.get("stage") != "send":
            return _refusing(one, form, made)
        write_down(context(), one, made, told=form.told.data)
    except RefusedError as error:
        return _refusing(one, form, problem=said_beside(form, error, FIELD_OF_ERROR)), 409
    tell(word("refusal.done"))
    return redirect(url_for("console.refusals"), 303)


@pages.get("/refusals")
@needs(Action.REFUSE)
def refusals() -> str:
    """Show who is refused."""
    note_page_of_names(context(), me(), "refusals")
    found = context().store.refusals()
    kept = {one.id for one in here().console.bookings([one.booking for one in found])}
    return render_template("console/refusals.html", refusals=found, kept=kept, now=now())


@pages.get("/refusals/<refusal>/lift")
@needs(Action.REFUSE)
def lift(refusal: str) -> str:
    """Show the form that lifts a refusal."""
    return _lifting(_known(refusal), Lifting(formdata=None, told=True))


@pages.post("/refusals/<refusal>/lift")
@needs(Action.REFUSE)
def lift_refusal(refusal: str) -> Response | str | tuple[str, int]:
    """Preview the end of a refusal, or put an end to it."""
    one, form = _known(refusal), Lifting()
    if not form.validate():
        return _lifting(one, form), 400
    try:
        after = lifted(one, form.reason.data, actor(), now())
        if request.form.get("stage") != "send":
            return _lifting(one, form, after)
        lift_one(context(), one, form.reason.data, actor(), told=form.told.data)
    except RefusedError as error:
        return _lifting(one, form, problem=said_beside(form, error, FIELD_OF_ERROR)), 409
    tell(word("refusal.lifted"))
    return redirect(url_for("console.refusals"), 303)


def _known(refusal: str) -> Refusal:
    """Find a refusal, and note who opened it; or answer 404."""
    one = context().store.refusal(refusal)
    if not one:
        note_missed(context(), me())
        abort(404)
    note_opened(context(), me(), one.booking)
    return one


def _refusing(one: Booking, form: Refusing, wanted: Refusal | None = None, problem: str = "") -> str:
    shown = {"one": one, "already": running(context(), one), "back": url_for("console.booking", name=one.id)}
    return _page("refuse", one, form, wanted, problem=problem, **shown)


def _lifting(refusal: Refusal, form: Lifting, wanted: Refusal | None = None, problem: str = "") -> str:
    booking = context().store.booking(refusal.booking)
    return _page("lift", booking, form, wanted, problem=problem, refusal=refusal, back=url_for("console.refusals"))


def _page(name: str, booking: Booking | None, form: Lifting, wanted: Refusal | None, **shown: object) -> str:
    telling = bool(wanted and form.told.data and booking)
    spoken = as_read_by(context(), booking.user) if booking else context()
    texts = [as_words(refusal_messages(wanted, spoken.words, spoken.office))] if wanted and telling else []
    channel = way(context(), booking).value if booking else ""
    return render_template(
        f"console/{name}.html", form=form, wanted=wanted, texts=texts, channel=channel, can_tell=bool(booking), **shown
    )
