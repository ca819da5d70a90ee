"""A context for tests: a real store, a fake LINE that keeps what it is sent, nothing in the background."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock
from typing import Any

from bot.adapters.redis.client import Client
from bot.adapters.server.in_hand import SharedInHand
from bot.adapters.store.store import RedisStore
from bot.booking.notices.calendar_file import CalendarFile
from bot.booking.office import Office
from bot.booking.schedule.opening import today
from bot.booking.staff.counsellors import Counsellor
from bot.dialogue.terms import Terms, in_force
from bot.errors import SendError
from bot.messages.understanding import shared_lexicon
from bot.ports.context import OfficeFiles, RequestContext
from bot.ports.notices import Mail
from bot.ports.office import KeepSchedule
from bot.ports.staff import StaffWays
from bot.service.events.office_now import context_now
from tests.make import OFFICE, TERMS, WEDNESDAY, WORDS, schedule_of
from tests.stores import store_on


@dataclass
class FakeLine:
    """A LINE that accepts everything, or fails with the errors that are put into `failures`, one a call."""

    replies: list[tuple[str, Sequence[Mapping[str, Any]]]] = field(default_factory=list)
    pushes: list[tuple[str, Sequence[Mapping[str, Any]], str]] = field(default_factory=list)
    failures: list[SendError | None] = field(default_factory=list)
    strangers: set[str] = field(default_factory=set)
    month: tuple[int | None, int] = (None, 0)

    def reply(self, token: str, messages: Sequence[Mapping[str, Any]]) -> None:
        self._fail()
        self.replies.append((token, messages))

    def push(self, to: str, messages: Sequence[Mapping[str, Any]], retry_key: str) -> None:
        self._fail()
        self.pushes.append((to, messages, retry_key))

    def knows(self, user: str) -> bool:
        return user not in self.strangers

    def quota(self) -> tuple[int | None, int]:
        return self.month

    def _fail(self) -> None:
        failure = self.failures.pop(0) if self.failures else None
        if failure:
            raise failure


@dataclass
class FakeMail:
    """Keeps the mail that it is given."""

    sent: list[tuple[Sequence[str], str, str, str]] = field(default_factory=list)
    calendars: list[bytes] = field(default_factory=list)
    failures: list[SendError | None] = field(default_factory=list)

    address = "madoguchi@office.example"

    def send(
        self, to: Sequence[str], subject: str, body: str, message_id: str, calendar: CalendarFile | None = None
    ) -> None:
        failure = self.failures.pop(0) if self.failures else None
        if failure:
            raise failure
        self.calendars.append(calendar.content if calendar else b"")
        self.sent.append((to, subject, body, message_id))


class PatientInHand(SharedInHand):
    """What is in hand, where one who reads is waited for as long as a busy machine needs: no event is put off."""

    def __init__(self) -> None:
        super().__init__()
        self._turn = Lock()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Come in once nobody reads."""
        with self._turn, super().reading():
            yield


def context_of(
    store: RedisStore, mail: Mail | None = None, staff: StaffWays | None = None, **more: Any
) -> RequestContext:
    """Put a context together around a store."""
    numbers = iter(range(100_000, 1_000_000))

    def at_once(call: Callable[[], None], _: str = "") -> None:
        call()

    made: dict[str, Any] = {
        "office": OFFICE,
        "words": WORDS,
        "terms": (TERMS,),
        "public_url": "https://madoguchi.example",
        "store": store,
        "clock": getattr(store, "_clock", None),
        "line": FakeLine(),
        "mail": mail,
        "staff": staff or StaffWays(),
        "new_id": lambda: f"b{next(numbers)}",
        "new_number": lambda: str(next(numbers)),
        "fail_point": lambda point: None,
        "in_background": at_once,
        "log": lambda event, **values: None,
        "in_hand": PatientInHand(),
    }
    made |= more
    return RequestContext(files=OfficeFiles(made["office"], made["words"], made["terms"], shared_lexicon), **made)


def context_on(
    client: Client, *ways: Any, kind: type[RedisStore] = RedisStore, at: datetime = WEDNESDAY, **more: Any
) -> RequestContext:
    """Put a context together around a store of their own, on a Wednesday at ten."""
    return context_of(store_on(client, kind, at), *ways, **more)


def with_office(context: RequestContext, office: Office) -> RequestContext:
    """Give a context whose office is another, also when it is made anew from its files."""
    return replace(context, office=office, files=replace(context.files, office=office))


def with_terms(context: RequestContext, *terms: Terms) -> RequestContext:
    """Give a context whose files hold other versions."""
    return replace(context, terms=terms, files=replace(context.files, terms=terms))


def terms_in_force(place: RequestContext) -> Terms:
    """Give the terms in force."""
    return in_force(place.terms, today(WEDNESDAY))


def town_of(client: Client, *counsellors: Counsellor) -> RequestContext:
    """Make a context on this Redis, of an office with these counsellors."""
    town = context_on(client)
    town.store.commit((), (KeepSchedule(schedule_of(*counsellors)),))
    return context_now(town)
