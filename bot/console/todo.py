"""What only a human can do: tell people what no notice could, with telephone number and words to say."""

from dataclasses import dataclass

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from bot.booking.model import Booking, Notice
from bot.console.day import note_listing
from bot.console.gate import needs, pages
from bot.console.here import actor, here, now, said, services, tell, word
from bot.console.roles import Action
from bot.errors import RefusedError
from bot.service.bookings import record_view
from bot.service.resend import settle
from bot.service.sight import person_of
from bot.service.tasks import tasks


@dataclass(frozen=True)
class Task:
    """One notice that did not arrive, and its booking; `others` are the person's other live bookings."""

    row: Notice
    booking: Booking
    others: tuple[Booking, ...]


@pages.get("/todo")
@needs(Action.ATTEND)
def todo() -> str:
    """Show the list."""
    return _page("")


@pages.post("/todo/<notice>/call")
@needs(Action.REVEAL)
def call(notice: str) -> str:
    """Show the telephone number and the words to say; that it was seen is noted."""
    row = services().store.notice(notice) or abort(404)
    booking = services().store.booking(row.booking) or abort(404)
    record_view(services(), booking, actor())
    return _page(row.id)


@pages.post("/todo/<notice>/settle")
@needs(Action.ATTEND)
def settle_one(notice: str) -> Response:
    """Note that the person was told."""
    try:
        settle(services(), notice, actor())
        tell(word("todo.settled"))
    except RefusedError as error:
        tell(said(error), "danger")
    return redirect(url_for("console.todo"), 303)


def _page(opened: str) -> str:
    note_listing("todo")
    pressing = tasks(services(), here().desk, now())
    return render_template("console/todo.html", tasks=_tasks(), opened=opened, pressing=pressing, now=now())


def _tasks() -> list[Task]:
    desk, found = here().desk, []
    for row in desk.troubles():
        booking = services().store.booking(row.booking)
        if booking:
            found.append(Task(row, booking, person_of(desk, booking).live))
    return found
