"""A worker's jobs, called by hand, with a look at what was set aside."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.adapters.store.console.console_store import RedisConsoleStore
from bot.adapters.store.store import RedisStore
from bot.booking.model import State
from bot.ports.bookings import KeepBooking
from bot.ports.context import RequestContext
from bot.ports.replies import KeepReply, PendingReply
from bot.ports.work import Claim, Work
from bot.service.events.replies import by_person
from bot.service.notices.ledger import keep_all, planned
from bot.service.notices.sending import send_notice
from tests.make import ROOM, booking
from tests.service.make_context import FakeMail, context_of
from tests.stores import CIPHER, KEYS, clock_at
from workers.rows import carry_out

LEASE_OVER = 121  # seconds: longer than any lease


@dataclass
class Town:
    """A worker's jobs, called by hand."""

    client: Any
    mail: FakeMail | None = None
    logged: list[tuple[str, dict[str, object]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = clock_at(self.client)
        self.store = RedisStore(self.client, KEYS, CIPHER, self.clock)
        log = lambda event, **values: self.logged.append((event, values))  # noqa: E731 - one line is the whole of it
        self.context: RequestContext = context_of(self.store, self.mail, log=log)
        self.console = RedisConsoleStore(self.client, KEYS, CIPHER, self.store)

    def confirmed(self, *numbers: int) -> None:
        """Put confirmed bookings into the store, each with its details due now."""
        for number in numbers:
            user = f"U{number:032x}"
            made = booking(id=f"b{number}", number=f"{100_000 + number}", user=user, state=State.CONFIRMED, room=ROOM)
            self.store.commit((), (KeepBooking(made), *keep_all(planned(self.context, made, self.clock.now()))))

    def reply(self, name: str, user: str, text: str = "はい") -> None:
        kept = PendingReply(name, f"token-{name}", user, ({"type": "text", "text": text},), self.clock.now(), "k")
        self.store.commit((), (KeepReply(kept),))

    def claims(self, work: Work) -> list[Claim]:
        return list(getattr(self.store, f"claim_{work.value}")(50))

    def round(self, work: Work, do: Callable[[RequestContext, Claim], object] = send_notice) -> None:
        """Claim and carry out what is due, as a sweep and its job do; then let the leases end."""
        claims = self.claims(work)
        rows = [[claim.id, claim.lease] for claim in claims]
        groups = by_person(self.context, rows) if work is Work.REPLIES else [[row] for row in rows]
        try:
            leased = [[Claim(*row) for row in group] for group in groups]
            carry_out(self.context, work, leased, lambda claim: do(self.context, claim))
        finally:
            self.clock.advance(LEASE_OVER)

    def asides(self) -> list[tuple[str, str]]:
        return [(one.name, one.why) for one in self.store.asides()]

    def pushed(self) -> set[str]:
        return {to for to, _, _ in self.context.line.pushes}
