"""What a process owns, and the office as it stands for one event, page or job."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any, Protocol

from bot.booking.office import Office
from bot.dialogue.terms import Terms
from bot.dialogue.words import Words
from bot.ports.clock import SharedClock
from bot.ports.events import InHand
from bot.ports.line import Circuit, Line, Menus
from bot.ports.notices import Mail, StaffWebhook
from bot.ports.rooms import Rooms
from bot.ports.staff import StaffWays
from bot.ports.store import Store

if TYPE_CHECKING:
    from bot.dialogue.understanding import Lexicon


class Log(Protocol):
    """Writes one line: what happened, and ids and outcomes beside it; never what people wrote."""

    def __call__(self, event: str, **values: object) -> object:
        """Write it."""


class InBackground(Protocol):
    """Runs a call soon, off the path of an answer, or not at all."""

    def __call__(self, call: Callable[[], None], whose: str = "") -> None:
        """Run it; what is one person's goes one after the other."""


@dataclass(frozen=True)
class OfficeFiles:
    """The office as its files say, before anything that was decided at run time.

    lexicon  gives the words by which texts are understood; who answers no texts does not load them
    """

    office: Office
    words: Words
    terms: tuple[Terms, ...]
    lexicon: Callable[[], "Lexicon"]


@dataclass(frozen=True, kw_only=True)
class Process:
    """What a process owns, built once. Of `files` only bot.service.events.office_now makes an office.

    unwritable  names the settings whose folder can't be written to now, or takes nothing more
    """

    files: OfficeFiles
    public_url: str
    store: Store
    clock: SharedClock
    line: Line
    mail: Mail | None
    staff: StaffWays
    new_id: Callable[[], str]
    new_number: Callable[[], str]
    fail_point: Callable[[str], None]
    in_background: InBackground
    log: Log
    in_hand: InHand
    menus: Menus | None = None
    details_on_page: bool = False
    new_token: Callable[[], str] = token_urlsafe
    rooms: Rooms | None = None
    circuit: Circuit | None = None
    webhook: StaffWebhook | None = None
    unwritable: Callable[[], Sequence[str]] = tuple

    @cached_property
    def kept(self) -> dict[str, Any]:
        """Give the place for what is made anew only where something changed."""
        return {}


@dataclass(frozen=True, kw_only=True)
class RequestContext(Process):
    """What one event, page or job works with: the office as it stands now, in the words that its reader reads.

    office  hours, closures and hosts of this moment
    words   in one of the two styles
    terms   every version, those that were published at run time among them
    """

    office: Office
    words: Words
    terms: tuple[Terms, ...]
