"""`madoguchi counsellor feed`: the address of a counsellor's calendar feed."""

import click

from bot.cli.japanese_click import Group
from bot.cli.output import json_option, show
from bot.cli.process import actor, built
from bot.service.counsellors.feed import end_feed, feed_url, make_feed
from bot.service.events.office_now import context_now
from bot.service.schedule.counsellors import find_counsellor


def add_to(counsellor: Group) -> None:
    """Add the command to its group."""

    @counsellor.command("feed", help="担当者の予約のカレンダー（購読のアドレス）を見る・作る・やめる")
    @click.argument("name", help="担当者の名前か ID")
    @click.option("--renew", is_flag=True, help="作る、または作り直す（前のアドレスは使えなくなります）")
    @click.option("--revoke", is_flag=True, help="やめる")
    @json_option
    def feed(name: str, renew: bool, revoke: bool, as_json: bool) -> None:
        """Print the address, after making a new one or ending it."""
        context = context_now(built().process)
        one = find_counsellor(context, name)
        if revoke:
            one = end_feed(context, one, actor())
        elif renew:
            one = make_feed(context, one, actor())
        address = feed_url(context, one)
        show({"name": one.name, "url": address}, address or context.words("console.feed.none"), as_json=as_json)
