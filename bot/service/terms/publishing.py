"""Publishing a version of the terms, and telling those who have an open booking of it, once."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.booking.model import LIVE, Booking, State
from bot.booking.notices.mails import address
from bot.booking.notices.notice import Channel
from bot.booking.notices.reminders import TERMS_OF_USE, terms_notice
from bot.booking.schedule.opening import DAY, today
from bot.dialogue.terms import Terms, coming
from bot.errors import RefusedError
from bot.ports.audit import Entry, Record
from bot.ports.console import ConsoleStore, Outline
from bot.ports.context import Process, RequestContext
from bot.ports.events import StoreHasRoom
from bot.ports.notices import KeepNotice, NoticeIsNew
from bot.ports.office import KeepTerms, TermsAre, TermsAreNew
from bot.service.conflicts import tried, tried_for_staff
from bot.service.events.office_now import context_with

LONGEST_TEXT = 100_000  # characters
LONGEST_SUMMARY = 300  # characters; stands in a message to seekers
TRIES = 3  # to publish while another publishes
KEPT_DAYS = 30  # days for which bookings are kept


@dataclass(frozen=True)
class Agreed:
    """Who consented to what: the count by version, and each live booking with its own."""

    counts: Mapping[str, int]
    live: tuple[Outline, ...]


def check_terms(context: RequestContext, terms: Terms) -> None:
    """Refuse a version that can't be meant beside those there are."""
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z.-]{0,29}", terms.version):
        raise RefusedError("terms_version")
    if any(one.version == terms.version for one in context.terms):
        raise RefusedError("terms_version_taken")
    if terms.takes_effect is None or terms.takes_effect < _earliest(context):
        raise RefusedError("terms_too_early")
    if any(one.effective == terms.takes_effect for one in context.terms):
        raise RefusedError("terms_day_taken")
    if not terms.text.strip() or len(terms.text) > LONGEST_TEXT:
        raise RefusedError("terms_text")
    if not terms.summary.strip() or len(terms.summary) > LONGEST_SUMMARY:
        raise RefusedError("terms_summary", count=str(LONGEST_SUMMARY))


def _earliest(context: RequestContext) -> date:
    """Give the first day on which a version may take effect: tomorrow, but for the first that an office publishes."""
    now = today(context.clock.now())
    return now + DAY if any(one.at for one in context.terms) else now


def publish(context: RequestContext, terms: Terms, actor: str) -> int:
    """Publish a version for ever, and tell those who have an open booking; give how many are told."""
    if not any(_published(context, terms, actor) for _ in range(TRIES)):
        raise RefusedError("terms_version_taken")
    return tell_of(context, terms)


def _published(context: RequestContext, terms: Terms, actor: str) -> bool:
    """Write a version beside those there are; say whether none was published meanwhile."""
    state = context.store.office_state()
    check_terms(context_with(context, state), terms)
    told = f"{terms.version} {terms.effective} {terms.sha256[:12]}"
    entry = Entry(context.clock.now(), actor, "terms_published", detail=told)
    guards = (StoreHasRoom(), TermsAreNew(terms.version), TermsAre(len(state.terms)))
    return tried_for_staff(context.store, guards, (KeepTerms(terms), Record(entry)))


def tell_of_coming(context: RequestContext) -> int:
    """Plan what an interrupted publication left out; give how many are told."""
    now = context.clock.now()
    soon = coming(context.terms, today(now))
    published = (one for one in context.terms if one.at and (one in soon or now < one.at + TERMS_OF_USE))
    return sum(tell_of(context, one) for one in published)


def tell_of(process: Process, terms: Terms) -> int:
    """Plan the notice for each who had an open booking when the version was published; give how many are new."""
    now = process.clock.now()
    held = (one for one in open_bookings(process) if terms.at and one.created <= terms.at)
    rows = {
        one.user or one.id: terms_notice(one, terms.version, terms.effective, now, _way(process, one)) for one in held
    }
    return sum(tried(process.store, (NoticeIsNew(row.id),), (KeepNotice(row, row.due),)) for row in rows.values())


def _way(process: Process, booking: Booking) -> Channel:
    """Give LINE, or for whom staff entered without it: mail, else a call."""
    if booking.user:
        return Channel.LINE
    return Channel.MAIL if process.mail and address(booking) else Channel.TELEPHONE


def open_bookings(process: Process) -> list[Booking]:
    """Give the live bookings that are to come, also those offered others once theirs has passed."""
    now = process.clock.now()
    offered = (one for one in process.store.asked() if one.start < now < one.open_until)
    return [*offered, *(one for one in process.store.bookings(now) if one.is_live)]


def agreed(console: ConsoleStore, now: datetime) -> Agreed:
    """Say who consented to what, as far as bookings are kept, and which are to come; none of them is opened."""
    bookings = console.outlines(now - KEPT_DAYS * DAY)
    live = [one for one in bookings if one.state is State.OFFERED or (one.state in LIVE and one.start > now)]
    return Agreed(Counter([one.consent.version for one in bookings]), tuple(live))
