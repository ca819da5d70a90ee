"""A notice: one row of the ledger, what it is about and how it stands. Each field is declared personal or not."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bot.booking.model import NOT_PERSONAL
from bot.booking.name_uuid import name_uuid
from bot.booking.notices.reasons import Failure, Reason
from bot.booking.notices.subjects import SubjectKind

EVERY_EDITION = 0  # the edition of a notice that holds whatever becomes of the booking, as long as it is live
ABOUT_PERSON = -1  # the edition of a notice about the person; no step of the booking makes it void

RETRY_KEYS = UUID("5b0f3d6e-5d6c-4b57-9f0b-6a0f4f1c2d11")


def retry_key_of(name: str) -> str:
    """Give the key by which who takes a message knows it again; the same for the same name, whoever sends it."""
    return name_uuid(RETRY_KEYS, name)


class Kind(StrEnum):
    """The kinds of notices."""

    RECEIVED = "received"
    DETAILS = "details"
    DAY_BEFORE = "day_before"
    SOON = "soon"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    EXPIRED = "expired"
    TERMS_CHANGE = "terms_change"
    ROOM_LATE = "room_late"
    OFFERED = "offered"
    WAIT_OFFERED = "wait_offered"
    WAIT_ENDED = "wait_ended"
    STAFF_REQUEST = "staff_request"
    STAFF_EXPIRING = "staff_expiring"
    STAFF_CANCELLED = "staff_cancelled"
    STAFF_TAKEN = "staff_taken"
    STAFF_NONE_FITS = "staff_none_fits"
    STAFF_LAPSED = "staff_lapsed"
    STAFF_DAY_NOTE = "staff_day_note"
    STAFF_CONTACT = "staff_contact"
    STAFF_MESSAGE = "staff_message"
    STAFF_GATHERED = "staff_gathered"
    AWAITED = "awaited"
    STAFF_LINE_REFUSED = "staff_line_refused"
    STAFF_QUOTA = "staff_quota"
    STAFF_QUOTA_USED = "staff_quota_used"
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    EXCUSED = "excused"
    OUTCOME_CORRECTED = "outcome_corrected"
    REFUSED = "refused"
    REFUSAL_LIFTED = "refusal_lifted"
    MESSAGE_ANSWERED = "message_answered"
    HANDED_OVER = "handed_over"


ABOUT_WAITING = frozenset({Kind.WAIT_OFFERED, Kind.WAIT_ENDED})  # an offer that is missed goes to the next


class Channel(StrEnum):
    """The ways a notice travels."""

    LINE = "line"
    MAIL = "mail"
    STAFF_MAIL = "staff_mail"
    STAFF_GROUP = "staff_group"
    STAFF_WEBHOOK = "staff_webhook"  # of LINE WORKS, Slack or Teams
    TELEPHONE = "telephone"  # nobody sends it: at its time it becomes a task for a person


class NoticeState(StrEnum):
    """The states of a row in the ledger of notices."""

    WAITING = "waiting"
    LEASED = "leased"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    UNDELIVERABLE = "undeliverable"
    UNKNOWN = "unknown"


PENDING_STATES = frozenset({NoticeState.WAITING, NoticeState.LEASED})  # it may still go out


@dataclass(frozen=True)
class Notice:
    """One row of the ledger. `latest` is the last moment at which sending is of use; None = always.

    subject_kind, subject_id  what it tells of
    booking  whose seeker it tells, or of whose request it tells staff; "" where it is about the waiting list, or about
             a message of who has no booking
    reason   why it is where it is
    crashes  tries in a row that began and never came to an end, the one that is under way among them
    room    which version of the booking's room it tells, 0 for none
    silent  tries that got no answer, so that nobody knows whether they were accepted
    start   when the consultation starts that it is about, None where it is about something else
    accepted  when it was, None for rows of before this was kept
    gathers   of a notice that stands for several: each kind and how many, "staff_request 3,staff_cancelled 1"
    """

    id: str = field(metadata=NOT_PERSONAL)
    subject_kind: SubjectKind = field(metadata=NOT_PERSONAL)
    subject_id: str = field(metadata=NOT_PERSONAL)
    booking: str = field(metadata=NOT_PERSONAL)
    edition: int = field(metadata=NOT_PERSONAL)
    kind: Kind = field(metadata=NOT_PERSONAL)
    channel: Channel = field(metadata=NOT_PERSONAL)
    due: datetime = field(metadata=NOT_PERSONAL)
    latest: datetime | None = field(metadata=NOT_PERSONAL)
    retry_key: str = field(metadata=NOT_PERSONAL)
    state: NoticeState = field(default=NoticeState.WAITING, metadata=NOT_PERSONAL)
    attempts: int = field(default=0, metadata=NOT_PERSONAL)
    first_attempt: datetime | None = field(default=None, metadata=NOT_PERSONAL)
    lease: str = field(default="", metadata=NOT_PERSONAL)
    reason: Reason | Failure = field(default=Reason.NONE, metadata=NOT_PERSONAL)
    crashes: int = field(default=0, metadata=NOT_PERSONAL)
    room: int = field(default=0, metadata=NOT_PERSONAL)
    silent: int = field(default=0, metadata=NOT_PERSONAL)
    start: datetime | None = field(default=None, metadata=NOT_PERSONAL)
    accepted: datetime | None = field(default=None, metadata=NOT_PERSONAL)
    gathers: str = field(default="", metadata=NOT_PERSONAL)

    @property
    def ledger_id(self) -> str:
        """Name in whose ledger it stands: a booking's, or that of a wish on the waiting list or a message."""
        return self.booking or self.subject_id

    @property
    def way(self) -> str:
        """Name how it travels."""
        return self.channel.value

    @property
    def is_in_doubt(self) -> bool:
        """Say whether the last try began and never came to an end."""
        return self.crashes > 0
