"""Everything that the service functions need of the world."""

from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Protocol

from bot.booking.office import Office
from bot.dialogue.terms import Terms
from bot.dialogue.words import Words
from bot.ports.clock import SharedClock
from bot.ports.events import InHand
from bot.ports.line import Circuit, Line, Menus
from bot.ports.notices import Mail
from bot.ports.rooms import Rooms
from bot.ports.staff import StaffWays
from bot.ports.store import Store


class Log(Protocol):
    """Writes one line: what happened, and ids and outcomes beside it; never what people wrote."""

    def __call__(self, event: str, **values: object) -> object:
        """Write it."""


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
