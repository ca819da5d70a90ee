"""What the service needs of the world: small Protocols, the changes a store can carry out, Services that holds all."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from secrets import token_urlsafe
from typing import Any, NamedTuple, Protocol

from bot.booking.daily_limits import Act
from bot.booking.model import Booking, Channel, Hosting, Notice, NoticeState, State
from bot.booking.notices.gathering import Gathering
from bot.booking.office import Office
from bot.booking.refusal import Refusal
from bot.booking.rooms.passcodes import PasscodeRule
from bot.booking.schedule import Schedule
from bot.booking.staff.sign_in_failures import SignInFailures
from bot.booking.staff.staff import Staff
from bot.booking.waiting import WaitingWish
from bot.dialogue.conversation import Conversation
from bot.dialogue.terms import Terms
from bot.dialogue.words import Words

CODES = re.compile(r"[A-Za-z0-9_ .,:+/@-]{0,160}")  # what the detail of an audit entry may hold

# --- what is written ------------------------------------------------------------------------------------------------


class ReplyStep(StrEnum):
    """How far the sending of a reply has come.

    FAILED  LINE answered a send with the token by an error of its own; it most likely did not arrive
    TOKEN  a send with the token was begun; if the token is dead soon after that, the reply arrived
    PUSH   the token was dead before any send; only a push can bring it
    """

    NOTHING = ""
    TOKEN = "token"  # noqa: S105 - no password
    FAILED = "failed"
    PUSH = "push"


@dataclass(frozen=True)
class PendingReply:
    """An answer that is decided but not known to be delivered.

    step       how far sending has come
    notice     the ledger's row that is settled with it, "" for none
    retry_key  for the push that stands in for a reply whose token is dead
    """

    id: str
    token: str
    user: str
    messages: Sequence[Mapping[str, Any]]
    due: datetime
    retry_key: str
    notice: str = ""
    step: ReplyStep = ReplyStep.NOTHING


@dataclass(frozen=True)
class Entry:
    """One entry of the audit log: who did what to which booking; codes only, never personal data."""

    at: datetime
    actor: str
    action: str
    booking: str = ""
    detail: str = ""


@dataclass(frozen=True)
class DetailsLink:
    """A one-time link to the page for personal details, of one run of one seeker's conversation.

    fields  which details it asks
    secret  stands in the page's form, so that nothing but the page itself can send it
    """

    user: str
    conversation: str
    fields: tuple[str, ...]
    until: datetime
    secret: str


@dataclass(frozen=True)
class Erasure:
    """Somebody's wish that all we hold of him be erased, until that is done.

    user     the LINE user, "" where only a booking is known
    booking  the id of that booking, "" where the user is known
    number   a booking number for staff to speak of, "" for none
    by       who asked, as in the audit log
    """

    id: str
    user: str
    booking: str
    number: str
    at: datetime
    by: str


class Work(StrEnum):
    """The kinds of rows that a sweep claims."""

    REPLIES = "replies"
    NOTICES = "notices"
    MAIL = "mail"
    ROOMS = "rooms"
    EXPIRING = "expiring"
    ERASURES = "erasures"
    WISHES = "wishes"


@dataclass(frozen=True)
class RowAside:
    """A row that broke its job again and again: it is kept, and not tried until a person puts it back.

    why      the type of the exception, or "crash" where its process died
    booking  the booking it is about, by id or number, "" where that is not known
    """

    work: Work
    id: str
    at: datetime
    why: str
    booking: str = ""

    @property
    def name(self) -> str:
        """Name it among all that are set aside."""
        return f"{self.work.value} {self.id}"


# --- guards: the first that fails is named by its class ---------------------------------------------------------------


@dataclass(frozen=True)
class EventIsNew:
    """The event was not taken before."""

    event_id: str


@dataclass(frozen=True)
class ConversationIs:
    """The conversation has this version; 0 = there is none."""

    user: str
    version: int


@dataclass(frozen=True)
class StoreHasRoom:
    """The store's memory is not full: asked by what begins something new; all else goes on."""


@dataclass(frozen=True)
class SlotHasRoom:
    """Fewer than `places` bookings hold this start."""

    start: datetime
    places: int


@dataclass(frozen=True)
class FreshShareLeft:
    """Fewer than `most` requests of accounts that are new to us, yet unanswered, hold a place on a day in Japan."""

    day: date
    most: int


@dataclass(frozen=True)
class NoOpenBooking:
    """Neither the LINE user nor the job-seeker number (each "" = unknown) has an open booking."""

    user: str
    number_key: str


@dataclass(frozen=True)
class NotRefused:
    """Neither the LINE user nor the job-seeker number (each "" = unknown) is refused consultations now."""

    user: str
    number_key: str


@dataclass(frozen=True)
class WithinADay:
    """Neither the LINE user nor the job-seeker number (each "" = unknown) did it `most` times on a day in Japan."""

    act: Act
    day: date
    user: str
    number_key: str
    most: int


@dataclass(frozen=True)
class NumbersLeft(WithinADay):
    """The same of the numbers that were refused: asked before anything that tells whether a number can be used."""


@dataclass(frozen=True)
class NoOpenErasure:
    """Nobody's wish to erase the LINE user, or else the booking, is still to be carried out."""

    user: str
    booking: str = ""


@dataclass(frozen=True)
class RefusalIs:
    """The refusal has this version."""

    id: str
    version: int


@dataclass(frozen=True)
class NumberIsFree:
    """No booking has this booking number."""

    number: str


@dataclass(frozen=True)
class BookingIs:
    """The booking has this version."""

    id: str
    version: int


@dataclass(frozen=True)
class EditionIs:
    """The booking's notices planned in this edition still hold."""

    booking: str
    edition: int


@dataclass(frozen=True)
class NoticeLeaseIs:
    """The ledger's row is leased to us."""

    id: str
    lease: str


@dataclass(frozen=True)
class ReplyLeaseIs:
    """The pending reply is leased to us."""

    id: str
    lease: str


@dataclass(frozen=True)
class LeaseIs:
    """The record of a row of any kind of work is leased to us."""

    work: Work
    id: str
    lease: str


@dataclass(frozen=True)
class IsAside:
    """The row is set aside."""

    aside: RowAside


@dataclass(frozen=True)
class StaffIs:
    """The account has this version; 0 = there is none."""

    id: str
    version: int


@dataclass(frozen=True)
class FailuresAre:
    """The count of failures of an account has this version; 0 = there is none."""

    staff: str
    version: int


@dataclass(frozen=True)
class StaffNameIsFree:
    """No account has this name."""

    name: str


@dataclass(frozen=True)
class DetailsLinkIsUnused:
    """The link to the page for personal details was not used."""

    token: str


@dataclass(frozen=True)
class ScheduleIs:
    """The schedule has this version: nobody closed or opened anything meanwhile."""

    version: int


@dataclass(frozen=True)
class SlotHolds:
    """Exactly so many bookings hold this start."""

    start: datetime
    count: int


@dataclass(frozen=True)
class TermsAreNew:
    """No edition of the terms of this version was published."""

    version: str


@dataclass(frozen=True)
class NoticeIsNew:
    """The ledger has no row of this id."""

    id: str


@dataclass(frozen=True)
class GatheringIs:
    """Nobody pushed to the staff's group since this version."""

    version: int


@dataclass(frozen=True)
class HostIsFree:
    """Other bookings hold fewer than `rooms` of the host's times that touch this one."""

    booking: str
    hosting: Hosting
    rooms: int


@dataclass(frozen=True)
class WishIs:
    """The wish on the waiting list has this version."""

    id: str
    version: int


@dataclass(frozen=True)
class NotWaiting:
    """Neither the LINE user nor the job-seeker number ("" = unknown) is on the waiting list."""

    user: str
    number_key: str


@dataclass(frozen=True)
class SealIs:
    """The audit log is sealed up to so many entries."""

    entries: int


@dataclass(frozen=True)
class RestIs:
    """The freed place still rests."""

    id: str


Guard = (
    SealIs
    | GatheringIs
    | WishIs
    | NotWaiting
    | NotRefused
    | WithinADay
    | NoOpenErasure
    | RefusalIs
    | RestIs
    | EventIsNew
    | DetailsLinkIsUnused
    | ScheduleIs
    | SlotHolds
    | TermsAreNew
    | NoticeIsNew
    | ConversationIs
    | SlotHasRoom
    | FreshShareLeft
    | StoreHasRoom
    | NoOpenBooking
    | NumberIsFree
    | BookingIs
    | EditionIs
    | NoticeLeaseIs
    | ReplyLeaseIs
    | LeaseIs
    | IsAside
    | StaffIs
    | FailuresAre
    | StaffNameIsFree
    | HostIsFree
)


QUEUES = ("notices", "desk")
PROCESSES = (*QUEUES, "web")  # that tell that they live
LEASE = timedelta(seconds=15)  # longer than a send may take, short enough for others to take over within 30 s


# --- writes ---------------------------------------------------------------------------------------------------------


EVENTS_KNOWN = timedelta(days=7)  # what happened before may have been taken already, and nobody knows


@dataclass(frozen=True)
class RememberEvent:
    """Remember an event id as long as its event may be taken."""

    event_id: str


@dataclass(frozen=True)
class KeepConversation:
    """Write a conversation with its new version; forgotten 24 h later."""

    user: str
    conversation: Conversation
    version: int


@dataclass(frozen=True)
class KeepBooking:
    """Write a booking, and hold or let go its place, its user and its number by its state.

    expires  when an unanswered request runs out; None = never
    """

    booking: Booking
    expires: datetime | None = None


@dataclass(frozen=True)
class KeepNotice:
    """Write a row of the ledger; `due` = when it is to be looked at next, None = never again.

    A row keeps the retry key that it was first written with, which is made from its own and the store's epoch.
    moves  False leaves that moment as it is, e.g. the end of a lease
    """

    notice: Notice
    due: datetime | None = None
    moves: bool = True


@dataclass(frozen=True)
class Gather:
    """Note that the staff's group is pushed to at a moment; further notices wait for one another."""

    version: int
    at: datetime


@dataclass(frozen=True)
class KeepReply:
    """Write a pending reply."""

    reply: PendingReply


@dataclass(frozen=True)
class DropReply:
    """Forget a pending reply; `user` is "" where it is not known any more whose it was."""

    id: str
    user: str = ""


@dataclass(frozen=True)
class LetOthersPass:
    """Let a user's newer replies go before this one, which waits for longer."""

    id: str
    user: str


@dataclass(frozen=True)
class LookAgain:
    """Let a pending reply be due again at a moment, before the lease that it is under ends."""

    id: str
    due: datetime


@dataclass(frozen=True)
class ForgetBooking:
    """Delete a booking that is over, with its notices; its entries in the audit log stay."""

    booking: Booking
    notices: tuple[str, ...]


@dataclass(frozen=True)
class Record:
    """Append to the audit log, which is kept for ever: what somebody wrote can't get into it."""

    entry: Entry

    def __post_init__(self) -> None:
        """Raise ValueError for anything but codes."""
        if not CODES.fullmatch(self.entry.detail):
            raise ValueError("an entry of the audit log holds codes only")


@dataclass(frozen=True)
class KeepSeal:
    """Note how far the audit log is sealed."""

    seal: "Seal"


@dataclass(frozen=True)
class CountOfDay:
    """Count what a LINE user and a job-seeker number (each "" = unknown) did on a day, until that is over."""

    act: Act
    day: date
    user: str
    number_key: str
    until: datetime


@dataclass(frozen=True)
class Count:
    """Add one to a counter of the metrics."""

    name: str


@dataclass(frozen=True)
class KeepStaff:
    """Write an account."""

    staff: Staff


@dataclass(frozen=True)
class KeepFailures:
    """Write how often in a row signing in to an account failed."""

    staff: str
    failures: SignInFailures


@dataclass(frozen=True)
class SettleTrouble:
    """Take a notice that did not arrive off the list of what a person has to do."""

    notice: str


@dataclass(frozen=True)
class KeepDetailsLink:
    """Keep what a link to the page for personal details stands for; of its token only a keyed hash."""

    token: str
    link: DetailsLink


@dataclass(frozen=True)
class UseDetailsLink:
    """Let a link be known as used, and nothing else of it."""

    token: str


@dataclass(frozen=True)
class KeepErasure:
    """Write an erasure; `due` = when it is to be tried next."""

    erasure: Erasure
    due: datetime


@dataclass(frozen=True)
class DropErasure:
    """Forget an erasure that is done."""

    erasure: Erasure


@dataclass(frozen=True)
class SetAside:
    """Take a row out of what is due, and keep it for a person."""

    aside: RowAside


@dataclass(frozen=True)
class PutBack:
    """Let a row that was set aside be due again, as if it had never been tried."""

    aside: RowAside
    due: datetime


@dataclass(frozen=True)
class KeepSchedule:
    """Write what differs from the office's file."""

    schedule: Schedule


@dataclass(frozen=True)
class KeepTerms:
    """Publish an edition of the terms."""

    terms: Terms


@dataclass(frozen=True)
class HoldHost:
    """Hold a host's time for a booking."""

    booking: str
    hosting: Hosting


@dataclass(frozen=True)
class LetGoHost:
    """Let a host's time go."""

    booking: str
    hosting: Hosting


@dataclass(frozen=True)
class KeepWish:
    """Write a wish on the waiting list, and hold or let go the place that is offered.

    due      when it is to be looked at next; None when waiting is over
    forget   delete it at once; otherwise what is over is kept for a day, so that its end can be told
    """

    wish: WaitingWish
    due: datetime | None = None
    forget: bool = False


@dataclass(frozen=True)
class KeepRefusal:
    """Write a refusal, and refuse its person as long as it holds; `forget` deletes it."""

    refusal: Refusal
    forget: bool = False


@dataclass(frozen=True)
class KeepRest:
    """Let a place that fell free rest: it is kept from everybody but the waiting list."""

    rest: "Rest"


@dataclass(frozen=True)
class DropRest:
    """Let a resting place go."""

    id: str


@dataclass(frozen=True)
class NoteMenus:
    """Note which rich menu users were shown last, "" for that of everybody."""

    users: tuple[str, ...]
    menu: str


@dataclass(frozen=True)
class KeepStyle:
    """Note for 400 days that a user reads やさしい日本語, or forget it; beyond any conversation."""

    user: str
    easy: bool


Write = (
    KeepSeal
    | Gather
    | NoteMenus
    | KeepStyle
    | KeepWish
    | KeepRefusal
    | KeepRest
    | DropRest
    | RememberEvent
    | KeepErasure
    | DropErasure
    | SetAside
    | PutBack
    | KeepDetailsLink
    | UseDetailsLink
    | KeepSchedule
    | KeepTerms
    | KeepConversation
    | KeepBooking
    | KeepNotice
    | KeepReply
    | DropReply
    | LetOthersPass
    | LookAgain
    | ForgetBooking
    | Record
    | Count
    | CountOfDay
    | KeepStaff
    | KeepFailures
    | SettleTrouble
    | HoldHost
    | LetGoHost
)


@dataclass(frozen=True)
class Rest:
    """A place that fell free; it counts as taken until it goes to the waiting list, from `ready`, or on sale."""

    id: str
    start: datetime
    ready: datetime
    until: datetime


@dataclass(frozen=True)
class ListNow:
    """The waiting list of one moment: who is on it, the places that rest, the places that are taken by start."""

    wishes: tuple[WaitingWish, ...]
    rests: tuple[Rest, ...]
    taken: Mapping[datetime, int]


# --- ports ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """What the office decides at run time: its schedule, the editions of the terms that it published."""

    schedule: Schedule = field(default_factory=Schedule)
    terms: tuple[Terms, ...] = ()


@dataclass(frozen=True)
class Loaded:
    """All that one event needs, read in one trip. `burst` counts the user's messages in the current 10 s.

    easy     the user reads やさしい日本語
    refused  the user is refused further consultations
    deaths   how often a process hung or ended while it had this event in hand
    erasing  all that is held of the user is about to be erased
    """

    seen: bool
    conversation: Conversation
    version: int
    booking: Booking | None
    taken: Mapping[datetime, int]
    burst: int
    standing: Standing = field(default_factory=Standing)
    wish: WaitingWish | None = None
    easy: bool = False
    refused: bool = False
    deaths: int = 0
    erasing: bool = False


@dataclass(frozen=True)
class Claim:
    """A ledger row or pending reply leased to us under a token."""

    id: str
    lease: str


@dataclass(frozen=True)
class Memory:
    """How many bytes the store uses, and how many it may use; 0 = as many as there are, or not known."""

    used: int
    limit: int

    @property
    def share(self) -> float:
        """Give the part that is used, 0 without a limit."""
        return self.used / self.limit if self.limit else 0.0


@dataclass(frozen=True)
class Health:
    """How the deployment is.

    alive          the queues whose worker was heard lately
    overdue_since  since when the oldest overdue row waits
    swept          how many seconds ago the sweep of each queue's process ended last; who never did is not in it
    changed        why the store is not the one that we know (StoreChangedError), "" when it is
    """

    alive: frozenset[str]
    overdue_since: datetime | None
    swept: Mapping[str, float] = field(default_factory=dict)
    changed: str = ""


@dataclass(frozen=True)
class Seal:
    """How far the audit log was sealed: so many entries, the chain value of the last of them, when."""

    entries: int
    head: str
    at: datetime


@dataclass(frozen=True, order=True)
class Difference:
    """Something in the store that does not fit. `kind` names what is missing or left over, `id` the record about it."""

    kind: str
    id: str


class AuditLog(NamedTuple):
    """The audit log of one moment.

    lines  oldest first, as bot.service.audit.lines reads them
    head   the chain value of the newest
    times  place in the list to moment in ms, as the index has it
    seal   None when there is none that we signed
    """

    lines: list[str]
    head: str
    times: Mapping[str, float]
    seal: Seal | None


class Histories(NamedTuple):
    """By booking, or what else entries are about, the entries about it, oldest first; and which bookings there are."""

    bookings: frozenset[str]
    lists: Mapping[str, list[str]]


class Store(Protocol):
    """The one store. Every method may raise StoreDownError."""

    def load(self, user: str, event_id: str, *, counting: bool = False) -> Loaded:
        """Read what an event of a user needs; count it among his newest messages if it was not seen before."""

    def seen(self, event_ids: Sequence[str]) -> frozenset[str]:
        """Give which of some events were taken before."""

    def note_deaths(self, names: Sequence[str], count: int) -> None:
        """Add to how often a process ended while it had events in hand, by the names in bot.adapters.server.in_hand."""

    def commit(self, guards: Sequence[Guard], writes: Sequence[Write]) -> str:
        """Write all or nothing; give the class name of the first guard that failed, "" when written."""

    def changed(self) -> str:
        """Say why this is not the store that we know, as StoreChangedError does; "" when it is."""

    def confirmed_at(self) -> datetime | None:
        """Give when a person restored or accepted the store, so that what came before may be missing; None = never."""

    def signed(self, text: str) -> str:
        """Sign a text with a key that who can only write to the store does not have."""

    def standing(self) -> Standing:
        """Give what the office decided at run time."""

    def booking(self, name: str) -> Booking | None:
        """Find a booking by id or number."""

    def bookings(self, since: datetime | None = None, until: datetime | None = None) -> list[Booking]:
        """Give the bookings that start in a span, by start."""

    def holding(self, since: datetime, until: datetime) -> list[Booking]:
        """Give the bookings that hold a place in a span, by the first of their places in it."""

    def taken(self) -> dict[datetime, int]:
        """Count the places that are held, by start, from now on."""

    def taken_by_fresh(self) -> dict[datetime, int]:
        """Count those of them that requests hold which are marked as fresh."""

    def notices(self, booking: str) -> tuple[Notice, ...]:
        """Give a booking's rows of the ledger, by due time."""

    def notice(self, notice: str) -> Notice | None:
        """Give one row of the ledger."""

    def reply(self, reply: str) -> PendingReply | None:
        """Give a pending reply."""

    def first_reply(self, user: str) -> str:
        """Name the oldest pending reply of a user that others wait for, "" for none."""

    def bookings_of(self, user: str) -> list[Booking]:
        """Give every booking of a LINE user, by start."""

    def erasure(self, erasure: str) -> Erasure | None:
        """Give an erasure that is not done."""

    def erasures(self) -> list[Erasure]:
        """Give every erasure that is not done, oldest first."""

    def claim_erasures(self, limit: int) -> list[Claim]:
        """Lease the erasures that are due."""

    def traces_of(self, user: str, numbers: Sequence[str] = (), *, going_on: bool) -> list[str]:
        """Name every key about a LINE user but his bookings and the sets they stand in.

        numbers   his job-seeker numbers in their form for comparing
        going_on  leaves what the talk of this moment needs: the conversation, its replies and links
        """

    def drop_traces(self, keys: Sequence[str]) -> None:
        """Delete keys that traces_of named."""

    def details_link(self, token: str) -> DetailsLink | str:
        """Give what a link stands for; "used" when it was used, "" when it is not known."""

    def step_reply(self, reply: str, step: ReplyStep, lease: str = "") -> ReplyStep | None:
        """Note how far a reply has come and give the step before; None when it is gone or leased to another."""

    def claim_notices(self, limit: int) -> list[Claim]:
        """Lease the rows that are due by the store's clock."""

    def claim_mail(self, limit: int) -> list[Claim]:
        """Lease the rows for mail that are due, for longer."""

    def claim_rooms(self, limit: int) -> list[Claim]:
        """Lease the rows about rooms that are due, for longer."""

    def booking_in(self, meeting: str) -> str:
        """Give the id of the booking whose room at Zoom this is, "" for none."""

    def claim_replies(self, limit: int) -> list[Claim]:
        """Lease the pending replies that are due."""

    def claim_expiring(self, limit: int) -> list[Claim]:
        """Lease the bookings whose time to be answered has run out."""

    def claim_wishes(self, limit: int) -> list[Claim]:
        """Lease the wishes whose offer or whose days have run out."""

    def begin(self, work: Work, claims: Sequence[Claim], *, most: int) -> list[int]:
        """Note that claimed rows are begun, but for those that were begun `most` times or more and never ended.

        Gives for each how often it had been begun without an end; -1 when it is leased to another by now.
        """

    def end(self, work: Work, claims: Sequence[Claim]) -> None:
        """Note that rows came to an end, whatever it was."""

    def tell_alive(self) -> None:
        """Note for some seconds that this process is alive."""

    def take_over(self) -> int:
        """Let what a dead process had in hand for LINE be claimed at once; give how many rows that are."""

    def after_a_step_back(self) -> float:
        """Look whether the store's clock went back; then let what waits by the old time be looked at soon.

        Gives the seconds by which it went back, 0 when it did not.
        """

    def asides(self) -> list[RowAside]:
        """Give what is set aside and still there, oldest first."""

    def wish(self, wish: str) -> WaitingWish | None:
        """Find a wish on the waiting list by id."""

    def refusal(self, refusal: str) -> Refusal | None:
        """Find a refusal by id."""

    def refusals(self) -> list[Refusal]:
        """Give every refusal that is kept, the newest first."""

    def list_now(self) -> ListNow:
        """Give the waiting list, by when people came."""

    def menus_shown(self, users: Sequence[str]) -> Mapping[str, str]:
        """Give the rich menu that each of some users was shown last; who is not in it was shown none of his own."""

    def reads_easy(self, user: str) -> bool:
        """Say whether a user reads やさしい日本語."""

    def list_is_empty(self) -> bool:
        """Say whether nobody waits and no place rests."""

    def may_ask_to_slow_down(self, user: str) -> bool:
        """Say whether the user was not asked within the last minute, and note that he is asked now."""

    def once_in(self, name: str, seconds: int) -> bool:
        """Say whether nobody did something of this name within the last seconds, and note that it is done now."""

    def tally(self, name: str, seconds: int) -> int:
        """Count something of this name, and give how often it was within so long from its first time."""

    def note(self, name: str, value: str, seconds: int) -> None:
        """Note something about this deployment for so long."""

    def gathering(self) -> Gathering:
        """Give when the staff's group was last pushed to, and what waits for the next push."""

    def noted(self, name: str) -> str:
        """Give what is noted, "" for nothing."""

    def hashed(self, value: str) -> str:
        """Give the keyed hash of a value."""

    def not_done(self, name: str) -> None:
        """Take back that something of this name was done."""

    def beat(self, queue: str) -> None:
        """Note that the worker of a queue is alive."""

    def swept(self, queue: str) -> None:
        """Note that the sweep of a queue's process came to its end."""

    def owner(self, what: str, ours: str) -> str:
        """Give whose data this is, by office's "name" or LINE account ("bot"); where nobody said so yet, it is ours."""

    def disown(self, name: str) -> None:
        """Take another name of the office, and whatever LINE account writes next, for ours."""

    def prove_write(self) -> None:
        """Write something that ends within a second; StoreDownError says why that can't be."""

    def differences(self) -> set[Difference]:
        """Compare what stands in the store with what its records say; what changes meanwhile may be among it."""

    def memory(self) -> Memory:
        """Tell how full the store is."""

    def health(self) -> Health:
        """Tell how the deployment is."""

    def counters(self) -> Mapping[str, int]:
        """Give the counters of the metrics."""

    def count(self, name: str, by: int = 1) -> None:
        """Add to a counter, outside any commit."""

    def audit_between(self, since: datetime, until: datetime, *, actor: str = "", booking: str = "") -> list[Entry]:
        """Give the entries of the audit log of a span, oldest first, "" = of anybody, about any booking."""

    def audit_log(self) -> AuditLog:
        """Give the whole audit log and what stands beside it, all of one moment."""

    def audit_tail(self, start: int) -> tuple[list[str], str]:
        """Give the lines from a place on, and the chain value of the newest, of one moment."""

    def audit_seal(self) -> Seal | None:
        """Give the newest seal; None when there is none that we signed."""

    def remember_seal(self, seal: Seal) -> None:
        """Remember a seal outside the store: in this process, and where the machine remembers the store."""

    def sealed_before(self) -> tuple[int, str] | None:
        """Give the number of entries and the chain value of the newest seal that is remembered outside the store."""

    def histories(self) -> Histories:
        """Give the lists of entries about each booking, and which bookings there are."""


@dataclass(frozen=True)
class Waiting:
    """How much waits for staff: requests, consultations without an outcome, notices that did not arrive.

    people    on the waiting list
    pressing  requests and offers that run out soon
    late      notices that should have been sent long ago and are still tried
    hosts     whom Zoom refuses
    aside     rows that broke their job again and again
    """

    requests: int
    outcomes: int
    troubles: int
    people: int = 0
    pressing: int = 0
    late: int = 0
    hosts: int = 0
    aside: int = 0

    @property
    def tasks(self) -> int:
        """Give how many things only a human can do."""
        return self.outcomes + self.troubles + self.pressing + self.late + self.hosts + self.aside


@dataclass(frozen=True)
class Outline:
    """What of a booking is no personal data, and can be counted without opening it."""

    id: str
    state: State
    start: datetime
    created: datetime


class Desk(Protocol):
    """What only the console reads. Every method may raise StoreDownError."""

    def staff(self, staff: str) -> Staff | None:
        """Find an account by id."""

    def staff_named(self, name: str) -> Staff | None:
        """Find an account by name."""

    def all_staff(self) -> list[Staff]:
        """Give every account, by id."""

    def failures(self, staff: str) -> SignInFailures:
        """Give how often in a row signing in to an account failed."""

    def session(self, session: str) -> dict[str, Any]:
        """Give what a session holds, {} when there is none."""

    def keep_session(self, session: str, held: Mapping[str, Any], seconds: int, *, new: bool) -> None:
        """Keep what a session holds, sealed, for so long; unless it is `new`, only while nobody ended it."""

    def drop_session(self, session: str) -> None:
        """End a session."""

    def drop_sessions(self, staff: str) -> int:
        """End the sessions of an account, "" = all there are; give how many."""

    def waiting(self, without_outcome_before: datetime, ending_before: datetime) -> Waiting:
        """Count what waits for staff; `ending_before` says which requests are pressing."""

    def requests(self) -> list[Booking]:
        """Give the requests that are not answered, by when they run out."""

    def without_outcome(self, before: datetime) -> list[Booking]:
        """Give the confirmed bookings that started before a moment, by start."""

    def troubles(self) -> list[Notice]:
        """Give the notices that did not arrive and are not settled by a person, oldest first."""

    def overdue(self, before: datetime) -> list[Notice]:
        """Give the rows that were planned for before a moment and are not settled, oldest first; at most a hundred."""

    def notices_of(self, bookings: Sequence[str]) -> Mapping[str, tuple[Notice, ...]]:
        """Give the rows of the ledger of several bookings."""

    def found(self, word: str, most: int = 0) -> list[Booking]:
        """Give the bookings that are found under a word of bot.booking.lookup; at most so many, the latest ones."""

    def outlines(self, since: datetime, until: datetime) -> list[Outline]:
        """Give the outlines of the bookings that start in a span, by start."""

    def bookings(self, ids: Sequence[str]) -> list[Booking]:
        """Give the bookings with these ids, in their order."""

    def notice_ways(self, bookings: Sequence[str]) -> list[tuple[Channel, NoticeState]]:
        """Give way and state of every notice of several bookings."""

    def found_each(self, words: Sequence[str]) -> list[list[Booking]]:
        """Give for each word the bookings that are found under it, all in two trips."""

    def crowds(self, starts: Sequence[datetime]) -> list[int]:
        """Give for each start how many bookings hold a place at it."""

    def holders(self, bookings: Sequence[str]) -> list[str]:
        """Say for each booking who works on it, "" for nobody."""

    def history(self, booking: str) -> list[Entry]:
        """Give the entries of the audit log about a booking, oldest first."""

    def hold(self, booking: str, staff: str) -> str:
        """Say who works on a booking, for a few minutes: the asker unless another does; "" asks only."""


class Clock(Protocol):
    """The only thing that knows the time."""

    def now(self) -> datetime:
        """Give the present moment, aware, in UTC."""

    def offset(self) -> timedelta:
        """Give how far ahead of the machine's time it runs: not at all outside a playground."""


class SharedClock(Clock, Protocol):
    """The clock that every process of a deployment goes by."""

    def skew(self) -> timedelta:
        """Give how far this machine's own clock is ahead."""


class Line(Protocol):
    """LINE's side for sending. Both raise SendError; a reply with a dead token raises ReplyTokenError."""

    def reply(self, token: str, messages: Sequence[Mapping[str, Any]]) -> None:
        """Answer an event."""

    def push(self, to: str, messages: Sequence[Mapping[str, Any]], retry_key: str) -> None:
        """Send to a user or group; returns when LINE accepted it, now or under the same key before."""

    def knows(self, user: str) -> bool:
        """Say whether a user is a friend who did not block us; True when LINE can't tell."""

    def quota(self) -> tuple[int | None, int]:
        """Give the month's limit of messages, None for no limit, and how many were used; raises SendError."""


LINE_AT_ONCE = frozenset({"http_401"})  # one such failure is enough: it will be the same for every message


@dataclass(frozen=True)
class LineState:
    """How sending to LINE goes. `rests_since` is None while it goes on; beside it the last failure, if any."""

    rests_since: datetime | None
    reason: str = ""
    failed_at: datetime | None = None


class Passage(StrEnum):
    """Whether a call to LINE may go: freely, as the one probe while sending rests, or not at all."""

    NONE = ""
    FREE = "free"
    PROBE = "probe"


class Circuit(Protocol):
    """Whether and how fast LINE is called, the same for all processes. Every method may raise StoreDownError."""

    def rests(self) -> bool:
        """Say whether nothing may be sent now, not even a probe."""

    def passage(self) -> Passage:
        """Say whether one call may go now; while sending rests, one at a time does, as a probe."""

    def not_probed(self) -> None:
        """Take back that a probe is under way, unless it has told how it ended."""

    def went_well(self) -> None:
        """Note that LINE answered."""

    def failed(self, reason: str) -> None:
        """Note that LINE failed; after several in a row, sending rests."""

    def state(self) -> LineState:
        """Tell how sending goes."""

    def wait(self) -> float:
        """Take one call out of the bucket; give the seconds until it may be made."""


class Menus(Protocol):
    """LINE's side for rich menus. Every method raises SendError."""

    def all(self) -> Mapping[str, str]:
        """Give the name of each menu by its id."""

    def aliases(self) -> Mapping[str, str]:
        """Give the id of the menu that each alias stands for."""

    def make(self, definition: Mapping[str, Any], picture: bytes) -> str:
        """Make a menu with its picture; give its id."""

    def name(self, alias: str, menu: str, *, new: bool) -> None:
        """Let an alias stand for a menu."""

    def show_all(self, menu: str) -> None:
        """Show a menu to everybody who has none of his own."""

    def remove(self, menu: str) -> None:
        """Delete a menu."""

    def link(self, users: Sequence[str], menu: str) -> None:
        """Show a menu to up to 500 users; "" shows them that of everybody."""


class Mail(Protocol):
    """Outgoing mail; raises SendError."""

    def send(self, to: Sequence[str], subject: str, body: str, message_id: str, calendar: bytes = b"") -> None:
        """Send one plain text mail, with a calendar file unless that is empty."""


@dataclass(frozen=True)
class Host:
    """Somebody in whose name rooms are opened, and how many he may have open at one time."""

    id: str
    rooms: int = 1


@dataclass(frozen=True)
class HostAside:
    """A host whom Zoom refuses: since when, why, and until when others are asked in his place."""

    host: str
    reason: str
    since: datetime
    until: datetime


@dataclass(frozen=True)
class WantedRoom:
    """A room to open. `mark` is the opaque sign by which it is found again."""

    topic: str
    mark: str
    start: datetime
    minutes: int
    passcode: str


@dataclass(frozen=True)
class OpenRoom:
    """A room as Zoom says that it is. `otherwise` names what differs from what was asked, the worst first."""

    meeting_id: str
    passcode: str
    join_url: str = ""
    otherwise: tuple[str, ...] = ()


@dataclass(frozen=True)
class FoundRoom:
    """A room that a host has at Zoom. `created` is None when Zoom does not say."""

    meeting: str
    start: datetime
    mark: str = ""
    created: datetime | None = None


@dataclass(frozen=True)
class RuleSeen:
    """A host's rule for passcodes as Zoom said it last, or the reason why it is not known."""

    rule: PasscodeRule | None = None
    why: str = ""


class Rooms(Protocol):
    """Zoom. Every method about rooms raises SendError; those about hosts may raise StoreDownError.

    reasons: "zoom_gone" the room is not there any more, "zoom_daily" the host may open or change none today,
    "zoom_no_host" the host is not there any more, "zoom_passcode" the account wants passcodes of another form
    """

    @property
    def hosts(self) -> Sequence[Host]:
        """Give the hosts."""

    def left(self, host: str) -> int:
        """Give how many rooms a host may still open or change today."""

    def aside(self) -> Sequence[HostAside]:
        """Give the hosts whom Zoom refused within a day, also those who are asked again by now."""

    def set_aside(self, host: str, reason: str, until: datetime) -> None:
        """Note that Zoom refuses a host, and until when others are asked in his place."""

    def take_back(self, host: str) -> None:
        """Note that Zoom opens rooms for a host again."""

    def passcode_rule(self, host: str) -> PasscodeRule | None:
        """Give a host's rule for passcodes; None where Zoom does not tell, which raises nothing."""

    def look_at_rule_again(self, host: str) -> None:
        """Ask for a host's rule anew at the next need."""

    def rules_seen(self) -> Mapping[str, RuleSeen]:
        """Give what is known of the hosts' rules, without asking Zoom."""

    def find(self, host: str, mark: str) -> list[FoundRoom]:
        """Give the rooms to come of a host that bear a mark."""

    def upcoming(self, host: str) -> list[FoundRoom]:
        """Give all rooms to come of a host, whoever opened them."""

    def create(self, host: str, wanted: WantedRoom) -> OpenRoom:
        """Open a room."""

    def read(self, meeting: str, wanted: WantedRoom) -> OpenRoom:
        """Give a room as it is, compared with what is wanted."""

    def change(self, host: str, meeting: str, wanted: WantedRoom) -> OpenRoom:
        """Give a room another time and passcode."""

    def close(self, meeting: str) -> None:
        """Delete a room; one that is gone already is no error."""


class InHand(Protocol):
    """Which events this machine's web processes have in hand, so that one that stops its process is known after."""

    def holding(self, event_id: str) -> AbstractContextManager[None]:
        """Note that an event is in hand."""

    def seeing_to(self, user: str) -> AbstractContextManager[None]:
        """Let the events of a person wait for each other in this process; who has waited for long goes on."""

    def reading(self) -> AbstractContextManager[None]:
        """Note that what this thread holds is being read; one thread of a process reads, BusyError after long."""

    def is_stuck(self, event_id: str) -> bool:
        """Say whether some process has had an event in hand for longer than any event takes."""


class Log(Protocol):
    """Writes one line: what happened, and ids and outcomes beside it; never what people wrote."""

    def __call__(self, event: str, **values: object) -> object:
        """Write it."""


@dataclass(frozen=True)
class StaffWays:
    """How staff hear of a request: mail addresses and a LINE group, each possibly none; who keeps the audit's heads."""

    mail_to: tuple[str, ...] = ()
    group: str = ""
    audit_head_to: tuple[str, ...] = ()
    gather: timedelta = timedelta(minutes=5)  # within which a second push to the group waits for others


@dataclass(frozen=True)
class Services:
    """Everything that the service functions need, built once per process."""

    office: Office
    words: Words
    terms: tuple[Terms, ...]
    public_url: str
    store: Store
    clock: SharedClock
    line: Line
    mail: Mail | None
    staff: StaffWays
    new_id: Callable[[], str]
    new_number: Callable[[], str]
    fail_point: Callable[[str], None]
    in_background: Callable[[Callable[[], None]], None]
    log: Log
    in_hand: InHand
    menus: Menus | None = None
    details_on_page: bool = False
    new_token: Callable[[], str] = token_urlsafe
    rooms: Rooms | None = None
    circuit: Circuit | None = None
