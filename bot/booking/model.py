"""The records of the business. Each field is declared personal (sealed at rest) or not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

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


ASKED = frozenset({State.REQUESTED, State.OFFERED})  # not confirmed yet
LIVE = ASKED | {State.CONFIRMED}
LET_GO = frozenset({State.CANCELLED_BY_SEEKER, State.CANCELLED_BY_OFFICE, State.DECLINED, State.EXPIRED})
ANSWERS = frozenset({State.CONFIRMED, State.DECLINED, State.OFFERED})  # of staff to a request
WITH_OUTCOME = frozenset({State.ATTENDED, State.NO_SHOW, State.EXCUSED})
PAST_CUT_OFF = "past_cut_off"  # the mark of a request that staff entered after the cut-off of its time
BY_STAFF = "staff:"  # with what the event of a consent begins that staff took
AGREED = "agreed"  # the mark of a request at a time that staff offered and the seeker took
WAS_CONFIRMED = "was_confirmed"  # the mark of an offer in place of a confirmed time that can't be held
NONE_FITS = "none_fits"  # the mark of an offer of which the seeker wants no time


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
    """A host's time that a booking holds; `meeting` is "" until its room is open.

    closing  its room is being deleted at Zoom, which may happen at any moment from then on: nothing may use it again
    """

    host: str
    start: datetime
    end: datetime
    meeting: str = ""
    closing: bool = False


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

    about       "absent", "late", "trouble"; what he tried in vain: "cancel", "change"; "back" takes earlier ones back;
                "excuse" comes after a no-show was noted, "despair" whatever else was said
    detail      the kind of trouble, or how many minutes late; of "back", that the message was "unsent", or that he
                has "entered" the room; a code, too
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
        return max((self.start, *self.offers)) + (self.end - self.start)


def is_entered_by_staff(booking: Booking) -> bool:
    """Say whether staff entered it for somebody who called or came."""
    return booking.consent.event_id.startswith(BY_STAFF)
