"""What reaches us from one person: one event, freed of LINE's form."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import parse_qsl, quote_plus

from bot.booking.text import bounded, joined

MAX_DATA = 300  # characters of postback data, as LINE allows
PLAIN = re.compile(r"[0-9A-Za-z_.~-]*+")  # what is quoted as it stands
ALL_PLAIN = re.compile("&".join(rf"{name}=({PLAIN.pattern})" for name in "cqvd"))  # as nearly every button's load is


class Sort(StrEnum):
    """The sorts of events that a conversation knows."""

    TEXT = "text"
    TAP = "tap"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    UNSEND = "unsend"
    STICKER = "sticker"
    MEDIA = "media"


@dataclass(frozen=True)
class Tap:
    """A button's load: which question of which conversation it belongs to, and what it answers.

    digest  of all answers shown beside a final button, so that it can't confirm other ones
    """

    conversation: str
    question: str
    value: str
    digest: str = ""

    def encode(self) -> str:
        """Give the postback data (at most 300 characters)."""
        parts = (self.conversation, self.question, self.value, self.digest)
        run, question, value, digest = parts if PLAIN.fullmatch("".join(parts)) else map(_quoted, parts)
        return f"c={run}&q={question}&v={value}&d={digest}"

    @classmethod
    def decode(cls, data: str) -> "Tap":
        """Read postback data; whatever is missing is empty, so that it is taken as an old button."""
        plain = ALL_PLAIN.fullmatch(data) if len(data) <= MAX_DATA else None
        if plain:
            return cls(*plain.groups())
        parts = dict(parse_qsl(data[:MAX_DATA], keep_blank_values=True))
        return cls(parts.get("c", ""), parts.get("q", ""), parts.get("v", ""), parts.get("d", ""))


@dataclass(frozen=True)
class Incoming:
    """One event of one person. `at` is the event's time by LINE's clock.

    A text is cut, and its times are written together, before anything reads it.
    """

    sort: Sort
    event_id: str
    at: datetime
    text: str = ""
    tap: Tap | None = None
    message_id: str = ""
    redelivered: bool = False

    def __post_init__(self) -> None:
        """Cut the text and write a time of the clock together here, so that no way of an event leads past it."""
        object.__setattr__(self, "text", joined(bounded(self.text)))


def _quoted(part: str) -> str:
    return part if PLAIN.fullmatch(part) else quote_plus(part)
