"""Messages that seekers left for staff: the list, one of them, answering it after a look at the text, closing it."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, TextAreaField
from wtforms.validators import DataRequired, Length

from bot.booking.notices.mails import address
from bot.booking.notices.reminders import UNDO_WINDOW
from bot.booking.staff.contact_in_text import contact_in
from bot.booking.staff.staff_message import LONGEST_ANSWER, MessageState, StaffMessage
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.bookings.answers import version_typed
from bot.console.formatting import answer as answer_of
from bot.console.forms.form_words import Form
from bot.console.forms.forms import stripped
from bot.console.page_context import actor, context, me, said, tell, word
from bot.errors import RefusedError
from bot.messages.notices.booking import as_words
from bot.messages.notices.staff_message import answer_messages
from bot.service.events.reader_style import as_read_by
from bot.service.notices.alarms import shortage
from bot.service.staff import staff_messages
from bot.service.staff.record_reads import note_missed, note_opened, note_page_of_names

TEMPLATE = "notices.template."


def with_plain_breaks(text: str | None) -> str:
    """Give a text with line breaks as LINE and mail take them; a browser sends two characters for each."""
    return (text or "").replace("\r\n", "\n")


class Answering(Form):
    """What the seeker will read."""

    text = TextAreaField(validators=[DataRequired(), Length(max=LONGEST_ANSWER)], filters=[with_plain_breaks, stripped])
    sure = BooleanField()


@pages.get("/messages")
@needs(Action.SEE)
def messages() -> str:
    """Show what waits for an answer, and what is settled."""
    note_page_of_names(context(), me(), "messages")
    every = context().store.staff_messages()
    waiting = [one for one in every if one.is_open]
    settled = sorted((one for one in every if one.settled), key=lambda one: (one.settled, one.id), reverse=True)
    return render_template("console/messages.html", open=waiting, settled=settled)


@pages.get("/messages/<message>")
@needs(Action.SEE)
def message(message: str) -> str:
    """Show one message."""
    one = _found(message)
    note_opened(context(), me(), one.booking or one.id)
    staff_messages.note_seen(context(), one, actor())
    return _page(one, Answering(formdata=None))


@pages.post("/messages/<message>/answer")
@needs(Action.ANSWER)
def answer_message(message: str) -> Response | str | tuple[str, int]:
    """Put a template into the form, show how an answer will read, or send it."""
    one, form = _found(message), Answering()
    wanted = request.form.get("template", "")
    if wanted:
        words, key = as_read_by(context(), one.user).words, f"{TEMPLATE}{wanted}.text"
        typed = "\n".join(part for part in (form.text.data, words(key) if key in words else "") if part)
        return _page(one, Answering(formdata=None, text=typed))
    if not form.validate():
        return _page(one, form), 400
    named = contact_in(form.text.data, _known())
    if named and not form.sure.data:
        form.sure.errors = [word("staff_message.contact", said=named)]
        return _page(one, form), 400
    try:
        if request.form.get("stage") != "send":
            return _page(one, form, preview=_preview(one, form.text.data))
        after = staff_messages.answer(context(), one.id, version_typed(), form.text.data, actor(), delay=UNDO_WINDOW)
    except RefusedError as error:
        return _page(_found(message), form, problem=said(error)), 409
    undo = {"action": url_for("console.answer_take_back", message=one.id), "version": str(after.version)}
    tell(word("staff_message.done"), undo=undo)
    return redirect(url_for("console.messages"), 303)


@pages.post("/messages/<message>/take-back")
@needs(Action.ANSWER)
def answer_take_back(message: str) -> Response | str:
    """Take an answer back before it is sent; its text stands in the form again."""
    one = _found(message)
    try:
        before = staff_messages.take_back(context(), one.id, version_typed(), actor())
    except RefusedError as error:
        tell(said(error), "danger")
        return redirect(url_for("console.message", message=one.id), 303)
    return _page(_found(message), Answering(formdata=None, text=before.answer))


@pages.post("/messages/<message>/close")
@needs(Action.ANSWER)
def close_message(message: str) -> Response | tuple[str, int]:
    """Close a message without an answer."""
    one = _found(message)
    try:
        staff_messages.close(context(), one.id, version_typed(), actor())
    except RefusedError as error:
        return _page(_found(message), Answering(formdata=None), problem=said(error)), 409
    tell(word("staff_message.closed"))
    return redirect(url_for("console.messages"), 303)


@pages.app_template_global("message_sender")
def message_sender(one: StaffMessage) -> str:
    """Name who left a message, as far as a booking tells."""
    booking = staff_messages.booking_of(context(), one)
    if not booking:
        return word("staff_message.nobody")
    return answer_of(booking, "name") or booking.number


@pages.app_template_global("message_place")
def message_place(one: StaffMessage) -> str:
    """Say where in the talk a message was begun."""
    words = context().words
    key = f"console.staff_message.flow.{one.flow or 'none'}"
    flow = words(key if key in words else "console.staff_message.flow.other")
    title = f"{one.question}.title"
    return f"{flow}（{words(title)}）" if title in words else flow


def _found(name: str) -> StaffMessage:
    """Find a message, or answer 404."""
    one = context().store.staff_message(name)
    if not one:
        note_missed(context(), me())
        abort(404)
    return one


def _known() -> tuple[str, ...]:
    """Give the numbers and addresses of the office, which an answer may name."""
    office, common = context().office, context().words.common
    helped = (office.help_line.telephone,) if office.help_line else ()
    return (office.telephone, *helped, str(common.get("reply_to", "")))


def _templates() -> list[tuple[str, str]]:
    """Give name and title of the office's texts for answers."""
    words = context().words
    names = (key.removeprefix(TEMPLATE).removesuffix(".title") for key in words.texts if key.startswith(TEMPLATE))
    return [(name, words(f"{TEMPLATE}{name}.title")) for name in names if "." not in name]


def _preview(one: StaffMessage, text: str) -> tuple[str, str]:
    """Give what the seeker will read, and the words that say by which way."""
    spoken = as_read_by(context(), one.user)
    booking = staff_messages.booking_of(context(), one)
    way = "left" if booking and not booking.reachable else "line"
    if booking and context().mail and address(booking) and shortage(context()):
        way = "mail"
    return as_words(answer_messages(text, spoken.words, spoken.office)), word(f"staff_message.way_{way}")


def _page(one: StaffMessage, form: Answering, preview: tuple[str, str] | None = None, problem: str = "") -> str:
    booking = staff_messages.booking_of(context(), one)
    return render_template(
        "console/message.html",
        one=one,
        form=form,
        preview=preview,
        problem=problem,
        booking=booking,
        is_same=booking is not None and booking.id == one.booking,
        templates=_templates(),
        most=LONGEST_ANSWER,
        can_take_back=staff_messages.unsent_answer(context(), one) is not None,
        answered=one.state is MessageState.ANSWERED,
    )
