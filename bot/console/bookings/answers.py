"""Confirming, declining, cancelling: first the exact text, then the step. Who comes second loses nothing he typed."""

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from bot.booking.lifecycle import Step
from bot.booking.model import Booking, Room
from bot.booking.notices.reminders import UNDO_WINDOW
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.bookings.booking_page import Typed, booking_page, changes_since, found
from bot.console.forms.beside import said_beside
from bot.console.forms.forms import Answer
from bot.console.forms.once import once
from bot.console.forms.parsing import version_in
from bot.console.page_context import actor, context, said, tell, word
from bot.errors import RefusedError
from bot.service.bookings.answering import TOLD, StaffAnswer, carry_out_answer, preview, room_or_zoom
from bot.service.bookings.steps import faults_of_room
from bot.service.bookings.taking_back import take_back_answer

FIELD_OF_ERROR = {
    "bad_meeting_id": "meeting_id",
    "meeting_taken": "meeting_id",
    "bad_passcode": "passcode",
    "bad_join_url": "join_url",
    "link_of_other_meeting": "join_url",
}
WITH_REASON = frozenset({Step.DECLINE.value, Step.CANCEL_BY_OFFICE.value})


@pages.post("/bookings/<name>/answer")
@needs(Action.ANSWER)
@once("console.booking")
def answer(name: str) -> Response | tuple[str, int]:
    """Preview a step, or carry it out."""
    one, form, wanted = found(name), Answer(), request.form.get("wanted", "")
    if wanted not in TOLD:
        abort(400)
    if wanted in WITH_REASON and not form.reason.data:
        form.validate()
        form.reason.errors = [word("form.reason_needed")]
        return booking_page(one, typed=Typed(wanted, form)), 400
    if not form.validate():
        return booking_page(one, typed=Typed(wanted, form)), 400
    return _go(one, form, wanted)


def _go(one: Booking, form: Answer, wanted: str) -> Response | tuple[str, int]:
    known = version_typed()
    if known != one.version:
        return _overtaken(one, form, wanted, known)
    try:
        decided = StaffAnswer(Step(wanted), room_of(form), form.reason.data)
        after, texts = preview(context(), one, decided)
        if request.form.get("stage") != "send":
            return booking_page(one, typed=Typed(wanted, form, texts, after=after)), 200
        after = carry_out_answer(context(), one.id, decided, actor(), one.version, delay=UNDO_WINDOW)
        tell(word(f"answer.done.{after.state.value}", number=after.number))
        return redirect(url_for("console.booking", name=after.id), 303)
    except RefusedError as error:
        if error.code == "changed_meanwhile":
            return _overtaken(found(one.id), form, wanted, known)
        problem = said_beside(form, error, FIELD_OF_ERROR)
        say_all_faults(form, error)
        return booking_page(one, typed=Typed(wanted, form, problem=problem)), 409 if problem else 400


def _overtaken(one: Booking, form: Answer, wanted: str, known: int) -> tuple[str, int]:
    """Show who changed what meanwhile, with all that was typed."""
    changes = changes_since(one, known)
    return booking_page(one, typed=Typed(wanted, form, problem=word("answer.overtaken"), changes=changes)), 409


def say_all_faults(form: Answer, error: RefusedError) -> None:
    """Say beside their fields all that is wrong with a typed room, where one thing of it was refused."""
    if error.code in FIELD_OF_ERROR:
        for fault in faults_of_room(room_typed(form)):
            said_beside(form, fault, FIELD_OF_ERROR)


def room_of(form: Answer) -> Room | None:
    """Give the room that was typed, whatever else was ticked; None where Zoom is to open one."""
    typed = room_typed(form)
    return room_or_zoom(context(), typed) if form.how.data == "zoom" else typed


def room_typed(form: Answer) -> Room:
    """Give the room as it was typed."""
    return Room(form.meeting_id.data or "", form.passcode.data or "", form.join_url.data or "")


def version_typed() -> int:
    """Give the version of the booking that the page showed, -1 when it named none."""
    return version_in(request.form.get("version", ""), -1)


@pages.post("/bookings/<name>/take-back")
@needs(Action.ANSWER)
def take_back(name: str) -> Response:
    """Take an answer back before it is sent."""
    one = found(name)
    try:
        take_back_answer(context(), one.id, actor(), version_typed())
        tell(word("answer.taken_back" if one.answers_request else "answer.taken_back_whole"))
    except RefusedError as error:
        tell(said(error), "danger")
    return redirect(url_for("console.booking", name=one.id), 303)
