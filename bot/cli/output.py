"""What a command prints: lines for a person, or one JSON document."""

import errno
import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from bot.adapters.files.private_files import flush_to_disk, private_file
from bot.booking.schedule.opening import TOKYO
from bot.cli.os_errors import why
from bot.errors import RefusedError

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


def write_noted(file: Path, content: bytes, note: Callable[[], object]) -> None:
    """Write a private file, and note what was given out once all is written: without the note it gets no name."""
    try:
        with private_file(file, over=True) as (out, _):
            out.write(content)
            flush_to_disk(out)
            if file.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            note()
    except OSError as error:
        raise RefusedError("day_file", id=f"{file}（{why(error)}）") from None


def when(moment: datetime) -> str:
    """Tell a moment to a person."""
    return f"{moment.astimezone(TOKYO):%Y-%m-%d %H:%M}（日本時間）"
