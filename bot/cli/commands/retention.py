"""`madoguchi retention`: what is deleted by its age."""

import click

from bot.cli.japanese_click import Command
from bot.cli.output import json_option, show
from bot.cli.process import built
from bot.service.events.office_now import context_now
from bot.service.health.upkeep import due, forget_old


@click.command(cls=Command)
@click.option("--dry-run", is_flag=True, help="数えるだけで、何も消さない")
@json_option
def retention(dry_run: bool, as_json: bool) -> None:
    """Delete what is old enough."""
    context = context_now(built().process)
    found = due(context)
    if not dry_run:
        forget_old(context)
    document = {
        "bookings": len(found.bookings),
        "rooms": len(found.rooms),
        "messages": len(found.messages),
        "dry_run": dry_run,
        "booking_numbers": [one.number for one in found.bookings],
        "room_numbers": [one.number for one in found.rooms],
    }
    verb = "消す予定" if dry_run else "消しました"
    rooms = f"ミーティングIDとパスコード{len(found.rooms)}件"
    line = f"{verb}: 予約{len(found.bookings)}件、{rooms}、職員への伝言{len(found.messages)}件"
    show(document, line, as_json=as_json)
