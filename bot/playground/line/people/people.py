"""The people and groups who can meet the bot."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MESSAGED_LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Person:
    user_id: str
    display_name: str
    friend: bool = False
    blocked: bool = False
    last_wrote: datetime | None = None
    rich_menu: str | None = None
    loading_until: datetime | None = None

    def receives(self, now: datetime) -> bool:
        """Whether a push arrives. LINE: Messaging API reference, Send push message."""
        lately = self.last_wrote is not None and now - self.last_wrote <= MESSAGED_LATELY
        return not self.blocked and (self.friend or lately)

    @property
    def shows_profile(self) -> bool:
        return self.friend and not self.blocked


@dataclass(frozen=True, slots=True)
class Group:
    group_id: str
    name: str
    members: tuple[str, ...] = ()
    joined: bool = True
