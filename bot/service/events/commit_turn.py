"""Turns a turn into one change of the store: guards first, then writes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from bot.booking.daily_limits import Act
from bot.booking.lookup import person_key
from bot.booking.model import Booking, Channel, Kind, Notice, State
from bot.booking.notices.mails import is_proved_by
from bot.booking.offers import runs_out
from bot.booking.opening import cut_off, places_at
from bot.booking.staff.corrections import Tried, with_mark
from bot.booking.waiting import WaitingWish, WishState, ended
from bot.dialogue.incoming import Incoming
from bot.dialogue.turn import (
    Book,
    Cancel,
    ChangeWish,
    Effect,
    Erase,
    Facts,
    MarkReachable,
    Move,
    NoteRefusedNumber,
    NoteTry,
    RefuseOffer,
    SetStyle,
    TakeOffer,
    TakePlace,
    Turn,
    Wait,
)
from bot.ports.audit import Entry, Record
from bot.ports.bookings import BookingIs, KeepBooking, NoOpenBooking, NumberIsFree, SlotHasRoom
from bot.ports.events import (
    ConversationIs,
    EventIsNew,
    KeepConversation,
    KeepStyle,
    Loaded,
    RememberEvent,
    StoreHasRoom,
)
from bot.ports.health import Count
from bot.ports.office import ScheduleIs
from bot.ports.privacy import NoOpenErasure, NotRefused
from bot.ports.services import Services
from bot.ports.store import Guard, Write
from bot.ports.waitlist import KeepWish, NotWaiting, WishIs
from bot.service.bookings.daily_limits import counted, numbers_left, within
from bot.service.bookings.fresh_accounts import share_left
from bot.service.notices.ledger import keep_all, planned, still_waiting, void_rows
from bot.service.privacy.details_form import link_writes
from bot.service.privacy.erasure import asked
from bot.service.waitlist import released_places
from bot.service.waitlist.offering import due, kept

DID: Mapping[type[Effect], str] = {TakeOffer: "offer_taken", RefuseOffer: "offer_refused"}


@dataclass(frozen=True)
class Change:
    """What one commit asks and writes. `received` is the row that the reply itself settles."""

    guards: tuple[Guard, ...]
    writes: tuple[Write, ...]
    received: Notice | None = None


def change_for(services: Services, user: str, incoming: Incoming, loaded: Loaded, turn: Turn, facts: Facts) -> Change:
    """Give the one change that the turn of an event asks for."""
    effect = _effect(services, turn.effect, facts) if turn.effect else Change((), ())
    return Change(
        (EventIsNew(incoming.event_id), ConversationIs(user, loaded.version), *effect.guards),
        (
            RememberEvent(incoming.event_id),
            KeepConversation(user, turn.conversation, loaded.version + 1),
            Count("events"),
            *link_writes(services, user, turn, facts),
            *effect.writes,
        ),
        effect.received,
    )


def _effect(services: Services, effect: Effect, facts: Facts) -> Change:
    match effect:
        case Book(booking):
            return _book(services, booking, facts)
        case Erase() | SetStyle() | NoteRefusedNumber():
            return _of_the_seeker(services, effect, facts)
        case MarkReachable(booking, reachable):
            return _mark(booking, facts, reachable=reachable)
        case Move() | Cancel() | TakeOffer() | RefuseOffer():
            return _of_the_booking(services, effect, facts)
        case Wait() | ChangeWish() | TakePlace():
            return _on_the_list(services, effect, facts)
        case NoteTry(booking, action):
            return _noted(services, booking, action, facts)
        case _:
            assert_never(effect)


def _of_the_seeker(services: Services, effect: Erase | SetStyle | NoteRefusedNumber, facts: Facts) -> Change:
    match effect:
        case Erase(booking):
            return _erase(services, booking, facts)
        case SetStyle(easy):
            return Change((), (KeepStyle(facts.user, easy), Count("style_easy" if easy else "style_ordinary")))
        case NoteRefusedNumber(number):
            return Change((numbers_left(services, facts, number),), (counted(Act.REFUSED_NUMBER, facts, number),))


def _of_the_booking(services: Services, effect: Move | Cancel | TakeOffer | RefuseOffer, facts: Facts) -> Change:
    booking = effect.booking
    match effect:
        case Move():
            return _in_a_day(services, _move(services, booking, facts), Act.MOVE, facts, person_key(booking))
        case Cancel():
            change = _changed(services, booking, facts, "cancelled")
            return _in_a_day(services, change, Act.CANCEL, facts, person_key(booking))
        case TakeOffer() | RefuseOffer():
            return _changed(services, booking, facts, DID[type(effect)], runs_out(booking, services.office))


def _on_the_list(services: Services, effect: Wait | ChangeWish | TakePlace, facts: Facts) -> Change:
    match effect:
        case Wait(wish):
            return _wait(services, wish, facts)
        case ChangeWish(wish, action):
            return _change_wish(services, wish, action, facts)
        case TakePlace(booking, wish):
            return _take_offer(services, booking, wish, facts)


def _book(services: Services, booking: Booking, facts: Facts) -> Change:
    """Book any free time; who waited does not wait any more, and what was held for him goes on."""
    change, ending = _new_booking(services, booking, facts), Change((), ())
    if facts.wish:
        ending = _change_wish(services, ended(facts.wish, WishState.BOOKED), "waiting_ended", facts)
    return replace(
        change,
        guards=(StoreHasRoom(), *_place(services, booking, facts), *change.guards, *ending.guards),
        writes=(*change.writes, *ending.writes),
    )


def _take_offer(services: Services, booking: Booking, wish: WaitingWish, facts: Facts) -> Change:
    """Book the place that is held: the hold goes as the booking comes, so there is nothing to count."""
    change, now = _new_booking(services, booking, facts), facts.now
    writes = (KeepWish(wish, forget=True), Record(Entry(now, "seeker", "offer_taken", wish.id)), Count("wait_taken"))
    still = ScheduleIs(services.office.schedule.version)
    guards = (WishIs(wish.id, wish.version - 1), still, *share_left(services, booking, facts), *change.guards)
    return replace(change, guards=guards, writes=(*writes, *change.writes))


def _wait(services: Services, wish: WaitingWish, facts: Facts) -> Change:
    number = wish.answers["number"].key if "number" in wish.answers else ""
    change = Change(
        (
            StoreHasRoom(),
            numbers_left(services, facts, number),
            NotRefused(facts.user, number),
            NotWaiting(facts.user, number),
            NoOpenBooking(facts.user, number),
        ),
        (
            KeepWish(wish, due(services, wish)),
            Record(Entry(facts.now, "seeker", "waits", wish.id, wish.consent.version)),
            Count("wait_waiting"),
        ),
    )
    return _in_a_day(services, change, Act.WAIT, facts, number)


def _in_a_day(services: Services, change: Change, act: Act, facts: Facts, number: str) -> Change:
    """Count what a change does, as long as that is within the limit of the day."""
    guards = (*change.guards, within(services, act, facts, number))
    return replace(change, guards=guards, writes=(*change.writes, counted(act, facts, number)))


def _change_wish(services: Services, wish: WaitingWish, action: str, facts: Facts) -> Change:
    if not facts.wish:
        return Change((), ())
    guards = (WishIs(wish.id, facts.wish.version),)
    return Change(guards, kept(services, facts.wish, wish, facts.now, "seeker", action))


def _new_booking(services: Services, made: Booking, facts: Facts) -> Change:
    booking = replace(made, address_proved=is_proved_by(made, services.store.bookings_of(facts.user)))
    rows = planned(services, booking, facts.now)
    received = next(row for row in rows if row.kind is Kind.RECEIVED)
    number = person_key(booking)
    change = Change(
        (
            numbers_left(services, facts, number),
            NotRefused(facts.user, number),
            NoOpenBooking(facts.user, number),
            NumberIsFree(booking.number),
        ),
        (
            KeepBooking(booking, expires=cut_off(services.office, booking.start)),
            *keep_all(row for row in rows if row is not received),
            Record(Entry(facts.now, "seeker", "requested", booking.id, booking.consent.version)),
            Count("booked"),
        ),
        received,
    )
    return _in_a_day(services, change, Act.BOOK, facts, number)


def _erase(services: Services, booking: Booking | None, facts: Facts) -> Change:
    wish = asked(services, user=facts.user, number=booking.number if booking else "", by="seeker", now=facts.now)
    change = _changed(services, booking, facts, "cancelled") if booking else Change((), ())
    left = Change((), ())
    if facts.wish:
        left = _change_wish(services, ended(facts.wish, WishState.WITHDRAWN), "waiting_withdrawn", facts)
    guards = (NoOpenErasure(facts.user), *change.guards, *left.guards)
    change = replace(change, guards=guards, writes=(*change.writes, *left.writes, *wish))
    return _in_a_day(services, change, Act.ERASE, facts, person_key(booking) if booking else "")


def _move(services: Services, booking: Booking, facts: Facts) -> Change:
    change = _changed(services, booking, facts, "moved", expires=cut_off(services.office, booking.start))
    return replace(change, guards=(*change.guards, *_place(services, booking, facts)))


def _place(services: Services, booking: Booking, facts: Facts) -> tuple[Guard, ...]:
    """Ask that a place is left, for this seeker, and that nobody closed the day since it was looked at."""
    office, start = services.office, booking.start
    room = SlotHasRoom(start, places_at(office, start))
    return (ScheduleIs(office.schedule.version), room, *share_left(services, booking, facts))


def _changed(
    services: Services, booking: Booking, facts: Facts, action: str, expires: datetime | None = None
) -> Change:
    """Write a booking as it will be; the reply itself carries the notice of it."""
    rows = planned(services, booking, facts.now)
    told = next((row for row in rows if row.channel is Channel.LINE), None)
    void = void_rows(services, booking)
    return Change(
        (BookingIs(booking.id, booking.version - 1), *still_waiting(void)),
        (
            KeepBooking(booking, expires),
            *void,
            *keep_all(row for row in rows if row is not told),
            Record(Entry(facts.now, "seeker", action, booking.id)),
            Count(action),
            *(released_places.after(services, facts.booking, facts.now, booking) if facts.booking else ()),
        ),
        told,
    )


def _noted(services: Services, booking: Booking, action: str, facts: Facts) -> Change:
    """Record, once, a try that only the telephone can carry out, and mark the booking so that staff see it."""
    tried = Tried(f"tried_{action}")
    if not booking.is_live or tried.value in booking.marks:
        return Change((), ())
    record = Record(Entry(facts.now, "seeker", f"tried to {action}", booking.id))
    marked = with_mark(booking, tried, on=True)
    expires = None if marked.state is State.CONFIRMED else runs_out(marked, services.office)
    kept = KeepBooking(marked, expires)
    return Change((BookingIs(booking.id, booking.version),), (kept, record))


def _mark(booking: Booking, facts: Facts, *, reachable: bool) -> Change:
    marked = replace(booking, reachable=reachable, version=booking.version + 1)
    action = "reachable" if reachable else "unreachable"
    return Change(
        (BookingIs(booking.id, booking.version),),
        (KeepBooking(marked), Record(Entry(facts.now, "seeker", action, booking.id))),
    )
