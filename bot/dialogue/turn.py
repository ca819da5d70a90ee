"""What the core gives back for one event: the next conversation, what to say, at most one effect."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from bot.booking.model import Answer, Booking, DayNote
from bot.booking.office import Office
from bot.booking.rooms.job import LedgerRow
from bot.booking.schedule.opening import days_of, free_starts, today
from bot.booking.staff.assigning import Assignments, Needs, free_counsellors, needs_of, with_own
from bot.booking.staff.staff_message import StaffMessage
from bot.booking.waitlist import WaitingWish
from bot.dialogue.conversation import Conversation
from bot.dialogue.incoming import Tap
from bot.dialogue.terms import Terms
from bot.dialogue.words import Words

if TYPE_CHECKING:
    from bot.dialogue.understanding import Lexicon

T = TypeVar("T")
COUNSELLOR, ANYONE = "counsellor", "anyone"  # the answer of who leaves it open which counsellor it will be


def leaves_the_counsellor(answers: Mapping[str, Answer]) -> bool:
    """Say whether somebody with an own counsellor said that another will do, too."""
    return COUNSELLOR in answers and answers[COUNSELLOR].value == ANYONE


@dataclass(frozen=True)
class Send:
    """A button that sends its label, or other words, as the seeker's own message."""

    text: str


@dataclass(frozen=True)
class Open:
    """A button that opens an address: https or tel."""

    uri: str


@dataclass(frozen=True)
class Copy:
    """A button that copies a text."""

    text: str


@dataclass(frozen=True)
class Option:
    """One thing to choose: the key of its label, the values in it, and what a tap does."""

    label: str
    action: Tap | Send | Open | Copy
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One line of a card: what it is, its value ("" where the label says all), and what changes or copies it."""

    label: str
    value: str = ""
    option: Option | None = None


@dataclass(frozen=True)
class Page:
    """One card of several side by side: the keys of its title and its text."""

    title: str
    text: str


@dataclass(frozen=True)
class Cell:
    """One day or time of a calendar: what stands in it, how full it is, and what choosing it does; None: nothing.

    vacancy  as the last part of a key; "" where it is not about places
    """

    label: str
    values: Mapping[str, str]
    vacancy: str = ""
    option: Option | None = None


@dataclass(frozen=True)
class Group:
    """The cells under one heading: the key and values of it."""

    heading: str
    values: Mapping[str, str]
    cells: tuple[Cell, ...]


Look = Literal["text", "card", "pages", "booking", "weeks", "times"]


@dataclass(frozen=True)
class Say:
    """One message: its key, the values in it, what can be chosen.

    look      "card" stays usable in the talk and on a PC; "text" carries quick replies; "pages" are cards in a row;
              "booking" is the card of a booking, whose values name its day and hours;
              "weeks" is a calendar with a card for each of its groups, "times" one with all of them on one card
    stage     what a booking's card is headed with, as the last part of a key: "requested", "confirmed", …
    quiet     no button stands out, for none is the next step
    undoes    the button that stands out takes something away for good
    numbered  the options are listed in the text with numbers to type
    groups    the days or times of a calendar
    always    what works at any question: going back, stopping
    before    what is said first in the same message
    """

    key: str
    values: Mapping[str, str] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    rows: tuple[Row, ...] = ()
    look: Look = "text"
    numbered: bool = False
    pages: tuple[Page, ...] = ()
    quiet: bool = False
    undoes: bool = False
    stage: str = ""
    groups: tuple[Group, ...] = ()
    always: tuple[Option, ...] = ()
    before: "Say | None" = None

    @property
    def choices(self) -> tuple[Option, ...]:
        """Give all that answers: options, those of rows, those of a calendar's cells."""
        cells = (cell.option for group in self.groups for cell in group.cells)
        inner = (*(row.option for row in self.rows), *cells)
        return (*self.options, *(option for option in inner if option))


@dataclass(frozen=True)
class Book:
    """The effect: take the place and write the booking."""

    booking: Booking


@dataclass(frozen=True)
class MarkReachable:
    """The effect: note on the open booking whether LINE reaches the seeker."""

    booking: Booking
    reachable: bool


@dataclass(frozen=True)
class Move:
    """The effect: swap the place of a booking for another; `booking` is as it will be."""

    booking: Booking


@dataclass(frozen=True)
class Cancel:
    """The effect: let a booking go; `booking` is as it will be."""

    booking: Booking


@dataclass(frozen=True)
class Correct:
    """The effect: contact data becomes other; `after` as it will be, `fields` that changed."""

    after: Booking | WaitingWish
    fields: tuple[str, ...]


@dataclass(frozen=True)
class TakeOffer:
    """The effect: take one of the held times and let the others go; `booking` is as it will be."""

    booking: Booking


@dataclass(frozen=True)
class RefuseOffer:
    """The effect: let all held times go; `booking` is as it will be."""

    booking: Booking


@dataclass(frozen=True)
class NoteRefusedNumber:
    """The effect: count that a job-seeker number, in its form for comparing, was refused."""

    number_key: str


@dataclass(frozen=True)
class NoteTry:
    """The effect: note for staff what the seeker told on the day, or tried that only the telephone can do now."""

    booking: Booking
    action: str
    note: DayNote | None = None


@dataclass(frozen=True)
class Erase:
    """The effect: have all that is held of the seeker erased; `booking`, if any is open, is as it will be before."""

    booking: Booking | None = None


@dataclass(frozen=True)
class Wait:
    """The effect: put somebody on the waiting list."""

    wish: WaitingWish


@dataclass(frozen=True)
class ChangeWish:
    """The effect: a wish on the waiting list as it will be, and what was done, as a code."""

    wish: WaitingWish
    action: str


@dataclass(frozen=True)
class TakePlace:
    """The effect: the place that is held for who waits becomes a booking, and waiting ends."""

    booking: Booking
    wish: WaitingWish


@dataclass(frozen=True)
class SetStyle:
    """The effect: speak やさしい日本語 with the seeker from now on, or the ordinary one. This turn does so already."""

    easy: bool


@dataclass(frozen=True)
class LeaveMessage:
    """The effect: hand a message to staff."""

    message: StaffMessage


@dataclass(frozen=True)
class ForgetWords:
    """The effect: take what was unsent out of a message for staff, as it stands now, and back as a word of the day."""

    message_id: str
    message: StaffMessage | None = None
    noted: NoteTry | None = None


Effect = (
    Erase
    | Book
    | MarkReachable
    | Move
    | Cancel
    | Correct
    | NoteTry
    | NoteRefusedNumber
    | TakeOffer
    | RefuseOffer
    | Wait
    | ChangeWish
    | TakePlace
    | SetStyle
    | LeaveMessage
    | ForgetWords
)


@dataclass(frozen=True)
class Turn:
    """The core's whole answer to one event."""

    conversation: Conversation
    says: tuple[Say, ...] = ()
    effect: Effect | None = None

    def words(self, words: Words) -> Words:
        """Give the words in the style in which this answer is said."""
        return words.in_style(easy=self.effect.easy) if isinstance(self.effect, SetStyle) else words


@dataclass(frozen=True)
class Kept:
    """One booking of a seeker and its notices."""

    booking: Booking
    rows: tuple[LedgerRow, ...]


@dataclass(frozen=True)
class Facts:
    """All that the core may know besides the conversation and the event.

    lexicon    the words by which texts are understood
    taken      how many places are held, by start
    booking    the seeker's open booking
    has_bookings  whether there may be others of his
    wish       the seeker's place on the waiting list
    number_taken  the job-seeker number just given has an open booking under another LINE user, or is refused: who types
                  the number of somebody else must not learn which
    numbers_spent  too many numbers were refused today; then it is not said whether another one can be used
    day_spent  what is asked for was done as often today as may be in chat
    refused    the LINE user is refused further consultations
    fresh      the account is new to us, where requests of such may hold a share of a day's places only, and
    withheld   days on which that share is used up: for this seeker they have no free start
    new_id     an unused booking id, and new_number an unused booking number, should one be needed
    details_url  a fresh one-time address of the page that asks for personal details, "" where the chat does
    calendar_url  the address of the calendar file of a booking that is confirmed, "" without one
    record     the seeker's bookings with their notices, where they were asked for
    recent     the last consultation whose time has come, when none is open and the text may be about it
    known      the seeker's last booking, when he begins to apply again and its data is still kept
    erasing    all that is held of the seeker is about to be erased
    staff_messages  what the seeker left for staff, where it may matter
    beside     a start, and whether only what is free after it (1) or before it (-1) is looked at
    own_counsellor  the id of the person's own counsellor, "" for none; the name is "" where seekers do not read it
    """

    now: datetime
    office: Office
    words: Words
    terms: Terms
    terms_url: str
    lexicon: "Lexicon"
    user: str
    taken: Mapping[datetime, int] = field(default_factory=dict)
    booking: Booking | None = None
    has_bookings: bool = True
    number_taken: bool = False
    numbers_spent: bool = False
    day_spent: bool = False
    refused: bool = False
    fresh: bool = False
    withheld: frozenset[date] = frozenset()
    wish: WaitingWish | None = None
    new_id: str = ""
    new_number: str = ""
    details_url: str = ""
    calendar_url: str = ""
    record: tuple[Kept, ...] = ()
    erasing: bool = False
    known: Booking | None = None
    recent: Booking | None = None
    staff_messages: tuple[StaffMessage, ...] = ()
    assignments: Assignments = field(default_factory=Assignments)
    needs: Needs = field(default_factory=Needs)
    beside: tuple[datetime, int] | None = None
    own_counsellor: str = ""
    own_counsellor_name: str = ""

    def once(self, make: Callable[["Facts", str], T], text: str) -> T:
        """Give what a function makes of a text, made once for this event; several readers look at the same words."""
        if (make, text) not in self._made:
            self._made[make, text] = make(self, text)
        made: T = self._made[make, text]
        return made

    @cached_property
    def _made(self) -> dict[tuple[Callable[["Facts", str], Any], str], Any]:
        return {}

    @cached_property
    def free(self) -> tuple[datetime, ...]:
        """Give the starts that can be booked now, in order; made when a turn first looks at them."""
        free = free_starts(self.office, self.now, self.taken)
        if self.office.schedule.counsellors and self.needs != Needs():
            free = tuple(start for start in free if self._has_counsellor(start))
        if self.beside:
            than, way = self.beside
            free = tuple(start for start in free if (start > than if way > 0 else start < than))
        return tuple(start for start in free if today(start) not in self.withheld) if self.withheld else free

    @cached_property
    def free_days(self) -> tuple[date, ...]:
        """Give the days that have one of them."""
        return days_of(self.free)

    def _has_counsellor(self, start: datetime) -> bool:
        """Say whether somebody is free at a start who fits what this seeker comes for."""
        own = self.booking.id if self.booking else ""
        return bool(free_counsellors(self.office, start, self.needs, self.assignments, own))

    def for_needs(self, answers: Mapping[str, Answer]) -> "Facts":
        """Give the facts as they are for what somebody comes for: by the answers so far, or by the open booking."""
        if not self.office.schedule.counsellors:
            return self
        needs = needs_of(answers if "purpose" in answers or not self.booking else self.booking.answers)
        if self.own_counsellor and not leaves_the_counsellor(answers):
            needs = with_own(self.office.schedule.counsellors, needs, self.own_counsellor, today(self.now))
        if needs == self.needs:
            return self
        if needs not in self._by_needs:
            self._by_needs[needs] = replace(self, needs=needs)
        return self._by_needs[needs]

    @cached_property
    def free_with_others(self) -> tuple[datetime, ...]:
        """Give the starts that can be booked with any counsellor who fits."""
        anybody = replace(self, needs=replace(self.needs, counsellor="")) if self.needs.counsellor else self
        return anybody.free

    @property
    def own_counsellor_told(self) -> str:
        """Give how the own counsellor is called: by name where seekers may read it."""
        name = self.own_counsellor_name
        return self.words("counsellor.named", {"name": name}) if name else self.words("counsellor.unnamed")

    def with_counsellor(self, booking: Booking, answers: Mapping[str, Answer]) -> Booking:
        """Ask for the own counsellor for a booking, or, from who leaves that open, for nobody in particular."""
        needs = self.for_needs(answers).needs
        return replace(booking, counsellor=needs.counsellor) if self.own_counsellor else booking

    def only_for(self, booking: Booking) -> str:
        """Name the own counsellor where a booking is asked for with nobody else."""
        return self.own_counsellor if booking.counsellor == self.own_counsellor else ""

    @cached_property
    def _by_needs(self) -> dict[Needs, "Facts"]:
        return {}
