"""`madoguchi menu publish`: puts the rich menus in place at LINE."""

import argparse
import json
from dataclasses import asdict
from typing import Any

from bot.bootstrap import menus_of_line
from bot.cli.environment import built
from bot.errors import MadoguchiError, SendError
from bot.messages.menus import menus
from bot.service.menus import publish


def add_to(commands: Any) -> None:
    """Add the command."""
    actions = commands.add_parser("menu", help="リッチメニュー").add_subparsers(required=True, metavar="ACTION")
    one = actions.add_parser("publish", help="リッチメニューを LINE に出す（変わりがなければ何もしない）")
    one.add_argument("--dry-run", action="store_true", help="何をするかだけを出す")
    one.add_argument("--json", action="store_true", help="JSON で出力する")
    one.set_defaults(run=_publish)


def _publish(arguments: argparse.Namespace) -> int:
    line = menus_of_line(built().settings)
    try:
        done = publish(line, menus(), dry_run=arguments.dry_run)
    except SendError as error:
        raise MadoguchiError(
            f"LINE に出せませんでした（{error.reason}）。もう一度実行すると、続きから行います"
        ) from None
    if arguments.json:
        print(json.dumps(asdict(done), ensure_ascii=False))
    else:
        print(f"作成 {len(done.made)}、そのまま {len(done.kept)}、削除 {len(done.removed)}")
    return 0
