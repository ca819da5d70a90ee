"""The forms that people type into. What is wrong is said beside the field; what was typed stays."""

import re

from wtforms import BooleanField, PasswordField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, EqualTo, Length, Regexp

from bot.booking.schedule.schedule import LONGEST_CLOSURE_REASON
from bot.booking.staff.counsellors import LONGEST_HOST, LONGEST_NAME, PURPOSES, SKILLS
from bot.booking.staff.staff import Role
from bot.booking.text import compatible
from bot.console.forms.form_words import Form, told_later
from bot.console.page_context import context, here, word
from bot.dialogue.flows.book import LANGUAGES

# Nothing at all may stand in either.
TAIL_DIGITS = Regexp(r"([0-9]{4})?", matcher=re.fullmatch, message=told_later("search.bad_tail"))
PLACES = Regexp(r"[0-9]*", matcher=re.fullmatch, message=told_later("schedule.hours.bad_count"))


def half(text: str | None) -> str:
    """Give typed letters and digits in half width, without what people put between them."""
    return "".join(part for part in compatible(text or "") if part not in " -")


def half_width(text: str | None) -> str:
    """Give what was typed in half width, with its signs and without blanks around it."""
    return compatible(text or "").strip()


def stripped(text: str | None) -> str:
    """Give what was typed without blanks around it."""
    return (text or "").strip()


class SignIn(Form):
    """Name, password, code."""

    name = StringField(validators=[DataRequired(), Length(max=40)])
    password = PasswordField(validators=[DataRequired(), Length(max=128)])
    code = StringField(validators=[DataRequired(), Length(max=12)], filters=[half])


class Again(Form):
    """Password and code, for what needs a fresh sign-in."""

    password = PasswordField(validators=[DataRequired(), Length(max=128)])
    code = StringField(validators=[DataRequired(), Length(max=12)], filters=[half])


class Unlock(Form):
    """The password, for a session that was locked."""

    password = PasswordField(validators=[DataRequired(), Length(max=128)])


class First(Form):
    """Name and the code of the first sign-in."""

    name = StringField(validators=[DataRequired(), Length(max=40)])
    first_code = StringField(validators=[DataRequired(), Length(max=40)], filters=[half])


class Twice(Form):
    """A password that is set, twice."""

    password = PasswordField(validators=[DataRequired()])
    repeated = PasswordField(validators=[DataRequired(), EqualTo("password")])


class Enrol(Twice):
    """The password that is set, twice, and the first code of the authenticator."""

    code = StringField(validators=[DataRequired(), Length(max=12)], filters=[half])


class NewPassword(Twice):
    """The password so far, and twice the one that is set."""

    before = PasswordField(validators=[DataRequired(), Length(max=128)])


class Answer(Form):
    """What an answer to a request, or a cancellation, needs."""

    how = StringField()
    meeting_id = StringField(filters=[half])
    passcode = StringField(filters=[half_width])
    join_url = StringField(filters=[stripped])
    reason = TextAreaField(validators=[Length(max=300)], filters=[stripped])


class Offer(Form):
    """What goes with the times that are offered; they themselves are check boxes."""

    reason = TextAreaField(validators=[Length(max=300)], filters=[stripped])


class Account(Form):
    """A new account."""

    name = StringField(validators=[DataRequired(), Length(max=40)])
    role = SelectField(choices=[role.value for role in Role])


class Search(Form):
    """By what a booking is searched; posted, so that no name stands in an address."""

    anything = StringField(validators=[Length(max=40)], filters=[stripped])
    number = StringField(validators=[Length(max=12)], filters=[half])
    name = StringField(validators=[Length(max=40)], filters=[stripped])
    tail = StringField(validators=[Length(max=4), TAIL_DIGITS], filters=[half])
    day = StringField(validators=[Length(max=10)], filters=[stripped])
    state = StringField(validators=[Length(max=30)])


class Closing(Form):
    """Days that are closed, and why."""

    first = StringField(validators=[DataRequired(), Length(max=10)], filters=[stripped])
    last = StringField(validators=[Length(max=10)], filters=[stripped])
    reason = StringField(validators=[DataRequired(), Length(max=LONGEST_CLOSURE_REASON)], filters=[stripped])


class SpanOfTime(Form):
    """From when until when, as wall-clock times in Japan."""

    since = StringField(validators=[DataRequired(), Length(max=19)], filters=[stripped])
    until = StringField(validators=[DataRequired(), Length(max=19)], filters=[stripped])


class TermsForm(Form):
    """A version of the terms."""

    version = StringField(validators=[DataRequired(), Length(max=30)], filters=[stripped])
    effective = StringField(validators=[DataRequired(), Length(max=10)], filters=[stripped])
    summary = TextAreaField(validators=[DataRequired(), Length(max=300)], filters=[stripped])
    text = TextAreaField(validators=[DataRequired(), Length(max=100_000)])


class DayHours(Form):
    """Hours and places of one day."""

    first_start = StringField(validators=[Length(max=5)], filters=[stripped])
    last_start = StringField(validators=[Length(max=5)], filters=[stripped])
    places = StringField(validators=[PLACES, Length(max=2)], filters=[half_width])
    sure = BooleanField()


def account_choices() -> list[tuple[str, str]]:
    """Give the accounts that a counsellor may have, by id and name."""
    accounts = sorted((one for one in here().console.all_staff() if one.enabled), key=lambda one: one.name)
    return [("", word("counsellors.no_account")), *((one.id, one.name) for one in accounts)]


def language_choices() -> list[tuple[str, str]]:
    """Give the languages that seekers may choose, and those that were entered for a counsellor before."""
    entered = {one for each in context().office.schedule.counsellors for one in each.languages}
    return [(one, language_name(one)) for one in dict.fromkeys((*LANGUAGES, *sorted(entered)))]


def language_name(code: str) -> str:
    """Name a language as seekers read it."""
    words, key = context().words, f"book.language.option.{code}"
    return words(key) if key in words else code


class CounsellorForm(Form):
    """A counsellor: who, when, what."""

    name = StringField(validators=[DataRequired(), Length(max=LONGEST_NAME)], filters=[stripped])
    weekly = StringField(validators=[DataRequired(), Length(max=400)], filters=[stripped])
    account = SelectField(choices=account_choices)
    zoom_host = StringField(validators=[Length(max=LONGEST_HOST)], filters=[stripped])
    purposes = SelectMultipleField(choices=lambda: [(one, word(f"counsellors.purpose.{one}")) for one in PURPOSES])
    skills = SelectMultipleField(choices=lambda: [(one, word(f"counsellors.skill.{one}")) for one in SKILLS])
    languages = SelectMultipleField(choices=lambda: language_choices())
    since = StringField(validators=[Length(max=10)], filters=[stripped])
    until = StringField(validators=[Length(max=10)], filters=[stripped])
    every_other = StringField(validators=[Length(max=10)], filters=[stripped])


class AbsenceForm(Form):
    """An absence: days, and times of day where it is a part of one."""

    first = StringField(validators=[DataRequired(), Length(max=10)], filters=[stripped])
    last = StringField(validators=[Length(max=10)], filters=[stripped])
    since = StringField(validators=[Length(max=5)], filters=[stripped])
    until = StringField(validators=[Length(max=5)], filters=[stripped])


class Erasing(Form):
    """How the demand came, and that it is the person's own."""

    how = SelectField(choices=lambda: [(one, word(f"erasure.by.{one}")) for one in ("telephone", "letter", "counter")])
    sure = BooleanField(validators=[AnyOf([True], message=told_later("erasure.not_sure"))])
