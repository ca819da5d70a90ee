"""Everything the local LINE remembers about people and talks, behind one lock."""

import threading
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bot.playground.line.people.people import Group, Person
from bot.playground.line.people.talks import Entry, Talk

_READ_TOKENS = 10_000


class ActRefusedError(Exception):
    """A person can't do this in LINE; the text says why."""


class World:
    """Hold `lock` over several steps that belong together; each method holds it for itself."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._changed = threading.Condition(self.lock)
        self.sequence = 0
        self.people: dict[str, Person] = {}
        self.groups: dict[str, Group] = {}
        self.talks: dict[str, Talk] = {}
        self.read_tokens: dict[str, tuple[str, str]] = {}

    def person(self, user_id: str) -> Person:
        try:
            return self.people[user_id]
        except KeyError:
            raise ActRefusedError(f"nobody has the user id {user_id}") from None

    def group(self, group_id: str) -> Group:
        try:
            return self.groups[group_id]
        except KeyError:
            raise ActRefusedError(f"no group has the id {group_id}") from None

    def require_can_write(self, user_id: str, group_id: str | None = None) -> None:
        if group_id is not None and user_id not in self.group(group_id).members:
            raise ActRefusedError("the person isn't in the group")
        if group_id is None and self.person(user_id).blocked:
            raise ActRefusedError("a person who blocks the account can't write to it")

    def put_person(self, person: Person) -> None:
        with self.lock:
            self.people[person.user_id] = person
            self.touch(person.user_id)

    def change_person(self, user_id: str, **changes: Any) -> Person:
        with self.lock:
            person = replace(self.person(user_id), **changes)
            self.put_person(person)
            return person

    def put_group(self, group: Group) -> None:
        with self.lock:
            self.groups[group.group_id] = group
            self.touch(group.group_id)

    def talk(self, talk_id: str) -> Talk:
        with self.lock:
            return self.talks.setdefault(talk_id, Talk(talk_id))

    def write(self, talk_id: str, entries: Iterable[Entry]) -> None:
        with self.lock:
            for entry in entries:
                self.talk(talk_id).put(entry)
            self.touch(talk_id)

    def remember_read_token(self, token: str, talk_id: str, message_id: str) -> None:
        with self.lock:
            self.read_tokens[token] = (talk_id, message_id)
            if len(self.read_tokens) > _READ_TOKENS:
                del self.read_tokens[next(iter(self.read_tokens))]

    def amend(self, talk_id: str, message_id: str, **changes: Any) -> None:
        with self.lock:
            if message_id not in self.talk(talk_id).entries:
                raise ActRefusedError(f"the talk has no message {message_id}")
            self.talk(talk_id).amend(message_id, **changes)
            self.touch(talk_id)

    def touch(self, talk_id: str) -> None:
        with self.lock:
            self.sequence += 1
            self.talk(talk_id).changed = self.sequence
            self._changed.notify_all()

    def changes(self, since: int, wait_seconds: float = 0.0) -> tuple[int, list[str]]:
        """The sequence number and the talks changed after `since`, waited for when there is none."""
        with self.lock:
            self._changed.wait_for(lambda: self.sequence > since, wait_seconds)
            return self.sequence, [talk.id for talk in self.talks.values() if talk.changed > since]
