"""`madoguchi aside`: what broke its job again and again, and how it is let be tried once more."""

import argparse
import json
from typing import Any

from bot.cli.bookings import actor
from bot.cli.environment import built
from bot.errors import RefusedError
from bot.service.health import set_aside


def add_to(commands: Any) -> None:
    """Add the commands."""
    actions = commands.add_parser("aside", help="3回失敗して止まった処理").add_subparsers(
        required=True, metavar="ACTION"
    )
    listing = actions.add_parser("list", help="止まっているものを並べる")
    listing.set_defaults(run=_list)
    again = actions.add_parser("again", help="もう一度、自動で処理させる")
    again.add_argument("name", nargs="*", help='list が出す名前（例: "notices b1.1.details.line"）')
    again.add_argument("--all", action="store_true", help="すべて")
    again.set_defaults(run=_again)
    for one in (listing, again):
        one.add_argument("--json", action="store_true", help="JSON で出力する")


def _list(arguments: argparse.Namespace) -> int:
    found = [
        {
            "name": one.name,
            "why": one.why,
            "at": one.at.isoformat(),
            "booking": booking.number if booking else None,
        }
        for one, booking in set_aside.with_bookings(built().services)
    ]
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    for one in found:
        print(f"{one['name']}  {one['why']}  {one['at']}  予約 {one['booking'] or '不明'}")
    if not found:
        print("止まっているものはありません")
    return 0


def _again(arguments: argparse.Namespace) -> int:
    services = built().services
    names = [one.name for one in services.store.asides()] if arguments.all else arguments.name
    if not arguments.all and not names:
        raise RefusedError("not_aside")
    done = [set_aside.put_back(services, name, actor()).name for name in names]
    print(json.dumps({"put_back": done}, ensure_ascii=False) if arguments.json else f"{len(done)}件を戻しました")
    return 0
