"""Reply tokens. LINE: Messaging API reference, Send reply message, Reply token."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.playground.line.people.identifiers import reply_token

AFTER_DELIVERY = timedelta(minutes=1)
AFTER_EVENT = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class ReplyToken:
    token: str
    talk: str
    happened: datetime
    delivered: datetime | None = None

    def usable(self, now: datetime) -> bool:
        if self.delivered is None or now - self.happened > AFTER_EVENT:
            return False
        return now - self.delivered <= AFTER_DELIVERY


class ReplyTokens:
    """The unused tokens, oldest first. Callers hold the world's lock."""

    def __init__(self) -> None:
        self.unused: dict[str, ReplyToken] = {}

    def issue(self, talk: str, happened: datetime) -> str:
        self._forget_before(happened - AFTER_EVENT)
        token = ReplyToken(reply_token(), talk, happened)
        self.unused[token.token] = token
        return token.token

    def adopt(self, token: str, talk: str, happened: datetime) -> None:
        """A token of an event that somebody wrote by hand."""
        self.unused.setdefault(token, ReplyToken(token, talk, happened))

    def delivered(self, token: str, now: datetime) -> None:
        """The webhook that carries it sets out, for the first time or again."""
        if token in self.unused:
            self.unused[token] = replace(self.unused[token], delivered=now)

    def find(self, token: str, now: datetime) -> ReplyToken | None:
        found = self.unused.get(token)
        return found if found and found.usable(now) else None

    def spend(self, token: str) -> None:
        del self.unused[token]

    def _forget_before(self, limit: datetime) -> None:
        while self.unused and (oldest := next(iter(self.unused.values()))).happened < limit:
            del self.unused[oldest.token]
