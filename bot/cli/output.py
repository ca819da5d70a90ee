"""What a command prints: lines for a person, or one JSON document."""

import json
from datetime import datetime

import click

from bot.booking.schedule.opening import TOKYO

INDENT = 2  # of JSON that is long enough to be read over lines

json_option = click.option("--json", "as_json", is_flag=True, help="JSON で出力する")


def show(document: object, lines: str, *, as_json: bool) -> None:
    """Print the document if JSON was asked for, else the lines, if there are any."""
    text = json.dumps(document, ensure_ascii=False) if as_json else lines
    if text:
        print(text)


def print_indented(document: object) -> None:
    """Print a document over several lines."""
    print(json.dumps(document, ensure_ascii=False, indent=INDENT))


def when(moment: datetime) -> str:
    """Tell a moment to a person."""
    return f"{moment.astimezone(TOKYO):%Y-%m-%d %H:%M}（日本時間）"
