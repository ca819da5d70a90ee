"""What the notices about a booking say to its seeker by LINE."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.booking.day_notes import gave_word
from bot.booking.model import AGREED, NONE_FITS, WAS_CONFIRMED, Booking, State
from bot.booking.notices.notice import Kind
from bot.booking.office import Office
from bot.booking.schedule.opening import DAY, cut_off, next_opening, open_span, today
from bot.booking.staff.counsellors import name_of
from bot.dialogue.common_buttons import BOOK, call_button
from bot.dialogue.outside_flows.booking_card import booking_card, may_cancel, may_move
from bot.dialogue.outside_flows.offer_buttons import offer_card, said
from bot.dialogue.turn import Option, Say
from bot.dialogue.words import Words
from bot.dialogue.words.dates import say_day, say_time, say_when
from bot.messages.flex import links, without_choices
from bot.messages.line import render

CARDS = {  # the kinds that show the booking's card, and how it is headed
    Kind.RECEIVED: "requested",
    Kind.DETAILS: "confirmed",
    Kind.ROOM_LATE: "confirmed",
    Kind.DAY_BEFORE: "day_before",
    Kind.SOON: "soon",
    Kind.AWAITED: "awaited",
    Kind.HANDED_OVER: "confirmed",
}

MOVED = frozenset({Kind.RECEIVED, Kind.DETAILS, Kind.ROOM_LATE})  # the kinds that say that staff moved it


@dataclass(frozen=True)
class Wording:
    """What the words take besides the booking.

    at          the moment of the first try: one retry key, one content
    calendar    the address of the calendar file
    is_refused  whether the person may not book at present
    """

    words: Words
    office: Office
    at: datetime
    calendar: str = ""
    is_refused: bool = False


def booking_messages(kind: Kind, booking: Booking, wording: Wording) -> Sequence[Mapping[str, Any]]:
    """Give the LINE messages of a kind."""
    return render((_say(kind, booking, wording),), wording.words)


def _say(kind: Kind, booking: Booking, wording: Wording) -> Say:
    key, values = _key(kind, booking, wording), _values(kind, booking, wording)
    stage = _stage(kind, booking)
    if stage:
        return booking_card(key, stage, booking, wording.office, wording.at, values=values, calendar=wording.calendar)
    if _offers(kind, booking):
        call = call_button(wording.office)
        return offer_card(key, booking, booking.places, wording.words, call, values=values)
    return Say(key, values, _options(kind, wording))


def _offers(kind: Kind, booking: Booking) -> bool:
    """Say whether it offers times: those of staff, or those held because nobody answered."""
    return kind is Kind.OFFERED or (kind is Kind.EXPIRED and booking.state is State.OFFERED)


def _stage(kind: Kind, booking: Booking) -> str:
    """Give how the card of a kind is headed, "" for the kinds that are told as text."""
    if kind in (Kind.DETAILS, Kind.ROOM_LATE) and booking.moved_from:
        return "rescheduled"
    if kind is Kind.DETAILS and booking.room and booking.room.version > 1:
        return "replaced"
    if kind is Kind.RECEIVED and booking.moved_from:
        return "moved"
    if kind is Kind.RECEIVED and booking.room_version > 0:
        return "moved"
    return CARDS.get(kind, "")


def as_words(messages: Sequence[Mapping[str, Any]]) -> str:
    """Give the words of LINE messages, for where there are no buttons: those that open a page become addresses."""
    return "\n\n".join(one for message in messages for one in (_words_of(message), "\n".join(links(message))) if one)


def _words_of(message: Mapping[str, Any]) -> str:
    return str(message.get("text") or without_choices(str(message.get("altText", ""))))


def _key(kind: Kind, booking: Booking, wording: Wording) -> str:
    if kind is Kind.CANCELLED:
        return f"notices.{booking.state.value}"
    if kind in MOVED and booking.moved_from:
        return f"notices.{kind.value}_moved"
    if kind is Kind.DETAILS and booking.room and booking.room.version > 1:
        return "notices.details_replaced"
    if _offers(kind, booking):
        return _offer_key(kind, booking)
    if kind is Kind.EXPIRED and booking.offers and NONE_FITS not in booking.marks:
        return "notices.offer_lapsed"
    if kind is Kind.RECEIVED and AGREED in booking.marks:
        return "notices.agreed"
    if kind is Kind.NO_SHOW:
        return _no_show(gave_word=gave_word(booking), is_refused=wording.is_refused)
    return f"notices.{kind.value}"


def _offer_key(kind: Kind, booking: Booking) -> str:
    if kind is Kind.EXPIRED:
        return "notices.expired_offered"
    return "notices.offered_confirmed" if WAS_CONFIRMED in booking.marks else "notices.offered"


def _no_show(*, gave_word: bool, is_refused: bool) -> str:
    """Never tell who gave word that he stayed away without one, nor who is refused that he may book as ever."""
    if gave_word:
        return "notices.no_show_told_refused" if is_refused else "notices.no_show_told"
    return "notices.no_show_refused" if is_refused else "notices.no_show"


def _ways_to_change(booking: Booking, wording: Wording) -> dict[str, str]:
    """Say until when the talk moves and cancels, and when somebody answers the telephone; nothing that is over."""
    words, office, now = wording.words, wording.office, wording.at
    moving = "open" if may_move(booking, office, now) else "over"
    cancelling = "open" if may_cancel(booking, now) else "over"
    until = {"until": say_when(cut_off(office, booking.start)), "day": say_day(today(booking.start) - DAY)}
    opening = say_when(next_opening(office, now))
    hours = open_span(office, now)
    calling, closes = ("open", say_time(hours[1].time())) if hours else ("closed", "")
    return {
        "move": words(f"notices.fact.move_{moving}", until),
        "cancel": words(f"notices.fact.cancel_{cancelling}", until),
        "call": words(f"notices.fact.call_{calling}", {"when": opening, "closes": closes}),
    }


def _values(kind: Kind, booking: Booking, wording: Wording) -> dict[str, str]:
    words, room = wording.words, booking.room
    near = today(booking.start) == today(wording.at)
    return {
        "number": booking.number,
        "when": say_when(booking.start),
        "before": say_when(booking.moved_from) if booking.moved_from else "",
        "relative": words("notices.relative.today" if near else "notices.relative.tomorrow"),
        "version": str(room.version) if room else "",
        **(_ways_to_change(booking, wording) if kind is Kind.DAY_BEFORE else {}),
        "times": said(booking.offers),
        "counsellor": name_of(wording.office.schedule.counsellors, booking.counsellor) or words("counsellor.unnamed"),
        "reason": words("notices.reason", {"reason": booking.reason}) if booking.reason else "",
    }


def _options(kind: Kind, wording: Wording) -> tuple[Option, ...]:
    call = call_button(wording.office)
    if kind is Kind.NO_SHOW and wording.is_refused:
        return (call,)
    return (BOOK, call)
