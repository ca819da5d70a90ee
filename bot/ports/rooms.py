"""Rooms at Zoom and the hosts in whose name they are opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.booking.model import Hosting
from bot.booking.rooms.job import RoomJob
from bot.booking.rooms.passcodes import PasscodeRule
from bot.ports.work import Claim


@dataclass(frozen=True)
class HostIsFree:
    """Other bookings hold fewer than `rooms` of the host's times that touch this one."""

    booking: str
    hosting: Hosting
    rooms: int


@dataclass(frozen=True)
class MeetingIsFree(HostIsFree):
    """The same of a meeting that staff typed: no other booking takes place in it at a time that touches this one."""

    rooms: int = 1


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
class KeepRoomJob:
    """Write a piece of work at Zoom; `due` and `moves` as of KeepNotice."""

    job: RoomJob
    due: datetime | None = None
    moves: bool = True


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

    def stop(self) -> None:
        """Close the connections."""


class RoomStore(Protocol):
    """Rooms in the store."""

    def room_jobs(self, booking: str) -> tuple[RoomJob, ...]:
        """Give the work at Zoom for a booking, by due time."""

    def room_job(self, job: str) -> RoomJob | None:
        """Give one piece of work at Zoom."""

    def claim_rooms(self, limit: int) -> list[Claim]:
        """Lease the rows about rooms that are due, for longer."""

    def booking_in(self, meeting: str) -> str:
        """Give the id of the booking whose room at Zoom this is, "" for none."""
