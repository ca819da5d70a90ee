"""`madoguchi audit verify`: checks that nothing in the audit log was changed or taken out."""

import argparse
import json
import sys
from typing import Any

from bot.cli.environment import built
from bot.service import audit


def add_to(commands: Any) -> None:
    """Add the command."""
    actions = commands.add_parser("audit", help="監査記録").add_subparsers(required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="監査記録が書き換えられていないか確かめる")
    verify.add_argument("--json", action="store_true", help="JSON で出力する")
    verify.set_defaults(run=_verify)


def _verify(arguments: argparse.Namespace) -> int:
    count, broken = audit.verify(built().services)
    if arguments.json:
        print(json.dumps({"entries": count, "intact": not broken, "first_broken": broken}, ensure_ascii=False))
    elif not broken:
        print(f"{count}件、異常ありません")
    if broken:
        print(f"madoguchi: 監査記録が書き換えられています: {broken}（{count}件中）", file=sys.stderr)
    return 1 if broken else 0
