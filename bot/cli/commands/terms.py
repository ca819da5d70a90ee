"""`madoguchi terms …`: the versions of the terms, publishing a new one."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from bot.booking.schedule.opening import today
from bot.cli.japanese_click import Group
from bot.cli.output import json_option, show
from bot.cli.parameters import Day
from bot.cli.process import actor, built
from bot.dialogue.terms import Terms, in_force
from bot.errors import RefusedError
from bot.ports.context import RequestContext
from bot.service.events.office_now import context_now
from bot.service.terms import publishing

terms = Group("terms")


@terms.command("list", help="版の一覧")
@json_option
def list_terms(as_json: bool) -> None:
    """Print the versions, the newest first."""
    context = context_now(built().process)
    current = in_force(context.terms, today(context.clock.now()))
    versions = [_as_json(one, current) for one in reversed(context.terms)]
    lines = (_line(context, one) for one in versions)
    show(versions, "\n".join(lines), as_json=as_json)


def _line(context: RequestContext, one: Mapping[str, str]) -> str:
    state = context.words(f"console.terms.{one['state']}")
    return f"{one['version']}  {one['effective']} から  {one['sha256'][:12]}  {state}"


def _as_json(one: Terms, current: Terms) -> dict[str, str]:
    state = "current" if one == current else "coming" if one.effective > current.effective else "past"
    return {
        "version": one.version,
        "effective": str(one.effective),
        "sha256": one.sha256,
        "state": state,
        "summary": one.summary,
    }


@terms.command(help="新しい版を公開し、予約のある人に知らせる")
@click.argument("file", type=click.Path(path_type=Path), help="本文（Markdown、UTF-8）")
@click.option("--version", required=True, help="版の名前。例：2027-01-01")
@click.option("--effective", type=Day(), required=True, help="有効になる日")
@click.option("--summary", required=True, help="変わること（300文字まで）。予約のある人にそのまま届く")
@json_option
def publish(file: Path, version: str, effective: date, summary: str, as_json: bool) -> None:
    """Publish a version."""
    context = context_now(built().process)
    wanted = Terms(version, _text_of(file), effective, summary, actor(), context.clock.now())
    count = publishing.publish(context, wanted, actor())
    document = {"version": version, "effective": str(effective), "sha256": wanted.sha256, "told": count}
    show(document, f"{wanted.version}版を公開しました。{count}人にお知らせします", as_json=as_json)


def _text_of(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise RefusedError("terms_file", id=str(file)) from None
