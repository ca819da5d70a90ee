"""The records of the business. Each field is declared personal (sealed at rest) or not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from bot.booking.notices.reasons import Failure, Reason
from bot.booking.notices.subjects import SubjectKind

PERSONAL: Mapping[str, Any] = MappingProxyType({"personal": True})
NOT_PERSONAL: Mapping[str, Any] = MappingProxyType({"personal": False})


class State(StrEnum):
    """The states of a booking."""

    REQUESTED = "requested"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    EXCUSED = "excused"
    CANCELLED_BY_SEEKER = "cancelled_by_seeker"
    CANCELLED_BY_OFFICE = "cancelled_by_office"
    DECLINED = "declined"
    EXPIRED = "expired"


EVERY_EDITION = 0  # the edition of a notice that holds whatever becomes of the booking, as long as it is live
ABOUT_PERSON = -1  # the edition of a notice about the person; no step of the booking makes it void
LIVE = frozenset({State.REQUESTED, State.OFFERED, State.CONFIRMED})
ANSWERS = frozenset({State.CONFIRMED, State.DECLINED, State.OFFERED})  # of staff to a request
WITH_OUTCOME = frozenset({State.ATTENDED, State.NO_SHOW, State.EXCUSED})
PAST_CUT_OFF = "past_cut_off"  # the mark of a request that staff entered after the cut-off of its time
BY_STAFF = "staff:"  # with what the event of a consent begins that staff took
AGREED = "agreed"  # the mark of a request at a time that staff offered and the seeker took
WAS_CONFIRMED = "was_confirmed"  # the mark of an offer in place of a confirmed time that can't be held
NONE_FITS = "none_fits"  # the mark of an offer of which the seeker wants no time


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


INTERPRETER = "interpreter"  # an answer to "support"


@dataclass(frozen=True)
class Answer:
    """One answer of a seeker: what is kept and shown, its form for comparing, and a mark for staff."""

    value: str
    key: str = ""
    mark: str = ""
    message_id: str = ""


def wishes_an_interpreter(answers: Mapping[str, Answer]) -> bool:
    """Say whether an interpreter is wished, so that the language is asked and kept."""
    return "support" in answers and answers["support"].value == INTERPRETER


@dataclass(frozen=True)
class Consent:
    """What was agreed to, when, and by which event."""

    version: str
    sha256: str
    at: datetime
    event_id: str


@dataclass(frozen=True)
class Room:
    """Where the consultation takes place; `version` rises when it is replaced."""

    meeting_id: str
    passcode: str
    join_url: str = ""
    version: int = 1


@dataclass(frozen=True)
class Hosting:
    """A host's time that a booking holds; `meeting` is "" until its room is open."""

    host: str
    start: datetime
    end: datetime
    meeting: str = ""


@dataclass(frozen=True)
class HandoverNote:
    """What a member of staff writes for the next one: about a booking, or about its person and so on all of his.

    by  as in the audit log
    """

    at: datetime
    by: str
    text: str
    of_person: bool = False


@dataclass(frozen=True)
class Call:
    """A call of staff that did not settle what it was about: nobody was there, or it is to be made `again` then."""

    at: datetime
    by: str
    again: datetime | None = None


@dataclass(frozen=True)
class Before:
    """How a booking stood before staff answered, moved or cancelled it; taken back so while nobody was told."""

    state: State
    start: datetime
    end: datetime
    room: Room | None = None
    room_version: int = 0
    reason: str = ""
    marks: tuple[str, ...] = ()
    hosting: tuple[Hosting, ...] = ()
    offers: tuple[datetime, ...] = ()
    held_until: datetime | None = None
    day_notes: tuple["DayNote", ...] = ()
    fresh: bool = False
    counsellor: str = ""
    offer_counsellors: tuple[str, ...] = ()
    address_proved: bool | None = None


@dataclass(frozen=True)
class DayNote:
    """What a seeker wrote on the day: when, about what, in which words, and whether staff saw to it.

    about       "absent", "late", "trouble"; what he tried in vain: "cancel", "change"; "back" takes earlier ones back
    detail      the kind of trouble, or how many minutes late; a code, too
    message_id  of LINE, so that the note goes when the message is unsent
    """

    at: datetime
    about: str
    detail: str = ""
    text: str = ""
    is_settled: bool = False
    message_id: str = ""
    is_taken_back: bool = False


@dataclass(frozen=True)
class Booking:
    """One booking. `version` rises with each write, `edition` when notices planned before become void.

    room_version  of the newest room that this booking ever had; moving it takes the room away, not the version
    hosting       the hosts' times that it holds, until their rooms are closed at Zoom
    marks         what staff or the seeker noted on it, as codes
    offers        the other times that were offered last; held while the state is "offered" and none was refused
    offer_counsellors  the ids of who hold those while they are held, in their order, "" = nobody in particular
    held_until    when those go that were held because nobody answered in time; None where staff offered them
    fresh         of an account new to us, where such have a share of the places only, and not yet answered by a person
    day_notes     what the seeker wrote on the day of being absent, late or in trouble
    counsellor    the id of who holds the consultation, or held it last; "" = nobody in particular
    address_proved  staff saw to a booking of this person with this mail address; None in records from before
    handover      notes of staff for each other
    calls         in vain, of staff to its seeker, the latest last
    before        how it stood before it was answered, moved or cancelled; None once anything else follows
    """

    id: str = field(metadata=NOT_PERSONAL)
    number: str = field(metadata=NOT_PERSONAL)
    state: State = field(metadata=NOT_PERSONAL)
    start: datetime = field(metadata=NOT_PERSONAL)
    end: datetime = field(metadata=NOT_PERSONAL)
    created: datetime = field(metadata=NOT_PERSONAL)
    user: str = field(metadata=PERSONAL)
    answers: Mapping[str, Answer] = field(metadata=PERSONAL)
    consent: Consent = field(metadata=NOT_PERSONAL)
    room: Room | None = field(default=None, metadata=PERSONAL)
    room_version: int = field(default=0, metadata=NOT_PERSONAL)
    reason: str = field(default="", metadata=PERSONAL)
    reachable: bool = field(default=True, metadata=NOT_PERSONAL)
    version: int = field(default=0, metadata=NOT_PERSONAL)
    edition: int = field(default=1, metadata=NOT_PERSONAL)
    marks: tuple[str, ...] = field(default=(), metadata=NOT_PERSONAL)
    hosting: tuple[Hosting, ...] = field(default=(), metadata=PERSONAL)
    offers: tuple[datetime, ...] = field(default=(), metadata=NOT_PERSONAL)
    fresh: bool = field(default=False, metadata=NOT_PERSONAL)
    address_proved: bool | None = field(default=None, metadata=NOT_PERSONAL)
    day_notes: tuple[DayNote, ...] = field(default=(), metadata=PERSONAL)
    held_until: datetime | None = field(default=None, metadata=NOT_PERSONAL)
    calls: tuple[Call, ...] = field(default=(), metadata=NOT_PERSONAL)
    counsellor: str = field(default="", metadata=NOT_PERSONAL)
    handover: tuple[HandoverNote, ...] = field(default=(), metadata=PERSONAL)
    before: Before | None = field(default=None, metadata=PERSONAL)
    offer_counsellors: tuple[str, ...] = field(default=(), metadata=NOT_PERSONAL)

    @property
    def moved_from(self) -> datetime | None:
        """Give the time from which staff moved it last, None where anything followed."""
        return self.before.start if self.before and self.is_live and self.before.start != self.start else None

    @property
    def answers_request(self) -> bool:
        """Say whether this is the answer of staff to a request, which waits again when that is taken back."""
        return self.state in ANSWERS and (self.before is None or self.before.state is State.REQUESTED)

    @property
    def is_live(self) -> bool:
        """Say whether it is neither over nor given up."""
        return self.state in LIVE

    @property
    def places(self) -> tuple[datetime, ...]:
        """Give the starts at which it holds a place."""
        if self.state is State.OFFERED:
            return () if NONE_FITS in self.marks else self.offers
        return (self.start,) if self.is_live else ()

    @property
    def stands_at(self) -> tuple[datetime, ...]:
        """Give the starts at which it stands: while it is offered others, at those, and not at the one asked for."""
        return self.places if self.state is State.OFFERED else (self.start,)

    @property
    def first_start(self) -> datetime:
        """Give the first start at which it may take place."""
        return min(self.stands_at, default=self.start)

    @property
    def open_until(self) -> datetime:
        """Give the end of the last consultation that may come of it."""
        return max(self.start, *self.offers, self.start) + (self.end - self.start)


def is_entered_by_staff(booking: Booking) -> bool:
    """Say whether staff entered it for somebody who called or came."""
    return booking.consent.event_id.startswith(BY_STAFF)


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
