"""The waiting list at work: offers each free place to one person at a time, and ends what has run out.

Every step is one commit that names what it saw: a wish by its version, a released place by its name, a free one by the
count at its start. Two workers may do the same at once; one of them writes.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.booking.notices.notice import Channel, Kind, Notice, retry_key_of
from bot.booking.notices.subjects import SubjectKind
from bot.booking.schedule.opening import bookable_starts, cut_off, free_starts, places_at, today
from bot.booking.staff.assigning import Assignments, Needs, free_counsellors, needs_of, with_own
from bot.booking.waitlist import WaitingWish, WishState, ended, ends, let_go, next_for, number_of, offer, offer_span
from bot.errors import ConflictError
from bot.ports.audit import Entry, Record
from bot.ports.bookings import CounsellorIsFree, SlotHasRoom
from bot.ports.context import RequestContext
from bot.ports.events import StoreHasRoom
from bot.ports.health import Count
from bot.ports.notices import KeepNotice
from bot.ports.office import ScheduleIs
from bot.ports.privacy import NotRefused
from bot.ports.store import Guard, Write
from bot.ports.waitlist import DropReleasedPlace, KeepWish, ListNow, ReleasedPlace, ReleasedPlaceIs, WishIs
from bot.ports.work import Claim
from bot.service.commit import Commit
from bot.service.conflicts import Why, meaning, tried
from bot.service.counsellors.assigning import assignments
from bot.service.waitlist.released_places import after_offer

Place = tuple[datetime, ReleasedPlace | None]


def match(context: RequestContext) -> int:
    """Offer what is free to those who wait, and put on sale what nobody waits for; give how many offers were made."""
    now, seen = context.clock.now(), context.store.list_now()
    line, given, held = list(seen.wishes), set(), assignments(context, now)
    for start, released in _places(context, seen, now):
        wish = next_for([one for one in line if fits(context, one, start, held)], start)
        if wish and _offer(context, wish, start, released, now):
            line.remove(wish)
            given.add(released.id if released else start.isoformat())
    for released in seen.released:
        over = now >= released.until or now >= cut_off(context.office, released.start)
        if released.id not in given and released.ready <= now and over:
            tried(context.store, (ReleasedPlaceIs(released.id),), (DropReleasedPlace(released.id),))
    return len(given)


def fits(context: RequestContext, wish: WaitingWish, start: datetime, held: Assignments) -> bool:
    """Say whether somebody is free at a start who fits what the person comes for; anybody does without counsellors."""
    office = context.office
    return not office.schedule.counsellors or bool(free_counsellors(office, start, _needs(context, wish), held))


def _needs(context: RequestContext, wish: WaitingWish) -> Needs:
    counsellors, day = context.office.schedule.counsellors, today(context.clock.now())
    return with_own(counsellors, needs_of(wish.answers), wish.counsellor, day)


def _places(context: RequestContext, seen: ListNow, now: datetime) -> Iterator[Place]:
    """Give each place that may be offered: those that were released first, then one of each start that is on sale."""
    if seen.wishes:
        bookable = set(bookable_starts(context.office, now))
        yield from (
            (released.start, released)
            for released in seen.released
            if released.ready <= now and released.start in bookable
        )
        yield from ((start, None) for start in free_starts(context.office, now, seen.taken))


def _offer(
    context: RequestContext, wish: WaitingWish, start: datetime, released: ReleasedPlace | None, now: datetime
) -> bool:
    """Hold a place for who waits, in one commit with the notice of it; say whether it was still there."""
    commit = offer_commit(context, wish, (start, released), now, "system")
    if not commit:
        return False
    try:
        context.store.commit(*commit.parts)
    except ConflictError as conflict:
        if meaning(conflict).why is Why.PERSON_REFUSED:
            withdraw(context, wish, "system")
        return False
    return True


def offer_commit(context: RequestContext, wish: WaitingWish, place: Place, now: datetime, by: str) -> Commit | None:
    """Give what an offer asks and writes, its notice among it; None when the cut-off leaves too little time."""
    (start, released), span = place, offer_span(context.office, place[0], now)
    if not span:
        return None
    told, until = span
    offered = replace(offer(wish, start, until), counsellor=_needs(context, wish).counsellor)
    guard: Guard = ReleasedPlaceIs(released.id) if released else SlotHasRoom(start, places_at(context.office, start))
    row = notice(offered, Kind.WAIT_OFFERED, told, until)
    writes = (
        *((DropReleasedPlace(released.id),) if released else ()),
        KeepWish(offered, until),
        KeepNotice(row, row.due),
        Record(Entry(now, by, "offered", wish.id, start.isoformat())),
        Count("wait_offered"),
    )
    end = start + timedelta(minutes=context.office.minutes)
    free = (CounsellorIsFree(offered.counsellor, start, end),) if offered.counsellor else ()
    still, may = ScheduleIs(context.office.schedule.version), NotRefused(wish.user, number_of(wish))
    return Commit((StoreHasRoom(), WishIs(wish.id, wish.version), may, still, guard, *free), writes)


def look_at(context: RequestContext, claim: Claim) -> WishState | None:
    """Let an offer or a whole wish run out; give its new state, None when nothing changed."""
    wish, now = context.store.wish(claim.id), context.clock.now()
    if not wish or not wish.is_live:
        return None
    if wish.until and now >= wish.until:
        return change_wish(context, wish, let_go(wish), "system", "offer_lapsed")
    if not wish.until and now >= ends(wish, context.office):
        return change_wish(context, wish, ended(wish, WishState.PASSED), "system", "waiting_ended")
    # It ends later than was written: a day was opened meanwhile.
    tried(context.store, (WishIs(wish.id, wish.version),), (KeepWish(wish, due(context, wish)),))
    return None


def change_wish(
    context: RequestContext, before: WaitingWish, after: WaitingWish, actor: str, action: str, detail: str = ""
) -> WishState | None:
    """Change a wish, and tell the person where waiting ends; give its new state, None when another was faster."""
    now = context.clock.now()
    row = notice(after, Kind.WAIT_ENDED, now, None)
    told = () if after.is_live else (KeepNotice(row, row.due),)
    guards, entry = (WishIs(before.id, before.version),), Entry(now, actor, action, after.id, detail)
    written = tried(context.store, guards, (*kept(context, before, after, entry), *told))
    return after.state if written else None


def kept(context: RequestContext, before: WaitingWish, after: WaitingWish, entry: Entry) -> tuple[Write, ...]:
    """Give the writes of a wish as it will be: a place given up is kept back, what needs no telling is deleted."""
    frees = before.offered and not after.offered
    return (
        KeepWish(after, due(context, after), forget=after.state in (WishState.BOOKED, WishState.WITHDRAWN)),
        *(after_offer(context, before, entry.at) if frees else ()),
        Record(entry),
        Count(f"wait_{after.state.value}"),
    )


def off_the_list(context: RequestContext, user: str, until: datetime, by: str) -> bool:
    """Take a LINE user off the list who came by a moment, and let go what is held for him; say whether he is off it."""
    wish = context.store.load(user, "").wish if user else None
    return not wish or wish.since > until or withdraw(context, wish, by)


def withdraw(context: RequestContext, wish: WaitingWish, by: str) -> bool:
    """Take a wish off the list; say whether it was as it was read."""
    after = ended(wish, WishState.WITHDRAWN)
    entry = Entry(context.clock.now(), by, "waiting_withdrawn", wish.id)
    return tried(context.store, (WishIs(wish.id, wish.version),), kept(context, wish, after, entry))


def due(context: RequestContext, wish: WaitingWish) -> datetime | None:
    """Give when a wish is to be looked at next."""
    return (wish.until or ends(wish, context.office)) if wish.is_live else None


def notice(wish: WaitingWish, kind: Kind, when: datetime, latest: datetime | None) -> Notice:
    """Make the ledger's row of an offer, or of the end of waiting."""
    name = f"{wish.id}.{wish.version}.{kind.value}.{Channel.LINE.value}"
    return Notice(
        id=name,
        subject_kind=SubjectKind.WISH,
        subject_id=wish.id,
        booking="",
        edition=wish.version,
        kind=kind,
        channel=Channel.LINE,
        due=when,
        latest=latest,
        retry_key=retry_key_of(name),
    )
