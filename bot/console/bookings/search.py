"""Searching by number, name, telephone's last four, date, state. Posted, so that no name stands in an address."""

from collections.abc import Sequence
from datetime import date

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from bot.booking.lookup import by_name, by_telephone
from bot.booking.model import Booking, State
from bot.booking.waitlist import WaitingWish
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.csv_file import csv_answer
from bot.console.formatting import clock
from bot.console.forms.forms import Search
from bot.console.forms.parsing import day_typed
from bot.console.page_context import actor, context, here, me, now, word
from bot.console.schedule.day import listed
from bot.service.bookings.search import MOST_FOUND, Wanted, search, search_any
from bot.service.staff.record_reads import note_export, note_missed, note_opened, note_page_of_names


@pages.get("/search")
@needs(Action.SEE)
def search_page() -> str:
    """Show the empty form."""
    return _page(Search(formdata=None), None)


@pages.post("/search")
@needs(Action.SEE)
def find() -> Response | str | tuple[str, int]:
    """Show what is found; the one booking of a number is opened at once."""
    form = Search()
    wanted = _wanted(form) if form.validate() else None
    if wanted is None:
        return _page(form, None), 400
    if form.anything.data:
        return _anything(form)
    if not any(form[name].data for name in ("number", "name", "tail", "day", "state")):
        form.anything.errors = [word("search.nothing")]
        return _page(form, None), 400
    if form.number.data:
        found = context().store.booking(form.number.data)
        if found:
            note_opened(context(), me(), found.id)
            return redirect(url_for("console.booking", name=found.id), 303)
    note_page_of_names(context(), me(), f"search {clock(now())}")
    seen = search(context(), here().console, wanted, now())
    if not seen and (wanted.number or wanted.words):
        note_missed(context(), me())
    return _page(form, seen)


@pages.post("/search/csv")
@needs(Action.EXPORT, fresh=True)
def find_csv() -> Response | tuple[str, int]:
    """Give what is found as a file for a spreadsheet; that it was taken out is noted."""
    form = Search()
    wanted = _wanted(form) if form.validate() else None
    if wanted is None:
        return _page(form, None), 400
    typed = form.anything.data
    seen = (
        search_any(context(), here().console, typed, now())[0]
        if typed
        else search(context(), here().console, wanted, now())
    )
    rows = listed(seen)
    note_export(context(), actor(), "search")
    return csv_answer("search.csv", rows)


def _anything(form: Search) -> Response | str:
    """Show whom the one box means; the one booking of a number is opened at once."""
    note_page_of_names(context(), me(), f"search {clock(now())}")
    seen, waiting = search_any(context(), here().console, form.anything.data, now())
    by_number = [one for one in seen if one.number == form.anything.data]
    if by_number and len(seen) == 1:
        note_opened(context(), me(), seen[0].id)
        return redirect(url_for("console.booking", name=seen[0].id), 303)
    if not seen and not waiting:
        note_missed(context(), me())
    return _page(form, seen, waiting)


def _wanted(form: Search) -> Wanted | None:
    """Read what is searched for; what can't be read is said beside its field."""
    day = _day(form)
    tail, name = form.tail.data or "", form.name.data or ""
    if form.day.errors:
        return None
    words = [by_name(name)] * bool(name) + [by_telephone(tail)] * bool(tail)
    known = {one.value for one in State}
    state = State(form.state.data) if form.state.data in known else None
    return Wanted(tuple(words), day, state, form.number.data or "")


def _day(form: Search) -> date | None:
    if not form.day.data:
        return None
    day = day_typed(form.day.data)
    if not day:
        form.day.errors = [word("search.bad_day")]
    return day


def _page(form: Search, found: list[Booking] | None, waiting: Sequence[WaitingWish] = ()) -> str:
    shown = {"found": found, "waiting_people": waiting, "states": State, "most": MOST_FOUND}
    return render_template("console/search.html", form=form, **shown)
