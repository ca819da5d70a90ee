"""「私の記録」: all that is held of a seeker, without what the talk must not show. Pure."""

from bot.booking.day_notes import gave_word
from bot.booking.model import Booking, State
from bot.booking.notices.troubles import is_for_staff
from bot.booking.retention import deleted_on
from bot.booking.rooms.job import LedgerRow
from bot.booking.schedule.opening import TOKYO
from bot.dialogue.common_buttons import PHONE, STATUS
from bot.dialogue.reading import say_day, say_when
from bot.dialogue.turn import Facts, Kept, Option, Say, Send

MOST_BOOKINGS = 3  # LINE takes five messages at once
MOST_NOTICES = 12
ERASE = Option("record.option.erase", Send("消去"))


def tell(facts: Facts) -> tuple[Say, ...]:
    """Tell what is held; the newest bookings first, with their notices."""
    if facts.erasing:
        return (Say("record.erasing", options=(PHONE,)),)
    kept = sorted(facts.record, key=lambda one: one.booking.start, reverse=True)
    left = _messages(facts)
    if not kept:
        return (*left, Say("record.none", options=(ERASE, PHONE)))
    room = MOST_BOOKINGS - len(left)
    *before, last = (_booking(one, facts) for one in kept[:room])
    return (
        Say("record.about", {"count": str(len(kept))}),
        *left,
        *before,
        Say(last.key, last.values, (ERASE, STATUS, PHONE)),
    )


def _messages(facts: Facts) -> tuple[Say, ...]:
    """Tell how much was left for staff."""
    left = facts.staff_messages
    values = {"count": str(len(left)), "open": str(sum(one.is_open for one in left))}
    return (Say("record.messages", values),) if left else ()


def _booking(kept: Kept, facts: Facts) -> Say:
    booking, words = kept.booking, facts.words
    rows = [row for row in kept.rows if not is_for_staff(row)][-MOST_NOTICES:]
    values = {
        "number": booking.number,
        "state": words(_state(booking)),
        "when": say_when(booking.start.astimezone(TOKYO)),
        "terms": booking.consent.version,
        "agreed": say_when(booking.consent.at.astimezone(TOKYO)),
        "notices": "\n".join(_notice(row, facts) for row in rows) or words("record.no_notices"),
        "day": say_day(deleted_on(booking)),
    }
    return Say("record.booking", values)


def _state(booking: Booking) -> str:
    """Name the state; never say to who gave word that he stayed away without one."""
    told = booking.state is State.NO_SHOW and gave_word(booking)
    return "record.missed_with_word" if told else f"staff.state.{booking.state.value}"


def _notice(row: LedgerRow, facts: Facts) -> str:
    kind = f"record.kind.{row.kind.value}"
    values = {
        "kind": facts.words(kind if kind in facts.words else "record.kind.other"),
        "when": say_when(row.due.astimezone(TOKYO)),
        "result": facts.words(f"record.result.{row.state.value}"),
    }
    return facts.words("record.notice", values)
