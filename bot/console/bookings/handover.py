"""Notes that staff leave for each other on a booking's page, about it or about its person."""

from flask import request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, TextAreaField
from wtforms.validators import DataRequired, Length

from bot.booking.model import Booking, HandoverNote
from bot.booking.staff.handover import LONGEST_NOTE
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.bookings.answers import version_typed
from bot.console.bookings.booking_page import Typed, booking_page, changes_since, found
from bot.console.forms.form_words import Form
from bot.console.forms.forms import stripped
from bot.console.forms.once import once
from bot.console.page_context import actor, back, context, here, now, said, tell, word
from bot.errors import RefusedError
from bot.service.staff.marks_and_notes import drop_note, leave_note


class Note(Form):
    """What is written for the next one."""

    handover = TextAreaField(validators=[DataRequired(), Length(max=LONGEST_NOTE)], filters=[stripped])
    of_person = BooleanField()


@pages.app_template_global("note_form")
def note_form(typed: Form | None) -> Note:
    """Give the form as it was typed, or an empty one."""
    return typed if isinstance(typed, Note) else Note(formdata=None)


@pages.post("/bookings/<name>/handover")
@needs(Action.OUTCOME)
@once("console.booking")
def handover(name: str) -> Response | tuple[str, int]:
    """Leave a note; what was typed stays where another was faster."""
    one, form, known = found(name), Note(), version_typed()
    if not form.validate():
        return booking_page(one, typed=Typed("handover", other_form=form)), 400
    note = HandoverNote(now(), actor(), form.handover.data, of_person=bool(form.of_person.data))
    try:
        after = leave_note(context(), one.id, note, known)
    except RefusedError as error:
        return _refused(one, known, error, form)
    tell(word("handover.done"))
    return back(url_for("console.booking", name=after.id))


@pages.post("/bookings/<name>/handover-drop")
@needs(Action.OUTCOME)
@once("console.booking")
def handover_drop(name: str) -> Response | tuple[str, int]:
    """Take a note away."""
    one, known = found(name), version_typed()
    try:
        note = drop_note(context(), here().console, one.id, request.form.get("name", ""), actor(), known)
    except RefusedError as error:
        return _refused(one, known, error, None)
    tell(word("handover.dropped_of_person" if note.of_person else "handover.dropped"))
    return back(url_for("console.booking", name=one.id))


def _refused(one: Booking, known: int, error: RefusedError, form: Note | None) -> tuple[str, int]:
    newer = found(one.id)
    typed = Typed("handover" if form else "", problem=said(error), changes=changes_since(newer, known), other_form=form)
    return booking_page(newer, typed=typed), 409
