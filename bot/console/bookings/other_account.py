"""A new telephone: a booking goes to another LINE account of its person, who is called and proves that it is his."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField
from wtforms.validators import AnyOf, DataRequired, Length

from bot.booking.model import Booking
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.bookings.answers import version_typed
from bot.console.bookings.booking_page import found
from bot.console.forms.form_words import Form, told_later
from bot.console.forms.forms import half
from bot.console.forms.once import once
from bot.console.page_context import actor, context, me, said, tell, word
from bot.errors import RefusedError
from bot.service.privacy.other_account import code_of, make_code, move_to_account, proved_by
from bot.service.staff.record_reads import note_missed, note_view


class OtherAccount(Form):
    """What the person told on the telephone, and that it was the telephone that we know."""

    number = StringField(validators=[DataRequired(), Length(max=12)], filters=[half])
    called = BooleanField(validators=[AnyOf([True], message=told_later("account.call_needed"))])


@pages.get("/bookings/<name>/account")
@needs(Action.ANSWER)
def other_account(name: str) -> Response | str:
    """Show the steps, and whether the code came back."""
    one = found(name)
    if not one.is_live:
        tell(said(RefusedError("not_move", state=one.state.value)), "warning")
        return redirect(url_for("console.booking", name=one.id), 303)
    return _page(one, OtherAccount(formdata=None))


@pages.post("/bookings/<name>/account/code")
@needs(Action.ANSWER)
@once("console.other_account", shows=True)
def account_code(name: str) -> Response | str:
    """Make the code, and show it with the telephone number to call; that it was seen is noted."""
    one = found(name)
    try:
        make_code(context(), one, actor())
    except RefusedError as error:
        tell(said(error), "warning")
        return redirect(url_for("console.booking", name=one.id), 303)
    note_view(context(), actor(), one.id)
    return _page(one, OtherAccount(formdata=None), revealed=True)


@pages.post("/bookings/<name>/account")
@needs(Action.ANSWER)
def account_move(name: str) -> Response | tuple[str, int]:
    """Move the booking, or say what is missing."""
    one, form = found(name), OtherAccount()
    if not form.validate():
        return _page(one, form), 400
    try:
        after = move_to_account(context(), one.id, form.number.data, version_typed(), actor())
    except RefusedError as error:
        if error.code != "account_number":
            return _page(found(name), form, problem=said(error)), 409
        note_missed(context(), me())
        form.number.errors = [said(error)]
        return _page(one, form), 400
    tell(word("account.done", number=after.number))
    return redirect(url_for("console.booking", name=after.id), 303)


def _page(one: Booking, form: OtherAccount, *, problem: str = "", revealed: bool = False) -> str:
    held, proof = code_of(context(), one), proved_by(context(), one)
    shown = {"code": held.code if held else "", "proof": proof, "revealed": revealed, "problem": problem}
    return render_template("console/other_account.html", one=one, form=form, **shown)
