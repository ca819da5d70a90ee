"""The day: the grid that refreshes itself, its print, its list as CSV."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, time, timedelta

from flask import Response, abort, g, render_template, request, url_for

from bot.booking.model import Booking, HandoverNote, State
from bot.booking.schedule.opening import DAY, at, today
from bot.booking.staff.counsellors import Counsellor
from bot.booking.staff.staff import Role
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.csv_file import csv_answer
from bot.console.formatting import answer, clock, may, stands, state
from bot.console.forms.parsing import day_typed
from bot.console.page_context import actor, context, counts, here, me, now, word
from bot.console.schedule.closed_bands import bands
from bot.service.bookings.attendance import where_guest_is
from bot.service.bookings.booking_detail import firsts_among, notes_about
from bot.service.fingerprint import fingerprint
from bot.service.schedule.day_and_week import Day, day_of, is_within_horizon, only_of
from bot.service.staff.record_reads import note_export, note_page_of_names

DOOR_OPENS = timedelta(minutes=30)  # before its start, from which somebody may wait for a consultation
COLUMNS = ("start", "number", "state", "name", "seeker_number", "telephone", "email", "purpose", "support")


@pages.get("/", endpoint="today")
@needs(Action.SEE)
def this_day() -> str:
    """Show today."""
    return _page(today(now()))


@pages.get("/day/<day>")
@needs(Action.SEE)
def day(day: str) -> str:
    """Show another day."""
    return _page(day_from(day))


@pages.get("/day/<day>/part")
@needs(Action.SEE, passive=True)
def day_part(day: str) -> Response:
    """Give the grid alone, or nothing when it is as the browser has it."""
    seen = look(day_from(day))
    mark = _mark(seen)
    if request.args.get("seen") == mark:
        return Response("", 204)
    return Response(render_template("console/day_part.html", **_shown(seen), mark=mark))


@pages.get("/day/<day>/print")
@needs(Action.SEE)
def day_print(day: str) -> str:
    """Show the day as a list to print."""
    seen = look(day_from(day))
    note_page_of_names(context(), me(), f"{seen.day} print")
    return render_template("console/day_print.html", **_shown(seen))


@pages.get("/day/<day>/csv")
@needs(Action.EXPORT, fresh=True)
def day_csv(day: str) -> Response:
    """Give the day's list as a file for a spreadsheet."""
    seen = look(day_from(day))
    note_export(context(), actor(), str(seen.day))
    return csv_answer(f"day-{seen.day}.csv", listed((*seen.bookings, *seen.others), lambda one: times(seen, one)))


def listed(bookings: Sequence[Booking], starts: Callable[[Booking], str] = stands) -> list[list[str]]:
    """Give the rows of a list for a spreadsheet, with its head."""
    head = [word(f"column.{name}") for name in COLUMNS]
    rows = [
        [starts(one), one.number, state(one), *(answer(one, name) for name in PERSONAL_ANSWERS)] for one in bookings
    ]
    return [head, *rows]


@pages.app_template_global("times_of_day")
def times(seen: Day, one: Booking) -> str:
    """Say the times of a day at which a booking stands: all that it is offered there."""
    return "・".join(map(clock, seen.starts_of(one))) or stands(one, clock)


PERSONAL_ANSWERS = ("name", "number", "telephone", "email", "purpose", "support")


def look(wanted: date) -> Day:
    """Look at a day, all of it or what is one's own; that names were seen is noted once an hour."""
    note_page_of_names(context(), me(), str(wanted))
    seen, own = day_of(context(), here().console, wanted, now()), mine()
    return only_of(seen, own.id) if own and is_mine() else seen


def mine() -> Counsellor | None:
    """Give the counsellor whose account this is."""
    every = context().office.schedule.counsellors
    return next((one for one in every if one.account == me().id and not one.has_ended(today(now()))), None)


def is_mine() -> bool:
    """Say whether one's own consultations alone are shown: as a counsellor sees the first page, or as is asked for."""
    asked = request.args.get("mine", "")
    by_itself = request.endpoint == "console.today" and me().role is Role.COUNSELLOR
    return mine() is not None and (asked == "1" or (by_itself and asked != "0"))


def day_from(text: str) -> date:
    """Read a day from an address."""
    return day_typed(text) or abort(404)


def _page(wanted: date) -> str:
    seen = look(wanted)
    return render_template("console/day.html", **_shown(seen), mark=_mark(seen))


def _shown(seen: Day) -> dict[str, object]:
    present, console = now(), here().console
    return {
        "seen": seen,
        "now": present,
        "is_today": seen.day == today(present),
        "waiting": counts(),
        "before": seen.day - DAY,
        "after": seen.day + DAY,
        "all": "all" in request.args,
        "as_moment": at(seen.day, time(12)),
        "place": url_for("console.day", day=seen.day.isoformat(), mine="1" if is_mine() else None),
        "mine": mine(),
        "is_mine": is_mine(),
        "names": {one.id: one.name for one in context().office.schedule.counsellors},
        "may_export": may(Action.EXPORT),
        "notes": dict(zip((one.id for one in seen.bookings), notes_about(console, seen.bookings), strict=True)),
        "firsts": firsts_among(console, seen.bookings),
        "bands": bands(context().office, seen, present),
        "coming": seen.coming,
        "is_too_far": not is_within_horizon(context().office, seen.day, present),
    }


@pages.app_template_global("handover_of")
def handover_of(one: Booking, notes: Mapping[str, Sequence[HandoverNote]]) -> tuple[HandoverNote, ...]:
    """Give the notes of staff on a booking, first those about its person from his other ones."""
    return (*(note for note in notes.get(one.id, ()) if note not in one.handover), *one.handover)


@pages.app_template_global("at_door")
def at_door(one: Booking) -> str:
    """Say whether the seeker is in the waiting room ("at_door") or in the room ("inside") by what Zoom told last."""
    doors: dict[str, str] = g.setdefault("doors", {})  # asked once for a page
    if one.id not in doors:
        _ask_who_is_at_doors([one])
    return doors[one.id]


def _ask_who_is_at_doors(bookings: Sequence[Booking]) -> None:
    """Note for this page who is at which door, in one trip; where it is not the hour, nobody is."""
    near = [one.id for one in bookings if _is_at_hand(one)]
    found = dict(zip(near, map(where_guest_is, here().console.histories(near)), strict=True))
    g.setdefault("doors", {}).update({one.id: found.get(one.id, "") for one in bookings})


def _is_at_hand(one: Booking) -> bool:
    return one.state is State.CONFIRMED and bool(one.room) and one.start - DOOR_OPENS <= now() < one.end


def _mark(seen: Day) -> str:
    """Give what changes when the page would look different."""
    notices = (sorted(seen.notices.items()), seen.sent, seen.due, sorted(seen.troubled))
    _ask_who_is_at_doors(seen.bookings)
    doors = [at_door(one) for one in seen.bookings]
    rows = [{**vars(row), "cells": [cell and version_of(cell) for cell in row.cells]} for row in seen.rows]
    others = [version_of(one) for one in seen.others]
    return fingerprint(repr((rows, others, notices, counts(), doors, f"{now():%H:%M}")))


def version_of(booking: Booking) -> tuple[str, int]:
    """Give what is another once anything of a booking changes."""
    return booking.id, booking.version
