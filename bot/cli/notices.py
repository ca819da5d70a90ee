"""`madoguchi notice list|resend`: what LINE accepted in a span of time, and sending it again if it brought nothing."""

import argparse
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.booking.opening import TOKYO
from bot.cli.bookings import actor
from bot.cli.environment import built
from bot.errors import RefusedError
from bot.ports.services import Services
from bot.service.events.office_now import standing_now
from bot.service.notices.resend_accepted import Accepted, Span, accepted_in, reasons, send_again, span_of, wanted


def add_to(commands: Any) -> None:
    """Add the commands."""
    actions = commands.add_parser("notice", help="通知").add_subparsers(required=True, metavar="ACTION")
    one = actions.add_parser("list", help="ある間に LINE が受け付けた通知の一覧")
    one.add_argument("--accepted", action="store_true", required=True, help="LINE が受け付けたもの")
    _common(one, _list)
    one = actions.add_parser("resend", help="その通知のうち、いまも役に立つものをもう一度送る（同じ間なら何度でも1通）")
    one.add_argument("--dry-run", action="store_true", help="数えるだけで、何も送らない")
    _common(one, _resend)


def _common(parser: argparse.ArgumentParser, run: Any) -> None:
    parser.add_argument("--from", dest="since", required=True, help="いつから。例: 2026-12-03T10:00（日本時間）")
    parser.add_argument("--to", dest="until", required=True, help="いつまで（その時刻は含まない）")
    parser.add_argument("--json", action="store_true", help="JSON で出力する")
    parser.set_defaults(run=run)


def _list(arguments: argparse.Namespace) -> int:
    now = built()
    services = standing_now(now.services)
    found = accepted_in(services, now.desk, _span(services, arguments))
    if arguments.json:
        print(json.dumps([_as_json(one) for one in found], ensure_ascii=False))
        return 0
    for one in found:
        again = "送り直せる" if not one.why else f"送り直さない（{one.why}）"
        print(f"{one.at.astimezone(TOKYO):%m-%d %H:%M:%S}  {one.number or 'キャンセル待ち'}  {one.row.kind}  {again}")
    print(f"{len(found)}件")
    return 0


def _resend(arguments: argparse.Namespace) -> int:
    now = built()
    services = standing_now(now.services)
    span = _span(services, arguments)
    found = accepted_in(services, now.desk, span)
    ids = [one.row.id for one in wanted(found)]
    sent = [] if arguments.dry_run else [row.id for row in send_again(services, now.desk, span, actor())]
    if arguments.json:
        print(json.dumps(_document(span, found, ids, sent, dry_run=arguments.dry_run), ensure_ascii=False))
    else:
        done = f"送り直すもの {len(ids)}件" if arguments.dry_run else f"もう一度送ります {len(sent)}件"
        print(f"受け付けられた通知 {len(found)}件、{done}")
    return 0


def _document(
    span: Span, found: Sequence[Accepted], ids: list[str], sent: list[str], *, dry_run: bool
) -> dict[str, Any]:
    return {
        "from": span.since.astimezone(TOKYO).isoformat(),
        "to": span.until.astimezone(TOKYO).isoformat(),
        "dry_run": dry_run,
        "accepted": len(found),
        "wanted": ids,
        "sent": sent,
        "left": reasons(found),
    }


def _span(services: Services, arguments: argparse.Namespace) -> Span:
    return span_of(services, _moment(arguments.since), _moment(arguments.until))


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise RefusedError("span_unreadable", said=text) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=TOKYO)


def _as_json(one: Accepted) -> dict[str, Any]:
    return {
        "id": one.row.id,
        "booking": one.row.booking if one.number else None,
        "number": one.number or None,
        "kind": one.row.kind.value,
        "accepted": one.at.astimezone(TOKYO).isoformat(),
        "resend": not one.why,
        "why": one.why or None,
    }
