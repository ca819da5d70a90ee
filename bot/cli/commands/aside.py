"""`madoguchi aside`: what broke its job again and again, and how it is let be tried once more."""

import click

from bot.cli.japanese_click import Group
from bot.cli.output import json_option, show, when
from bot.cli.process import actor, built
from bot.cli.usage_errors import BadUsageError
from bot.service.health import set_aside

aside = Group("aside")


@aside.command("list", help="止まっているものを並べる")
@json_option
def list_aside(as_json: bool) -> None:
    """Print what stands aside."""
    asides = list(set_aside.with_bookings(built().process))
    found = [
        {
            "name": one.name,
            "why": one.why,
            "at": one.at.isoformat(),
            "booking": booking.number if booking else None,
        }
        for one, booking in asides
    ]
    lines = [
        f"{one.name}  {one.why}  {when(one.at)}  予約 {booking.number if booking else '不明'}"
        for one, booking in asides
    ]
    show(found, "\n".join(lines) or "止まっているものはありません", as_json=as_json)


@aside.command(help="もう一度、自動で処理させる")
@click.argument("names", nargs=-1, metavar="[NAME]...", help='list が出す名前（例: "notices b1.1.details.line"）')
@click.option("--all", "everything", is_flag=True, help="すべて")
@json_option
def again(names: tuple[str, ...], everything: bool, as_json: bool) -> None:
    """Let some of it, or all, be tried once more."""
    if everything == bool(names):
        raise BadUsageError("NAME か --all の、どちらか一つを書いてください", click.get_current_context())
    process = built().process
    wanted = [one.name for one in process.store.asides()] if everything else names
    done = [set_aside.put_back(process, name, actor()).name for name in wanted]
    show({"put_back": done}, f"{len(done)}件を戻しました", as_json=as_json)
