"""What the notices about a booking say to its seeker by LINE."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.booking.day_notes import gave_word
from bot.booking.model import AGREED, Booking, Kind, Room
from bot.booking.office import Office
from bot.booking.opening import today
from bot.dialogue.common_buttons import BOOK
from bot.dialogue.outside_flows.offer_buttons import offer_options, said
from bot.dialogue.reading import say_when
from bot.dialogue.turn import Copy, Open, Option, Say, Send
from bot.dialogue.words import Words
from bot.messages.line import render


@dataclass(frozen=True)
class Wording:
    """What the words take besides the booking.

    at          the moment of the first try: one retry key, one content
    calendar    the address of the calendar file, "" where the kind names none
    is_refused  whether the person may not book at present
    """

    words: Words
    office: Office
    at: datetime
    calendar: str = ""
    is_refused: bool = False


def booking_messages(kind: Kind, booking: Booking, wording: Wording) -> Sequence[Mapping[str, Any]]:
    """Give the LINE messages of a kind."""
    key, options = _key(kind, booking, wording), _options(kind, booking, wording)
    say = Say(key, _values(booking, wording), options)
    return render((replace(say, look="card", numbered=True) if kind is Kind.OFFERED else say,), wording.words)


def as_words(messages: Sequence[Mapping[str, Any]]) -> str:
    """Give the words of LINE messages, for where there are only words."""
    return "\n\n".join(str(one.get("text") or one.get("altText", "")) for one in messages)


def _key(kind: Kind, booking: Booking, wording: Wording) -> str:
    if kind is Kind.CANCELLED:
        return f"notices.{booking.state.value}"
    if kind is Kind.DETAILS and booking.room and booking.room.version > 1:
        return "notices.details_replaced"
    if kind is Kind.EXPIRED and booking.offers:
        return "notices.offer_lapsed"
    if kind is Kind.RECEIVED and AGREED in booking.marks:
        return "notices.agreed"
    if kind is Kind.NO_SHOW:
        return _no_show(gave_word=gave_word(booking), is_refused=wording.is_refused)
    return f"notices.{kind.value}"


def _no_show(*, gave_word: bool, is_refused: bool) -> str:
    """Never tell who gave word that he stayed away without one, nor who is refused that he may book as ever."""
    if gave_word:
        return "notices.no_show_told_refused" if is_refused else "notices.no_show_told"
    return "notices.no_show_refused" if is_refused else "notices.no_show"


def _values(booking: Booking, wording: Wording) -> dict[str, str]:
    words, room = wording.words, booking.room
    near = today(booking.start) == today(wording.at)
    return {
        "number": booking.number,
        "when": say_when(booking.start),
        "relative": words("notices.relative.today" if near else "notices.relative.tomorrow"),
        "meeting_id": room.meeting_id if room else "",
        "passcode": room.passcode if room else "",
        "version": str(room.version) if room else "",
        "join": words("notices.join", {"join_url": room.join_url}) if room and room.join_url else "",
        "times": said(booking.offers),
        "reason": words("notices.reason", {"reason": booking.reason}) if booking.reason else "",
        "calendar": words("calendar.link", {"url": wording.calendar}) if wording.calendar else "",
    }


def _options(kind: Kind, booking: Booking, wording: Wording) -> tuple[Option, ...]:
    call = Option("common.option.call", Open(f"tel:{wording.office.telephone}"))
    if kind is Kind.AWAITED:
        return (Option("common.option.late", Send("遅れます")), call)
    if kind is Kind.OFFERED:
        return (*offer_options(booking, booking.places), call)
    if kind in (Kind.DETAILS, Kind.DAY_BEFORE, Kind.SOON) and booking.room:
        return (*_into_the_room(booking.room), call)
    if kind is Kind.NO_SHOW and wording.is_refused:
        return (call,)
    return (BOOK, call)


def _into_the_room(room: Room) -> tuple[Option, ...]:
    join = (Option("common.option.join", Open(room.join_url)),) if room.join_url else ()
    return (
        *join,
        Option("common.option.copy_meeting_id", Copy(room.meeting_id)),
        Option("common.option.copy_passcode", Copy(room.passcode)),
    )
