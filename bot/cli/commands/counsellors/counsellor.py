"""`madoguchi counsellor …`: who holds consultations, and when."""

import sys
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import click

from bot.booking.schedule.opening import nothing_ahead, today
from bot.booking.staff.counsellors import (
    PURPOSES,
    SKILLS,
    TOKYO,
    Away,
    Counsellor,
    ExtraHours,
    absence,
    after_day,
    name_of,
    with_absence,
    without_absence,
)
from bot.booking.staff.own_counsellor import OwnCounsellor
from bot.booking.staff.working_hours import outside
from bot.bootstrap import Built
from bot.cli.commands.counsellors import feed, hand_over
from bot.cli.commands.counsellors.hand_over import hits_of
from bot.cli.commands.counsellors.record import document_of, here, print_record
from bot.cli.japanese_click import Group
from bot.cli.output import json_option, print_indented
from bot.cli.output import show as show_document
from bot.cli.parameters import Day, DayOrMoment, line_user
from bot.cli.process import actor, built
from bot.cli.usage_errors import BadUsageError
from bot.dialogue.reading import Value, read_number
from bot.errors import RefusedError
from bot.ports.context import RequestContext
from bot.service.counsellors.away import look_at_absent
from bot.service.counsellors.handing_over import hand_over_person
from bot.service.counsellors.own_counsellor import own_of
from bot.service.events.office_now import context_now
from bot.service.schedule.counsellors import (
    add_counsellor,
    change_counsellor,
    changed,
    ended,
    find_counsellor,
    remove_counsellor,
    weekly_of,
)

counsellor = Group("counsellor")
hand_over.add_to(counsellor)
feed.add_to(counsellor)
name_argument = click.argument("name", help="担当者の名前か ID")
DAY_TOLD = "例: 2026-12-03"


def _told(command: Any) -> Any:
    """Add the options by which a counsellor is described."""
    for option in (
        click.option("--account", help="コンソールのアカウントの名前（なくてもよい）"),
        click.option("--zoom-host", help="この担当者の部屋を開く、Zoomのユーザー"),
        click.option(
            "--skill", "skills", type=click.Choice(SKILLS), multiple=True, help="できる手助け（繰り返せます）"
        ),
        click.option(
            "--purpose",
            "purposes",
            type=click.Choice(PURPOSES),
            multiple=True,
            help="受け持つ相談（なければすべて）",
        ),
        click.option("--language", "languages", multiple=True, help="相談できる外国語（english など。繰り返せます）"),
        click.option("--from", "since", type=Day(), help="担当を始める日"),
        click.option("--until", type=Day(), help="担当の最後の日"),
        click.option("--every-other", type=Day(), help="1週おきのとき、担当する週のどれか1日"),
    ):
        command = option(command)
    return command


@counsellor.command("add", help="担当者を登録する")
@name_argument
@click.option("--weekly", required=True, help="曜日ごとの時間。例: mon-fri 10:00-12:00,13:00-15:30; sat 10:00-12:00")
@_told
@json_option
def add(name: str, weekly: str, as_json: bool, **told: Any) -> None:
    """Enter a counsellor."""
    wired = built()
    made = replace(Counsellor("", name, weekly_of(weekly)), **_given(told))
    added = add_counsellor(context_now(wired.process), wired.console, made, actor())
    print_record(wired.process.files.words, added, as_json=as_json)
    _warn_of_hours(added)
    _warn_if_nobody()


@counsellor.command("set", help="担当者の内容を変える（書いたものだけが変わります。空の '' で消えます）")
@name_argument
@click.option("--name", "new_name", help="新しい名前")
@click.option("--weekly", help="曜日ごとの時間")
@_told
@click.option("--extra", multiple=True, help="その日だけの追加の時間。例: '2026-12-05 10:00-12:00'（繰り返せます）")
@json_option
def change(name: str, new_name: str | None, extra: tuple[str, ...], as_json: bool, **told: Any) -> None:
    """Change what is known of a counsellor."""
    wired, values = built(), _given(told)
    if new_name is not None:
        values["name"] = new_name
    if extra:
        values["extra"] = tuple(_extra(one) for one in extra if one.strip())
    if not values:
        raise BadUsageError("変えるものを一つ以上書いてください（例: --weekly）", click.get_current_context())
    after = _change(wired, name, "counsellor_set", lambda one: changed(wired.console, one, values), as_json=as_json)
    if "weekly" in values:
        _warn_of_hours(after)
    _warn_if_nobody()


@counsellor.command("end", help="担当を終える（きょうか、--on の日まで）")
@name_argument
@click.option("--on", "last", type=Day(), help=f"最後の日（{DAY_TOLD}）。書かなければきょう")
@json_option
def end(name: str, last: date | None, as_json: bool) -> None:
    """Let a day be the last one of a counsellor."""
    wired = built()
    day = last or today(wired.process.clock.now())
    after = change_counsellor(
        context_now(wired.process), name, actor(), "counsellor_ended", lambda one: ended(one, day)
    )
    _print_hit(context_now(wired.process), after, after_day(day), "link_after", as_json=as_json)


@counsellor.command("remove", help="まちがえて登録した担当者を消す（予約を受け持っていなければ）")
@name_argument
@json_option
def remove(name: str, as_json: bool) -> None:
    """Take a counsellor away."""
    context = _context()
    print_record(context.words, remove_counsellor(context, name, actor()), as_json=as_json)
    _warn_if_nobody()


@counsellor.command("absence", help="休みを入れる（1日か期間、または時刻まで）")
@name_argument
@click.option("--from", "since", type=DayOrMoment(), required=True, help=f"{DAY_TOLD} か 2026-12-03T13:00")
@click.option("--to", "until", type=DayOrMoment(), help="終わり。日付だけならその日の終わりまで。書かなければその1日")
@click.option("--remove", is_flag=True, help="この間の休みを取り消す")
@json_option
def away(name: str, since: date | datetime, until: date | datetime | None, remove: bool, as_json: bool) -> None:
    """Enter an absence, or take it away."""
    last = until or (since.astimezone(TOKYO).date() if isinstance(since, datetime) else since)
    told = absence(since, last)
    action, change_of = ("absence_removed", without_absence) if remove else ("absence_added", with_absence)
    wired = built()
    after = change_counsellor(context_now(wired.process), name, actor(), action, lambda one: change_of(one, told))
    context = context_now(wired.process)
    if remove:
        print_record(context.words, find_counsellor(context, after.id), as_json=as_json, hit=[])
    else:
        _print_hit(context, after, told, "link", as_json=as_json)


@counsellor.command("own", help="ある人の担当者を決める（NAME を書かなければ見る）")
@click.argument("name", default="", metavar="[NAME]", help="担当者の名前か ID")
@click.option("--user", default="", help="LINE のユーザーID")
@click.option("--number", default="", help="求職番号")
@click.option("--end", "ends", is_flag=True, help="担当を終える")
@click.option("--reason", default="", help="替わる、または終える理由（職員だけが見ます）")
@json_option
def own(name: str, user: str, number: str, ends: bool, reason: str, as_json: bool) -> None:
    """Set, end or print the own counsellor of a person."""
    if bool(user) == bool(number):
        raise BadUsageError("--user か --number の、どちらか一つを書いてください", click.get_current_context())
    if name and ends:
        raise BadUsageError("NAME か --end の、どちらか一つを書いてください", click.get_current_context())
    line_user(user)
    context, key = _context(), _number_key(number)
    if not name and not ends:
        found = own_of(context, user=user, number=key)
    else:
        wanted = find_counsellor(context, name).id if name else ""
        told = {"user": user, "number": key, "reason": reason.strip()}
        found, stay = hand_over_person(context, built().console, wanted, actor(), **told)
        for one in stay:
            values = {"name": name_of(context.office.schedule.counsellors, wanted), "said": one.number}
            print(context.words("console.booking.own_stay", values), file=sys.stderr)
    _print_own(context, found, as_json=as_json)


def _number_key(number: str) -> str:
    if not number:
        return ""
    read = read_number(number)
    if not isinstance(read, Value):
        raise RefusedError("bad_number")
    return read.key


def _print_own(context: RequestContext, found: OwnCounsellor, *, as_json: bool) -> None:
    every = context.office.schedule.counsellors
    earlier = [
        {
            "counsellor": name_of(every, one.counsellor),
            "from": here(one.since),
            "to": here(one.until),
            "by": one.by,
            "reason": one.reason,
        }
        for one in found.earlier
    ]
    name = name_of(every, found.counsellor)
    since = here(found.since) if found.since else None
    document = {"counsellor": name, "from": since, "reason": found.reason, "earlier": earlier}
    show_document(document, name or context.words("console.counsellors.no_own"), as_json=as_json)


@counsellor.command("list", help="担当者の一覧")
@json_option
def list_counsellors(as_json: bool) -> None:
    """Print the counsellors, those who ended last."""
    context = _context()
    day = today(context.clock.now())
    found = sorted(context.office.schedule.counsellors, key=lambda one: (one.has_ended(day), one.name))
    if as_json:
        print_indented([document_of(one) for one in found])
        return
    for one in found:
        print(f"{one.name}  {one.weekly}" + (f"  {one.until} まで" if one.until else ""))
    if not found:
        print(context.words("console.counsellors.none"))


@counsellor.command(help="1人の内容")
@name_argument
@json_option
def show(name: str, as_json: bool) -> None:
    """Print what is known of a counsellor."""
    context = _context()
    print_record(context.words, find_counsellor(context, name), as_json=as_json)


def _context() -> RequestContext:
    return context_now(built().process)


def _change(wired: Built, name: str, action: str, change_of: Any, *, as_json: bool) -> Counsellor:
    context = context_now(wired.process)
    change_counsellor(context, name, actor(), action, change_of)
    after = find_counsellor(context_now(wired.process), find_counsellor(context, name).id)
    print_record(context.words, after, as_json=as_json)
    return after


def _warn_of_hours(one: Counsellor) -> None:
    """Say which hours of the week open no time, as the office holds no consultation then."""
    context = _context()
    if useless := outside(context.office, one.weekly):
        print(context.words("console.counsellors.outside", {"said": "、".join(useless)}), file=sys.stderr)


def _warn_if_nobody() -> None:
    """Say that nobody can book anything any more, where no counsellor is there on any day ahead."""
    context = _context()
    if nothing_ahead(context.office, context.clock.now()):
        print(context.words("console.counsellors.nothing_ahead"), file=sys.stderr)


def _print_hit(context: RequestContext, after: Counsellor, away: Away, said: str, *, as_json: bool) -> None:
    """Print a counsellor with the bookings that an absence or an end hits, and say how many they are."""
    hit = hits_of(context, look_at_absent(context, after, away))
    print_record(context.words, find_counsellor(context, after.id), as_json=as_json, hit=hit)
    if hit and not as_json:
        print(context.words(f"console.counsellors.away.{said}", {"count": str(len(hit))}))
    _warn_if_nobody()


def _given(told: dict[str, Any]) -> dict[str, Any]:
    """Leave out what was not said; a list that was said as one empty text is empty."""
    values = {name: value for name, value in told.items() if value not in (None, ())}
    if "languages" in values:
        values["languages"] = tuple(one for one in values["languages"] if one)
    return values


def _extra(text: str) -> ExtraHours:
    told, _, hours = text.strip().partition(" ")
    day = Day().convert(told, None, click.get_current_context())
    try:
        (span,) = weekly_of(f"mon {hours}").on(date(2026, 11, 2))  # any Monday
    except (RefusedError, ValueError):
        raise RefusedError("bad_extra", said=text.strip()) from None
    return ExtraHours(day, span)
