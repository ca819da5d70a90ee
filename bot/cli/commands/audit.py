"""`madoguchi audit verify|note`: checks that nothing in the audit log was changed or taken out."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import click

from bot.cli.japanese_click import Group
from bot.cli.output import json_option, show
from bot.cli.process import built
from bot.cli.progress import audit_shown
from bot.service.audit.head_mail import NO_HEAD
from bot.service.audit.verify import Head, Verdict, broken_in_words
from bot.service.audit.verify import verify as verified

audit = Group("audit")


@dataclass(frozen=True)
class NotedHead:
    """A head as it was noted elsewhere, and what it means."""

    text: str
    head: Head


class NotedHeadType(click.ParamType[NotedHead]):
    """How many entries there were, and the value at the end."""

    name = "n:hex"

    def convert(self, value: str | NotedHead, param: click.Parameter | None, ctx: click.Context | None) -> NotedHead:
        """Read what a mail or `audit note` brought."""
        if isinstance(value, NotedHead):
            return value
        read = re.fullmatch(r"([0-9]{1,15}):([0-9a-f]{40})", value.strip())
        if not read:
            self.fail("メールか madoguchi audit note の「件数:値」の形にしてください", param, ctx)
        entries = int(read[1])
        return NotedHead(value, (entries, read[2] if entries else ""))


@audit.command(help="監査記録が書き換えられていないか確かめる")
@click.option(
    "--head",
    "--noted",
    "heads",
    type=NotedHeadType(),
    multiple=True,
    help="前に audit note で控えたものや、AUDIT_HEAD_MAIL に届いたメールのものとも比べる（何度でも使える）",
)
@json_option
def verify(heads: tuple[NotedHead, ...], as_json: bool) -> int:
    """Look at the whole log; 1 when something in it does not fit."""
    process = built(is_patient=True).process
    verdict = verified(process, [one.head for one in heads], audit_shown)
    fitting = {one.text: one.head not in verdict.misfits for one in heads}
    early = f"（はじめの{verdict.unsigned}件は、署名のない前の版のもの）" if verdict.unsigned else ""
    late = f"（{verdict.unsealed}件がまだ封じられていません。worker を確かめてください）" if verdict.unsealed else ""
    lines = [] if verdict.broken else [f"{verdict.entries}件、異常ありません{early}{late}"]
    for text, fits in fitting.items():
        lines.append(f"控え {text}: {'いまの記録に含まれています' if fits else '合いません'}")
    broken = broken_in_words(process.files.words, verdict.broken)
    show(_document(verdict, broken, fitting), "\n".join(lines), as_json=as_json)
    if broken:
        print(f"madoguchi: 監査記録が書き換えられています: {broken}（{verdict.entries}件中）", file=sys.stderr)
    return 1 if broken else 0


def _document(verdict: Verdict, broken: str, fitting: Mapping[str, bool]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "entries": verdict.entries,
        "intact": not verdict.broken,
        "first_broken": broken,
    }
    optional = {"heads": fitting, "unsigned": verdict.unsigned, "unsealed": verdict.unsealed}
    return told | {name: value for name, value in optional.items() if value}


@audit.command(help="いまの件数と末尾の値を出す（Redis の外に控えておくため）")
def note() -> None:
    """Print how long the log is and how it ends."""
    end = built(is_patient=True).process.store.audit_end()
    print(f"{end.entries}:{end.head or NO_HEAD}")
