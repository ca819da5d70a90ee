"""`madoguchi booking …`: what staff do with bookings, in tables or as JSON."""

import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import click

from bot.booking.day_notes import gave_word
from bot.booking.lifecycle import Step
from bot.booking.model import Booking, State
from bot.booking.rooms.rooms import room_as_typed
from bot.cli.commands.booking_views import answers_and_consent, details, document_of, rows
from bot.cli.japanese_click import Group
from bot.cli.output import json_option, print_indented
from bot.cli.parameters import Moment
from bot.cli.process import actor, built
from bot.messages.table import table
from bot.ports.context import RequestContext
from bot.service.bookings import steps
from bot.service.bookings.answering import StaffAnswer, carry_out_answer, is_typed
from bot.service.bookings.moving import MoveTo, move_booking
from bot.service.bookings.offers import offer_times
from bot.service.events.office_now import context_now
from bot.service.rooms.typed_meetings import others_in
from bot.service.schedule.day_list import note_in_words
from bot.service.staff.record_reads import note_list, note_view

booking = Group("booking")
booking_argument = click.argument("number", metavar="ID", help="受付番号か ID")
reason_option = click.option("--reason", default="", help="ご本人に伝える理由")
note_option = click.option("--reason", default="", help="予約に残す理由（ご本人には知らせません）")


@booking.command("list", help="予約の一覧")
@click.option("--state", type=click.Choice([state.value for state in State]), help="この状態のものだけ")
@json_option
def list_bookings(state: str | None, as_json: bool) -> None:
    """Print the bookings, one a line."""
    context = _context()
    context.store.health()  # a wrong key in DATA_KEYS is said, instead of an empty list shown
    found = [one for one in context.store.bookings() if state in (None, one.state.value)]
    if as_json:
        note_list(context, actor(), len(found))
    _print_list(context, found, as_json=as_json)


def _print_list(context: RequestContext, found: Sequence[Booking], *, as_json: bool) -> None:
    if as_json:
        print_indented([document_of(context, one) for one in found])
    elif found:
        print(table(rows(context, found)))
    else:
        print(context.words("staff.none"))


@booking.command(help="1件の内容（閲覧は記録されます）")
@booking_argument
@json_option
def show(number: str, as_json: bool) -> None:
    """Print all of one booking."""
    context = _context()
    found = steps.find(context, number)
    note_view(context, actor(), found.id)
    if as_json:
        print_indented({**document_of(context, found), **answers_and_consent(found)})
    else:
        print(table(details(context, found)))


@booking.command(help="確定する。部屋を書かなければ、Zoomで自動で用意する")
@booking_argument
@click.option("--meeting-id", default="", help="ミーティングID（数字。空白やハイフンは無視）")
@click.option("--passcode", default="", help="パスコード")
@click.option("--join-url", default="", help="参加のURL")
@json_option
def confirm(number: str, meeting_id: str, passcode: str, join_url: str, as_json: bool) -> None:
    """Confirm a booking, in a room that was made by hand or that Zoom opens."""
    context = _context()
    room = room_as_typed(meeting_id, passcode, join_url)
    decided = StaffAnswer(Step.CONFIRM, room if is_typed(room) else None)
    confirmed = carry_out_answer(context, number, decided, actor(), steps.UNKNOWN_VERSION)
    _print_outcome(context, confirmed, as_json=as_json)
    _warn_of_others(context, confirmed)


@booking.command(help="ほかの日時を提案する（3つまで。返事があるまで枠を押さえます）")
@booking_argument
@click.option(
    "--time",
    "times",
    type=Moment(error="bad_time"),
    multiple=True,
    required=True,
    help="例: 2026-12-03T14:00（3つまで繰り返せます）",
)
@reason_option
@json_option
def offer(number: str, times: tuple[datetime, ...], reason: str, as_json: bool) -> None:
    """Offer other times."""
    context = _context()
    _print_outcome(context, offer_times(context, number, times, actor(), reason=reason), as_json=as_json)


@booking.command(help="日時を変える。受付番号はそのままで、ご本人に1回知らせます")
@booking_argument
@click.option("--to", "start", type=Moment(error="bad_time"), required=True, help="例: 2026-12-03T14:00")
@click.option("--meeting-id", default="", help="ミーティングID（書かなければ、いまの部屋か、Zoomで用意したもの）")
@click.option("--passcode", default="", help="パスコード")
@click.option("--join-url", default="", help="参加のURL")
@reason_option
@json_option
def move(
    number: str, start: datetime, meeting_id: str, passcode: str, join_url: str, reason: str, as_json: bool
) -> None:
    """Move a live booking to a free time."""
    context = _context()
    before = steps.find(context, number)
    typed = room_as_typed(meeting_id, passcode, join_url)
    held = typed if is_typed(typed) else before.room
    by_zoom = context.rooms is not None and not is_typed(typed)
    room = held if before.state is State.CONFIRMED and not by_zoom else None
    moved = move_booking(context, number, MoveTo(start, room, reason), actor())
    _print_outcome(context, moved, as_json=as_json)
    _warn_of_others(context, moved)


def _warn_of_others(context: RequestContext, booking: Booking) -> None:
    """Say whose consultation takes place in the same meeting at that time: a command is taken at its word."""
    for number in others_in(context, booking):
        print(f"madoguchi: {context.words('staff.meeting_shared', {'number': number})}", file=sys.stderr)


def _step_command(name: str, step: Step, about: str, why: Callable[..., Any] = note_option) -> None:
    """Make the command that takes a step of which only the reason is to be said."""

    @booking.command(name, help=about)
    @booking_argument
    @why
    @json_option
    def take(number: str, reason: str, as_json: bool) -> None:
        _take(step, number, reason, as_json=as_json)


_step_command("decline", Step.DECLINE, "申し込みをお断りする", reason_option)


@booking.command(help="取り消す")
@booking_argument
@reason_option
@click.option("--by", type=click.Choice(["office", "seeker"]), default="office", help="窓口と本人の、どちらの都合か")
@json_option
def cancel(number: str, reason: str, by: str, as_json: bool) -> None:
    """Cancel a booking."""
    step = Step.CANCEL_BY_SEEKER if by == "seeker" else Step.CANCEL_BY_OFFICE
    _take(step, number, reason, as_json=as_json)


_step_command("attend", Step.ATTEND, "実施済みにする")
_step_command("excuse", Step.EXCUSE, "連絡あり欠席にする")
_step_command("no-show", Step.NO_SHOW, "無断欠席にする")


def _take(step: Step, number: str, reason: str, *, as_json: bool) -> None:
    context = _context()
    changed = steps.take_step(context, number, step, actor(), reason=reason)
    if step is Step.NO_SHOW and gave_word(changed):
        values = {"id": changed.number, "notes": "、".join(note_in_words(context, note) for note in changed.day_notes)}
        print(f"madoguchi: {context.words('staff.told_before', values)}", file=sys.stderr)
    _print_outcome(context, changed, as_json=as_json)


def _context() -> RequestContext:
    return context_now(built().process)


def _print_outcome(context: RequestContext, changed: Booking, *, as_json: bool) -> None:
    if as_json:
        print_indented(document_of(context, changed))
    else:
        print(f"{changed.number}: {context.words(f'staff.state.{changed.state.value}')}")
