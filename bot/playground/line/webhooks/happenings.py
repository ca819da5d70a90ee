"""Events as they happen, on their way to the postman."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from bot.playground.line.api.reply_tokens import ReplyTokens
from bot.playground.line.people.world import World
from bot.playground.line.webhooks import events
from bot.playground.line.webhooks.records import Webhook
from bot.playground.line.webhooks.sending import Postman
from bot.playground.line.wire import Json


class Happenings:
    """Makes events, with their reply tokens, and hands them to the postman, each alone or in batches."""

    def __init__(self, world: World, tokens: ReplyTokens, postman: Postman, clock: Callable[[], datetime]) -> None:
        self._world = world
        self._tokens = tokens
        self._postman = postman
        self.clock = clock
        self._mine = threading.local()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """What this thread's people do inside goes out as one webhook at the end."""
        self._mine.batch = []
        try:
            yield
        finally:
            gathered, self._mine.batch = self._mine.batch, None
            if gathered:
                self._postman.send(Webhook(gathered[0][0], tuple(event for _, event in gathered)))

    def happen(self, kind: str, source: Json, content: Json | None = None, *, answerable: bool = True) -> Json:
        talk_id = source.get("groupId") or source["userId"]
        at = self.clock()
        with self._world.lock:
            token = self._tokens.issue(talk_id, at) if answerable else None
        event = events.event(kind, source, at, token, content)
        self.send(talk_id, event)
        return event

    def send(self, talk_id: str, event: Json) -> None:
        gathered = getattr(self._mine, "batch", None)
        if gathered is None:
            self._postman.send(Webhook(talk_id, (event,)))
        else:
            gathered.append((talk_id, event))
