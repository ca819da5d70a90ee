"""Contact data on a booking's page: what the seeker changed and staff have not seen, and what staff correct for him."""

from collections.abc import Sequence

from flask import redirect, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField
from wtforms.validators import Length

from bot.booking.model import Answer, Booking
from bot.booking.staff.contact import changed_fields
from bot.booking.staff.corrections import Mark
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.bookings.answers import version_typed
from bot.console.bookings.booking_page import Typed, booking_page, changes_since, found
from bot.console.bookings.new_booking import (
    INTERPRETED,
    TELLS_OF_OTHERS,
    VALUES,
    choice,
    language_of,
    read_typed,
    readers,
)
from bot.console.formatting import fields
from bot.console.forms.form_words import Form
from bot.console.forms.once import once
from bot.console.page_context import actor, context, me, said, tell, word
from bot.errors import RefusedError
from bot.ports.audit import Entry
from bot.service.bookings.contact import BY_SEEKER, correct_contact
from bot.service.staff.record_reads import note_missed

SEEN = f"unmarked_{Mark.CONTACT_CHANGED.value}"


class Contact(Form):
    """What is to be other; what stays empty stays as it is."""

    name = StringField(validators=[Length(max=200)])
    number = StringField(validators=[Length(max=100)])
    telephone = StringField(validators=[Length(max=100)])
    email = StringField(validators=[Length(max=300)])
    email_sure = BooleanField()
    email_none = BooleanField()
    purpose = choice("book.purpose.option", VALUES["purpose"], needed=False)
    support = choice("book.support.option", VALUES["support"], needed=False)
    language = choice("book.language.option", INTERPRETED, needed=False)


@pages.app_template_global("contact_form")
def contact_form(typed: Form | None) -> Form:
    """Give the form as it was typed, or an empty one."""
    return typed if isinstance(typed, Contact) else Contact(formdata=None)


@pages.app_template_global("contact_unseen")
def unseen(one: Booking, history: Sequence[Entry]) -> list[Entry]:
    """Give the entries of what the seeker changed since staff last noted that they saw it."""
    if Mark.CONTACT_CHANGED.value not in one.marks:
        return []
    last = max((place for place, entry in enumerate(history) if entry.action == SEEN), default=-1)
    return [entry for entry in history[last + 1 :] if entry.action == BY_SEEKER]


@pages.post("/bookings/<name>/contact")
@needs(Action.BOOK)
@once("console.booking")
def correct(name: str) -> Response | tuple[str, int]:
    """Correct what the seeker told by telephone or at the counter, or say what is wrong."""
    one, form, known = found(name), Contact(), version_typed()
    form.validate()
    told = _told(form)
    if any(field.errors for field in form):
        return booking_page(one, typed=Typed("contact", problem=word("new_booking.wrong"), other_form=form)), 400
    if not told:
        return booking_page(one, typed=Typed("contact", problem=word("contact.nothing"), other_form=form)), 400
    try:
        after = correct_contact(context(), one.id, told, actor(), known)
    except RefusedError as error:
        return _refused(one.id, form, known, error)
    changed = ",".join(changed_fields(one.answers, told))
    tell(word("contact.done", number=after.number, fields=fields(changed)))
    return redirect(url_for("console.booking", name=after.id), 303)


def _refused(name: str, form: Contact, known: int, error: RefusedError) -> tuple[str, int]:
    """Show what is in the way: beside the number, or who changed what meanwhile."""
    newer = found(name)
    if error.code in TELLS_OF_OTHERS:
        note_missed(context(), me())
        form.number.errors = [said(error)]
        return booking_page(newer, typed=Typed("contact", other_form=form)), 409
    changes = changes_since(newer, known)
    return booking_page(newer, typed=Typed("contact", problem=said(error), changes=changes, other_form=form)), 409


def _told(form: Contact) -> dict[str, Answer]:
    """Read what was typed as the chat does, and put what is wrong beside its field."""
    read = {name: read_typed(form[name], reader) for name, reader in readers(sure=bool(form.email_sure.data)).items()}
    if form.email_none.data and (form.email.data or "").strip():
        form.email.errors = [word("contact.email_twice")]
    elif form.email_none.data:
        read["email"] = Answer("", mark="mail_none")
    for name in ("purpose", "support"):
        read[name] = Answer(form[name].data) if form[name].data and not form[name].errors else None
    read["language"] = language_of(form)
    return {name: answer for name, answer in read.items() if answer}
