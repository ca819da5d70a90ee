"""People who type and are answered, and a look into all of Redis."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.dialogue.incoming import Incoming, Sort
from bot.ports.context import RequestContext
from bot.service.audit import verify
from bot.service.events.handle_event import Event, reply_to
from bot.service.notices.sending import send_notice
from bot.service.privacy import erasure
from tests.redis_contents import everything, found, lookup_key, traces_of_person
from tests.stores import CIPHER, KEYS
from tests.talk import FIRST_BOOKING, text_of

TARO, HANAKO = "U" + "1" * 32, "U" + "2" * 32

HANAKOS = ("鈴木 花子", "13010-22345678", "080-1111-2222", "hanako@example.jp")


@dataclass
class Town:
    """RequestContext, people who type, and a look into all of Redis."""

    context: RequestContext
    client: Any
    events: int = 0

    def says(self, user: str, *texts: str) -> str:
        for text in texts:
            self.events += 1
            now = self.context.clock.now()
            incoming = Incoming(Sort.TEXT, f"e{self.events}", now, text=text, message_id=f"m{self.events}")
            reply_to(self.context, Event(user, incoming, f"t{self.events}"))
        return text_of(self.context.line.replies[-1][1][-1])

    def books(self, user: str, details: tuple[str, ...] = FIRST_BOOKING, when: str = "12/3 14時") -> Any:
        self.says(user, "予約", "1", "1", *details, "1", "1", when, "申し込む")
        return self.context.store.bookings_of(user)[-1]

    def passes(self, **span: float) -> "Town":
        self.context.clock.advance(timedelta(**span).total_seconds())
        return self

    def sends(self) -> None:
        for claim in self.context.store.claim_notices(50):
            send_notice(self.context, claim)

    def works(self) -> list[str]:
        return [erasure.erase(self.context, claim) for claim in self.context.store.claim_erasures(10)]

    def erased(self) -> "Town":
        """Let the workers do all there is to do."""
        for _ in range(4):
            self.passes(seconds=30).sends()
            self.works()
        assert self.context.store.erasures() == []
        return self

    def traces(self, booking: Any) -> set[tuple[str, str]]:
        lookup = lookup_key(self.client, KEYS, CIPHER)
        return found(everything(self.client, KEYS, CIPHER), traces_of_person(booking, lookup))

    def entries(self) -> list[dict[str, Any]]:
        return verify.entries(self.context)
