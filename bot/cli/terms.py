"""`madoguchi terms …`: the editions of the terms, publishing a new one."""

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from bot.booking.opening import today
from bot.cli.bookings import actor
from bot.cli.environment import built
from bot.dialogue.terms import Terms, in_force
from bot.errors import RefusedError
from bot.ports.services import Services
from bot.service.events.office_now import standing_now
from bot.service.terms.publishing import publish


def add_to(commands: Any) -> None:
    """Add the commands about the terms."""
    parser = commands.add_parser("terms", help="利用規約の版を見る・公開する")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    shown = actions.add_parser("list", help="版の一覧")
    shown.add_argument("--json", action="store_true", help="JSON で出力する")
    shown.set_defaults(run=_list)
    publishing = actions.add_parser("publish", help="新しい版を公開し、予約のある人に知らせる")
    publishing.add_argument("file", type=Path, help="本文（Markdown、UTF-8）")
    publishing.add_argument("--version", required=True, help="版の名前。例：2027-01-01")
    publishing.add_argument("--effective", required=True, type=date.fromisoformat, help="有効になる日（YYYY-MM-DD）")
    publishing.add_argument("--summary", default="", help="変わること。予約のある人にそのまま届く")
    publishing.add_argument("--json", action="store_true", help="JSON で出力する")
    publishing.set_defaults(run=_publish)


def _list(arguments: argparse.Namespace) -> int:
    services = standing_now(built().services)
    current = in_force(services.terms, today(services.clock.now()))
    told = [_as_json(one, current) for one in reversed(services.terms)]
    lines = (f"{one['version']}  {one['effective']} から  {one['sha256'][:12]}  {one['state']}" for one in told)
    print(json.dumps(told, ensure_ascii=False) if arguments.json else "\n".join(lines))
    return 0


def _publish(arguments: argparse.Namespace) -> int:
    services = standing_now(built().services)
    terms = _read(services, arguments)
    count = publish(services, terms, actor())
    told = {"version": terms.version, "effective": str(terms.effective), "sha256": terms.sha256, "told": count}
    print(json.dumps(told) if arguments.json else f"{terms.version}版を公開しました。{count}人にお知らせします")
    return 0


def _read(services: Services, arguments: argparse.Namespace) -> Terms:
    try:
        text = arguments.file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise RefusedError("terms_file", id=str(arguments.file)) from None
    at = services.clock.now()
    return Terms(arguments.version, text, arguments.effective, arguments.summary, actor(), at)


def _as_json(one: Terms, current: Terms) -> dict[str, str]:
    state = "current" if one == current else "coming" if one.effective > current.effective else "past"
    told = {"version": one.version, "effective": str(one.effective), "sha256": one.sha256}
    return {**told, "state": state, "summary": one.summary}
