"""Entering a booking for a seeker. What is wrong stands beside its field; all that was typed stays."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, Field, HiddenField, SelectField, StringField
from wtforms.validators import AnyOf, DataRequired, Length

from bot.booking.model import INTERPRETER, Answer, Booking
from bot.booking.schedule.opening import TOKYO, known_times, today
from bot.booking.staff.bookable_by_staff import REASONS, is_past_cut_off, starts_for_staff
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.bookings.offers import by_day, moments
from bot.console.forms.beside import said_beside
from bot.console.forms.form_words import Form, told_later
from bot.console.page_context import actor, context, here, me, now, tell, word
from bot.dialogue.flows.book import LANGUAGE, QUESTIONS
from bot.dialogue.questions.kinds import OneOf
from bot.dialogue.reading import (
    At,
    Retry,
    Value,
    contains_my_number,
    read_email,
    read_name,
    read_number,
    read_telephone,
    read_when,
)
from bot.dialogue.terms import in_force
from bot.errors import RefusedError
from bot.service.bookings.staff_booking import (
    AGREED_BY,
    AGREED_EARLIER,
    WAYS,
    Entered,
    agreed_before,
    enter,
    same_person,
)
from bot.service.staff.record_reads import note_missed, note_opened

VALUES = {one.name: one.values for one in QUESTIONS if isinstance(one, OneOf)}
INTERPRETED = (*VALUES["language"], *LANGUAGE.stops)
FIELD_OF_ERROR = {
    "place_taken": "other",
    "counsellor_not_there": "counsellor",
    "counsellor_busy": "counsellor",
    "open_booking": "number",
    "person_refused": "number",
    "terms_renewed": "consent",
}
PERSON = ("way", "name", "number", "telephone", "email", "purpose", "support", "language")
WHO = ("name", "number")  # by which a person is known again
TELLS_OF_OTHERS = frozenset(
    {"open_booking", "person_refused", "number_refused"}
)  # answers that say something of who has a number


def _options(prefix: str, values: tuple[str, ...]) -> Callable[[], list[tuple[str, str]]]:
    """Give the choices of a field, the first of which is none."""

    def choices() -> list[tuple[str, str]]:
        words = here().words
        return [("", word("new_booking.choose")), *((one, words(f"{prefix}.{one}")) for one in values)]

    return choices


def choice(prefix: str, values: tuple[str, ...], *, needed: bool = True) -> SelectField:
    """Make a field with one of some values, the first of which is none."""
    checks = [DataRequired()] if needed else []
    return SelectField(choices=_options(prefix, values), validators=checks, default="")


def _counsellors() -> list[tuple[str, str]]:
    """Give who may hold it as choices, the first of which is anybody."""
    present = [one for one in context().office.schedule.counsellors if not one.has_ended(today(now()))]
    return [("", word("new_booking.counsellor_any")), *((one.id, one.name) for one in present)]


class NewBooking(Form):
    """All that a booking needs."""

    once = HiddenField(validators=[DataRequired(), Length(max=60)])
    terms = HiddenField(validators=[Length(max=64)])
    before = HiddenField(validators=[Length(max=60)])
    way = choice("console.new_booking.ways", WAYS)
    name = StringField(validators=[DataRequired(), Length(max=200)])
    number = StringField(validators=[DataRequired(), Length(max=100)])
    telephone = StringField(validators=[DataRequired(), Length(max=100)])
    email = StringField(validators=[Length(max=300)])
    email_sure = BooleanField()
    purpose = choice("book.purpose.option", VALUES["purpose"])
    support = choice("book.support.option", VALUES["support"])
    language = choice("book.language.option", INTERPRETED, needed=False)
    time = HiddenField()
    counsellor = SelectField(choices=_counsellors, default="")
    other = StringField(validators=[Length(max=100)])
    late = choice("console.new_booking.reasons", REASONS, needed=False)
    agreed = choice("console.new_booking.agreed_by", AGREED_BY)
    consent = BooleanField(validators=[AnyOf([True], message=told_later("new_booking.terms_needed"))])


@pages.get("/bookings/new")
@needs(Action.BOOK)
def new_booking() -> str:
    """Show the form, empty but for a time that was pressed."""
    return new_booking_page(empty_form())


def empty_form() -> NewBooking:
    """Give a form that was not sent yet, with the time that was pressed before it."""
    form = NewBooking(formdata=None)
    form.once.data = context().new_id()
    pressed = moments([request.values.get("time", "")])
    form.time.data = pressed[0].isoformat() if pressed else ""
    asked = request.values.get("counsellor", "")
    form.counsellor.data = asked if asked in dict(_counsellors()) else ""
    return form


@pages.post("/bookings/new")
@needs(Action.BOOK)
def new_booking_save() -> Response | tuple[str, int]:
    """Save the booking and go to it, or say what is wrong."""
    form = NewBooking()
    _ask_for_consent(form)
    form.validate()
    answers, start = _answers(form), _start(form)
    if form.errors or not start:
        return new_booking_page(form, start), 400
    agreed = form.agreed.data if "agreed" in form else AGREED_EARLIER
    entered = Entered(
        answers=answers,
        start=start,
        agreed=agreed,
        **{name: form[name].data for name in ("way", "terms", "once", "late", "before", "counsellor")},
    )
    try:
        made = enter(context(), here().console, entered, actor())
    except RefusedError as error:
        return _refused(form, start, error)
    way = "line" if made.user and made.reachable else "other"
    tell(word(f"new_booking.done_{way}", number=made.number))
    by_zoom = "yes" if context().rooms else None  # then nothing is left to type
    return redirect(url_for("console.booking", name=made.id, confirm=by_zoom), 303)


def _refused(form: NewBooking, start: datetime, error: RefusedError) -> tuple[str, int]:
    if error.code in TELLS_OF_OTHERS:
        note_missed(context(), me())
    if error.values.get("about"):
        note_opened(context(), me(), error.values["about"])
    return new_booking_page(form, start, problem=said_beside(form, error, FIELD_OF_ERROR)), 409


def _ask_for_consent(form: NewBooking) -> None:
    """Take the consent out of the form of who gave it, with an earlier booking, to the very version in force."""
    read = {name: reader(form[name].data or "") for name, reader in readers(sure=True).items() if name in WHO}
    answers = {name: Answer(one.value, one.key) for name, one in read.items() if isinstance(one, Value)}
    about = Entered(answers, now(), "", "", "", "", before=form.before.data or "")
    if agreed_before(context(), same_person(context(), about), now()):
        del form.agreed, form.consent


def _before(form: NewBooking) -> Booking | None:
    return context().store.booking(form.before.data) if form.before.data else None


def _answers(form: NewBooking) -> dict[str, Answer]:
    """Read what was typed as the chat does, and put what is wrong beside its field."""
    read = {name: read_typed(form[name], reader) for name, reader in readers(sure=bool(form.email_sure.data)).items()}
    if not (form.email.data or "").strip() and not form.email.errors:
        read["email"] = Answer("", mark="mail_none")
    for name in ("purpose", "support"):
        read[name] = None if form[name].errors else Answer(form[name].data)
    read["language"] = language_of(form)
    return {name: answer for name, answer in read.items() if answer}


def language_of(form: Form) -> Answer | None:
    """Give the language of which an interpreter is wished; none where none is, and a word beside the field for it."""
    if form.support.data != INTERPRETER:
        return None
    if not form.language.data and not form.language.errors:
        form.language.errors = [word("new_booking.language_needed")]
    return None if form.language.errors else Answer(form.language.data)


def readers(*, sure: bool) -> dict[str, Callable[[str], Value | Retry]]:
    """Give the readers of what is typed; `sure` takes an unlikely mail address as it stands."""
    return {
        "name": read_name,
        "number": read_number,
        "telephone": read_telephone,
        "email": lambda text: read_email(text, sure=sure),
    }


def read_typed(field: Field, reader: Callable[[str], Value | Retry]) -> Answer | None:
    """Read a field; what is wrong is put beside it."""
    text = field.data or ""
    if field.errors or not text.strip():
        return None
    if field.name in ("name", "email") and contains_my_number(text):
        field.data, field.errors = "", [word("new_booking.my_number")]
        return None
    result = reader(text)
    if isinstance(result, Value):
        return Answer(result.value, result.key, result.mark)
    key = f"book.{field.name}.retry.{result.reason}"
    field.errors = [here().words(key, {"suggestion": result.suggestion})]
    if result.reason == "my_number":
        field.data, field.errors = "", [word("new_booking.my_number")]
    return None


def _start(form: NewBooking) -> datetime | None:
    """Give the one time that is meant, if it is free; past its cut-off only with a reason."""
    if form.other.errors:  # too long to be read
        return None
    picked, typed = moments([form.time.data or ""]), (form.other.data or "").strip()
    start, problem = picked[0] if picked else None, ""
    if picked and typed:
        problem = "time_twice"
    elif typed:
        office = context().office
        when = read_when(typed, now=now().astimezone(TOKYO), starts=known_times(office))
        start = when.start if isinstance(when, At) else None
        problem = "" if start else "time_unclear"
    elif not start:
        problem = "time_needed"
    if start and not problem and start not in _free():
        problem = "time_not_free"
    if problem:
        form.other.errors = [word(f"new_booking.{problem}")]
    elif start and is_past_cut_off(context().office, start, now()) and form.late.data not in REASONS:
        form.late.errors = [word("new_booking.late_needed")]
    return start


def _free() -> tuple[datetime, ...]:
    return starts_for_staff(context().office, now(), context().store.taken())


def new_booking_page(
    form: NewBooking,
    start: datetime | None = None,
    problem: str = "",
    *,
    people: Sequence[Booking] = (),
    known_error: str = "",
) -> str:
    """Show the form; with the people among whom somebody who calls may be, or why there is nobody."""
    if "consent" in form:
        _ask_for_consent(form)
    office, terms, free = context().office, in_force(context().terms, today(now())), _free()
    late = [one for one in free if is_past_cut_off(office, one, now())]
    picked = moments([form.time.data or ""])
    if form.terms.data != terms.sha256:
        form.terms.data = terms.sha256
        if "consent" in form:
            form.consent.data = False
    shown: dict[str, Any] = {
        "days": by_day([one for one in free if one not in late]),
        "late_days": by_day(late),
        "picked": picked,
        "is_late": bool(form.late.errors or form.late.data or {start, *picked} & set(late)),
        "terms_version": terms.version,
        "terms_url": f"/terms/{terms.version}",
        "wrong": bool(form.errors or any(field.errors for field in form)),
        "problem": problem,
        "people": people,
        "known_error": known_error,
        "before": _before(form),
        "has_counsellors": len(_counsellors()) > 1,
        "of_person": any(form[name].errors for name in PERSON),
    }
    return render_template("console/new_booking.html", form=form, **shown)
