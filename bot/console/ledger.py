"""How rows of the ledger are shown: what became of each, why, and whether it may be sent once more."""

from bot.booking.model import Booking
from bot.booking.notices.notice import NoticeState
from bot.booking.notices.reasons import Reason
from bot.booking.notices.troubles import is_trouble, state_told
from bot.booking.rooms.job import LedgerRow, RoomJob
from bot.console.page_context import here, now, word
from bot.service.notices.resend import why_not_again
from bot.service.notices.resend_accepted import not_again_told

COLOURS = {
    NoticeState.ACCEPTED: "success",
    NoticeState.UNDELIVERABLE: "danger",
    NoticeState.UNKNOWN: "danger",
}


def state(row: LedgerRow) -> str:
    """Say what became of a row."""
    return word(f"notice_state.{state_told(row)}")


def colour(row: LedgerRow) -> str:
    """Give the colour of what became of a notice."""
    return "danger" if is_trouble(row) else COLOURS.get(row.state, "secondary")


def why(row: LedgerRow) -> str:
    """Say why it is where it is, in words where there are some."""
    key = f"console.notice_reason.{row.reason}"
    return here().words(key) if row.reason and key in here().words else ""


def line_failure(reason: str) -> str:
    """Say why LINE failed; what has no words of its own is a kind of silence."""
    key = f"console.notice_reason.{reason}"
    return here().words(key if key in here().words else "console.notice_reason.timeout")


def not_again(why: Reason) -> str:
    """Say why what LINE accepted is not sent again."""
    return word(f"resend_accepted.why.{not_again_told(why)}")


def failure(reason: str) -> str:
    """Say why Zoom refused a host."""
    return here().words(f"console.notice_reason.{reason}")


def can_resend(row: LedgerRow, booking: Booking) -> bool:
    """Say whether a notice may be sent once more."""
    if isinstance(row, RoomJob):
        return False
    late = row.latest is not None and now() > row.latest
    return not why_not_again(row, booking.edition) and not late
