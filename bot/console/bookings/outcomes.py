"""What became of a consultation: arrived, late, attended, no-show, and taking it back. A human decides each."""

from collections.abc import Callable

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.booking.day_notes import gave_word, has_come, open_notes
from bot.booking.lifecycle import NO_SHOW_AFTER, Step
from bot.booking.model import Booking, DayNote, State
from bot.booking.notices.notice import Kind, Notice, NoticeState
from bot.booking.schedule.opening import at, today
from bot.booking.staff.corrections import Mark
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.bookings.answers import version_typed
from bot.console.bookings.booking_page import Typed, booking_page, changes_since, found
from bot.console.formatting import when
from bot.console.forms.once import once
from bot.console.forms.parsing import clock_typed
from bot.console.page_context import actor, back, context, here, inside, me, now, said, tell, word
from bot.console.tasks import TimeTyped, todo_again
from bot.errors import RefusedError
from bot.service.bookings.attendance import is_inside
from bot.service.bookings.steps import take_step
from bot.service.bookings.taking_back import take_back_outcome
from bot.service.staff.marks_and_notes import note_call, set_mark, settle_day_notes
from bot.service.staff.record_reads import note_page_of_names
from bot.service.staff.tasks import outcomes_due

ENTERED = frozenset({"room_joined_guest", "room_waited_guest", "room_left_guest"})
TELLS_WHEN = frozenset({Kind.DETAILS, Kind.DAY_BEFORE, Kind.SOON, Kind.AWAITED})
DONE = {Step.ATTEND: "done_attended", Step.EXCUSE: "done_excused", Step.NO_SHOW: "done_no_show"}
OUTCOMES = {one.value: one for one in (Step.ATTEND, Step.EXCUSE, Step.NO_SHOW)}


@pages.post("/bookings/<name>/outcome/<wanted>")
@needs(Action.OUTCOME)
@once("console.booking")
def outcome(name: str, wanted: str) -> Response | tuple[str, int]:
    """Note that a consultation took place, or that nobody came, with or without a word."""
    step = OUTCOMES.get(wanted) or abort(404)
    return _carried(
        name, lambda one: take_step(context(), one.id, step, actor(), version=version_typed()), DONE[step], undoes=True
    )


@pages.get("/bookings/<name>/no-show")
@needs(Action.OUTCOME)
def no_show(name: str) -> Response | str:
    """Show what speaks for and against an absence without a word, before it is noted."""
    one, place = found(name), inside(request.args.get("back", ""))
    history = here().console.history(one.id)
    if one.state is not State.CONFIRMED or now() < one.start + NO_SHOW_AFTER:
        return redirect(place or url_for("console.booking", name=one.id), 303)
    return render_template(
        "console/no_show.html",
        one=one,
        history=history,
        back=place or url_for("console.booking", name=one.id),
        entered=[entry for entry in history if entry.action in ENTERED],
        arrived=Mark.ARRIVED.value in one.marks,
        is_inside=is_inside(history),
        told=[row for row in context().store.notices(one.id) if is_evidence(row)],
    )


def is_evidence(row: Notice) -> bool:
    """Say whether a notice shows that the seeker was told of the consultation."""
    return row.state is NoticeState.ACCEPTED and row.kind in TELLS_WHEN


@pages.post("/bookings/<name>/outcome-undo")
@needs(Action.OUTCOME)
def outcome_undo(name: str) -> Response | tuple[str, int]:
    """Take an outcome back."""
    return _carried(name, lambda one: take_back_outcome(context(), one.id, actor(), version_typed()), "taken_back")


@pages.post("/bookings/<name>/mark/<mark>")
@needs(Action.OUTCOME)
def mark(name: str, mark: str) -> Response | tuple[str, int]:
    """Put a mark on a booking, or take it away."""
    if mark not in {one.value for one in Mark}:
        abort(404)
    on = request.form.get("on") == "1"
    said = f"{'marked' if on else 'unmarked'}_{mark}"
    return _carried(name, lambda one: set_mark(context(), one.id, Mark(mark), actor(), version_typed(), on=on), said)


@pages.post("/bookings/<name>/day-notes/settle")
@needs(Action.OUTCOME)
def settle_notes(name: str) -> Response | tuple[str, int]:
    """Note that staff saw to what the seeker wrote on the day."""
    return _carried(name, lambda one: settle_day_notes(context(), one.id, actor(), version_typed()), "notes_settled")


@pages.app_template_global("gave_word")
def has_given_word(one: Booking) -> bool:
    """Say whether the seeker gave word before he could be said to stay away without any."""
    return gave_word(one)


@pages.app_template_global("day_has_come")
def day_has_come(one: Booking) -> bool:
    """Say whether somebody may be late or have entered by now."""
    return has_come(one, now())


@pages.app_template_global("open_notes")
def notes_left(one: Booking) -> tuple[DayNote, ...]:
    """Give the notes that staff did not see to."""
    return open_notes(one)


@pages.app_template_global("about_note")
def about_note(note: DayNote) -> str:
    """Say what a note is about."""
    text = word(f"day_note.{note.about}")
    if not note.detail:
        return text
    told = (
        word("day_note.minutes", count=note.detail) if note.detail.isdigit() else word(f"day_note.kind.{note.detail}")
    )
    return f"{text}（{told}）"


@pages.get("/outcomes")
@needs(Action.SEE)
def outcomes() -> str:
    """Show the consultations whose outcome is missing."""
    note_page_of_names(context(), me(), "outcomes")
    return render_template("console/outcomes.html", missing=outcomes_due(context(), here().console, now()))


@pages.post("/bookings/<name>/call")
@needs(Action.ATTEND)
@once("console.booking")
def call_in_vain(name: str) -> Response | tuple[str, int]:
    """Note that nobody was there, or when to call again: a time of today that is still to come."""
    typed = request.form.get("again", "").strip()
    clock = clock_typed(typed)
    again = at(today(now()), clock) if clock else None
    if typed and (not again or again <= now()):
        problem = said(RefusedError("call_past")) if again else word("call.bad_time")
        return todo_again(TimeTyped(found(name).id, typed, problem)), 400
    done = "call_again" if again else "no_answer"
    return _carried(name, lambda one: note_call(context(), one.id, actor(), version_typed(), again), done)


def _carried(
    name: str, do: Callable[[Booking], Booking], done: str, *, undoes: bool = False
) -> Response | tuple[str, int]:
    """Do it, and say what was done by a text of console.outcome."""
    one, known = found(name), version_typed()
    try:
        after = do(one)
    except RefusedError as error:
        newer = found(name)
        return booking_page(newer, typed=Typed(problem=said(error), changes=changes_since(newer, known))), 409
    place = inside(request.form.get("back", "")) or url_for("console.booking", name=after.id)
    undo = {"action": url_for("console.outcome_undo", name=after.id), "version": after.version, "back": place}
    again = when(after.calls[-1].again) if after.calls and after.calls[-1].again else ""
    tell(word(f"outcome.{done}", number=after.number, when=again), undo=undo if undoes else None)
    return back(url_for("console.booking", name=after.id))
