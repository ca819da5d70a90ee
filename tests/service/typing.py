"""People who type and are answered, and a look into all of Redis."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.dialogue.incoming import Incoming, Sort
from bot.ports.audit import Entry
from bot.ports.context import RequestContext
from bot.ports.events import Event
from bot.service.events.handle_event import reply_to
from bot.service.notices.sending import send_notice
from bot.service.privacy import erasure
from tests.make import tokyo
from tests.redis_contents import everything, found, lookup_key, traces_of_person
from tests.stores import CIPHER, KEYS, audit_entries
from tests.talk import FIRST_BOOKING, text_of

TARO, HANAKO = "U" + "1" * 32, "U" + "2" * 32

HANAKOS = ("鈴木 花子", "13010-22345678", "080-1111-2222", "hanako@example.jp")


def types(context: RequestContext, user: str, text: str, name: str) -> str:
    """Let somebody type a text, which comes as an event of that name; give the last message of the answer."""
    now = context.clock.now()
    reply_to(context, Event(user, Incoming(Sort.TEXT, name, now, text=text, message_id=name), f"{user}-{name}"))
    return text_of(context.line.replies[-1][1][-1])


@dataclass
class Town:
    """People who type, workers, and a look into all of Redis."""

    context: RequestContext
    client: Any
    events: int = 0

    def says(self, user: str, *texts: str) -> str:
        for text in texts:
            self.events += 1
            said = types(self.context, user, text, f"e{self.events}")
        return said

    def books(self, user: str, details: tuple[str, ...] = FIRST_BOOKING, when: str = "12/3 14時") -> Any:
        self.says(user, "予約", "1", "1", *details, "1", "1", when, "申し込む")
        return self.context.store.bookings_of(user)[-1]

    def passes(self, **span: float) -> "Town":
        self.context.clock.advance(timedelta(**span).total_seconds())
        return self

    def sends(self) -> list[str]:
        return [send_notice(self.context, claim) for claim in self.context.store.claim_notices(50)]

    def works_at(self, moment: str) -> None:
        self.context.clock.move_to(tokyo(moment))
        for claim in self.context.store.claim_notices(100) + self.context.store.claim_mail(100):
            send_notice(self.context, claim)

    def heard(self, user: str) -> list[str]:
        """Give all that somebody was told, answers and pushes."""
        return [text for to, text in self.told() if to == user]

    def told(self) -> Iterator[tuple[str, str]]:
        line = self.context.line
        for token, messages in line.replies:
            yield from ((token.partition("-")[0], text_of(one)) for one in messages)
        for to, messages, _ in line.pushes:
            yield from ((to, text_of(one)) for one in messages)

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

    def entries(self) -> list[Entry]:
        return audit_entries(self.context.store)
