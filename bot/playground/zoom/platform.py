"""The local Zoom as a whole."""

import json
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.playground.faults import Faults
from bot.playground.line.api.rates import OTHER, Rate, RateLimits
from bot.playground.zoom.faults import ENDPOINTS, KINDS
from bot.playground.zoom.meetings import Meeting, Meetings
from bot.playground.zoom.passcode_rule import NONE as NO_RULE
from bot.playground.zoom.rooms import Rooms
from bot.playground.zoom.tokens import TOKEN_SECONDS, Tokens
from bot.playground.zoom.webhooks import Webhooks

LOGGED = 5000


class ZoomPlatform:
    """`clock` gives aware UTC and may be moved. With `deliver_now`, an act returns after the bot took the webhook."""

    def __init__(
        self,
        *,
        account: str,
        client: str,
        secret: str,
        hosts: Sequence[str],
        clock: Callable[[], datetime],
        webhook_url: str = "",
        webhook_secret: str = "",
        join_url: str = "https://zoom.example/j/{id}",
        per_second: int = 20,
        token_seconds: int = TOKEN_SECONDS,
        deliver_now: bool = False,
        state_file: Path | None = None,
    ) -> None:
        self.clock, self.join_url, self._file = clock, join_url, state_file
        self.faults = Faults(KINDS, ENDPOINTS)
        self.tokens = Tokens(account, client, secret, clock, token_seconds)
        self.meetings = Meetings(hosts, clock)
        self.passcode_rule, self.may_read_settings = NO_RULE, True
        self.webhooks = Webhooks(webhook_url, webhook_secret, clock, self.faults, now=deliver_now)
        self.rooms = Rooms(self.meetings, clock, self.webhooks.tell)
        self.rates = RateLimits({OTHER: Rate(per_second)})
        self.log: deque[tuple[str, int]] = deque(maxlen=LOGGED)
        self.stopped, self._saving = threading.Event(), threading.Lock()
        self._load()

    def calls(self, endpoint: str) -> int:
        """Count the calls of an endpoint."""
        return sum(name == endpoint for name, _ in self.log)

    def stop(self) -> None:
        self.stopped.set()
        self.webhooks.close()
        self.save()

    def save(self) -> None:
        if not self._file:
            return
        with self._saving:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside = self._file.with_name(self._file.name + ".new")
            beside.write_text(json.dumps([_plain(one) for one in self.meetings.all.values()]), "utf-8")
            beside.replace(self._file)

    def _load(self) -> None:
        if self._file and self._file.exists():
            for one in json.loads(self._file.read_text("utf-8")):
                times = {name: datetime.fromisoformat(one[name]) for name in ("start", "created") if name in one}
                meeting = Meeting(**{**one, **times, "ever": tuple(one["ever"])})
                self.meetings.all[meeting.id] = meeting


def _plain(meeting: Meeting) -> dict[str, Any]:
    return {**asdict(meeting), "start": meeting.start.isoformat(), "created": meeting.created.isoformat()}
