"""`madoguchi day`: the list of a day with telephone numbers, to print or to keep at hand."""

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from bot.adapters.private_files import file_of, write_private
from bot.booking.opening import today
from bot.bootstrap import Built
from bot.cli.bookings import actor
from bot.cli.environment import built
from bot.errors import RefusedError, StoreDownError
from bot.ports.services import Services
from bot.service.bookings.steps import record_listing
from bot.service.events.office_now import standing_now
from bot.service.schedule.day_list import rows_of, text_of


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("day", help="1日の予約を、電話番号つきの一覧にする（閲覧は記録されます）")
    parser.add_argument("--date", type=date.fromisoformat, help="日（YYYY-MM-DD）。なければ本日")
    parser.add_argument("--print", action="store_true", help="画面に出す（--file がなければ、いつも出す）")
    parser.add_argument("--file", type=Path, help="このファイルに書く（本人だけが読める）")
    parser.add_argument("--json", action="store_true", help="JSON で出力する")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    made = built()
    try:
        return _from_store(standing_now(made.services), arguments)
    except StoreDownError:
        kept = None if arguments.json else _kept(made, arguments.date or today(made.wall.now()))
        if kept is None:
            raise
        print(kept, end="")
        return 0


def _kept(made: Built, day: date) -> str | None:
    """Give the list that a worker wrote in the morning, with a line that says so; None when there is none."""
    path = file_of(Path(made.settings.day_list_dir), day) if made.settings.day_list_dir else None
    try:
        text = path.read_text("utf-8") if path else None
    except OSError:
        return None
    return text and f"{made.services.words('day.from_file', {'said': str(path)})}\n\n{text}"


def _from_store(services: Services, arguments: argparse.Namespace) -> int:
    services.store.health()  # a wrong key in DATA_KEYS is said, instead of an empty list shown
    day = arguments.date or today(services.clock.now())
    rows, text = rows_of(services, day), text_of(services, day)
    record_listing(services, len(rows), actor())
    whole = json.dumps({"date": day.isoformat(), "bookings": rows}, ensure_ascii=False) + "\n"
    shown = whole if arguments.json else text
    if arguments.file:
        _write(arguments.file, shown)
        print(services.words("day.written", {"said": str(arguments.file), "count": str(len(rows))}))
    if arguments.print or not arguments.file:
        print(shown, end="")
    return 0


def _write(path: Path, text: str) -> None:
    try:
        write_private(path, text.encode(), over=True)
    except OSError:
        raise RefusedError("day_file", id=str(path)) from None
