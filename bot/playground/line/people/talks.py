"""What a talk shows: who wrote what, when, and whether it arrived."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.playground.line.wire import Json

_KEPT = 2_000  # entries of one talk


@dataclass(frozen=True, slots=True)
class Entry:
    """One message in a talk.

    who        "user" or "bot"
    author     the user's id when a user wrote it
    via        "user", "reply", "push" or "multicast"
    delivered  False when LINE accepted a message that the person doesn't get (blocked, no friend)
    """

    id: str
    who: str
    message: Json
    at: datetime
    via: str
    author: str | None = None
    quote_token: str = ""
    read: bool = False
    delivered: bool = True
    unsent: bool = False


@dataclass
class Talk:
    """Entries by message id, oldest first. `changed` is the world's sequence number of its last change."""

    id: str
    entries: dict[str, Entry] = field(default_factory=dict)
    dismissed: str | None = None  # the message whose quick reply was tapped away
    changed: int = 0

    def put(self, entry: Entry) -> None:
        self.entries[entry.id] = entry
        if len(self.entries) > _KEPT:
            del self.entries[next(iter(self.entries))]

    def amend(self, message_id: str, **changes: Any) -> Entry:
        self.entries[message_id] = replace(self.entries[message_id], **changes)
        return self.entries[message_id]

    def visible(self) -> Iterator[Entry]:
        """What the person sees, newest first."""
        return (entry for entry in reversed(self.entries.values()) if entry.delivered and not entry.unsent)
