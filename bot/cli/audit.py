"""`madoguchi audit verify|note`: checks that nothing in the audit log was changed or taken out."""

import argparse
import json
import re
import sys
from typing import Any

from bot.cli.environment import built
from bot.errors import SettingsError
from bot.service import audit


def add_to(commands: Any) -> None:
    """Add the commands."""
    actions = commands.add_parser("audit", help="監査記録").add_subparsers(required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="監査記録が書き換えられていないか確かめる")
    verify.add_argument("--noted", default="", metavar="N:HEX", help="前に audit note で控えたものとも比べる")
    verify.add_argument("--json", action="store_true", help="JSON で出力する")
    verify.set_defaults(run=_verify)
    note = actions.add_parser("note", help="いまの件数と末尾の値を出す（Redis の外に控えておくため）")
    note.set_defaults(run=_note)


def _verify(arguments: argparse.Namespace) -> int:
    found = audit.examine(built().services, _noted(arguments.noted))
    if arguments.json:
        told = {"entries": found.entries, "intact": not found.broken, "first_broken": found.broken}
        more = {"unsigned": found.unsigned, "unsealed": found.unsealed}
        print(json.dumps({**told, **{name: count for name, count in more.items() if count}}, ensure_ascii=False))
    elif not found.broken:
        early = f"（はじめの{found.unsigned}件は、署名のない前の版のもの）" if found.unsigned else ""
        late = f"（{found.unsealed}件がまだ封じられていません。worker を確かめてください）" if found.unsealed else ""
        print(f"{found.entries}件、異常ありません{early}{late}")
    if found.broken:
        print(f"madoguchi: 監査記録が書き換えられています: {found.broken}（{found.entries}件中）", file=sys.stderr)
    return 1 if found.broken else 0


def _noted(text: str) -> tuple[int, str] | None:
    if not text:
        return None
    read = re.fullmatch(r"([0-9]+):([0-9a-f]{40})", text)
    if not read:
        raise SettingsError("--noted は madoguchi audit note が出した「件数:値」の形にしてください")
    return int(read[1]), read[2]


def _note(_: argparse.Namespace) -> int:
    log = built().services.store.audit_log()
    print(f"{len(log.lines)}:{log.head or '0' * 40}")
    return 0
