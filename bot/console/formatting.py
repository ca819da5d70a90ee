"""How values are shown: moments, states, marks, masked personal data."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any, cast

from flask import g, session, url_for
from markupsafe import Markup

from bot.booking.limits.refusal import Refusal
from bot.booking.model import Booking, State
from bot.booking.rooms.rooms import awaits_room
from bot.booking.schedule.opening import TOKYO, at, away_at
from bot.booking.staff.assigning import holds_counsellor, trouble_of
from bot.booking.staff.contact import ANSWERS
from bot.booking.staff.counsellors import LONGEST_ABSENCE, Away, name_of
from bot.console.auth.roles import Action
from bot.console.auth.roles import may as role_may
from bot.console.forms.parsing import day_typed
from bot.console.page_context import context, here, me, now, word
from bot.console.page_context import home as home_of
from bot.ports.audit import Entry
from bot.service.bookings.contact import BY_SEEKER, BY_STAFF

COLOURS = {
    State.REQUESTED: "warning",
    State.OFFERED: "info",
    State.CONFIRMED: "primary",
    State.ATTENDED: "success",
    State.NO_SHOW: "danger",
    State.EXCUSED: "dark",
}
WEEKDAYS = "月火水木金土日"


def day(moment: datetime) -> str:
    """Say a day: 12月3日（木）."""
    here_ = moment.astimezone(TOKYO)
    return f"{here_.month}月{here_.day}日（{WEEKDAYS[here_.weekday()]}）"


def until_day(refusal: Refusal) -> str:
    """Say until when a refusal holds."""
    if refusal.until is None:
        return word("refusal.until_lifted")
    last = refusal.until - timedelta(seconds=1)
    return word("refusal.until_day", day=f"{last.astimezone(TOKYO).year}年{day(last)}")


def counsellor(booking: Booking) -> str:
    """Name who holds the consultation, "" for nobody in particular."""
    return name_of(context().office.schedule.counsellors, booking.counsellor) if booking.counsellor else ""


def counsellor_trouble(booking: Booking, preview: bool = False) -> str:
    """Say why who is to hold a consultation ahead can't, in short or, before it is confirmed, in full; "" for none."""
    if not holds_counsellor(booking) or booking.end <= now():
        return ""
    trouble = trouble_of(context().office, booking.counsellor, booking.start)
    kind = "counsellor_before" if preview else "counsellor_trouble"
    return word(f"{kind}.{trouble.value}", name=counsellor(booking)) if trouble else ""


def clock(moment: datetime) -> str:
    """Say a time of day: 14:00."""
    return f"{moment.astimezone(TOKYO):%H:%M}"


def when(moment: datetime) -> str:
    """Say a moment: 12月3日（木）14:00."""
    return f"{day(moment)}{clock(moment)}"


def stands(booking: Booking, say: Callable[[datetime], str] = when) -> str:
    """Say when a consultation is; while others are offered, those, and the one asked for as what it is."""
    if booking.state is not State.OFFERED:
        return say(booking.start)
    offered = "・".join(map(when, booking.places))
    said = word("stands.offered", said=offered) if offered else word("stands.open")
    return said + word("stands.asked", when=when(booking.start))


def away(one: Away) -> str:
    """Say an absence: by its whole days, by its times, of a very long one from when on."""
    since, until = one.since.astimezone(TOKYO), one.until.astimezone(TOKYO)
    if until - since >= timedelta(days=LONGEST_ABSENCE):
        return word("counsellors.away.from", day=day(since))
    if since.time() == until.time() == time.min:
        days = dict.fromkeys((day(since), day(until - timedelta(days=1))))
        return word("counsellors.away.whole", days="～".join(days))
    last = clock(until) if since.date() == until.date() else when(until)
    return f"{when(since)}～{last}"


def away_then(start: datetime) -> frozenset[str]:
    """Name the counsellors who would be there at a start, and are absent."""
    return frozenset(one.id for one in away_at(context().office, start))


def span(length: timedelta) -> str:
    """Say how long something is, roughly: 3日, 5時間, 12分."""
    minutes = max(0, int(length.total_seconds() // 60))
    if minutes >= 48 * 60:
        return word("span.days", count=minutes // (24 * 60))
    return word("span.hours", count=minutes // 60) if minutes >= 120 else word("span.minutes", count=minutes)


def since(moment: datetime) -> str:
    """Say how long ago something was."""
    return span(now() - moment)


def until(moment: datetime) -> str:
    """Say how long it is until something."""
    return span(moment - now())


def state(booking: Booking) -> str:
    """Say the state of a booking."""
    return state_word(booking.state)


def state_word(one: State) -> str:
    """Say a state."""
    return here().words(f"staff.state.{one.value}")


def colour(booking: Booking) -> str:
    """Give the colour of a state; the word always stands beside it."""
    return COLOURS.get(booking.state, "secondary")


def answer(booking: Booking, name: str) -> str:
    """Give an answer of the seeker as staff read it."""
    given, words = booking.answers.get(name), here().words
    if not given:
        return ""
    option, mark = f"book.{name}.option.{given.value}", f"book.{name}.mark.{given.mark}"
    value = words(option) if given.value and option in words else given.value
    if name == "support" and "language" in booking.answers:
        value += f"（{answer(booking, 'language')}）"
    return value + (words(mark) if given.mark and mark in words else "")


def masked(text: str) -> str:
    """Give a personal value with all but its last two characters hidden."""
    return "●" * min(8, max(0, len(text) - 2)) + text[-2:] if text else ""


def hidden(booking: Booking, name: str) -> str:
    """Give an answer with all but its last two characters hidden; that it is not known is no secret."""
    given = booking.answers.get(name)
    return masked(given.value) if given and given.value else answer(booking, name)


def marks(booking: Booking, troubled: bool = False) -> list[tuple[str, str]]:
    """Give the marks of a booking as (text, colour)."""
    found = [(word(f"mark.{one}"), "info" if one in ("arrived", "arranged") else "warning") for one in booking.marks]
    support = booking.answers.get("support")
    found += [(word("mark.support"), "info")] if support and support.value not in ("", "none") else []
    found += [(word("mark.trouble"), "danger")] if troubled else []
    unheld = counsellor_trouble(booking)
    found += [(unheld, "danger")] if unheld else []
    found += [(word("mark.unreachable"), "danger")] if not booking.reachable and booking.is_live else []
    return found


def room_name(booking: Booking) -> str:
    """Say whether there is a room."""
    if awaits_room(booking):
        return word("booking.room_follows")
    return word("booking.room_version", count=booking.room.version) if booking.room else word("booking.no_room")


def who(name: str) -> str:
    """Name the actor of an entry: a member of staff by name, others by what they are."""
    kind, _, staff_id = name.partition(":")
    if kind == "staff":
        return _names().get(staff_id) or word("who.gone")
    key = f"console.who.{kind}"
    return here().words(key) if key in here().words else kind


def _names() -> Mapping[str, str]:
    """Give the names of all accounts and counsellors, read once for a page."""
    if "names" not in g:
        counsellors = {one.id: one.name for one in context().office.schedule.counsellors}
        g.names = {**counsellors, **{one.id: one.name for one in here().console.all_staff()}}
    return cast("Mapping[str, str]", g.names)


def did(entry: Entry) -> str:
    """Say what an entry tells."""
    key = f"console.did.{entry.action.replace(' ', '_')}"
    if f"{key}_{entry.detail}" in here().words:
        return here().words(f"{key}_{entry.detail}")
    text = here().words(key) if key in here().words else word("did.other")
    told = _version(entry.detail) or _days(entry.detail)
    if told:
        return f"{text}（{told}）"
    if entry.detail in _names():
        return f"{text}（{_names()[entry.detail]}）"
    if entry.action in ("listed", "exported"):
        return f"{text}（{_list(entry.detail)}）" if entry.detail else text
    if entry.action in (BY_SEEKER, BY_STAFF):
        return f"{text}（{fields(entry.detail)}）"
    detail = f"console.detail.{entry.detail.replace(' ', '_')}"
    return text + (f"（{here().words(detail)}）" if entry.detail and detail in here().words else "")


def _version(detail: str) -> str:
    """Name the version of the terms with which a detail begins, which may look like a day; "" where there is none."""
    first = detail.partition(" ")[0]
    return word("did.version", version=first) if first in {one.version for one in context().terms} else ""


def _days(detail: str) -> str:
    """Say the day, or the first and the last, with which a detail begins; "" where there is none."""
    found = [at(one, time(12)) for one in map(day_typed, detail.split()) if one]
    return "～".join(dict.fromkeys(map(day, found)))


def fields(detail: str) -> str:
    """Name the fields of contact data that an entry tells of."""
    return "・".join(here().words(f"book.{one}.title") for one in detail.split(",") if one in ANSWERS)


def _list(detail: str) -> str:
    """Say which list: its page, or its day; then what else was noted."""
    words, key = here().words, "console.list."
    return " ".join(words(key + part) if key + part in words else part for part in detail.split())


def may(action: str) -> bool:
    """Say whether who is signed in may do something."""
    return bool(g.get("staff")) and role_may(me().role, Action(action))


def home() -> str:
    """Give the first page of who is signed in."""
    return home_of(me()) if g.get("staff") else url_for("console.sign_in")


def told() -> Sequence[Sequence[Any]]:
    """Give the lines that wait to be shown, once, each with what its button takes back."""
    lines_ = session.pop("told", []) if "told" in session else []
    return [(*line, {})[:3] for line in lines_]


def lines(text: str) -> Markup:
    """Give a text with its line breaks, everything else escaped."""
    return Markup("<br>").join(text.split("\n"))
