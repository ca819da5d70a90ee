"""Who is in a room, who waits before it. Nobody is let in before the host, and then the host admits each."""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.playground.zoom.meetings import Meeting, Meetings

BEFORE_HOST, WAITING, IN = "before_host", "waiting", "in"


class JoinError(Exception):
    """What Zoom's app would say."""


@dataclass(frozen=True)
class Person:
    """Somebody at a room's door or in it."""

    id: str
    name: str
    is_host: bool
    where: str
    since: datetime


Tell = Callable[[str, Meeting, Person], None]


class Rooms:
    """The rooms in use. `tell` is called for what Zoom reports."""

    def __init__(self, meetings: Meetings, clock: Callable[[], datetime], tell: Tell, at_once: int = 2) -> None:
        self._meetings, self._clock, self._tell, self._at_once = meetings, clock, tell, at_once
        self._lock = threading.RLock()
        self._people: dict[int, dict[str, Person]] = {}

    def people(self, meeting: int) -> list[Person]:
        with self._lock:
            return list(self._people.get(meeting, {}).values())

    def join(self, number: str, passcode: str, name: str, *, as_host: bool) -> Person:
        """Knock with a number and a passcode. Raises JoinError."""
        digits = "".join(part for part in number if part.isdecimal())
        meeting = self._meetings.all.get(int(digits or 0))
        if not meeting or meeting.deleted:
            raise JoinError("このミーティングIDは有効ではありません。")
        if passcode.strip() != meeting.passcode:
            raise JoinError("パスコードが違います。")
        with self._lock:
            where = IN if as_host else self._door(meeting)
            if as_host:
                self._check_host(meeting)
            person = Person(secrets.token_hex(8), name, as_host, where, self._clock())
            self._put(meeting, person)
            if as_host:
                self._host_came(meeting)
        return person

    def admit(self, number: int, person: str) -> None:
        with self._lock:
            meeting, one = self._find(number, person)
            if one.where != WAITING:
                raise JoinError("待合室にいません。")
            self._put(meeting, replace(one, where=IN, since=self._clock()))

    def leave(self, number: int, person: str) -> None:
        with self._lock:
            meeting, one = self._find(number, person)
            del self._people[number][person]
        if one.where == IN:
            self._tell("meeting.participant_left", meeting, one)

    def _door(self, meeting: Meeting) -> str:
        host_is_in = any(one.is_host for one in self.people(meeting.id))
        if not host_is_in and not meeting.settings.get("join_before_host"):
            return BEFORE_HOST
        return WAITING if meeting.settings.get("waiting_room") else IN

    def _check_host(self, meeting: Meeting) -> None:
        running = {
            number
            for number, people in self._people.items()
            if number != meeting.id and self._meetings.all[number].host == meeting.host
            if any(one.is_host for one in people.values())
        }
        if len(running) >= self._at_once:
            raise JoinError("この担当者は、別のミーティングを開いています。")

    def _host_came(self, meeting: Meeting) -> None:
        for one in self.people(meeting.id):
            if one.where == BEFORE_HOST:
                self._put(meeting, replace(one, where=self._door(meeting), since=self._clock()))

    def _put(self, meeting: Meeting, person: Person) -> None:
        self._people.setdefault(meeting.id, {})[person.id] = person
        event = {IN: "meeting.participant_joined", WAITING: "meeting.participant_joined_waiting_room"}
        if person.where in event:
            self._tell(event[person.where], meeting, person)

    def _find(self, number: int, person: str) -> tuple[Meeting, Person]:
        found = self._people.get(number, {}).get(person)
        if not found:
            raise JoinError("その人はいません。")
        return self._meetings.all[number], found
