"""Turns a turn into one commit: guards first, then writes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from bot.booking.day_notes import BACK, EXCUSE, OF_THE_DAY, TOLD, TROUBLE, is_news, with_day_note, with_excuse
from bot.booking.limits.daily_limits import Act
from bot.booking.lookup import person_key
from bot.booking.model import Booking
from bot.booking.notices.mails import is_proved_by
from bot.booking.notices.reminders import day_notice
from bot.booking.staff.corrections import Tried, with_mark
from bot.booking.staff.staff_message import SEEKER
from bot.booking.waitlist import WaitingWish, WishState, ended, number_of
from bot.dialogue.turn import (
    Book,
    Cancel,
    ChangeWish,
    Correct,
    Effect,
    Erase,
    Facts,
    ForgetWords,
    LeaveMessage,
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
from bot.ports.bookings import NoOpenBooking
from bot.ports.context import RequestContext
from bot.ports.events import (
    ConversationIs,
    Event,
    EventIsNew,
    KeepConversation,
    KeepStyle,
    Loaded,
    RememberEvent,
    StoreHasRoom,
)
from bot.ports.health import Count
from bot.ports.privacy import NoOpenErasure, NotRefused
from bot.ports.waitlist import KeepWish, NotWaiting, WishIs
from bot.service.bookings.booking_change import BookingChange, Places
from bot.service.bookings.change import commit_of
from bot.service.bookings.contact import corrected_in_chat
from bot.service.bookings.daily_limits import counted, numbers_left, within
from bot.service.bookings.fresh_accounts import share_left
from bot.service.commit import Commit
from bot.service.events.asked import counts_of
from bot.service.notices.ledger import keep_all, ways
from bot.service.privacy.details_form import link_writes
from bot.service.privacy.erasure import asked
from bot.service.staff.staff_messages import left, with_part_unsent
from bot.service.waitlist.offering import due, kept

# In the record: what was told; all else was tried.
SAID = {Tried(f"tried_{one}"): f"told {one}" for one in (*TOLD, BACK)} | {Tried.DESPAIR: "told of despair"}
DID: Mapping[type[Effect], str] = {
    Move: "moved",
    Cancel: "cancelled",
    TakeOffer: "offer_taken",
    RefuseOffer: "offer_refused",
}


def commit_for(context: RequestContext, event: Event, loaded: Loaded, turn: Turn, facts: Facts) -> Commit:
    """Give the one commit that the turn of an event asks for."""
    user, event_id = event.user, event.incoming.event_id
    talk = Commit(
        (EventIsNew(event_id), ConversationIs(user, loaded.version)),
        (
            RememberEvent(event_id),
            KeepConversation(user, turn.conversation, loaded.version + 1),
            Count("events"),
            *counts_of(turn.says),
            *link_writes(context, user, turn, facts),
        ),
    )
    return talk + _effect(context, turn.effect, facts) if turn.effect else talk


def _effect(context: RequestContext, effect: Effect, facts: Facts) -> Commit:
    match effect:
        case Erase() | SetStyle() | NoteRefusedNumber() | LeaveMessage():
            return _of_the_seeker(context, effect, facts)
        case Move() | Cancel() | TakeOffer() | RefuseOffer():
            return _of_the_booking(context, effect, facts)
        case MarkReachable() | NoteTry():
            return _noted(context, effect, facts)
        case Book() | Wait() | ChangeWish() | TakePlace():
            return _of_a_place(context, effect, facts)
        case ForgetWords():
            return _forgotten(context, effect, facts)
        case Correct():
            return corrected_in_chat(context, effect, facts, SEEKER)
        case _:
            assert_never(effect)


def _of_the_seeker(
    context: RequestContext, effect: Erase | SetStyle | NoteRefusedNumber | LeaveMessage, facts: Facts
) -> Commit:
    match effect:
        case Erase(booking):
            return _erase(context, booking, facts)
        case SetStyle(easy):
            return Commit((), (KeepStyle(facts.user, easy), Count("style_easy" if easy else "style_ordinary")))
        case LeaveMessage(message):
            return left(context, message, facts.booking)
        case NoteRefusedNumber(number):
            return Commit((numbers_left(context, facts, number),), (counted(Act.REFUSED_NUMBER, facts, number),))


def _erase(context: RequestContext, booking: Booking | None, facts: Facts) -> Commit:
    """Cancel what is open, leave the waiting list, and write down that all is to be erased."""
    commit, number = Commit((NoOpenErasure(facts.user),)), ""
    if booking:
        commit, number = commit + _changed(context, booking, facts, DID[Cancel]), booking.number
    if facts.wish:
        commit += _wish_becomes(context, ended(facts.wish, WishState.WITHDRAWN), "waiting_withdrawn", facts)
    commit += Commit((), asked(context, user=facts.user, number=number, by=SEEKER, now=facts.now))
    return commit + _of_the_day(context, Act.ERASE, facts, person_key(booking) if booking else "")


def _of_the_booking(context: RequestContext, effect: Move | Cancel | TakeOffer | RefuseOffer, facts: Facts) -> Commit:
    booking = effect.booking
    changed = _changed(context, booking, facts, DID[type(effect)])
    match effect:
        case Move():
            share = Commit(share_left(context, booking, facts))
            return changed + share + _of_the_day(context, Act.MOVE, facts, person_key(booking))
        case Cancel():
            return changed + _of_the_day(context, Act.CANCEL, facts, person_key(booking))
        case TakeOffer() | RefuseOffer():
            return changed


def _changed(context: RequestContext, after: Booking, facts: Facts, action: str) -> Commit:
    """Write the open booking as it will be; the reply itself carries the notice of it."""
    only = facts.only_for(after) if action == DID[Move] else ""
    change = BookingChange(
        facts.booking, after, SEEKER, action, facts.now, count=action, by_reply=True, counsellor=only
    )
    return commit_of(context, change)


def _forgotten(context: RequestContext, effect: ForgetWords, facts: Facts) -> Commit:
    """Take what was unsent out of what staff can read."""
    commit = _tried(context, effect.noted, facts) if effect.noted else Commit()
    if effect.message:
        commit += with_part_unsent(effect.message, effect.message_id, facts.now)
    return commit


def _noted(context: RequestContext, effect: MarkReachable | NoteTry, facts: Facts) -> Commit:
    """Note on the booking whether LINE reaches the seeker, or what he told or tried on the day."""
    before = effect.booking
    match effect:
        case MarkReachable(reachable=reachable):
            after = replace(before, reachable=reachable, version=before.version + 1)
            action = "reachable" if reachable else "unreachable"
        case NoteTry():
            return _tried(context, effect, facts)
    return commit_of(context, BookingChange(before, after, SEEKER, action, facts.now))


def _tried(context: RequestContext, effect: NoteTry, facts: Facts) -> Commit:
    """Note what only the telephone can carry out, once, and each new word of the day; of the first staff are told."""
    before, note = effect.booking, effect.note
    if effect.action == EXCUSE:
        if not note or not is_news(before, note):
            return Commit()
        # Staff find it among their tasks, and nobody is called for it.
        return commit_of(context, BookingChange(before, with_excuse(before, note), SEEKER, "told why", facts.now))
    tried = Tried(f"tried_{effect.action}")
    is_first = tried.value not in before.marks
    if not before.is_live or not (is_first or (note and is_news(before, note))):
        return Commit()
    after = with_day_note(before, note) if note else with_mark(before, tried, on=True)
    action = SAID.get(tried, f"tried to {effect.action}")
    detail = f"trouble_{note.detail}" if note and effect.action == TROUBLE else ""
    change = BookingChange(before, after, SEEKER, action, facts.now, detail)
    is_new = is_first and note is not None  # what has no note was said before the day, and is no word of it
    return commit_of(context, change) + _told_to_staff(context, after, effect.action, facts, is_first=is_new)


def _told_to_staff(context: RequestContext, booking: Booking, about: str, facts: Facts, *, is_first: bool) -> Commit:
    """Tell staff that there is a word of the day, without what it says."""
    if not is_first or about not in OF_THE_DAY:
        return Commit()
    if any(one.about == BACK for one in booking.day_notes):  # what was told before may be told again
        about = f"{about}-{booking.version}"
    return Commit((), keep_all(day_notice(booking, about, facts.now, way) for way in ways(context).staff))


def _of_a_place(context: RequestContext, effect: Book | Wait | ChangeWish | TakePlace, facts: Facts) -> Commit:
    match effect:
        case Book(booking):
            commit = _requested(context, booking, facts, Places.FREE)
            if facts.wish:  # he waits no more, and what was held for him goes on
                commit += _wish_becomes(context, ended(facts.wish, WishState.BOOKED), "waiting_ended", facts)
            return commit
        case TakePlace(booking, wish):
            taken = Record(Entry(facts.now, SEEKER, "offer_taken", wish.id))
            gone = (KeepWish(wish, forget=True), taken, Count("wait_taken"))  # the hold goes as the booking comes
            requested = _requested(context, booking, facts, Places.KEPT, wish.kept_as)
            return Commit((WishIs(wish.id, wish.version - 1),), gone) + requested
        case Wait(wish):
            return _wait(context, wish, facts)
        case ChangeWish(wish, action):
            return _wish_becomes(context, wish, action, facts)


def _requested(context: RequestContext, made: Booking, facts: Facts, places: Places, kept_as: str = "") -> Commit:
    """Make a booking; how many numbers may still be refused is asked before anything that tells of the number."""
    earlier = context.store.bookings_of(facts.user) if facts.has_bookings else []
    booking = replace(made, address_proved=is_proved_by(made, earlier))
    number, consent = person_key(booking), booking.consent.version
    change = BookingChange(
        None,
        booking,
        SEEKER,
        "requested",
        facts.now,
        consent,
        "booked",
        places=places,
        by_reply=True,
        counsellor="" if kept_as else facts.only_for(booking),
        kept_as=kept_as,
    )
    first = Commit((*share_left(context, booking, facts), numbers_left(context, facts, number)))
    return first + commit_of(context, change) + _of_the_day(context, Act.BOOK, facts, number)


def _wait(context: RequestContext, wish: WaitingWish, facts: Facts) -> Commit:
    number = number_of(wish)
    commit = Commit(
        (
            StoreHasRoom(),
            numbers_left(context, facts, number),
            NotRefused(facts.user, number),
            NotWaiting(facts.user, number),
            NoOpenBooking(facts.user, number),
        ),
        (
            KeepWish(wish, due(context, wish)),
            Record(Entry(facts.now, SEEKER, "waits", wish.id, wish.consent.version)),
            Count("wait_waiting"),
        ),
    )
    return commit + _of_the_day(context, Act.WAIT, facts, number)


def _wish_becomes(context: RequestContext, wish: WaitingWish, action: str, facts: Facts) -> Commit:
    if not facts.wish:
        return Commit()
    entry = Entry(facts.now, SEEKER, action, wish.id)
    return Commit((WishIs(wish.id, facts.wish.version),), kept(context, facts.wish, wish, entry))


def _of_the_day(context: RequestContext, act: Act, facts: Facts, number: str) -> Commit:
    """Count what a commit does, as long as that is within the limit of the day."""
    return Commit((within(context, act, facts, number),), (counted(act, facts, number),))
