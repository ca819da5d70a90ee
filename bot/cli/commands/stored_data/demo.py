"""`madoguchi demo`: fills a playground, so that the console and its speed can be tried."""

from math import ceil

import click

from bot.cli.dev.demo import EACH_COMMIT, NUMBERS, fill, places_for, starts_of
from bot.cli.japanese_click import Command
from bot.cli.output import json_option, show
from bot.cli.process import built
from bot.cli.progress import counted
from bot.errors import SettingsError
from bot.service.events.office_now import context_now


@click.command(cls=Command)
@click.option("--bookings", type=int, required=True, help="作る予約の数")
@click.option("--places", type=int, help="1つの時刻に入れる予約の数（なければ、全部が入るだけ）")
@json_option
def demo(bookings: int, places: int | None, as_json: bool) -> None:
    """Fill a playground with fictitious bookings."""
    wired = built(is_patient=True)
    if not wired.settings.playground:
        raise SettingsError("demo は、おためし (MADOGUCHI_PLAYGROUND=1) でだけ使えます")
    there = wired.process.store.audit_end().bookings
    most = len(NUMBERS) - there
    if not 1 <= bookings <= most or (places is not None and places < 1):
        of = f"（予約番号は6桁で、{len(NUMBERS)}件までです。いま {there}件あります）"
        raise SettingsError(f"--bookings は 1 から {most}{of}、--places は 1 からの数にしてください")
    context = context_now(wired.process)
    places = places or places_for(bookings, starts_of(context, context.clock.now()))
    commits = fill(context, bookings, places)
    written = sum(counted(commits, "予約を作っています", total=ceil(bookings / EACH_COMMIT)))
    line = f"架空の予約を{written}件作りました（1つの時刻に{places}件まで）"
    show({"bookings": written, "places": places}, line, as_json=as_json)
