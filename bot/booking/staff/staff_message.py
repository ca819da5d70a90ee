"""A message for staff that a seeker left: what is kept of it, how it is answered or closed, what tells of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.booking.model import NOT_PERSONAL, PERSONAL, Booking
from bot.booking.notices.notice import (
    ABOUT_PERSON,
    PENDING_STATES,
    Channel,
    Kind,
    Notice,
    NoticeState,
    retry_key_of,
)
from bot.booking.notices.subjects import SubjectKind
from bot.booking.notices.troubles import is_trouble
from bot.booking.rooms.job import LedgerRow
from bot.booking.text import LONGEST_TEXT
from bot.errors import RefusedError

LONGEST_MESSAGE = 1000  # characters of a message
LONGEST_PART = LONGEST_TEXT - 1  # characters of one text of it; one that is longer may have come cut
LONGEST_ANSWER = 1000  # characters
MOST_OPEN = 3  # messages of one person that wait for an answer
SETTLED_KEPT = timedelta(days=30)  # after it was answered or closed
OPEN_KEPT = timedelta(days=90)  # after it came, when nobody ever answers or closes it
ANSWER_OF_USE = timedelta(days=7)
NEWS_OF_USE = timedelta(days=3)  # of telling staff that one waits
SEEKER = "seeker"  # in the audit log
ANSWERED_LATELY = timedelta(days=3)  # for which a text that is not understood may be meant as a reply


class MessageState(StrEnum):
    """What became of a message."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"  # without an answer


class Cause(StrEnum):
    """What led to a message."""

    ASKED = "asked"  # for a person
    MISSED = "missed"  # texts that were not understood


@dataclass(frozen=True)
class StaffMessage:
    """One message for staff. `version` rises with each write.

    flow, question  what was open in the talk when it was begun, as codes; "" for nothing
    booking         the id of the booking that was open, "" for none
    answer          what staff wrote back
    by, settled     who answered or closed it, as in the audit log, and when
    parts           the texts that it is made of, by LINE's message; none in records from before
    """

    id: str = field(metadata=NOT_PERSONAL)
    state: MessageState = field(metadata=NOT_PERSONAL)
    since: datetime = field(metadata=NOT_PERSONAL)
    user: str = field(metadata=PERSONAL)
    text: str = field(metadata=PERSONAL)
    cause: Cause = field(metadata=NOT_PERSONAL)
    flow: str = field(default="", metadata=NOT_PERSONAL)
    question: str = field(default="", metadata=NOT_PERSONAL)
    booking: str = field(default="", metadata=NOT_PERSONAL)
    answer: str = field(default="", metadata=PERSONAL)
    by: str = field(default="", metadata=NOT_PERSONAL)
    settled: datetime | None = field(default=None, metadata=NOT_PERSONAL)
    version: int = field(default=1, metadata=NOT_PERSONAL)
    parts: Mapping[str, str] = field(default_factory=dict, metadata=PERSONAL)

    @property
    def is_open(self) -> bool:
        """Say whether it waits for staff."""
        return self.state is MessageState.OPEN

    def is_due(self, now: datetime) -> bool:
        """Say whether it is to be forgotten."""
        return now >= (self.settled + SETTLED_KEPT if self.settled else self.since + OPEN_KEPT)


def answered(message: StaffMessage, text: str, by: str, now: datetime) -> StaffMessage:
    """Give a message as it is once it is answered; RefusedError where there is no answer, or it was settled."""
    if not text.strip() or len(text) > LONGEST_ANSWER:
        raise RefusedError("staff_message_answer", count=str(LONGEST_ANSWER))
    return replace(_settled(message, by, now), state=MessageState.ANSWERED, answer=text.strip())


def reopened(message: StaffMessage) -> StaffMessage:
    """Give a message as it waits again, its answer taken back."""
    if message.state is not MessageState.ANSWERED:
        raise RefusedError("staff_message_settled")
    return replace(message, state=MessageState.OPEN, answer="", by="", settled=None, version=message.version + 1)


def closed(message: StaffMessage, by: str, now: datetime) -> StaffMessage:
    """Give a message as it is once it is closed without an answer."""
    return replace(_settled(message, by, now), state=MessageState.CLOSED)


def without_part(message: StaffMessage, part: str, now: datetime) -> StaffMessage:
    """Give a message as it is once the seeker unsent one of its texts; with none left nobody has to answer it."""
    parts = {name: text for name, text in message.parts.items() if name != part}
    left = replace(message, parts=parts, text="\n".join(parts.values()))
    if message.is_open and not parts:
        return replace(_settled(left, SEEKER, now), state=MessageState.CLOSED)
    return replace(left, version=message.version + 1)


def _settled(message: StaffMessage, by: str, now: datetime) -> StaffMessage:
    if not message.is_open:
        raise RefusedError("staff_message_settled")
    return replace(message, by=by, settled=now, version=message.version + 1)


def answer_row(message: StaffMessage, booking: Booking | None, due: datetime) -> Notice:
    """Make the ledger's row that brings an answer; it stands with a booking of the person where there is one."""
    return _row(message, booking, Kind.MESSAGE_ANSWERED, Channel.LINE, due, due + ANSWER_OF_USE)


def news_row(message: StaffMessage, booking: Booking | None, way: Channel, now: datetime) -> Notice:
    """Make the row that tells staff that a message waits."""
    row = _row(message, booking, Kind.STAFF_MESSAGE, way, now, now + NEWS_OF_USE)
    return replace(row, start=booking.start) if booking else row


def _row(
    message: StaffMessage, booking: Booking | None, kind: Kind, way: Channel, now: datetime, latest: datetime
) -> Notice:
    name = f"message-{message.id}.{message.version}.{kind.value}.{way.value}"
    return Notice(
        id=name,
        subject_kind=SubjectKind.STAFF_MESSAGE,
        subject_id=message.id,
        booking=booking.id if booking else "",
        edition=ABOUT_PERSON,
        kind=kind,
        channel=way,
        due=now,
        latest=latest,
        retry_key=retry_key_of(name),
    )


def beside_its_message(row: Notice) -> Notice:
    """Give a row as it stands with the message that it tells of, once its booking is kept no more.

    Mail has no address then; LINE still has its user.
    """
    alone = replace(row, booking="", start=None)
    return replace(alone, state=NoticeState.UNDELIVERABLE, lease="") if row.channel is Channel.MAIL else alone


def outlives_its_booking(row: LedgerRow) -> bool:
    """Say whether a row about a message is still to be told, or a person is to tell it, when its booking goes."""
    about = isinstance(row, Notice) and row.subject_kind is SubjectKind.STAFF_MESSAGE
    return about and (row.state in PENDING_STATES or is_trouble(row))


def is_pointless(row: Notice, message: StaffMessage | None) -> bool:
    """Say whether a row tells of a message that is forgotten, or tells staff to look at one that is settled."""
    return message is None or (row.kind is Kind.STAFF_MESSAGE and not message.is_open)
