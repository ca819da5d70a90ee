"""`madoguchi import …` and `madoguchi export …`: own counsellors and bookings as lists for spreadsheets."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from bot.cli.japanese_click import Group
from bot.cli.output import json_option, show, write_noted
from bot.cli.process import actor, built
from bot.cli.usage_errors import one_line
from bot.errors import RefusedError
from bot.messages.csv_file import csv_text
from bot.ports.context import RequestContext
from bot.service.events.office_now import context_now
from bot.service.imports.bookings import booking_rows, import_bookings, read_bookings
from bot.service.imports.lines import Fault
from bot.service.imports.people import import_people, people_rows, read_people
from bot.service.staff.record_reads import note_export

import_lists = Group("import")
export_lists = Group("export")
file_argument = click.argument("file", type=click.Path(path_type=Path), metavar="FILE.csv", help="CSV のファイル")
dry_run_option = click.option("--dry-run", is_flag=True, help="確かめるだけで、何も入れない")


@import_lists.command("people", help="担当者を人ごとに決める（求職番号, 担当者, LINEのユーザーID, 理由）")
@file_argument
@dry_run_option
@json_option
def people_in(file: Path, dry_run: bool, as_json: bool) -> None:
    """Take in own counsellors."""
    context = context_now(built(is_patient=True).process)
    people, faults = read_people(context, _content(file))
    _refuse(context, faults, as_json=as_json)
    changed = 0 if dry_run else import_people(context, people, actor())
    _done(context, len(people), changed, dry_run=dry_run, as_json=as_json)


@import_lists.command(
    "bookings", help="予約を入れる（日時, 氏名, 求職番号, 電話番号, 相談内容, 担当者, ミーティングID など）"
)
@file_argument
@dry_run_option
@json_option
def bookings_in(file: Path, dry_run: bool, as_json: bool) -> None:
    """Take in bookings that were made elsewhere."""
    wired = built(is_patient=True)
    context = context_now(wired.process)
    made, faults = read_bookings(context, wired.console, _content(file))
    _refuse(context, faults, as_json=as_json)
    if not dry_run:
        import_bookings(context, made, actor())
    _done(context, len(made), 0 if dry_run else len(made), dry_run=dry_run, as_json=as_json)


@export_lists.command("people", help="担当者が決まっている人の一覧を書く（書き出しは記録されます）")
@file_argument
def people_out(file: Path) -> None:
    """Write the own counsellors."""
    context = context_now(built(is_patient=True).process)
    _written(context, file, people_rows(context), "people")


@export_lists.command("bookings", help="これからの予約の一覧を書く（書き出しは記録されます）")
@file_argument
def bookings_out(file: Path) -> None:
    """Write the bookings to come."""
    context = context_now(built(is_patient=True).process)
    _written(context, file, booking_rows(context, context.store.bookings()), "bookings")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise RefusedError("import_file", id=str(file)) from None


def _refuse(context: RequestContext, faults: Sequence[Fault], *, as_json: bool) -> None:
    """Say each line that is wrong, and take nothing in."""
    if not faults:
        return
    told = [(one.place, context.words(f"console.import.fault.{one.code}", {"said": one.said})) for one in faults]
    show({"errors": [{"line": place, "error": said} for place, said in told]}, "", as_json=as_json)
    for place, said in told:
        print(one_line(context.words("console.import.line", {"count": str(place), "said": said})), file=sys.stderr)
    raise RefusedError("import_faults", count=str(len(faults)))


def _done(context: RequestContext, count: int, changed: int, *, dry_run: bool, as_json: bool) -> None:
    key = "console.import.checked" if dry_run else "console.import.done"
    told = context.words(key, {"count": str(count), "said": str(changed)})
    show({"lines": count, "changed": changed, "dry_run": dry_run}, told, as_json=as_json)


def _written(context: RequestContext, file: Path, rows: Sequence[Sequence[str]], what: str) -> None:
    write_noted(file, csv_text(rows).encode("utf-8-sig"), lambda: note_export(context, actor(), what))
    print(context.words("day.written", {"said": str(file), "count": str(len(rows) - 1)}))
