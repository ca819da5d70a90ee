"""`madoguchi booking …`: what staff do with bookings, in tables or as JSON."""

import argparse
import getpass
import json
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.booking.lifecycle import Step
from bot.booking.model import Booking, Notice, Room, State
from bot.booking.opening import TOKYO
from bot.booking.text import compatible
from bot.bootstrap import load_office
from bot.cli.environment import built
from bot.errors import RefusedError
from bot.messages.catalogue import load_words
from bot.messages.table import padded, table
from bot.ports.services import Services
from bot.service.bookings import steps
from bot.service.bookings.offers import offer_times
from bot.service.events.office_now import standing_now
from bot.service.rooms.confirm_with_room import confirm_and_open

Row = Sequence[str]
STEPS = {
    "decline": Step.DECLINE,
    "cancel": Step.CANCEL_BY_OFFICE,
    "attend": Step.ATTEND,
    "no-show": Step.NO_SHOW,
}


def add_to(commands: Any) -> None:
    """Add the booking commands."""
    parser = commands.add_parser("booking", help="予約を見る・確定する・取り消す")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    _add_list(actions)
    _add_show(actions)
    _add_confirm(actions)
    _add_offer(actions)
    for name in STEPS:
        _add_step(actions, name)


def _add(actions: Any, name: str, run: Any, about: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=about)
    parser.add_argument("--json", action="store_true", help="JSON で出力する")
    parser.set_defaults(run=run)
    return parser


def _add_list(actions: Any) -> None:
    parser = _add(actions, "list", _list, "予約の一覧")
    parser.add_argument("--state", choices=[state.value for state in State], help="この状態のものだけ")


def _add_show(actions: Any) -> None:
    _add(actions, "show", _show, "1件の内容（閲覧は記録されます）").add_argument("id", help="受付番号か ID")


def _add_confirm(actions: Any) -> None:
    parser = _add(actions, "confirm", _confirm, "確定する。部屋を書かなければ、Zoomで自動で用意する")
    parser.add_argument("id", help="受付番号か ID")
    parser.add_argument("--meeting-id", default="", help="ミーティングID（数字。空白やハイフンは無視）")
    parser.add_argument("--passcode", default="")
    parser.add_argument("--join-url", default="")


def _add_offer(actions: Any) -> None:
    parser = _add(actions, "offer", _offer, "ほかの日時を提案する（3つまで。返事があるまで枠を押さえます）")
    parser.add_argument("id", help="受付番号か ID")
    parser.add_argument("--time", action="append", required=True, help="例: 2026-12-03T14:00（3つまで繰り返せます）")
    parser.add_argument("--reason", default="", help="ご本人に伝える理由")


def _add_step(actions: Any, name: str) -> None:
    parser = _add(actions, name, _step, f"状態を変える: {name}")
    parser.add_argument("id", help="受付番号か ID")
    parser.add_argument("--reason", default="", help="ご本人に伝える理由")
    if name == "cancel":
        parser.add_argument("--by", choices=("office", "seeker"), default="office", help="どちらの都合か")
    parser.set_defaults(step=name)


def actor() -> str:
    """Name who uses the command line, for the audit log."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):  # a container's user may have no name
        return f"cli:{os.getuid()}"


def said(error: RefusedError) -> str:
    """Put a refusal into words."""
    words = load_words(load_office(Path(os.environ.get("OFFICE_FILE") or "office.toml")))
    key = f"staff.{error.code}"
    key = key if key in words else f"console.refused.{error.code}"
    values = dict(error.values)
    if "state" in values:
        values["state"] = words(f"staff.state.{values['state']}")
    return words(key, values) if key in words else error.code


def _list(arguments: argparse.Namespace) -> int:
    services = standing_now(built().services)
    services.store.health()  # a wrong key in DATA_KEYS is said, instead of an empty list shown
    found = [one for one in services.store.bookings() if arguments.state in (None, one.state.value)]
    if arguments.json:
        steps.record_listing(services, len(found), actor())
        _print_json([as_json(services, one) for one in found])
    else:
        _print_table(services, found)
    return 0


def _show(arguments: argparse.Namespace) -> int:
    services = standing_now(built().services)
    booking = steps.find(services, arguments.id)
    steps.record_view(services, booking, actor())
    if arguments.json:
        _print_json({**as_json(services, booking), "answers": _answers(booking), "consent": _consent(booking)})
        return 0
    for label, value in _facts(services, booking):
        print(f"{padded(label, 16)}{value}")
    return 0


def _confirm(arguments: argparse.Namespace) -> int:
    services = standing_now(built().services)
    services = built().services
    if not arguments.meeting_id and not arguments.passcode:
        return _done(services, confirm_and_open(services, arguments.id, actor()), arguments)
    meeting_id = "".join(part for part in compatible(arguments.meeting_id) if part not in " -")
    room = Room(meeting_id, arguments.passcode, arguments.join_url)
    return _done(services, steps.confirm_booking(services, arguments.id, room, actor()), arguments)


def _offer(arguments: argparse.Namespace) -> int:
    services = standing_now(built().services)
    times = [_moment(text) for text in arguments.time]
    return _done(services, offer_times(services, arguments.id, times, actor(), reason=arguments.reason), arguments)


def _moment(text: str) -> datetime:
    """Read a moment; without an offset it is meant in Japan."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise RefusedError("bad_time", time=text) from None
    return moment.replace(tzinfo=TOKYO) if moment.tzinfo is None else moment


def _step(arguments: argparse.Namespace) -> int:
    services = standing_now(built().services)
    wanted = STEPS[arguments.step]
    if getattr(arguments, "by", "") == "seeker":
        wanted = Step.CANCEL_BY_SEEKER
    booking = steps.take_step(services, arguments.id, wanted, actor(), reason=arguments.reason)
    return _done(services, booking, arguments)


def _done(services: Services, booking: Booking, arguments: argparse.Namespace) -> int:
    if arguments.json:
        _print_json(as_json(services, booking))
    else:
        print(f"{booking.number}: {services.words(f'staff.state.{booking.state.value}')}")
    return 0


def as_json(services: Services, booking: Booking) -> dict[str, Any]:
    """Give a booking as the contract's JSON object."""
    room = booking.room
    return {
        "id": booking.id,
        "number": booking.number,
        "state": booking.state.value,
        "start": booking.start.astimezone(TOKYO).isoformat(),
        "end": booking.end.astimezone(TOKYO).isoformat(),
        "line_user": booking.user,
        "reachable": booking.reachable,
        "version": booking.version,
        "reason": booking.reason,
        "offers": [start.astimezone(TOKYO).isoformat() for start in booking.offers],
        "room": room
        and {
            "meeting_id": room.meeting_id,
            "passcode": room.passcode,
            "join_url": room.join_url,
            "version": room.version,
        },
        "notices": [_notice(row) for row in services.store.notices(booking.id)],
    }


def _notice(row: Notice) -> dict[str, Any]:
    return {
        "kind": row.kind.value,
        "channel": row.channel.value,
        "due": row.due.astimezone(TOKYO).isoformat(),
        "state": row.state.value,
        "attempts": row.attempts,
        "reason": row.reason,
    }


def _answers(booking: Booking) -> dict[str, Any]:
    return {name: {"value": answer.value, "mark": answer.mark} for name, answer in booking.answers.items()}


def _consent(booking: Booking) -> dict[str, str]:
    consent = booking.consent
    return {
        "version": consent.version,
        "sha256": consent.sha256,
        "at": consent.at.astimezone(TOKYO).isoformat(),
        "event_id": consent.event_id,
    }


def _facts(services: Services, booking: Booking) -> list[tuple[str, str]]:
    words = services.words
    facts = [
        (words("staff.column.number"), booking.number),
        (words("staff.column.state"), words(f"staff.state.{booking.state.value}")),
        (words("staff.column.start"), f"{booking.start.astimezone(TOKYO):%Y-%m-%d %H:%M}"),
    ]
    facts += [(words(f"book.{name}.title"), answer_in_words(services, name, booking)) for name in booking.answers]
    if booking.room:
        facts += [("ミーティングID", booking.room.meeting_id), ("パスコード", booking.room.passcode)]
    rows = services.store.notices(booking.id)
    return facts + [
        (words("staff.column.notices"), f"{row.kind} {row.channel} {row.state} {row.due.astimezone(TOKYO):%m-%d %H:%M}")
        for row in rows
    ]


def answer_in_words(services: Services, name: str, booking: Booking) -> str:
    """Give an answer as staff read it, with what they must check."""
    answer = booking.answers[name]
    option = f"book.{name}.option.{answer.value}"
    value = services.words(option) if answer.value and option in services.words else answer.value
    mark = f"book.{name}.mark.{answer.mark}"
    return value + (services.words(mark) if mark in services.words else "")


def _print_table(services: Services, found: Sequence[Booking]) -> None:
    if not found:
        print(services.words("staff.none"))
        return
    words = services.words
    head = [words(f"staff.column.{name}") for name in ("number", "state", "start", "notices")]
    rows = [_columns(services, one) for one in found]
    print(table([head, *rows]))


def _columns(services: Services, booking: Booking) -> Row:
    rows = services.store.notices(booking.id)
    accepted = sum(row.state == "accepted" for row in rows)
    start = f"{booking.start.astimezone(TOKYO):%Y-%m-%d %H:%M}"
    state = services.words(f"staff.state.{booking.state.value}") + (
        "" if booking.reachable else services.words("staff.unreachable")
    )
    return [booking.number, state, start, f"{accepted}/{len(rows)}"]


def _print_json(document: object) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=2))
