"""Several requests at once: take them on, confirm each with its own room, decline all with one reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.booking.lifecycle import Step
from bot.booking.model import Booking, Room
from bot.booking.notices.reminders import UNDO_WINDOW
from bot.booking.rooms.rooms import room_as_typed
from bot.booking.staff.assigning import Assignments
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.bookings.answers import FIELD_OF_ERROR
from bot.console.forms.parsing import version_in
from bot.console.page_context import actor, context, here, me, now, said, tell, word
from bot.errors import RefusedError
from bot.service.bookings.answering import StaffAnswer, carry_out_answer, preview, room_or_zoom
from bot.service.bookings.steps import LONGEST_REASON, faults_of_room, find
from bot.service.counsellors.assigning import assignments
from bot.service.rooms.typed_meetings import check_meeting
from bot.service.staff.record_reads import note_missed, note_opened

MOST_PICKED = 20
WAYS = (Step.CONFIRM, Step.DECLINE)


@dataclass(frozen=True)
class Picked:
    """One request of those picked. `errors` by field, "" for what belongs to none; `done` = carried out.

    is_out  it can't be answered so any more, and does not hold up the others
    after  as it would be, with the texts of the preview
    """

    booking: Booking
    version: int
    room: Room
    texts: tuple[str, ...] = ()
    after: Booking | None = None
    errors: dict[str, str] = field(default_factory=dict)
    done: bool = False
    is_out: bool = False


@pages.post("/requests/several")
@needs(Action.ANSWER)
def several() -> Response | str | tuple[str, int]:
    """Ask for what is missing, preview every text, then carry out; what fails stays with what was typed."""
    wanted, stage = request.form.get("wanted", ""), request.form.get("stage", "")
    picked = list(filter(None, map(_picked, request.form.getlist("picked")[:MOST_PICKED])))
    if not picked:
        return _back(word("several.none"), "warning")
    if wanted == "hold":
        told, kind = _hold(picked)
        return _back(told + _left_in_words(), kind)
    if wanted not in WAYS:
        abort(400)
    if not stage:
        _hold(picked)
        return _page(wanted, picked)
    return _go(wanted, picked, stage)


def _go(wanted: str, picked: list[Picked], stage: str) -> str | tuple[str, int]:
    reason = _reason()
    missing = word("form.reason_needed") if wanted == "decline" and not reason else ""
    tried = _all_previewed(picked, wanted, reason)
    going = [one for one in tried if not one.is_out]
    if missing or any(one.errors for one in going):
        return _page(wanted, tried, reason_error=missing), 400
    if not going:
        return _page(wanted, tried, over=True), 409
    if stage != "send":
        return _page(wanted, tried, ready=True)
    done = [one if one.is_out else _carried_out(one, wanted, reason) for one in tried]
    return _page(wanted, done, over=True), 409 if any(one.errors for one in done) else 200


def _picked(name: str) -> Picked | None:
    try:
        booking = find(context(), name)
    except RefusedError:
        note_missed(context(), me())
        return None
    note_opened(context(), me(), booking.id)
    typed = request.form.get(f"version-{booking.id}", "")
    fields = (request.form.get(f"{field}-{booking.id}", "") for field in ("meeting_id", "passcode", "join_url"))
    meeting_id, passcode, join_url = fields
    room = room_as_typed(meeting_id, passcode, join_url)
    return Picked(booking, version_in(typed, booking.version), room)


def _reason() -> str:
    return request.form.get("reason", "").strip()[:LONGEST_REASON]


def _hold(picked: list[Picked]) -> tuple[str, str]:
    """Take the requests on; those that another works on stay his."""
    holders = [here().console.hold(one.booking.id, me().id) for one in picked]
    ours = sum(holder == me().id for holder in holders)
    return word("several.held", count=ours, others=len(holders) - ours), "success" if ours else "warning"


def _all_previewed(picked: list[Picked], wanted: str, reason: str) -> list[Picked]:
    """Preview each with the counsellors whom those before it leave."""
    held, tried = assignments(context(), now()), list[Picked]()
    for one in picked:
        tried.append(_previewed(one, wanted, reason, held, tried))
        after = tried[-1].after
        held = held.also(after) if after else held
    return tried


def _previewed(one: Picked, wanted: str, reason: str, held: Assignments, before: Sequence[Picked]) -> Picked:
    if one.version != one.booking.version:
        return replace(one, errors={"": word("refused.changed_meanwhile")}, is_out=True)
    try:
        after, texts = preview(context(), one.booking, _answer(one, wanted, reason), held)
        check_meeting(context(), after, [each.after for each in before if each.after])
        return replace(one, texts=tuple(texts), after=after)
    except RefusedError as error:
        name = FIELD_OF_ERROR.get(error.code, "")
        faults = faults_of_room(one.room) if name else ()
        more = {FIELD_OF_ERROR[fault.code]: said(fault) for fault in faults}
        return replace(one, errors={name: said(error), **more}, is_out=not name)


def _carried_out(one: Picked, wanted: str, reason: str) -> Picked:
    answer = _answer(one, wanted, reason)
    try:
        after = carry_out_answer(context(), one.booking.id, answer, actor(), one.version, delay=UNDO_WINDOW)
    except RefusedError as error:
        return replace(one, errors={"": said(error)})
    return replace(one, booking=after, done=True)


def _answer(one: Picked, wanted: str, reason: str) -> StaffAnswer:
    return StaffAnswer(Step(wanted), room_or_zoom(context(), one.room), reason)


def _left() -> int:
    """Give how many that were picked are not looked at, as they are more than go together."""
    return max(0, len(request.form.getlist("picked")) - MOST_PICKED) or version_in(request.form.get("left", ""), 0)


def _left_in_words() -> str:
    return word("several.left", most=MOST_PICKED, count=_left()) if _left() else ""


def _back(text: str, kind: str) -> Response:
    tell(text, kind)
    return redirect(url_for("console.requests"), 303)


def _page(wanted: str, picked: list[Picked], *, reason_error: str = "", ready: bool = False, over: bool = False) -> str:
    shown: dict[str, object] = {"reason": _reason(), "reason_error": reason_error, "ready": ready, "over": over}
    shown |= {"left": _left(), "most": MOST_PICKED}
    zoom = context().rooms is not None
    return render_template("console/requests_several.html", wanted=wanted, picked=picked, zoom=zoom, **shown)
