"""The form for a booking, filled in from an earlier one: the next of a consultation, or that of somebody who calls."""

from collections.abc import Mapping, Sequence

from flask import request
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from bot.booking.lookup import by_person, by_telephone, digits_of, plain
from bot.booking.model import Answer, Booking
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.bookings.booking_page import found
from bot.console.bookings.new_booking import NewBooking, empty_form, new_booking_page
from bot.console.forms.form_words import Form
from bot.console.forms.forms import stripped
from bot.console.page_context import actor, context, here, me, now, word
from bot.dialogue.reading import Value, read_number
from bot.service.staff.record_reads import note_missed, note_opened, note_view

SHORTEST_TELEPHONE = 9  # digits


class Known(Form):
    """By what somebody who calls is found."""

    known = StringField(validators=[DataRequired(), Length(max=40)], filters=[stripped])


@pages.app_template_global("known_form")
def known_form() -> Known:
    """Give the form as it was typed, or an empty one."""
    return Known() if "known" in request.form else Known(formdata=None)


@pages.post("/bookings/<name>/next")
@needs(Action.BOOK)
def next_booking(name: str) -> str:
    """Show the form with what an earlier booking of the person holds; that it was shown is noted."""
    return _filled_in(found(name))


@pages.post("/bookings/new/known")
@needs(Action.BOOK)
def known_person() -> str | tuple[str, int]:
    """Find who calls by his whole job-seeker number or telephone number; several are offered to choose from."""
    typed = Known()
    if not typed.validate():
        return new_booking_page(empty_form(), known_error=word("form.needed")), 400
    people = newest_of_each(_candidates(typed.known.data))
    if len(people) == 1:
        note_opened(context(), me(), people[0].id)
        return _filled_in(people[0])
    if not people:
        note_missed(context(), me())
    error = "" if people else word("new_booking.known_nobody")
    return new_booking_page(empty_form(), people=people, known_error=error)


def newest_of_each(bookings: Sequence[Booking]) -> list[Booking]:
    """Give the newest booking of each person, told apart by number and name."""
    newest: dict[tuple[str, str], Booking] = {}
    for one in sorted(bookings, key=lambda one: one.created):
        number, name = (one.answers.get(answer) for answer in ("number", "name"))
        newest[number.key if number else "", plain(name.value) if name else ""] = one
    return list(newest.values())


def _candidates(typed: str) -> list[Booking]:
    number, digits, console = read_number(typed), digits_of(typed), here().console
    found_by = console.found(by_person(number.key)) if isinstance(number, Value) and number.key else []
    if not found_by and len(digits) >= SHORTEST_TELEPHONE:
        tail = console.found(by_telephone(digits[-4:]))
        found_by = [one for one in tail if digits_of(one.answers["telephone"].value).endswith(digits.lstrip("0"))]
    return found_by


def _filled_in(one: Booking) -> str:
    note_view(context(), actor(), one.id)
    form = _with(one.answers)
    form.before.data = one.id
    form.way.data = "in_consultation" if one.start <= now() < one.end else "by_telephone"
    return new_booking_page(form)


def filled_in_from(answers: Mapping[str, Answer]) -> str:
    """Show the form with what somebody told who has no booking yet, and is spoken to by telephone."""
    form = _with(answers)
    form.way.data = "by_telephone"
    return new_booking_page(form)


def _with(answers: Mapping[str, Answer]) -> NewBooking:
    form = empty_form()
    for name in ("name", "number", "telephone", "email", "purpose", "support", "language"):
        form[name].data = answers[name].value if name in answers else ""
    form.email_sure.data = bool(form.email.data)
    form.number.data = form.number.data or word("new_booking.number_unknown")
    return form
