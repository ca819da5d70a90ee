"""Moving a booking: a time is pressed, the exact text shown, then it is sent; within half a minute it is taken back."""

from collections.abc import Sequence
from dataclasses import replace

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.booking.model import Booking, Room, State
from bot.booking.notices.reminders import UNDO_WINDOW
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.bookings.answers import FIELD_OF_ERROR, room_of, room_typed, say_all_faults, version_typed
from bot.console.bookings.booking_page import Typed, booking_page, changes_since, found
from bot.console.bookings.offers import by_day, moments
from bot.console.forms.beside import said_beside
from bot.console.forms.forms import Answer
from bot.console.forms.once import once
from bot.console.page_context import actor, context, now, said, tell, word
from bot.errors import RefusedError
from bot.service.bookings.moving import MoveTo, free_for_move, move_booking, move_preview


@pages.get("/bookings/<name>/move")
@needs(Action.ANSWER)
def move(name: str) -> Response | str:
    """Show the times to which a booking can be moved; one whose consultation is over can't be."""
    one = found(name)
    if not one.is_live:
        tell(said(RefusedError("not_move", state=one.state.value)), "warning")
        return redirect(url_for("console.booking", name=one.id), 303)
    return _page(one, _known_room(one))


@pages.post("/bookings/<name>/move")
@needs(Action.ANSWER)
@once("console.booking")
def move_send(name: str) -> Response | str | tuple[str, int]:
    """Preview a move, or carry it out."""
    one, form, times = found(name), Answer(), moments(request.form.getlist("time"))
    valid, known = form.validate(), version_typed()
    if not valid or not times:
        problem = "" if form.errors else word("moving.no_time")
        return _page(one, form, problem=problem), 400
    to = MoveTo(times[0], _room(one, form), form.reason.data)
    try:
        if known != one.version:
            raise RefusedError("changed_meanwhile", id=one.number)
        if request.form.get("stage") != "send":
            after, texts = move_preview(context(), one, to)
            return _page(one, form, to, after, texts)
        after = move_booking(context(), one.id, to, actor(), one.version, delay=UNDO_WINDOW)
    except RefusedError as error:
        return _refused(one, form, to, known, error)
    tell(word("moving.done", number=after.number))
    return redirect(url_for("console.booking", name=after.id), 303)


def _refused(one: Booking, form: Answer, to: MoveTo, known: int, error: RefusedError) -> tuple[str, int]:
    """Say what is in the way where it can be mended; what was typed stays."""
    newer = found(one.id)
    if not newer.is_live:
        return booking_page(
            newer, typed=Typed("move", form, problem=said(error), changes=changes_since(newer, known))
        ), 409
    problem = said_beside(form, error, FIELD_OF_ERROR)
    say_all_faults(form, error)
    return _page(newer, form, to, problem=problem), 409 if problem else 400


def _known_room(one: Booking) -> Answer:
    """Give the form with the room that a booking has, where staff typed it."""
    form = Answer(formdata=None)
    form.how.data = "typed" if one.room and not one.hosting else "zoom"
    if one.room and not one.hosting:
        form.meeting_id.data, form.passcode.data = one.room.meeting_id, one.room.passcode
        form.join_url.data = one.room.join_url
    return form


def _room(one: Booking, form: Answer) -> Room | None:
    """Give the room that staff typed; the one that stood there already leaves it to Zoom where that is ticked."""
    typed, held = room_typed(form), one.room
    as_it_was = held is not None and replace(held, version=typed.version) == typed
    to_zoom = room_of(form) is None or (context().rooms is not None and form.how.data == "zoom" and as_it_was)
    return typed if one.state is State.CONFIRMED and not to_zoom else None


def _page(
    one: Booking,
    form: Answer,
    to: MoveTo | None = None,
    after: Booking | None = None,
    texts: Sequence[str] = (),
    problem: str = "",
) -> str:
    return render_template(
        "console/move.html",
        one=one,
        form=form,
        to=to,
        after=after,
        texts=texts,
        problem=problem,
        zoom=context().rooms is not None,
        days=by_day(free_for_move(context(), one, now())),
    )
