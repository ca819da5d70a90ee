"""Who waits for a place: the list, one person of it, offering a place by hand, taking off the list, booking for him."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.booking.schedule.opening import at
from bot.booking.waitlist import Part, WaitingWish, wants
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.bookings.answers import version_typed
from bot.console.bookings.next_booking import filled_in_from
from bot.console.bookings.offers import by_day, moments
from bot.console.forms.once import once
from bot.console.page_context import actor, context, me, now, said, tell, word
from bot.errors import RefusedError
from bot.service.staff.record_reads import note_missed, note_opened, note_page_of_names, note_view
from bot.service.waitlist.by_staff import OFF_FOR, find_wish, free_for_wish, offer_by_hand, offer_texts, take_off


@dataclass(frozen=True)
class Line:
    """One day: the moment it is shown by, and how many wait for its parts."""

    moment: datetime
    counts: tuple[int, ...]


@pages.get("/waiting")
@needs(Action.SEE)
def waiting_list() -> str:
    """Show the waiting list: who has an offer, who waits, and for which days."""
    note_page_of_names(context(), me(), "waiting")
    seen = context().store.list_now()
    offers = sorted((one for one in seen.wishes if one.offered and one.until), key=lambda one: (one.until, one.id))
    return render_template(
        "console/waiting.html",
        lines=lines(seen.wishes),
        offers=offers,
        people=[one for one in seen.wishes if one not in offers],
        released=len(seen.released),
        parts=tuple(Part),
    )


@pages.get("/waiting/<wish>")
@needs(Action.SEE)
def waiting_person(wish: str) -> str:
    """Show one person who waits; personal data but the name is hidden."""
    return _page(_found(wish))


@pages.post("/waiting/<wish>/reveal")
@needs(Action.REVEAL)
def waiting_reveal(wish: str) -> str:
    """Show the personal data, and note who saw it."""
    one = _found(wish)
    note_view(context(), actor(), one.id)
    return _page(one, revealed=True)


@pages.post("/waiting/<wish>/offer")
@needs(Action.ANSWER)
@once("console.waiting_list")
def waiting_offer(wish: str) -> Response | str | tuple[str, int]:
    """Show what an offer would say, or hold the place and send it."""
    one, times = _found(wish), moments(request.form.getlist("time"))
    if not times:
        return _page(one, problem=word("moving.no_time")), 400
    try:
        if request.form.get("stage") != "send":
            return _page(one, picked=times[0], texts=offer_texts(context(), one, times[0]))
        offer_by_hand(context(), one.id, version_typed(), times[0], actor())
    except RefusedError as error:
        return _page(_found(wish), problem=said(error)), 409
    tell(word("waiting.offer_done"))
    return redirect(url_for("console.waiting_list"), 303)


@pages.post("/waiting/<wish>/off")
@needs(Action.ANSWER)
@once("console.waiting_list")
def waiting_off(wish: str) -> Response | tuple[str, int]:
    """Take somebody off the list, for a reason that was picked."""
    one = _found(wish)
    try:
        take_off(context(), one.id, version_typed(), request.form.get("why", ""), actor())
    except RefusedError as error:
        return _page(_found(wish), problem=said(error), wants_off=True), 409
    tell(word("waiting.off_done"))
    return redirect(url_for("console.waiting_list"), 303)


@pages.post("/waiting/<wish>/book")
@needs(Action.BOOK)
def waiting_book(wish: str) -> str:
    """Show the form for a booking with what who waits told; saving it ends the waiting."""
    one = _found(wish)
    note_view(context(), actor(), one.id)
    return filled_in_from(one.answers)


@pages.app_template_global("wish_answer")
def wish_answer(wish: WaitingWish, name: str) -> str:
    """Give an answer of who waits, as staff read it."""
    given, words = wish.answers.get(name), context().words
    option = f"book.{name}.option.{given.value}" if given else ""
    return words(option) if given and given.value and option in words else given.value if given else ""


@pages.app_template_global("wish_days")
def wish_days(wish: WaitingWish) -> list[datetime]:
    """Give the days that somebody waits for, as moments to show."""
    return [at(day, time(12)) for day in sorted(wish.days)]


def lines(wishes: tuple[WaitingWish, ...]) -> list[Line]:
    """Count by day and part of the day; who takes several is counted at each."""
    counts: Counter[tuple[date, Part]] = Counter(
        (day, part) for one in wishes for day in one.days for part in one.parts
    )
    days = sorted({day for day, _ in counts})
    return [Line(at(day, time(12)), tuple(counts[day, part] for part in Part)) for day in days]


def _found(name: str) -> WaitingWish:
    """Find who waits, and note who opened it; or answer 404."""
    try:
        one = find_wish(context(), name)
    except RefusedError:
        note_missed(context(), me())
        abort(404)
    note_opened(context(), me(), one.id)
    return one


def _page(
    one: WaitingWish,
    *,
    revealed: bool = False,
    picked: datetime | None = None,
    texts: list[str] | None = None,
    problem: str = "",
    wants_off: bool = False,
) -> str:
    free = free_for_wish(context(), one, now()) if not one.offered and one.reachable else ()
    wished = [start for start in free if wants(one.days, one.parts, start)]
    return render_template(
        "console/waiting_person.html",
        one=one,
        revealed=revealed,
        picked=picked,
        texts=texts or (),
        problem=problem,
        wants_off=wants_off,
        reasons=OFF_FOR,
        wished=by_day(wished),
        others=by_day([start for start in free if start not in wished]),
        is_other=picked is not None and not wants(one.days, one.parts, picked),
    )
