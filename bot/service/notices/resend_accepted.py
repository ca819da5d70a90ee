"""What LINE accepted in a span of time and may never have brought: listed, and what is still of use sent again.

LINE answered 200 for hours and delivered nothing (2022-07-28). Its retry keys can't help: to LINE those messages are
done. Each is sent again as a new row under a key of its own, named after the span: whoever asks for the same span once
more sends nothing more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.booking.model import Booking
from bot.booking.notices.notice import Channel, Notice, NoticeState
from bot.booking.notices.reasons import Reason
from bot.booking.notices.reminders import is_too_late
from bot.booking.staff.staff_message import StaffMessage, is_pointless
from bot.booking.waitlist import WaitingWish
from bot.errors import RefusedError
from bot.ports.audit import Entry, Record
from bot.ports.bookings import BookingIs
from bot.ports.console import ConsoleStore
from bot.ports.context import Process
from bot.ports.health import Count
from bot.ports.notices import NoticeIsNew
from bot.ports.staff import StaffMessageIs
from bot.ports.waitlist import WishIs
from bot.service.conflicts import tried
from bot.service.fingerprint import fingerprint
from bot.service.notices.ledger import keep_all
from bot.service.notices.resend import first_of, once_more
from bot.service.notices.sending import why_useless_now

if TYPE_CHECKING:
    from bot.ports.store import Guard, Write

About = Booking | WaitingWish | StaffMessage

LONGEST_SPAN = timedelta(days=7)
NOT_AGAIN = {
    Reason.TOO_LATE: "late",
    Reason.SUPERSEDED: "superseded",
    Reason.NEWER: "newer",
    Reason.SENT_AGAIN: "sent_again",
}


@dataclass(frozen=True)
class Span:
    """From when until when LINE is believed to have brought nothing."""

    since: datetime
    until: datetime

    @property
    def name(self) -> str:
        """Name it within the ids of rows."""
        return f"{int(self.since.timestamp())}-{int(self.until.timestamp())}"


@dataclass(frozen=True)
class Accepted:
    """A notice that LINE accepted in a span, and why it is not sent again, NONE when it is.

    about  the booking, the wish on the waiting list, or the message of who has no booking, that it tells of
    """

    row: Notice
    about: About
    why: Reason = Reason.NONE

    @property
    def at(self) -> datetime:
        """Give when LINE accepted it."""
        return _when(self.row)

    @property
    def number(self) -> str:
        """Give the booking's number, "" for anything else."""
        return self.about.number if isinstance(self.about, Booking) else ""


def not_again_told(why: Reason) -> str:
    """Name why what LINE accepted is not sent again, as staff are told."""
    return NOT_AGAIN.get(why, "other")


def span_of(process: Process, since: datetime, until: datetime) -> Span:
    """Give a span that is over; RefusedError says what is wrong with it."""
    if since >= until:
        raise RefusedError("span_backwards")
    if until > process.clock.now():
        raise RefusedError("span_ahead")
    if until - since > LONGEST_SPAN:
        raise RefusedError("span_too_long", days=str(LONGEST_SPAN.days))
    return Span(since, until)


def accepted_in(process: Process, console: ConsoleStore, span: Span) -> list[Accepted]:
    """Give what LINE accepted in a span for seekers, by when; of several about one booking only the newest is sent."""
    store = process.store
    everybody: tuple[About, ...] = (*store.bookings(), *store.list_now().wishes, *store.staff_messages())
    abouts: dict[str, About] = {one.id: one for one in everybody}
    rows = console.notices_of([*abouts])
    found = [
        Accepted(row, about, _why(process, row, about, rows[name], span))
        for name, about in abouts.items()
        for row in _in(rows[name], span)
    ]
    return sorted(found, key=lambda one: (one.at, one.row.id))


def wanted(found: Sequence[Accepted]) -> list[Accepted]:
    """Give what is sent again."""
    return [one for one in found if not one.why]


def mark_of(found: Sequence[Accepted]) -> str:
    """Give a mark of what would be sent: the same as long as nothing changed."""
    return fingerprint("\n".join(one.row.id for one in wanted(found)))


def reasons(found: Sequence[Accepted]) -> Mapping[str, int]:
    """Count what is not sent again, by why."""
    left = [one.why for one in found if one.why]
    return {why: left.count(why) for why in sorted(set(left))}


def resend_accepted(process: Process, console: ConsoleStore, span: Span, actor: str, seen: str = "") -> list[Notice]:
    """Plan the new rows and give them; RefusedError when `seen`, a mark of what was shown, does not fit any more."""
    found = accepted_in(process, console, span)
    if seen and seen != mark_of(found):
        raise RefusedError("accepted_changed")
    sent = list(filter(None, (_planned(process, one, span, actor) for one in wanted(found))))
    if sent:
        about = f"{len(sent)} {span.since.isoformat()} {span.until.isoformat()}"
        process.store.commit((), (Record(Entry(process.clock.now(), actor, "resent_span", detail=about)),))
    process.log("resent_span", count=len(sent), of=len(found))
    return sent


def _planned(process: Process, one: Accepted, span: Span, actor: str) -> Notice | None:
    """Write a new row; None when the booking changed or somebody else wrote it meanwhile."""
    now, about = process.clock.now(), one.about
    again = once_more(one.row, _again(one.row, span), now)
    same = _is_as_it_was(about)
    entry = Entry(now, actor, "resent", about.id, one.row.kind.value)
    writes: tuple[Write, ...] = (*keep_all([again]), Record(entry), Count("notice_sent_again"))
    return again if tried(process.store, (same, NoticeIsNew(again.id)), writes) else None


def _is_as_it_was(about: About) -> "Guard":
    match about:
        case Booking():
            return BookingIs(about.id, about.version)
        case WaitingWish():
            return WishIs(about.id, about.version)
        case StaffMessage():
            return StaffMessageIs(about.id, about.version)


def _why(process: Process, row: Notice, about: About, rows: Sequence[Notice], span: Span) -> Reason:
    now = process.clock.now()
    if _is_done(row, rows, span):
        return Reason.SENT_AGAIN
    if isinstance(about, WaitingWish) and row.edition != about.version:
        return Reason.SUPERSEDED
    if isinstance(about, StaffMessage) and is_pointless(row, about):
        return Reason.SUPERSEDED
    if is_too_late(row, now):
        return Reason.TOO_LATE
    return why_useless_now(process, row, about, rows, now) if isinstance(about, Booking) else Reason.NONE


def _in(rows: Sequence[Notice], span: Span) -> Iterator[Notice]:
    for row in rows:
        if row.channel is Channel.LINE and row.state is NoticeState.ACCEPTED and span.since <= _when(row) < span.until:
            yield row


def _is_done(row: Notice, rows: Sequence[Notice], span: Span) -> bool:
    """Say whether the same was sent again already: for this span, or by a newer row that LINE took or is to take."""
    same = [one for one in rows if first_of(one) == first_of(row) and one.id != row.id]
    open_or_taken = (NoticeState.WAITING, NoticeState.LEASED, NoticeState.ACCEPTED)
    return any(one.id == _again(row, span) or (one.due > row.due and one.state in open_or_taken) for one in same)


def _again(row: Notice, span: Span) -> str:
    return f"{first_of(row)}.again-{span.name}"


def _when(row: Notice) -> datetime:
    return row.accepted or row.first_attempt or row.due
