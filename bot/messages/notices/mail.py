"""What the notices say to a seeker by mail: which template, and which values."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.booking.day_notes import gave_word
from bot.booking.model import AGREED, WAS_CONFIRMED, Booking, State
from bot.booking.notices.mails import is_moved
from bot.booking.notices.notice import Kind
from bot.booking.web_address import has_web_address
from bot.dialogue.words import Words
from bot.dialogue.words.dates import say_when
from bot.messages.mail import NAMES, mail_text

BY_MAIL = "notices.by_mail."
BY_MAIL_ALONE = "notices.by_mail_alone."


@dataclass(frozen=True)
class Told:
    """What a mail tells, beside its words.

    text           what LINE would say, for the kinds without words of their own
    is_refused     the person may not book at present
    calendar_help  what the calendar file does that goes along, "" without one
    """

    kind: Kind
    booking: Booking
    text: str
    is_refused: bool = False
    calendar_help: str = ""


def without_buttons(words: Words, among: str = BY_MAIL) -> Words:
    """Give the catalogue for mail: what speaks of buttons, or of the talk it stands in, is worded otherwise."""

    def replaced(texts: Mapping[str, str]) -> Mapping[str, str]:
        others = {key: text for key, text in texts.items() if key.startswith(among)}
        own = {f"notices.{key.removeprefix(among)}": text for key, text in others.items()}
        return {**texts, **own, "common.to_type": ""}

    return replace(words, texts=replaced(words.texts), simple=replaced(words.simple))


def without_line(words: Words) -> Words:
    """Give the catalogue for mail to who has no talk with us."""
    return without_buttons(words, BY_MAIL_ALONE)


def seeker_mail(told: Told, words: Words) -> tuple[str, str]:
    """Give subject and body. Who reads やさしい日本語 gets all of it in those words."""
    kind, booking = told.kind, told.booking
    if words.easy:
        name = "easy"
    elif kind is Kind.NO_SHOW and told.is_refused:
        name = "refused"  # not that he may book as ever
    elif kind is Kind.NO_SHOW and gave_word(booking):
        name = "no_show_told"
    else:
        name = template(kind, booking)
    return mail_text(words, name, values(told, words))


def template(kind: Kind, booking: Booking) -> str:
    """Name the template of a kind."""
    if booking.moved_from and kind in (Kind.DETAILS, Kind.RECEIVED):
        return "rescheduled"
    if kind is Kind.DETAILS:
        return "changed" if booking.room and booking.room.version > 1 else "confirmation"
    if is_moved(kind, booking):
        return "moved"
    if kind is Kind.EXPIRED and booking.state is State.OFFERED:
        return "expired_offered"
    if kind is Kind.RECEIVED and AGREED in booking.marks:
        return "notice"
    return kind.value if kind.value in NAMES else "notice"


def values(told: Told, words: Words) -> dict[str, object]:
    """Give what a template may name."""
    booking = told.booking
    room = booking.room
    return {
        **words.common,
        "name": _called(booking, words),
        "number": booking.number,
        "when": say_when(booking.start),
        "meeting_id": room.meeting_id if room else "",
        "passcode": room.passcode if room else "",
        "version": room.version if room else "",
        "join_url": room.join_url if room else "",
        "reason": booking.reason if booking.state in (State.CANCELLED_BY_OFFICE, State.DECLINED) else "",
        "by_office": booking.state is State.CANCELLED_BY_OFFICE,
        "is_agreed": AGREED in booking.marks,
        "by_line": bool(booking.user),
        "was_confirmed": WAS_CONFIRMED in booking.marks,
        "text": told.text,
        "calendar_help": told.calendar_help,
    }


def _called(booking: Booking, words: Words) -> str:
    """Give the name that a mail opens with; one that mail programs make a link of is not repeated in our name."""
    name = booking.answers["name"].value if "name" in booking.answers else ""
    return words("notices.unnamed") if not name or has_web_address(name) else name
