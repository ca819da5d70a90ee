"""`madoguchi menu publish`: puts the rich menus in place at LINE."""

from dataclasses import asdict

import click

from bot.bootstrap import menus_of_line
from bot.cli.japanese_click import Group
from bot.cli.output import json_option, show
from bot.cli.process import built
from bot.errors import MadoguchiError, SendError
from bot.messages.menus import menus
from bot.service.menus import publish as publish_menus

menu = Group("menu")


@menu.command(help="リッチメニューを LINE に出す（変わりがなければ何もしない）")
@click.option("--dry-run", is_flag=True, help="何をするかだけを出す")
@json_option
def publish(dry_run: bool, as_json: bool) -> None:
    """Make, keep and delete menus until LINE has ours."""
    wired = built()
    try:
        shown = menus(wired.process.files.office.name, wired.settings.own_texts)
        done = publish_menus(menus_of_line(wired.settings), shown, dry_run=dry_run)
    except SendError as error:
        raise MadoguchiError(
            f"LINE に出せませんでした（{error.reason}）。もう一度実行すると、続きから行います"
        ) from None
    counts = f"作成 {len(done.made)}、そのまま {len(done.kept)}、削除 {len(done.removed)}"
    show(asdict(done), counts, as_json=as_json)
