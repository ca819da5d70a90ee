"""Whether it is known where a consultation takes place, and the button that leads into it. Pure."""

from bot.booking.model import Booking, Room, State
from bot.dialogue.turn import Open, Option

ANY_ROOM = "https://zoom.us/j/{}"  # opens the room of a number, where staff typed no link


def has_room(booking: Booking) -> bool:
    """Say whether it is known where it takes place."""
    return booking.room is not None and booking.state is State.CONFIRMED


def link_into(room: Room) -> str:
    """Give the link that opens a room in Zoom."""
    return room.join_url or ANY_ROOM.format(room.meeting_id)


def into_the_room(room: Room) -> Option:
    """Give the button that opens Zoom."""
    return Option("common.option.join", Open(link_into(room)))


def way_in(booking: Booking | None) -> tuple[Option, ...]:
    """Give the button that opens Zoom, where a booking has its room."""
    return (into_the_room(booking.room),) if booking and booking.room and has_room(booking) else ()
