"""`madoguchi day`: the list of a day with telephone numbers, to print or to keep at hand."""

import json
from datetime import date
from pathlib import Path

import click

from bot.adapters.files.private_files import file_of
from bot.booking.schedule.opening import today
from bot.bootstrap import Built
from bot.cli.japanese_click import Command
from bot.cli.output import json_option, write_noted
from bot.cli.parameters import Day
from bot.cli.process import actor, built
from bot.errors import StoreDownError
from bot.service.events.office_now import context_now
from bot.service.schedule.day_list import rows_of, text_of
from bot.service.staff.record_reads import note_list


@click.command(cls=Command)
@click.option("--date", "day", type=Day(), help="日。なければ本日")
@click.option("--print", "to_screen", is_flag=True, help="画面に出す（--file がなければ、いつも出す）")
@click.option("--file", type=click.Path(path_type=Path), help="このファイルに書く（本人だけが読める）")
@json_option
def day(day: date | None, to_screen: bool, file: Path | None, as_json: bool) -> None:
    """Print or write the list; without Redis, print what a worker wrote in the morning."""
    wired = built()
    try:
        context = context_now(wired.process)
        context.store.health()  # a wrong key in DATA_KEYS is said, instead of an empty list shown
        wanted = day or today(context.clock.now())
        rows, text = rows_of(context, wanted), text_of(context, wanted)
        if not file:
            note_list(context, actor(), len(rows))
        document = json.dumps({"date": wanted.isoformat(), "bookings": rows}, ensure_ascii=False) + "\n"
        shown, count = document if as_json else text, len(rows)
    except StoreDownError:
        kept = None if as_json else _kept(wired, day or today(wired.wall.now()))
        if kept is None:
            raise
        print(kept, end="")
        return
    if file:
        write_noted(file, shown.encode(), lambda: note_list(context, actor(), count))
        print(context.words("day.written", {"said": str(file), "count": str(count)}))
    if to_screen or not file:
        print(shown, end="")


def _kept(wired: Built, day: date) -> str | None:
    """Give the list that a worker wrote in the morning, with a line that says so; None when there is none."""
    path = file_of(Path(wired.settings.day_list_dir), day) if wired.settings.day_list_dir else None
    try:
        text = path.read_text("utf-8") if path else None
    except OSError:
        return None
    return text and f"{wired.process.files.words('day.from_file', {'said': str(path)})}\n\n{text}"
