"""One webhook, signed, posted and logged. LINE: Receive messages (webhook)."""

import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import count

from bot.playground.line.api.reply_tokens import ReplyTokens
from bot.playground.line.people.world import World
from bot.playground.line.webhooks.records import Posting, Webhook
from bot.playground.line.webhooks.signing import sign
from bot.playground.line.webhooks.transport import NO_CONNECTION, TIMEOUT_SECONDS, Deliver
from bot.playground.line.wire import Json, compact

_LOGGED = 10_000


class Courier:
    """`destination` is the bot's own user id."""

    def __init__(
        self,
        *,
        channel_secret: str,
        destination: str,
        deliver: Deliver,
        clock: Callable[[], datetime],
        world: World,
        tokens: ReplyTokens,
    ) -> None:
        self._secret = channel_secret
        self._destination = destination
        self._deliver = deliver
        self._clock = clock
        self._world = world
        self._tokens = tokens
        self._numbers = count(1)
        self.log: deque[Posting] = deque(maxlen=_LOGGED)
        self.statistics: Counter[str] = Counter()

    def post(self, webhook: Webhook) -> Posting:
        body = self._body(webhook)
        at = self._set_out(webhook.events)
        status: int | None = NO_CONNECTION
        started = time.monotonic()
        try:
            answered = self._deliver(body, self._headers(webhook, body))
            status = answered if time.monotonic() - started <= TIMEOUT_SECONDS else None
        finally:
            posting = self._note(webhook, body, at, status, time.monotonic() - started)
        return posting

    def _body(self, webhook: Webhook) -> bytes:
        if webhook.body is not None:
            return webhook.body
        return compact({"destination": self._destination, "events": webhook.events})

    def _headers(self, webhook: Webhook, body: bytes) -> Json:
        signature = sign(self._secret, body) if webhook.signature is None else webhook.signature
        return {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "LineBotWebhook/2.0",
            "x-line-signature": signature,
        }

    def _set_out(self, events: Sequence[Json]) -> datetime:
        at = self._clock()
        with self._world.lock:
            for event in events:
                self._tokens.delivered(event.get("replyToken", ""), at)
        return at

    def _note(self, webhook: Webhook, body: bytes, at: datetime, status: int | None, seconds: float) -> Posting:
        ids = tuple(str(event.get("webhookEventId")) for event in webhook.events)
        text = body.decode(errors="replace")
        number = next(self._numbers)
        posting = Posting(number, at, ids, text, status, round(seconds * 1000, 1), webhook.is_redelivery)
        self.log.append(posting)
        with self._world.lock:
            self.statistics[posting.reason] += 1
        return posting
