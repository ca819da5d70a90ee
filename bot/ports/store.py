"""The one store: every guard and write it can carry out in one commit, and all that is read from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.errors import StoreDownError
from bot.ports.audit import AuditStore, KeepSeal, Record, SealIs
from bot.ports.bookings import (
    BookingIs,
    BookingStore,
    CounsellorIsFree,
    CountOfDay,
    ForgetBooking,
    ForgetOwnCounsellor,
    FreshShareLeft,
    KeepBooking,
    KeepOwnCounsellor,
    NoMoreAsked,
    NoOpenBooking,
    NoteAssigned,
    NumberIsFree,
    OwnCounsellorIs,
    SlotCountIs,
    SlotHasRoom,
    WithinADay,
)
from bot.ports.events import (
    ConversationIs,
    CountMessage,
    EventIsNew,
    EventStore,
    KeepConversation,
    KeepStyle,
    NameStyle,
    RememberEvent,
    StoreHasRoom,
)
from bot.ports.health import Count, HealthStore, Note, NotNoted, Tally
from bot.ports.line import ForgetMenuReader, MenuStore, NoteMenus
from bot.ports.notices import (
    EditionIs,
    Gather,
    GatheringIs,
    IsTrouble,
    KeepNotice,
    NoticeIsNew,
    NoticeLeaseIs,
    NoticeStore,
    SettleTrouble,
    StillPending,
)
from bot.ports.office import KeepSchedule, KeepTerms, OfficeStore, ScheduleIs, TermsAre, TermsAreNew
from bot.ports.privacy import (
    DetailsLinkIsUnused,
    DropErasure,
    DropTraces,
    KeepDetailsLink,
    KeepErasure,
    KeepRefusal,
    NoOpenErasure,
    NotRefused,
    PrivacyStore,
    RefusalIs,
    UseDetailsLink,
)
from bot.ports.replies import (
    BeginReply,
    DropReply,
    KeepReply,
    LetOthersPass,
    LookAgain,
    NameOldest,
    ReplyLeaseIs,
    ReplyStore,
)
from bot.ports.rooms import HoldHost, HostIsFree, KeepRoomJob, LetGoHost, MeetingIsFree, RoomStore
from bot.ports.staff import (
    FailuresAre,
    FewerStaffMessages,
    KeepFailures,
    KeepStaff,
    KeepStaffMessage,
    StaffIs,
    StaffMessageIs,
    StaffMessageStore,
    StaffNameIsFree,
)
from bot.ports.waitlist import (
    DropReleasedPlace,
    KeepReleasedPlace,
    KeepWish,
    NotWaiting,
    ReleasedPlaceIs,
    WaitlistStore,
    WishIs,
)
from bot.ports.work import IsAside, LeaseIs, PutBack, SetAside, WorkStore


@dataclass(frozen=True)
class Under:
    """Write some of a commit only where guards of their own hold, whatever else is written; these tell nothing."""

    guards: tuple["Guard", ...]
    writes: tuple["Write", ...]


Guard = (
    SealIs
    | GatheringIs
    | WishIs
    | NotWaiting
    | NotRefused
    | WithinADay
    | NoOpenErasure
    | RefusalIs
    | ReleasedPlaceIs
    | EventIsNew
    | DetailsLinkIsUnused
    | ScheduleIs
    | SlotCountIs
    | TermsAre
    | TermsAreNew
    | NoticeIsNew
    | StillPending
    | IsTrouble
    | ConversationIs
    | SlotHasRoom
    | CounsellorIsFree
    | OwnCounsellorIs
    | FreshShareLeft
    | StoreHasRoom
    | NoMoreAsked
    | NoOpenBooking
    | NumberIsFree
    | BookingIs
    | EditionIs
    | NoticeLeaseIs
    | ReplyLeaseIs
    | LeaseIs
    | IsAside
    | NotNoted
    | StaffIs
    | FailuresAre
    | StaffNameIsFree
    | StaffMessageIs
    | FewerStaffMessages
    | HostIsFree
    | MeetingIsFree
)


Write = (
    KeepSeal
    | Gather
    | NoteMenus
    | ForgetMenuReader
    | CountMessage
    | KeepStyle
    | KeepWish
    | KeepRefusal
    | KeepReleasedPlace
    | DropReleasedPlace
    | RememberEvent
    | KeepErasure
    | DropErasure
    | DropTraces
    | SetAside
    | PutBack
    | KeepDetailsLink
    | UseDetailsLink
    | KeepSchedule
    | KeepTerms
    | KeepConversation
    | KeepBooking
    | KeepNotice
    | KeepRoomJob
    | KeepReply
    | BeginReply
    | NameOldest
    | NameStyle
    | DropReply
    | LetOthersPass
    | LookAgain
    | ForgetBooking
    | Record
    | Count
    | Tally
    | Note
    | CountOfDay
    | NoteAssigned
    | KeepOwnCounsellor
    | ForgetOwnCounsellor
    | KeepStaff
    | KeepFailures
    | KeepStaffMessage
    | SettleTrouble
    | HoldHost
    | LetGoHost
    | Under
)


class Settled(Protocol):
    """Is told what followed from writing the end of a reply."""

    def __call__(self, behind: str, error: StoreDownError | None) -> object:
        """Take the oldest reply that is still pending of its user, "" for none, or why nothing was written."""


class Store(
    AuditStore,
    EventStore,
    ReplyStore,
    BookingStore,
    NoticeStore,
    RoomStore,
    WaitlistStore,
    OfficeStore,
    PrivacyStore,
    WorkStore,
    HealthStore,
    MenuStore,
    StaffMessageStore,
    Protocol,
):
    """The one store. Every method may raise StoreDownError."""

    def commit(self, guards: Sequence[Guard], writes: Sequence[Write]) -> Sequence[str]:
        """Write all or nothing, and give what those writes tell that tell something, in their order.

        ConflictError carries the first guard that failed.
        """

    def commit_soon(
        self, guards: Sequence[Guard], writes: Sequence[Write], lost: Callable[[StoreDownError], object]
    ) -> None:
        """Write with what is committed next, or soon; not where a guard fails. `lost` is told why it was not written.

        A process that dies before has not written it.
        """

    def write_waiting(self) -> None:
        """Write at once what waits for a commit to go with."""

    def settle(self, user: str, writes: Sequence[Write], after: "Settled") -> None:
        """Write what ends a reply to a user, with the next replies or soon, and tell what follows."""
