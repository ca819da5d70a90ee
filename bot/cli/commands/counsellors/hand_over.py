"""`madoguchi counsellor hand-over`: one booking to a counsellor, or all of somebody who is away."""

from datetime import date, datetime
from typing import Any

import click

from bot.booking.schedule.opening import TOKYO
from bot.booking.staff.counsellors import Away, Counsellor, absence, name_of
from bot.cli.japanese_click import Group
from bot.cli.output import json_option, show
from bot.cli.parameters import DayOrMoment
from bot.cli.process import actor, built
from bot.cli.usage_errors import BadUsageError
from bot.ports.context import RequestContext
from bot.service.counsellors.away import Absent, Hit, hand_over_all, look_at_absent
from bot.service.counsellors.handing_over import hand_over
from bot.service.events.office_now import context_now
from bot.service.schedule.counsellors import find_counsellor


def add_to(counsellor: Group) -> None:
    """Add the command to its group."""
    counsellor.command("hand-over", help="予約を引き継ぐ：1件（--booking と --to）か、休む人の全部（NAME と --from）")(
        _arguments(_hand_over)
    )


def _arguments(command: Any) -> Any:
    for option in (
        json_option,
        click.option("--dry-run", is_flag=True, help="引き継がずに、どうなるかだけを見る"),
        click.option("--to", "to", default="", help="引き継ぐ人（書かなければ、空いている人）"),
        click.option("--until", type=DayOrMoment(), help="終わり。書かなければその1日"),
        click.option("--from", "since", type=DayOrMoment(), help="はじまりの日。例: 2026-12-03 か 2026-12-03T13:00"),
        click.option("--booking", default="", help="この1件だけ（受付番号か ID）"),
        click.argument("name", default="", metavar="[NAME]", help="休む担当者の名前か ID"),
    ):
        command = option(command)
    return command


def _hand_over(
    name: str,
    booking: str,
    since: date | datetime | None,
    until: date | datetime | None,
    to: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Hand bookings over."""
    context = context_now(built().process)
    wanted = find_counsellor(context, to).id if to else ""
    if booking and wanted and not name:
        after = hand_over(context, booking, wanted, actor())
        named = name_of(context.office.schedule.counsellors, after.counsellor)
        show({"number": after.number, "counsellor": named}, f"{after.number}  {named}", as_json=as_json)
        return
    if booking or not name or not since:
        raise BadUsageError("--booking と --to か、NAME と --from を書いてください", click.get_current_context())
    last = until or (since.astimezone(TOKYO).date() if isinstance(since, datetime) else since)
    _all_of(context, find_counsellor(context, name), absence(since, last), wanted, dry_run=dry_run, as_json=as_json)


def _all_of(context: RequestContext, away: Counsellor, span: Away, to: str, *, dry_run: bool, as_json: bool) -> None:
    seen, left = look_at_absent(context, away, span, to), list[Hit]()
    if not dry_run:
        seen, left = hand_over_all(context, away, span, actor(), to=to)
    document = {"bookings": hits_of(context, seen), "left": [one.booking.number for one in left]}
    lines = [_line(context, one) for one in seen.hits] or [context.words("console.counsellors.away.none")]
    if left:
        told = "、".join(one.booking.number for one in left)
        lines.append(context.words("console.counsellors.away.left", {"said": told}))
    show(document, "\n".join(lines), as_json=as_json)


def hits_of(context: RequestContext, seen: Absent) -> list[dict[str, Any]]:
    """Give what is proposed for each booking as JSON."""
    return [
        {
            "number": one.booking.number,
            "start": one.booking.start.astimezone(TOKYO).isoformat(),
            "to": name_of(context.office.schedule.counsellors, one.to),
            "instead": [start.astimezone(TOKYO).isoformat() for start in one.instead],
        }
        for one in seen.hits
    ]


def _line(context: RequestContext, one: Hit) -> str:
    words = context.words
    held = f"{words('console.counsellors.away.held')}：" + "、".join(
        f"{start.astimezone(TOKYO):%m-%d %H:%M}" for start in one.instead
    )
    otherwise = held if one.instead else words("console.counsellors.away.nobody")
    told = name_of(context.office.schedule.counsellors, one.to) or otherwise
    return f"{one.booking.number}  {one.booking.start.astimezone(TOKYO):%m-%d %H:%M}  {told}"
