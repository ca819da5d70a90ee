"""What only a human can do: tell people what no notice could, answer in time, note outcomes, mend rooms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.booking.day_notes import gave_word
from bot.booking.limits.refusal import TELLS
from bot.booking.model import WAS_CONFIRMED, Booking, State
from bot.booking.notices.notice import Kind, Notice
from bot.booking.notices.results import OUTCOMES
from bot.booking.rooms.job import LedgerRow, notices_among
from bot.booking.staff.arranging import is_to_arrange
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.page_context import actor, context, counts, here, me, now, said, tell, word
from bot.errors import RefusedError
from bot.messages.notices.booking import as_words
from bot.messages.notices.refusal import refusal_messages
from bot.ports.rooms import HostAside
from bot.ports.work import RowAside
from bot.service.health import set_aside as aside
from bot.service.notices.contents import words_without_buttons
from bot.service.notices.resend import reopen_trouble, settle_trouble
from bot.service.privacy.refusals import told_by
from bot.service.rooms import orphans
from bot.service.staff.record_reads import note_opened, note_page_of_names, note_view
from bot.service.staff.staff_messages import unsent_answers
from bot.service.staff.tasks import Task, late_rows, tasks
from bot.service.staff.tasks import open_troubles as still_open

SCRIPTS = frozenset(
    {"requested", "offered", "confirmed", "confirmed_no_room", "declined", "expired"}
    | {"cancelled_by_office", "cancelled_by_seeker"}
)
# What tells of something else than how the booking stands has words of its own.
OF_THEIR_OWN = OUTCOMES | TELLS | {Kind.MESSAGE_ANSWERED, Kind.TERMS_CHANGE, Kind.HANDED_OVER}
AS_IT_STANDS: Mapping[tuple[str, State], str] = {  # as long as it stands as the notice says
    (Kind.RECEIVED, State.REQUESTED): "todo.script.received",
    (Kind.EXPIRED, State.OFFERED): "todo.script.expired_offered",
    (Kind.AWAITED, State.CONFIRMED): "todo.script.awaited",
}
OFFERED_CALL, FELL_AWAY = "todo.script.offered_call", "todo.script.offered_confirmed"
NAMES_TIMES = frozenset({OFFERED_CALL, FELL_AWAY, "todo.script.expired_offered"})
NAMES_REASON = frozenset({FELL_AWAY, OFFERED_CALL, "todo.script.declined", "todo.script.cancelled_by_office"})
NAMES_ROOM = frozenset({"todo.script.confirmed", "todo.script.moved_confirmed", "todo.script.awaited"})


@pages.get("/badges")
@needs(Action.SEE, passive=True)
def badges() -> str:
    """Give the counts of the head alone."""
    return render_template("console/badges.html", waiting=counts())


@pages.get("/todo")
@needs(Action.ATTEND)
def todo() -> str:
    """Show the list."""
    return _page(_tasks())


@pages.post("/todo/<task>/call")
@needs(Action.REVEAL)
def call(task: str) -> str:
    """Show the telephone number and the words to say; that it was seen is noted."""
    found = _tasks()
    opened = next((one for one in found if one.id == task), None) or abort(404)
    note_opened(context(), me(), opened.booking.id)
    note_view(context(), actor(), opened.booking.id)
    return _page(found, task)


@pages.post("/todo/<notice>/settle")
@needs(Action.ATTEND)
def settle_one(notice: str) -> Response:
    """Note that the person was told."""
    try:
        row = settle_trouble(context(), notice, actor())
        told = word(
            "todo.settled" if isinstance(row, Notice) else "todo.settled_room", kind=word(f"kind.{row.kind.value}")
        )
        tell(told, undo={"action": url_for("console.unsettle_one", notice=notice)})
    except RefusedError as error:
        tell(said(error), "danger")
    return redirect(url_for("console.todo"), 303)


@pages.post("/todo/<notice>/unsettle")
@needs(Action.ATTEND)
def unsettle_one(notice: str) -> Response:
    """Take back that the person was told."""
    try:
        reopen_trouble(context(), notice, actor())
        tell(word("todo.unsettled"))
    except RefusedError as error:
        tell(said(error), "danger")
    return redirect(url_for("console.todo"), 303)


@pages.app_template_global("open_troubles")
def open_troubles() -> frozenset[str]:
    """Name the bookings of which something did not arrive and nobody told it yet, asked once for a page."""
    if "open_troubles" not in g:
        g.open_troubles = frozenset(row.booking for row in notices_among(_left()))
    return cast("frozenset[str]", g.open_troubles)


@pages.post("/todo/put-back")
@needs(Action.ATTEND)
def put_back() -> Response:
    """Let what broke its job again and again be tried once more."""
    try:
        aside.put_back(context(), request.form.get("name", ""), actor())
        tell(word("rows_aside.put_back"))
    except RefusedError as error:
        tell(said(error), "danger")
    return redirect(url_for("console.todo"), 303)


@pages.app_template_global("set_aside")
def set_aside() -> list[tuple[RowAside, Booking | None]]:
    """Give what broke its job again and again, each with its booking where that can be read."""
    return list(aside.with_bookings(context()))


@pages.app_template_global("to_arrange")
def to_arrange(booking: Booking) -> bool:
    """Say whether somebody has to be ordered for a consultation."""
    return is_to_arrange(booking)


@pages.app_template_global("script_of")
def script_of(task: Task) -> str:
    """Name the words to say on the telephone."""
    if task.kind == "outcome":
        return "todo.script.outcome"
    if task.kind == "phone":
        return "todo.script.phone"
    if task.kind == "day_note":
        return "todo.script.day_note"
    if task.row and task.row.kind is Kind.NO_SHOW and gave_word(task.booking):
        return "todo.script.no_show_told"
    if task.row and task.row.kind in OF_THEIR_OWN:
        return f"todo.script.{task.row.kind.value}"
    if task.row and task.row.kind is Kind.OFFERED and task.booking.state is State.OFFERED:
        return _offered_call(task.booking)
    if task.row and (task.row.kind, task.booking.state) in AS_IT_STANDS:
        return AS_IT_STANDS[task.row.kind, task.booking.state]
    return script_after(task.booking)


@pages.app_template_global("tells_times")
def tells_times(task: Task) -> bool:
    """Say whether the times that are held belong to the words to say."""
    return script_of(task) in NAMES_TIMES


@pages.app_template_global("tells_room")
def tells_room(task: Task) -> bool:
    """Say whether the meeting's number and passcode belong to the words to say."""
    room = task.booking.is_live and task.booking.room is not None
    return room and task.kind in ("notice", "late") and script_of(task) in NAMES_ROOM


@pages.app_template_global("script_after")
def script_after(booking: Booking) -> str:
    """Name the words to say on the telephone to who is told how a booking stands."""
    if booking.state is State.OFFERED and not (booking.user and booking.reachable):
        return _offered_call(booking)
    state = booking.state.value
    if booking.state is State.CONFIRMED and not booking.room:
        state = "confirmed_no_room"
    if booking.moved_from:
        return f"todo.script.moved_{state}"
    return f"todo.script.{state if state in SCRIPTS else 'other'}"


def _offered_call(booking: Booking) -> str:
    """Name the words for who is offered times: a confirmed consultation fell away, or one asked for can't be had."""
    return FELL_AWAY if WAS_CONFIRMED in booking.marks else OFFERED_CALL


@pages.app_template_global("tells_reason")
def tells_reason(task: Task) -> bool:
    """Say whether the reason that was given belongs to the words to say."""
    moved = task.booking.moved_from is not None and task.kind in ("notice", "late")
    return bool(task.booking.reason) and (moved or script_of(task) in NAMES_REASON)


@pages.app_template_global("told_besides")
def told_besides(task: Task) -> str:
    """Give what a person reads to a seeker word for word: a refusal or its end, an answer of staff, new terms."""
    if not isinstance(task.row, Notice):
        return ""
    if task.row.kind is Kind.TERMS_CHANGE:
        return words_without_buttons(context(), task.row, task.booking)
    if task.row.kind is Kind.MESSAGE_ANSWERED:
        message = context().store.staff_message(task.row.subject_id)
        return message.answer if message else ""
    refusal = told_by(context(), task.row) if task.row.kind in TELLS else None
    office = context().office
    return as_words(refusal_messages(refusal, context().words, office)) if refusal else ""


@pages.app_template_global("rooms_left")
def rooms_left() -> list[tuple[str, datetime]]:
    """Give the rooms that a person has to delete at Zoom."""
    return orphans.rooms_left(context())


@pages.app_template_global("hosts_aside")
def hosts_aside() -> Sequence[HostAside]:
    """Give the hosts whom Zoom refuses."""
    rooms = context().rooms
    return rooms.aside() if rooms else ()


def _tasks() -> list[Task]:
    return tasks(context(), here().console, now())


@dataclass(frozen=True)
class TimeTyped:
    """When to call again, as it was typed for a booking, and what is wrong with it."""

    booking: str
    text: str
    problem: str


def todo_again(typed: TimeTyped) -> str:
    """Show the list with what is wrong beside its field, and what was typed in it."""
    return _page(_tasks(), typed=typed)


def _left() -> list[LedgerRow]:
    return still_open(context(), here().console, now())


def _page(found: list[Task], opened: str = "", typed: TimeTyped | None = None) -> str:
    note_page_of_names(context(), me(), "todo")
    messages = [one for one in context().store.staff_messages() if one.is_open]
    store = here().console
    left = notices_among(_left()) + tuple(late_rows(store, now()))
    unsent = unsent_answers(context(), left)
    return render_template(
        "console/todo.html", tasks=found, opened=opened, now=now(), messages=messages, unsent=unsent, typed=typed
    )
