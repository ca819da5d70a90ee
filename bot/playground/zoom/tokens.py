"""Tokens of server-to-server OAuth. Zoom: Server-to-Server OAuth."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.playground.zoom.answers import bad_token

TOKEN_SECONDS = 3599


class Tokens:
    """Those that were given out, until they end. `given` counts them."""

    def __init__(
        self, account: str, client: str, secret: str, clock: Callable[[], datetime], seconds: int = TOKEN_SECONDS
    ) -> None:
        self._known, self._clock, self.seconds = (account, client, secret), clock, seconds
        self._ends: dict[str, datetime] = {}
        self.given = 0

    def knows(self, account: str, client: str, secret: str) -> bool:
        return (account, client, secret) == self._known

    def give(self) -> str:
        token = secrets.token_urlsafe(32)
        self._ends[token] = self._clock() + timedelta(seconds=self.seconds)
        self.given += 1
        return token

    def check(self, header: str) -> None:
        token = header.removeprefix("Bearer ")
        if token not in self._ends:
            raise bad_token("Invalid access token.")
        if self._clock() >= self._ends[token]:
            raise bad_token("Access token is expired.")

    def revoke_all(self) -> None:
        self._ends = {}
