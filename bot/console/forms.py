"""The forms that people type into. What is wrong is said beside the field; what was typed stays."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, PasswordField, SelectField, StringField, TextAreaField, ValidationError

from bot.booking.schedule import LONGEST_REASON
from bot.booking.staff.staff import Role
from bot.booking.text import compatible
from bot.console.page_context import word


class Needed:
    """Asks for something in the field."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms reads it so

    def __call__(self, form: Any, field: Field) -> None:
        """Refuse an empty field."""
        if not (field.data or "").strip():
            raise ValidationError(word("form.needed"))


class AtMost:
    """Allows so many characters."""

    def __init__(self, count: int) -> None:
        self.count, self.field_flags = count, {"maxlength": count}

    def __call__(self, form: Any, field: Field) -> None:
        """Refuse what is longer."""
        if len(field.data or "") > self.count:
            raise ValidationError(word("form.too_long", count=self.count))


def half(text: str | None) -> str:
    """Give typed letters and digits in half width, without what people put between them."""
    return "".join(part for part in compatible(text or "") if part not in " -")


def _stripped(text: str | None) -> str:
    return (text or "").strip()


class SignIn(FlaskForm):  # type: ignore[misc]  # it has no types
    """Name, password, code."""

    name = StringField(validators=[Needed(), AtMost(40)])
    password = PasswordField(validators=[Needed(), AtMost(128)])
    code = StringField(validators=[Needed(), AtMost(12)], filters=[half])


class Again(FlaskForm):  # type: ignore[misc]  # it has no types
    """Password and code, for what needs a fresh sign-in."""

    password = PasswordField(validators=[Needed(), AtMost(128)])
    code = StringField(validators=[Needed(), AtMost(12)], filters=[half])


class First(FlaskForm):  # type: ignore[misc]  # it has no types
    """Name and the code of the first sign-in."""

    name = StringField(validators=[Needed(), AtMost(40)])
    first_code = StringField(validators=[Needed(), AtMost(40)], filters=[half])


class Twice(FlaskForm):  # type: ignore[misc]  # it has no types
    """A password that is set, twice."""

    password = PasswordField(validators=[Needed()])
    repeated = PasswordField(validators=[Needed()])

    def validate_repeated(self, field: Field) -> None:
        """Ask for the same password."""
        if field.data != self.password.data:
            raise ValidationError(word("form.not_same"))


class Enrol(Twice):
    """The password that is set, twice, and the first code of the authenticator."""

    code = StringField(validators=[Needed(), AtMost(12)], filters=[half])


class NewPassword(Twice):
    """The password so far, and twice the one that is set."""

    before = PasswordField(validators=[Needed(), AtMost(128)])


class Answer(FlaskForm):  # type: ignore[misc]  # it has no types
    """What an answer to a request, or a cancellation, needs."""

    how = StringField()
    meeting_id = StringField(filters=[half])
    passcode = StringField(filters=[_stripped])
    join_url = StringField(filters=[_stripped])
    reason = TextAreaField(validators=[AtMost(300)], filters=[_stripped])


class Offer(FlaskForm):  # type: ignore[misc]  # it has no types
    """What goes with the times that are offered; they themselves are check boxes."""

    reason = TextAreaField(validators=[AtMost(300)], filters=[_stripped])


class Account(FlaskForm):  # type: ignore[misc]  # it has no types
    """A new account."""

    name = StringField(validators=[Needed(), AtMost(40)])
    role = SelectField(choices=[role.value for role in Role])


class Search(FlaskForm):  # type: ignore[misc]  # it has no types
    """By what a booking is searched; posted, so that no name stands in an address."""

    number = StringField(validators=[AtMost(12)], filters=[half])
    name = StringField(validators=[AtMost(40)], filters=[_stripped])
    tail = StringField(validators=[AtMost(4)], filters=[half])
    day = StringField(validators=[AtMost(10)], filters=[_stripped])
    state = StringField(validators=[AtMost(30)])


class Closing(FlaskForm):  # type: ignore[misc]  # it has no types
    """Days that are closed, and why."""

    first = StringField(validators=[Needed(), AtMost(10)], filters=[_stripped])
    last = StringField(validators=[AtMost(10)], filters=[_stripped])
    reason = StringField(validators=[Needed(), AtMost(LONGEST_REASON)], filters=[_stripped])


class SpanOfTime(FlaskForm):  # type: ignore[misc]  # it has no types
    """From when until when, as wall-clock times in Japan."""

    since = StringField(validators=[Needed(), AtMost(19)], filters=[_stripped])
    until = StringField(validators=[Needed(), AtMost(19)], filters=[_stripped])


class Edition(FlaskForm):  # type: ignore[misc]  # it has no types
    """An edition of the terms."""

    version = StringField(validators=[Needed(), AtMost(30)], filters=[_stripped])
    effective = StringField(validators=[Needed(), AtMost(10)], filters=[_stripped])
    summary = TextAreaField(validators=[Needed(), AtMost(300)], filters=[_stripped])
    text = TextAreaField(validators=[Needed(), AtMost(100_000)])


class DayHours(FlaskForm):  # type: ignore[misc]  # it has no types
    """Hours and places of one day."""

    first_start = StringField(validators=[AtMost(5)], filters=[_stripped])
    last_start = StringField(validators=[AtMost(5)], filters=[_stripped])
    places = StringField(validators=[AtMost(2)], filters=[half])


class Erasing(FlaskForm):  # type: ignore[misc]  # it has no types
    """How the wish came, and that it is the person's own."""

    how = SelectField(choices=lambda: [(one, word(f"erasure.by.{one}")) for one in ("telephone", "letter", "counter")])
    sure = BooleanField()

    def validate_sure(self, field: Field) -> None:
        """Refuse to go on without."""
        if not field.data:
            raise ValidationError(word("erasure.not_sure"))
