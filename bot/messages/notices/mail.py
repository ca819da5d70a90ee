"""What the notices say to a seeker by mail: which template, and which values."""

from bot.booking.day_notes import gave_word
from bot.booking.model import AGREED, Booking, Kind, State
from bot.booking.notices.mails import is_moved
from bot.dialogue.reading import has_web_address, say_when
from bot.dialogue.words import Words
from bot.messages.mail import NAMES, mail_text


def seeker_mail(kind: Kind, booking: Booking, words: Words, text: str, *, is_refused: bool) -> tuple[str, str]:
    """Give subject and body; `text` is what LINE would say, for the kinds without words of their own.

    Who reads やさしい日本語 gets all of it in those words.
    """
    if words.easy:
        name = "easy"
    elif kind is Kind.NO_SHOW and is_refused:
        name = "refused"  # not that he may book as ever
    elif kind is Kind.NO_SHOW and gave_word(booking):
        name = "no_show_told"
    else:
        name = template(kind, booking)
    return mail_text(name, values(booking, words, text))


def template(kind: Kind, booking: Booking) -> str:
    """Name the template of a kind."""
    if kind is Kind.DETAILS:
        return "changed" if booking.room and booking.room.version > 1 else "confirmation"
    if is_moved(kind, booking):
        return "moved"
    if kind is Kind.EXPIRED and booking.state is State.OFFERED:
        return "expired_offered"
    if kind is Kind.RECEIVED and AGREED in booking.marks:
        return "notice"
    return kind.value if kind.value in NAMES else "notice"


def values(booking: Booking, words: Words, text: str) -> dict[str, object]:
    """Give what a template may name."""
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
        "text": text,
    }


def _called(booking: Booking, words: Words) -> str:
    """Give the name that a mail opens with; one that mail programs make a link of is not repeated in our name."""
    name = booking.answers["name"].value if "name" in booking.answers else ""
    return words("notices.unnamed") if not name or has_web_address(name) else name
