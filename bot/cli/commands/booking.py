"""`madoguchi booking …`: what staff do with bookings, in tables or as JSON."""

from collections.abc import Sequence
from datetime import datetime

import click

from bot.booking.lifecycle import Step
from bot.booking.model import Booking, Room, State
from bot.booking.text import compatible
from bot.cli.commands.booking_views import answers_and_consent, details, document_of, rows
from bot.cli.japanese_click import Group
from bot.cli.output import json_option, print_indented
from bot.cli.parameters import Moment
from bot.cli.services import actor, built
from bot.messages.table import table
from bot.ports.services import Services
from bot.service.bookings import steps
from bot.service.bookings.offers import offer_times
from bot.service.events.office_now import standing_now
from bot.service.rooms.confirm_with_room import confirm_and_open

booking = Group("booking")
booking_argument = click.argument("number", metavar="ID", help="受付番号か ID")
reason_option = click.option("--reason", default="", help="ご本人に伝える理由")


@booking.command("list", help="予約の一覧")
@click.option("--state", type=click.Choice([state.value for state in State]), help="この状態のものだけ")
@json_option
def list_bookings(state: str | None, as_json: bool) -> None:
    """Print the bookings, one a line."""
    services = _services()
    services.store.health()  # a wrong key in DATA_KEYS is said, instead of an empty list shown
    found = [one for one in services.store.bookings() if state in (None, one.state.value)]
    if as_json:
        steps.record_listing(services, len(found), actor())
    _print_list(services, found, as_json=as_json)


def _print_list(services: Services, found: Sequence[Booking], *, as_json: bool) -> None:
    if as_json:
        print_indented([document_of(services, one) for one in found])
    elif found:
        print(table(rows(services, found)))
    else:
        print(services.words("staff.none"))


@booking.command(help="1件の内容（閲覧は記録されます）")
@booking_argument
@json_option
def show(number: str, as_json: bool) -> None:
    """Print all of one booking."""
    services = _services()
    found = steps.find(services, number)
    steps.record_view(services, found, actor())
    if as_json:
        print_indented({**document_of(services, found), **answers_and_consent(found)})
    else:
        print(table(details(services, found)))


@booking.command(help="確定する。部屋を書かなければ、Zoomで自動で用意する")
@booking_argument
@click.option("--meeting-id", default="", help="ミーティングID（数字。空白やハイフンは無視）")
@click.option("--passcode", default="", help="パスコード")
@click.option("--join-url", default="", help="参加のURL")
@json_option
def confirm(number: str, meeting_id: str, passcode: str, join_url: str, as_json: bool) -> None:
    """Confirm a booking, in a room that was made by hand or that Zoom opens."""
    services = _services()
    if meeting_id or passcode:
        room = Room(_digits(meeting_id), passcode, join_url)
        confirmed = steps.confirm_booking(services, number, room, actor())
    else:
        confirmed = confirm_and_open(services, number, actor())
    _print_outcome(services, confirmed, as_json=as_json)


def _digits(meeting_id: str) -> str:
    return "".join(part for part in compatible(meeting_id) if part not in " -")


@booking.command(help="ほかの日時を提案する（3つまで。返事があるまで枠を押さえます）")
@booking_argument
@click.option(
    "--time",
    "times",
    type=Moment(refusal="bad_time"),
    multiple=True,
    required=True,
    help="例: 2026-12-03T14:00（3つまで繰り返せます）",
)
@reason_option
@json_option
def offer(number: str, times: tuple[datetime, ...], reason: str, as_json: bool) -> None:
    """Offer other times."""
    services = _services()
    _print_outcome(services, offer_times(services, number, times, actor(), reason=reason), as_json=as_json)


def _step_command(name: str, step: Step, about: str) -> None:
    """Make the command that takes a step of which only the reason is to be said."""

    @booking.command(name, help=about)
    @booking_argument
    @reason_option
    @json_option
    def take(number: str, reason: str, as_json: bool) -> None:
        _take(step, number, reason, as_json=as_json)


_step_command("decline", Step.DECLINE, "申し込みをお断りする")


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
_step_command("no-show", Step.NO_SHOW, "無断欠席にする")


def _take(step: Step, number: str, reason: str, *, as_json: bool) -> None:
    services = _services()
    _print_outcome(services, steps.take_step(services, number, step, actor(), reason=reason), as_json=as_json)


def _services() -> Services:
    return standing_now(built().services)


def _print_outcome(services: Services, changed: Booking, *, as_json: bool) -> None:
    if as_json:
        print_indented(document_of(services, changed))
    else:
        print(f"{changed.number}: {services.words(f'staff.state.{changed.state.value}')}")
