"""The meetings of a local Zoom, by host, with what its limits allow."""

import secrets
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.playground.zoom.answers import ZoomError, daily, no_meeting, no_user, not_valid
from bot.playground.zoom.wanted import Wanted, read_wanted

MOST_A_DAY = 100


@dataclass(frozen=True)
class Meeting:
    """One meeting; `deleted` ones are kept for the page. `versions` counts creation and changes."""

    id: int
    host: str
    topic: str
    agenda: str
    start: datetime
    minutes: int
    passcode: str
    settings: dict[str, Any] = field(default_factory=dict)
    deleted: bool = False
    versions: int = 1
    ever: tuple[str, ...] = ()
    created: datetime = datetime(2020, 1, 1, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.minutes)


class Meetings:
    """All of them. `hosts` are the users of the account."""

    def __init__(self, hosts: Sequence[str], clock: Callable[[], datetime]) -> None:
        self.hosts, self._clock = tuple(hosts), clock
        self._lock = threading.RLock()
        self.refused: dict[str, ZoomError] = {}  # hosts for whom nothing is done, and what is answered
        self.all: dict[int, Meeting] = {}
        self.used: Counter[tuple[str, str]] = Counter()

    def create(self, host: str, body: dict[str, Any]) -> Meeting:
        with self._lock:
            wanted = read_wanted(body)
            self._count(self.user(host))
            if not wanted.start or not wanted.passcode:
                raise not_valid("Validation Failed.")
            made = Meeting(
                id=self._new_id(),
                host=host,
                topic=wanted.topic or "",
                agenda=wanted.agenda or "",
                start=wanted.start,
                minutes=wanted.minutes or 60,
                passcode=wanted.passcode,
                settings=wanted.settings,
                ever=(wanted.passcode,),
                created=self._clock(),
            )
            self.all[made.id] = made
            return made

    def change(self, meeting: str, body: dict[str, Any]) -> Meeting:
        with self._lock:
            before, wanted = self.get(meeting), read_wanted(body)
            self._count(before.host)
            after = _changed(before, wanted)
            self.all[after.id] = after
            return after

    def delete(self, meeting: str) -> None:
        with self._lock:
            before = self.get(meeting)
            self.all[before.id] = replace(before, deleted=True)

    def get(self, meeting: str) -> Meeting:
        found = self.all.get(int(meeting)) if meeting.isdecimal() else None
        if not found or found.deleted:
            raise no_meeting(meeting)
        return found

    def of(self, host: str) -> list[Meeting]:
        """Give the meetings of a host that are not over, by start."""
        now, user = self._clock(), self.user(host)
        return sorted((one for one in self.live() if one.host == user and one.end > now), key=lambda one: one.start)

    def live(self) -> list[Meeting]:
        with self._lock:
            return [one for one in self.all.values() if not one.deleted]

    def user(self, host: str) -> str:
        if host == "me":  # a server-to-server app has no user of its own
            raise ZoomError(400, 4700, "Invalid access token, does not contain scopes.")
        if host not in self.hosts:
            raise no_user(host)
        if host in self.refused:
            raise self.refused[host]
        return host

    def left(self, host: str) -> int:
        return max(0, MOST_A_DAY - self.used[host, self._today()])

    def use_up(self, host: str) -> None:
        """Let the host's day be over."""
        self.used[host, self._today()] = MOST_A_DAY

    def _count(self, host: str) -> None:
        if not self.left(host):
            raise daily()
        self.used[host, self._today()] += 1

    def _today(self) -> str:
        return f"{self._clock().astimezone(UTC):%F}"

    def _new_id(self) -> int:
        while (one := 80_000_000_000 + secrets.randbelow(9_999_999_999)) in self.all:
            pass
        return one


def _changed(before: Meeting, wanted: Wanted) -> Meeting:
    passcode = wanted.passcode or before.passcode
    return replace(
        before,
        topic=wanted.topic or before.topic,
        agenda=wanted.agenda or before.agenda,
        start=wanted.start or before.start,
        minutes=wanted.minutes or before.minutes,
        passcode=passcode,
        settings={**before.settings, **wanted.settings},
        versions=before.versions + 1,
        ever=(*before.ever, passcode),
    )
