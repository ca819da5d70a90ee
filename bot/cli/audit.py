"""`madoguchi audit verify|note`: checks that nothing in the audit log was changed or taken out."""

import argparse
import json
import re
import sys
from typing import Any

from bot.cli.environment import built
from bot.errors import SettingsError
from bot.service.audit import verify as audit
from bot.service.audit.head_mail import NO_HEAD


def add_to(commands: Any) -> None:
    """Add the commands."""
    actions = commands.add_parser("audit", help="監査記録").add_subparsers(required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="監査記録が書き換えられていないか確かめる")
    heads = "前に audit note で控えたものや、AUDIT_HEAD_MAIL に届いたメールのものとも比べる（何度でも使える）"
    verify.add_argument("--head", "--noted", dest="heads", action="append", default=[], metavar="N:HEX", help=heads)
    verify.add_argument("--json", action="store_true", help="JSON で出力する")
    verify.set_defaults(run=_verify)
    note = actions.add_parser("note", help="いまの件数と末尾の値を出す（Redis の外に控えておくため）")
    note.set_defaults(run=_note)


def _verify(arguments: argparse.Namespace) -> int:
    now, heads = built().services, [_head(text) for text in arguments.heads]
    found = audit.examine(now, heads)
    stands = {text: audit.holds(now, head) for text, head in zip(arguments.heads, heads, strict=True)}
    if arguments.json:
        told = {"entries": found.entries, "intact": not found.broken, "first_broken": found.broken}
        more = {"unsigned": found.unsigned, "unsealed": found.unsealed}
        told = {**told, **({"heads": stands} if stands else {})}
        print(json.dumps({**told, **{name: count for name, count in more.items() if count}}, ensure_ascii=False))
    elif not found.broken:
        early = f"（はじめの{found.unsigned}件は、署名のない前の版のもの）" if found.unsigned else ""
        late = f"（{found.unsealed}件がまだ封じられていません。worker を確かめてください）" if found.unsealed else ""
        print(f"{found.entries}件、異常ありません{early}{late}")
    for text, is_held in stands.items() if not arguments.json else ():
        print(f"控え {text}: {'いまの記録に含まれています' if is_held else '合いません'}")
    if found.broken:
        print(f"madoguchi: 監査記録が書き換えられています: {found.broken}（{found.entries}件中）", file=sys.stderr)
    return 1 if found.broken else 0


def _head(text: str) -> tuple[int, str]:
    read = re.fullmatch(r"([0-9]{1,15}):([0-9a-f]{40})", text.strip())
    if not read:
        raise SettingsError("--head は、メールか madoguchi audit note の「件数:値」の形にしてください")
    return int(read[1]), read[2] if int(read[1]) else ""


def _note(_: argparse.Namespace) -> int:
    log = built().services.store.audit_log()
    print(f"{len(log.lines)}:{log.head or NO_HEAD}")
    return 0
