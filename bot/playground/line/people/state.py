"""The state file: yesterday's talks, still there today."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.playground.line.api.quota import Quota
from bot.playground.line.api.reply_tokens import ReplyToken, ReplyTokens
from bot.playground.line.api.retry_keys import Accepted, RetryKeys
from bot.playground.line.people.people import Group, Person
from bot.playground.line.people.rich_menus import RichMenu, RichMenus
from bot.playground.line.people.talks import Entry, Talk
from bot.playground.line.people.world import World
from bot.playground.line.wire import Json, compact, record


@dataclass(frozen=True, slots=True)
class Memory:
    """All that outlives a restart."""

    world: World
    tokens: ReplyTokens
    keys: RetryKeys
    quota: Quota
    menus: RichMenus

    def snapshot(self) -> Json:
        """Frozen records in fresh lists, so that writing them out needs no lock."""
        with self.world.lock:
            return {
                "sequence": self.world.sequence,
                "people": list(self.world.people.values()),
                "groups": list(self.world.groups.values()),
                "talks": [_talk(talk) for talk in self.world.talks.values()],
                "read_tokens": dict(self.world.read_tokens),
                "reply_tokens": list(self.tokens.unused.values()),
                "retry_keys": list(self.keys.accepted.values()),
                "quota": {"limit": self.quota.limit, "used": dict(self.quota.used)},
                "rich_menus": list(self.menus.menus.values()),
                "aliases": dict(self.menus.aliases),
                "default_menu": self.menus.default,
            }

    def restore(self, saved: Json) -> None:
        with self.world.lock:
            self._restore_world(saved)
            self.tokens.unused = {each["token"]: record(ReplyToken, each) for each in saved["reply_tokens"]}
            self.keys.accepted = {each["key"]: record(Accepted, each) for each in saved["retry_keys"]}
            self.quota.limit, self.quota.used = saved["quota"]["limit"], saved["quota"]["used"]
            self.menus.menus = {each["id"]: record(RichMenu, each) for each in saved["rich_menus"]}
            self.menus.aliases, self.menus.default = saved["aliases"], saved["default_menu"]

    def _restore_world(self, saved: Json) -> None:
        self.world.sequence = saved["sequence"]
        self.world.people = {each["user_id"]: record(Person, each) for each in saved["people"]}
        self.world.groups = {each["group_id"]: record(Group, each) for each in saved["groups"]}
        self.world.talks = {each["id"]: _restored_talk(each) for each in saved["talks"]}
        self.world.read_tokens = {token: (place[0], place[1]) for token, place in saved["read_tokens"].items()}


def _talk(talk: Talk) -> Json:
    return {
        "id": talk.id,
        "dismissed": talk.dismissed,
        "changed": talk.changed,
        "entries": list(talk.entries.values()),
    }


def _restored_talk(saved: Json) -> Talk:
    entries = {each["id"]: record(Entry, each) for each in saved["entries"]}
    return Talk(saved["id"], entries, saved["dismissed"], saved["changed"])


class StateFile:
    """Written whole beside itself and put in place, so that it is never half there."""

    def __init__(self, path: Path, memory: Memory) -> None:
        self._path = path
        self._memory = memory
        self._writing = threading.Lock()

    def load(self) -> None:
        if self._path.exists():
            self._memory.restore(json.loads(self._path.read_bytes()))

    def save(self) -> None:
        with self._writing:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            beside = self._path.with_name(self._path.name + ".new")
            beside.touch(mode=0o600)
            beside.chmod(0o600)  # one that a crash left may be open to others
            beside.write_bytes(compact(self._memory.snapshot()))
            beside.replace(self._path)


class Saver:
    """Saves in the background, at most once a second, when something changed."""

    def __init__(self, file: StateFile, sequence: Callable[[], int], seconds: float = 1.0) -> None:
        self._file = file
        self._sequence = sequence
        self._seconds = seconds
        self._saved: Any = sequence()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="line-state", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()
        self._file.save()

    def _run(self) -> None:
        while not self._stopped.wait(self._seconds):
            if self._saved != (now := self._sequence()):
                self._file.save()
                self._saved = now
