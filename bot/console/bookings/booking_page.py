"""One booking: its facts, its notices, its history, and the changes that are possible now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.booking.lifecycle import Step
from bot.booking.model import Booking, State
from bot.booking.notices.notice import Kind, NoticeState
from bot.booking.notices.troubles import is_made_up_for, is_past_help, is_trouble
from bot.booking.rooms.job import LedgerRow, RoomJob
from bot.booking.rooms.join_url import leads_to_zoom
from bot.booking.schedule.opening import today
from bot.booking.staff.counsellors import name_of
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action, may
from bot.console.formatting import when, who
from bot.console.forms.form_words import Form
from bot.console.forms.forms import Answer
from bot.console.page_context import actor, back, context, here, me, now, said, stay_until, tell, word
from bot.dialogue.outside_flows.into_the_room import link_into
from bot.errors import RefusedError
from bot.ports.audit import Entry
from bot.service.bookings.answering import StaffAnswer, preview
from bot.service.bookings.booking_detail import booking_detail
from bot.service.bookings.steps import find
from bot.service.counsellors.assigning import takers
from bot.service.counsellors.own_counsellor import own_for
from bot.service.notices.resend import resend
from bot.service.privacy.refusals import running
from bot.service.rooms.typed_meetings import under_other_passcode
from bot.service.staff.record_reads import note_missed, note_opened, note_view

BEFORE_START = timedelta(minutes=15)  # for which a counsellor may wait before a consultation
SETTLING = frozenset({"trouble_settled", "trouble_reopened"})
NOTICES = frozenset(one.value for one in Kind)
QUIET = frozenset({"viewed", "opened", "counsellor_given"})  # entries beside those of each version


@dataclass(frozen=True)
class Typed:
    """What is being typed on the page: which step or what else, its form, the texts to send, what is wrong.

    other_form  that of contact data or of a note, which are no step
    after       the booking as the step would leave it
    """

    wanted: str = ""
    form: Answer | None = None
    texts: Sequence[str] = ()
    problem: str = ""
    changes: Sequence[Entry] = ()
    other_form: Form | None = None
    after: Booking | None = None


def found(name: str) -> Booking:
    """Find a booking, and note who opened it; or answer 404."""
    try:
        one = find(context(), name)
    except RefusedError:
        note_missed(context(), me())
        abort(404)
    note_opened(context(), me(), one.id)
    return one


@pages.get("/bookings/<name>")
@needs(Action.SEE)
def booking(name: str) -> str:
    """Show a booking; personal data but the name is hidden. Who has one open that is going on stays signed in.

    With `?confirm=` also what confirming it would send, as far as Zoom is to open the room.
    """
    one = found(name)
    if one.state is State.CONFIRMED and one.start - BEFORE_START <= now() < one.end:
        stay_until(one.end)
    return booking_page(one, typed=_about_to_confirm(one) if "confirm" in request.args else None)


def _about_to_confirm(one: Booking) -> Typed | None:
    form = Answer()
    if one.state is not State.REQUESTED or context().rooms is None or not may(me().role, Action.ANSWER):
        return None
    form.how.data = "zoom"
    try:
        after, texts = preview(context(), one, StaffAnswer(Step.CONFIRM))
    except RefusedError:
        return None
    return Typed(Step.CONFIRM, form, texts, after=after)


@pages.get("/bookings/<name>/room")
@needs(Action.SEE)
def room(name: str) -> Response:
    """Go to the room of a booking; who does stays signed in until the consultation is over."""
    one = found(name)
    if not one.room or not one.room.join_url:
        abort(404)
    if one.state is State.CONFIRMED and now() < one.end:
        stay_until(one.end)
    return redirect(one.room.join_url, 303)


@pages.post("/bookings/<name>/reveal")
@needs(Action.REVEAL)
def reveal(name: str) -> str:
    """Show the personal data, and note who saw it."""
    one = found(name)
    note_view(context(), actor(), one.id)
    return booking_page(one, revealed=True)


@pages.post("/bookings/<name>/resend/<notice>")
@needs(Action.ANSWER)
def resend_notice(name: str, notice: str) -> Response:
    """Send a notice once more."""
    one = found(name)
    try:
        if not notice.startswith(f"{one.id}."):
            abort(404)
        resend(context(), notice, actor())
        tell(word("booking.resent"))
    except RefusedError as error:
        tell(said(error), "danger")
    return back(url_for("console.booking", name=one.id))


def booking_page(one: Booking, *, typed: Typed | None = None, revealed: bool = False) -> str:
    """Show a booking, with what is being typed."""
    seen, held = booking_detail(context(), here().console, one), here().console.hold(one.id, "")
    typed = typed or Typed()
    return render_template(
        "console/booking.html",
        seen=seen,
        one=one,
        form=typed.form or Answer(),
        typed=typed,
        revealed=revealed,
        now=now(),
        holder=who(f"staff:{held}") if held and held != me().id else "",
        place=url_for("console.booking", name=one.id),
        seconds=max(0, int((seen.undo_until - now()).total_seconds())) if seen.undo_until else 0,
        zoom=context().rooms is not None,
        refusal=running(context(), one),
        messages=context().store.staff_messages_of(one.user) if one.user else (),
        own_counsellor=_own_counsellor(one),
        counsellors=[each for each in context().office.schedule.counsellors if not each.has_ended(today(now()))],
        takers=takers(context(), one) if one.places == (one.start,) else (),
        reads_easy=bool(one.user) and context().store.reads_easy(one.user),
    )


@pages.app_template_global("parted_rows")
def parted_rows(one: Booking, rows: Sequence[LedgerRow]) -> tuple[list[LedgerRow], list[LedgerRow]]:
    """Part the ledger, newest first: what still matters, and what was of earlier steps or is a machine's work."""
    newest = list(reversed(rows))
    machine = (row for row in newest if row.state is NoticeState.EXPIRED or isinstance(row, RoomJob))
    old = [row for row in newest if 0 < row.edition < one.edition] + list(machine)
    folded = [row for row in newest if row in old and not is_trouble(row)]
    return [row for row in newest if row not in folded], folded


@pages.app_template_global("told_by_person")
def told_by_person(row: LedgerRow, history: Sequence[Entry]) -> Entry | None:
    """Give the entry of who told by telephone, or did by hand, what a row could not; None where nobody did."""
    settled = (entry for entry in reversed(history) if entry.action in SETTLING and entry.at >= row.due)
    last = next((entry for entry in settled if entry.detail == row.kind.value), None)
    return last if last and last.action == "trouble_settled" else None


@pages.app_template_global("is_open_trouble")
def is_open_trouble(row: LedgerRow, rows: Sequence[LedgerRow]) -> bool:
    """Say whether a row that came to nothing still needs a person."""
    length = timedelta(minutes=context().office.minutes)
    return is_trouble(row) and not is_past_help(row, length, now()) and not is_made_up_for(row, rows)


@pages.app_template_global("call_lines")
def call_lines(
    one: Booking, history: Sequence[Entry] = (), since: datetime | None = None
) -> list[tuple[datetime, str, str]]:
    """Give when, by whom and how each call went, the latest last: those in vain, and those that told."""
    lines = [
        (call.at, call.by, word("call.again_at", when=when(call.again)) if call.again else word("call.no_answer"))
        for call in one.calls
    ]
    told: dict[str, Entry] = {}
    for entry in history:
        if entry.action == "trouble_reopened":
            told.pop(entry.detail, None)
        elif (entry.action == "trouble_settled" and entry.detail in NOTICES) or entry.action == "unmarked_phone":
            told[entry.detail] = entry
    lines += [
        (one.at, one.actor, word("call.told", kind=word(f"kind.{one.detail}")) if one.detail else word("call.called"))
        for one in told.values()
    ]
    return sorted(line for line in lines if since is None or line[0] >= since)


@pages.app_template_global("under_other_passcode")
def other_passcode(after: Booking) -> Booking | None:
    """Give another booking of the day in the meeting of one that is about to be confirmed, under another passcode."""
    return under_other_passcode(context(), after)


@pages.app_template_global("link_of")
def link_of(after: Booking) -> str:
    """Give the link that the button to the room of a confirmation opens, "" as long as the room is not known."""
    room = after.room if after.state is State.CONFIRMED else None
    return link_into(room) if room and room.meeting_id.isdecimal() else ""


pages.app_template_global("leads_to_zoom")(leads_to_zoom)


@pages.app_template_global("host_of")
def host_of(link: str) -> str:
    """Name the host to which a link leads."""
    return link.split("/")[2]


KEPT = {  # the fields whose text is shown where their form is not there any more, by their labels
    **{name: f"field.{name}" for name in ("reason", "meeting_id", "passcode", "join_url")},
    **{name: f"personal.{name}" for name in ("number", "telephone", "email")},
    "name": "new_booking.name",
}


@pages.app_template_global("kept_texts")
def kept_texts(one: Booking, can: frozenset[str], typed: Typed) -> list[tuple[str, str]]:
    """Give (label, text) of what was typed into a form that the booking, as it is by now, has no more."""
    shown = {Step.CONFIRM.value, Step.DECLINE.value} & can | ({"contact"} if "mark" in can else set())
    shown |= {"cancel_by_office"} & can if one.state is State.CONFIRMED else set()
    form = typed.form or typed.other_form
    if not typed.problem or not form or typed.wanted in shown | {"handover"}:
        return []
    return [(word(KEPT[field.name]), field.data) for field in form if field.name in KEPT and field.data]


def _own_counsellor(one: Booking) -> str:
    """Name the own counsellor of the person, "" for none; who has no counsellors asks nothing."""
    every = context().office.schedule.counsellors
    return name_of(every, own_for(context(), one)) if every else ""


def changes_since(one: Booking, known: int) -> list[Entry]:
    """Give the entries that made a booking newer than the version that somebody had before him."""
    entries = [entry for entry in here().console.history(one.id) if entry.action not in QUIET]
    return entries[-(one.version - known) :] if one.version > known else []
