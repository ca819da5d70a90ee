"""A deployment in one process, with a real store and the local LINE, that can be run through an outage quickly."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from bot.adapters.line.guarded import GuardedLine
from bot.adapters.line.outbound import LineSender
from bot.adapters.redis.circuit import RedisCircuit
from bot.adapters.redis.client import Client
from bot.adapters.redis.clock import MovableClock
from bot.adapters.store.keys import Keys
from bot.adapters.store.store import RedisStore
from bot.booking.model import Booking
from bot.booking.notices.notice import Kind, Notice
from bot.dialogue.incoming import Incoming, Sort
from bot.playground.line.platform import Platform
from bot.playground.line.server import run_in_thread
from bot.playground.line.webhooks.transport import Deliver
from bot.ports.context import RequestContext
from bot.ports.events import Event
from bot.ports.work import Claim
from bot.service.events.handle_event import reply_to
from bot.service.events.replies import by_person, sweep_reply
from bot.service.notices.circuit import circuit_is_open
from bot.service.notices.sending import send_notice
from tests.make import booking
from tests.service.made_bookings import confirmed
from tests.service.make_context import context_of
from tests.stores import CIPHER, KEYS, clock_at
from tests.talk import text_of

TOKEN = "an-access-token"
PATIENT = (20.0, 20.0)  # to connect, to answer; no busy machine is as slow
STEP = 10  # seconds between two sweeps while time is let run


def seeker(number: int) -> str:
    """Give a LINE user id."""
    return f"U{number:032x}"


@dataclass
class FaultyTown:
    """What a worker and the web do, called by hand. `services.circuit` None = guard off."""

    context: RequestContext
    line: Platform
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(16))

    @property
    def clock(self) -> MovableClock:
        """Give the clock, which moves by hand."""
        return self.context.clock

    def confirmed(self, *numbers: int, **changes: Any) -> None:
        """Put confirmed bookings into the store, each with its details due now."""
        for number in numbers:
            if seeker(number) not in self.line.world.people:
                self.line.add_friend(seeker(number))
            made = booking(id=f"b{number}", number=f"{100_000 + number}", user=seeker(number), **changes)
            confirmed(self.context, made)

    def says(self, number: int, text: str) -> None:
        """Let the bot take what a seeker writes."""
        told = self.line.say(seeker(number), text)
        incoming = Incoming(Sort.TEXT, told["webhookEventId"], self.clock.now(), text=text, message_id="1")
        reply_to(self.context, Event(seeker(number), incoming, told["replyToken"]))

    def sweep(self) -> Counter[str]:
        """Do once what a worker's sweep and its jobs do; count what became of the rows."""
        done: Counter[str] = Counter()
        if not circuit_is_open(self.context):
            rows = [[claim.id, claim.lease] for claim in self.context.store.claim_replies(50)]
            for group in by_person(self.context, rows):
                done += Counter(sweep_reply(self.context, Claim(*row)) for row in group)
            done += self._each(self.context.store.claim_notices(50), send_notice)
        return done + self._each(self.context.store.claim_mail(50), send_notice)

    def _each(self, claims: list[Claim], do: Any) -> Counter[str]:
        return Counter(self.pool.map(lambda claim: do(self.context, claim), claims))

    def run(self, seconds: int, step: int = STEP) -> Counter[str]:
        """Let time pass, sweeping all the while."""
        done: Counter[str] = Counter()
        for _ in range(0, seconds, step):
            done += self.sweep()
            self.clock.advance(step)
        return done + self.sweep()

    def details(self, number: int) -> Notice:
        """Give the row that brings a seeker the details."""
        return next(row for row in self.context.store.notices(f"b{number}") if row.kind is Kind.DETAILS)

    def heard(self, number: int, via: str | None = None) -> list[str]:
        """Give the texts that reached a seeker's phone."""
        said = [one for one in self.line.transcript(seeker(number)) if one.who == "bot" and one.delivered]
        return [text_of(one.message) for one in said if via in (None, one.via)]

    def calls(self, endpoint: str = "push") -> int:
        """Count the calls that LINE saw."""
        return sum(one.endpoint == endpoint for one in self.line.gate.log)

    def booking(self, number: int) -> Booking:
        """Give a booking as it is."""
        found = self.context.store.booking(f"b{number}")
        assert found
        return found


@contextmanager
def faulty_town(
    client: Client,
    *,
    guarded: bool = True,
    deliver: Deliver = lambda *_: 200,
    tokens: tuple[str, ...] = (TOKEN,),
    keys: Keys = KEYS,
    **more: Any,
) -> Iterator[FaultyTown]:
    """Open it on a Wednesday at ten; webhooks go nowhere unless `deliver` takes them."""
    clock = clock_at(client, keys=keys)
    line = Platform(channel_secret="s" * 32, access_tokens=[TOKEN], clock=clock.now, deliver=deliver, deliver_now=True)
    url, stop = run_in_thread(line)
    sender = LineSender(url, tokens, PATIENT, whole=sum(PATIENT))
    made = context_of(RedisStore(client, keys, CIPHER, clock), line=sender, **more)
    if guarded:
        circuit = RedisCircuit(client, keys, clock.now, made.log)
        made = replace(made, line=GuardedLine(sender, circuit), circuit=circuit)
    town = FaultyTown(made, line)
    try:
        yield town
    finally:
        town.pool.shutdown()
        stop()
        sender._api.api_client.rest_client.pool_manager.clear()
