"""`madoguchi notice list|resend`: what LINE accepted in a span of time, and sending it again if it brought nothing."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import click

from bot.booking.schedule.opening import TOKYO
from bot.cli.japanese_click import Group
from bot.cli.output import json_option, show
from bot.cli.parameters import Moment
from bot.cli.process import actor, built
from bot.ports.context import RequestContext
from bot.service.events.office_now import context_now
from bot.service.notices.resend_accepted import (
    Accepted,
    Span,
    accepted_in,
    not_again_told,
    reasons,
    resend_accepted,
    span_of,
    wanted,
)

Function = TypeVar("Function", bound=Callable[..., Any])
notice = Group("notice")


def span_options(command: Function) -> Function:
    """Take from when until when."""
    moment = Moment(error="span_unreadable")
    until = click.option("--to", "until", type=moment, required=True, help="いつまで（その時刻は含まない）")
    since = click.option(
        "--from", "since", type=moment, required=True, help="いつから。例: 2026-12-03T10:00（日本時間）"
    )
    return since(until(command))


@notice.command("list", help="ある間に LINE が受け付けた通知の一覧")
@click.option("--accepted", is_flag=True, required=True, expose_value=False, help="LINE が受け付けたもの")
@span_options
@json_option
def list_accepted(since: datetime, until: datetime, as_json: bool) -> None:
    """Print what LINE accepted."""
    wired = built()
    context = context_now(wired.process)
    found = accepted_in(context, wired.console, span_of(context, since, until))
    lines = [*(_line(context, one) for one in found), f"{len(found)}件"]
    show([_as_json(one) for one in found], "\n".join(lines), as_json=as_json)


def _line(context: RequestContext, one: Accepted) -> str:
    why = context.words(f"console.resend_accepted.why.{not_again_told(one.why)}")
    again = f"送り直さない（{why}）" if one.why else "送り直せる"
    kind = context.words(f"console.kind.{one.row.kind.value}")
    return f"{one.at.astimezone(TOKYO):%m-%d %H:%M:%S}  {one.number or 'キャンセル待ち'}  {kind}  {again}"


@notice.command(help="その通知のうち、いまも役に立つものをもう一度送る（同じ間なら何度でも1通）")
@click.option("--dry-run", is_flag=True, help="数えるだけで、何も送らない")
@span_options
@json_option
def resend(dry_run: bool, since: datetime, until: datetime, as_json: bool) -> None:
    """Send again what is still of use."""
    wired = built()
    context = context_now(wired.process)
    span = span_of(context, since, until)
    found = accepted_in(context, wired.console, span)
    ids = [one.row.id for one in wanted(found)]
    sent = [] if dry_run else [row.id for row in resend_accepted(context, wired.console, span, actor())]
    done = f"送り直すもの {len(ids)}件" if dry_run else f"もう一度送ります {len(sent)}件"
    document = _document(span, found, ids, sent, dry_run=dry_run)
    show(document, f"受け付けられた通知 {len(found)}件、{done}", as_json=as_json)


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
