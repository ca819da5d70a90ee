"""Asks of the store that the places which a booking comes to hold are left, and that nobody closed their day."""

from bot.booking.model import Booking, State
from bot.booking.opening import places_at
from bot.ports.bookings import SlotHasRoom
from bot.ports.events import StoreHasRoom
from bot.ports.office import ScheduleIs
from bot.ports.services import Services
from bot.ports.store import Guard


def room_for(services: Services, after: Booking, before: Booking | None = None) -> tuple[Guard, ...]:
    """Give the guards for the places that a booking holds after a step and did not hold before it."""
    held, office = before.places if before else (), services.office
    fresh = tuple(SlotHasRoom(start, places_at(office, start)) for start in after.places if start not in held)
    begins = (StoreHasRoom(),) if before is None or after.state is State.OFFERED else ()
    return (*begins, ScheduleIs(office.schedule.version), *fresh) if fresh else ()
