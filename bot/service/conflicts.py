"""What it means that a guard failed: one table for all who commit, and two ways to try a commit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from bot.errors import ConflictError, RefusedError
from bot.ports.audit import SealIs
from bot.ports.bookings import (
    BookingIs,
    CounsellorIsFree,
    FreshShareLeft,
    NoMoreAsked,
    NoOpenBooking,
    NumberIsFree,
    NumbersLeft,
    OwnCounsellorIs,
    SlotCountIs,
    SlotHasRoom,
    WithinADay,
)
from bot.ports.events import ConversationIs, EventIsNew, StoreHasRoom
from bot.ports.health import NotNoted
from bot.ports.notices import EditionIs, GatheringIs, IsTrouble, NoticeIsNew, NoticeLeaseIs, StillPending
from bot.ports.office import ScheduleIs, TermsAre, TermsAreNew
from bot.ports.privacy import DetailsLinkIsUnused, NoOpenErasure, NotRefused, RefusalIs
from bot.ports.replies import ReplyLeaseIs
from bot.ports.rooms import HostIsFree, MeetingIsFree
from bot.ports.staff import FailuresAre, FewerStaffMessages, StaffIs, StaffMessageIs, StaffNameIsFree
from bot.ports.store import Guard, Store, Write
from bot.ports.waitlist import NotWaiting, ReleasedPlaceIs, WishIs
from bot.ports.work import IsAside, LeaseIs


class Why(Enum):
    """What stood in the way."""

    CHANGED = auto()  # something is not as it was read: whoever reads it again may decide anew
    ELSEWHERE = auto()  # it was done already, or another has it in hand
    STORE_FULL = auto()
    HOST_TAKEN = auto()
    PERSON_REFUSED = auto()
    PERSON_KNOWN = auto()  # the person has a booking, or is on the waiting list
    NUMBERS_SPENT = auto()
    DAY_SPENT = auto()


@dataclass(frozen=True)
class Meaning:
    """What follows from a guard that failed, for each who may meet it.

    staff     the code of what staff are told who make or answer something; "" = it is worth another try
    undo      the same of who takes something back
    schedule  the same of who changes the schedule
    """

    why: Why = Why.CHANGED
    staff: str = ""
    undo: str = "changed_meanwhile"
    schedule: str = "schedule_changed"


CHANGED, ELSEWHERE = Meaning(), Meaning(Why.ELSEWHERE)

MEANINGS: Mapping[type, Meaning] = {  # by the class of the guard
    SlotHasRoom: Meaning(staff="place_taken", schedule="place_taken"),
    CounsellorIsFree: CHANGED,
    ScheduleIs: Meaning(staff="place_taken"),
    ReleasedPlaceIs: Meaning(undo="place_passed_on", schedule="place_passed_on"),
    NoOpenBooking: Meaning(Why.PERSON_KNOWN, "open_booking", undo="booked_again", schedule="booked_again"),
    NotWaiting: Meaning(Why.PERSON_KNOWN),
    NotRefused: Meaning(Why.PERSON_REFUSED),
    StoreHasRoom: Meaning(Why.STORE_FULL, "store_full"),
    HostIsFree: Meaning(Why.HOST_TAKEN, "no_host_free"),
    MeetingIsFree: CHANGED,
    StaffNameIsFree: Meaning(staff="staff_name_taken"),
    NumbersLeft: Meaning(Why.NUMBERS_SPENT),
    StaffMessageIs: Meaning(staff="staff_message_settled"),
    WithinADay: Meaning(Why.DAY_SPENT),
    EventIsNew: Meaning(Why.ELSEWHERE, "entered_already"),
    NoticeIsNew: ELSEWHERE,
    NoOpenErasure: ELSEWHERE,
    TermsAre: CHANGED,
    TermsAreNew: ELSEWHERE,
    NoticeLeaseIs: ELSEWHERE,
    ReplyLeaseIs: ELSEWHERE,
    LeaseIs: ELSEWHERE,
    IsAside: ELSEWHERE,
    IsTrouble: ELSEWHERE,
    NotNoted: ELSEWHERE,
    DetailsLinkIsUnused: ELSEWHERE,
    BookingIs: CHANGED,
    ConversationIs: CHANGED,
    EditionIs: CHANGED,
    FailuresAre: CHANGED,
    FewerStaffMessages: CHANGED,
    FreshShareLeft: CHANGED,
    GatheringIs: CHANGED,
    NoMoreAsked: CHANGED,
    NumberIsFree: CHANGED,
    OwnCounsellorIs: CHANGED,
    RefusalIs: CHANGED,
    SealIs: CHANGED,
    SlotCountIs: CHANGED,
    StaffIs: CHANGED,
    StillPending: CHANGED,
    WishIs: CHANGED,
}


def meaning(conflict: ConflictError) -> Meaning:
    """Give what follows from a conflict."""
    return MEANINGS[type(conflict.guard)]


def tried(store: Store, guards: Sequence[Guard], writes: Sequence[Write]) -> bool:
    """Commit; say whether it was written. For who just goes on when another was faster."""
    try:
        store.commit(guards, writes)
    except ConflictError:
        return False
    return True


def tried_for_staff(store: Store, guards: Sequence[Guard], writes: Sequence[Write]) -> bool:
    """Commit; say whether it was written, or else is worth another try. RefusedError says what no try will change."""
    try:
        store.commit(guards, writes)
    except ConflictError as conflict:
        if meaning(conflict).staff:
            raise RefusedError(meaning(conflict).staff) from None
        return False
    return True
