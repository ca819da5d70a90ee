"""Whose time a booking takes for its room: one room at a time for each host, or as many as is set.

A host whom Zoom refuses is set aside for a while, and others are asked in his place; with all of them aside it is as if
none was, since a person may type the room. A counsellor's own host opens that counsellor's rooms, and those of others
only where no other host is left.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.booking.model import Booking, Hosting
from bot.booking.rooms.rooms import in_its_time, typed_meeting
from bot.booking.staff.counsellors import Counsellor
from bot.ports.rooms import HoldHost, Host, HostIsFree, LetGoHost, Rooms
from bot.ports.store import Guard, Write

HOST_SET_ASIDE = timedelta(hours=1)  # for which others are asked in the place of a host whom Zoom refused


def choices(
    rooms: Rooms, booking: Booking, now: datetime, counsellors: Sequence[Counsellor] = ()
) -> Iterator[tuple[Booking, tuple[Guard, ...]]]:
    """Give the booking with each host that may do, the best first, and what must hold for it."""
    mine, whose = in_its_time(booking), Whose.of(booking, counsellors)
    if mine and whose.fits(mine.host):
        yield booking, ()
    others = tuple(one for one in booking.hosting if one.start != booking.start or one.meeting)
    for host in _by_worth(rooms, booking, now, whose):
        held = Hosting(host.id, booking.start, booking.end)
        yield replace(booking, hosting=(*others, held)), (HostIsFree(booking.id, held, host.rooms),)
    if mine and not whose.fits(mine.host):
        yield booking, ()


@dataclass(frozen=True)
class Whose:
    """The host of the counsellor of a booking, "" for none, and those of other counsellors."""

    own: str
    theirs: frozenset[str]

    @classmethod
    def of(cls, booking: Booking, counsellors: Sequence[Counsellor]) -> "Whose":
        """Look whose hosts are whose."""
        own = next((one.zoom_host for one in counsellors if one.id == booking.counsellor), "")
        return cls(own, frozenset({one.zoom_host for one in counsellors} - {own, ""}))

    def fits(self, host: str) -> bool:
        """Say whether a host is the right one: the counsellor's own, or else nobody's in particular."""
        return host == self.own if self.own else host not in self.theirs


def _by_worth(rooms: Rooms, booking: Booking, now: datetime, whose: Whose) -> list[Host]:
    """First the counsellor's own, then nobody's; of these who has its room already, then who may still open most today.

    Who may open none is left out.
    """
    open_with = {one.host for one in booking.hosting if one.meeting}
    mine = in_its_time(booking)
    left = {host.id: rooms.left(host.id) for host in rooms.hosts if not mine or host.id != mine.host}
    able = (host for host in usable(rooms, now) if left.get(host.id, 0) > 0)
    return sorted(
        able,
        key=lambda host: (host.id != whose.own, host.id in whose.theirs, host.id not in open_with, -left[host.id]),
    )


def host_writes(before: Booking | None, after: Booking) -> tuple[Write, ...]:
    """Give the writes that follow from a change of what a booking holds: hosts' times, and that of a typed meeting."""
    held, kept = _held(before) if before else (), _held(after)
    gone = (LetGoHost(after.id, one) for one in held if one not in kept)
    fresh = (HoldHost(after.id, one) for one in kept if one not in held)
    return (*gone, *fresh)


def _held(booking: Booking) -> tuple[Hosting, ...]:
    return tuple(filter(None, (*booking.hosting, typed_meeting(booking))))


def usable(rooms: Rooms, now: datetime) -> Sequence[Host]:
    """Give the hosts who are not set aside, or all when none is left."""
    aside = {one.host for one in rooms.aside() if now < one.until}
    return [host for host in rooms.hosts if host.id not in aside] or rooms.hosts


def places(rooms: Rooms, now: datetime) -> int:
    """Give how many rooms the hosts who can be promised may have open at one time."""
    return sum(host.rooms for host in usable(rooms, now))
