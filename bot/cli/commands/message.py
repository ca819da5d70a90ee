"""`madoguchi message …`: the messages that seekers left for staff."""

from datetime import datetime

import click

from bot.booking.staff.staff_message import MessageState, StaffMessage
from bot.cli.japanese_click import Group
from bot.cli.output import json_option, print_indented, when
from bot.cli.process import actor, built
from bot.messages.table import table
from bot.ports.context import RequestContext
from bot.service.events.office_now import context_now
from bot.service.staff import staff_messages

message = Group("message")
message_argument = click.argument("name", metavar="ID", help="list が出すID")


@message.command("list", help="職員への伝言の一覧（内容は出しません）")
@click.option("--state", type=click.Choice([state.value for state in MessageState]), help="この状態のものだけ")
@json_option
def list_messages(state: str | None, as_json: bool) -> None:
    """Print the messages without what they say."""
    context = _context()
    context.store.health()  # a wrong key in DATA_KEYS is said, instead of an empty list shown
    found = [_document(context, one) for one in context.store.staff_messages() if state in (None, one.state.value)]
    if as_json:
        print_indented(found)
    elif found:
        columns = ("id", "state", "since", "booking")
        print(table([[_told(context, name, one[name]) for name in columns] for one in found]))
    else:
        print("伝言はありません")


@message.command(help="1件の内容（閲覧は記録されます）")
@message_argument
@json_option
def show(name: str, as_json: bool) -> None:
    """Print one message."""
    context = _context()
    found = staff_messages.find(context, name)
    staff_messages.note_seen(context, found, actor())
    whole = {**_document(context, found), "text": found.text, "answer": found.answer or None}
    if as_json:
        print_indented(whole)
    else:
        named = {name: context.words(f"staff.message.{name}") for name in whole if name != "version"}
        print(table([[title, _told(context, name, whole[name])] for name, title in named.items()]))


@message.command(help="返事をする（LINEで届き、今月の通数に数えます）")
@message_argument
@click.option("--text", required=True, help="ご本人に伝える文")
@json_option
def answer(name: str, text: str, as_json: bool) -> None:
    """Answer a message."""
    context = _context()
    seen = staff_messages.find(context, name)
    _print(context, staff_messages.answer(context, name, seen.version, text, actor()), as_json=as_json)


@message.command(help="返事をせずに閉じる")
@message_argument
@json_option
def close(name: str, as_json: bool) -> None:
    """Close a message without an answer."""
    context = _context()
    seen = staff_messages.find(context, name)
    _print(context, staff_messages.close(context, name, seen.version, actor()), as_json=as_json)


def _context() -> RequestContext:
    return context_now(built().process)


def _document(context: RequestContext, one: StaffMessage) -> dict[str, object]:
    booking = staff_messages.booking_of(context, one)
    return {
        "id": one.id,
        "state": one.state.value,
        "since": one.since.isoformat(),
        "cause": one.cause.value,
        "flow": one.flow or None,
        "question": one.question or None,
        "booking": booking.number if booking else None,
        "settled": one.settled.isoformat() if one.settled else None,
        "by": one.by or None,
        "version": one.version,
    }


def _told(context: RequestContext, name: str, value: object) -> str:
    """Say a value of a message's document to a person."""
    words = context.words
    match name, value:
        case _, None:
            return "-"
        case "state", _:
            return words(f"console.staff_message.state_{value}")
        case "cause", _:
            return words(f"console.staff_message.cause_of.{value}")
        case "flow", _:
            key = f"console.staff_message.flow.{value}"
            return words(key if key in words else "console.staff_message.flow.other")
        case "question", _:
            title = f"{value}.title"
            return words(title) if title in words else "-"
        case (("since" | "settled"), _):
            return when(datetime.fromisoformat(str(value)))
    return str(value)


def _print(context: RequestContext, after: StaffMessage, *, as_json: bool) -> None:
    if as_json:
        print_indented(_document(context, after))
    else:
        print(f"{after.id}: {context.words(f'console.staff_message.state_{after.state.value}')}")
