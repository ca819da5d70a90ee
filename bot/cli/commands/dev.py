"""`madoguchi dev`, which is `make run`: everything on this machine."""

import click

from bot.cli.dev.run import run
from bot.cli.japanese_click import Command


@click.command(cls=Command)
def dev() -> int:
    """Start everything and mind it until told to stop."""
    return run()
