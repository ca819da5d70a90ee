"""The token for Zoom's API: server-to-server OAuth, fetched by one process at a time, renewed before it ends.

Source: Zoom, "Server-to-Server OAuth": grant_type account_credentials, a token lives for an hour.
"""

import time

import httpx

from bot.adapters.network.http_client import HttpClient
from bot.adapters.zoom.errors import error_of
from bot.adapters.zoom.state import ZoomState
from bot.errors import SendError
from bot.settings import ZoomSettings

LONGEST_TOKEN_SECONDS = 3600  # seconds; Zoom's tokens live no longer
RENEWED_EARLY_SECONDS = 300  # seconds before its end at which a token is renewed
LOOKS_FOR_TOKEN = 100  # looks for the token that another process fetches
PAUSE_SECONDS = 0.1  # seconds between them


class ZoomToken:
    """Gives a token that holds."""

    def __init__(self, settings: ZoomSettings, state: ZoomState, client: HttpClient) -> None:
        self._settings, self._state, self._client = settings, state, client

    def __call__(self) -> str:
        """Give a token; SendError when none can be had."""
        token, seconds = self._state.token()
        if not token:
            return self._first()
        if seconds > RENEWED_EARLY_SECONDS or not self._state.may_renew():
            return token
        try:
            return self._fetch()
        except SendError:
            return token  # it still holds for a while

    def refused(self, token: str) -> None:
        """Forget a token that Zoom refused."""
        self._state.drop_token(token)

    def _first(self) -> str:
        for _ in range(LOOKS_FOR_TOKEN):
            if self._state.may_renew():
                return self._fetch()
            time.sleep(PAUSE_SECONDS)
            token = self._state.token()[0]
            if token:
                return token
        raise SendError("zoom_unknown", refused=True)

    def _fetch(self) -> str:
        """Fetch one, unless another process has done so between our look and our turn."""
        token, seconds = self._state.token()
        if token and seconds > RENEWED_EARLY_SECONDS:
            self._state.let_renew()
            return token
        try:
            return self._kept(self._answer())
        except SendError:
            self._state.let_renew()
            raise

    def _answer(self) -> httpx.Response:
        ours = self._settings
        answer = self._client.request(
            "POST",
            ours.oauth_url,
            data={"grant_type": "account_credentials", "account_id": ours.account_id},
            auth=(ours.client_id, ours.client_secret),
        )
        if answer.status_code != httpx.codes.OK:
            raise SendError("zoom_401", refused=True) if answer.is_client_error else error_of(answer)
        return answer

    def _kept(self, answer: httpx.Response) -> str:
        try:
            body = answer.json()
            token, seconds = str(body["access_token"] or ""), min(int(body["expires_in"]), LONGEST_TOKEN_SECONDS)
        except (ValueError, KeyError, TypeError, OverflowError):
            raise SendError("zoom_unknown", refused=True) from None
        if not token:
            raise SendError("zoom_unknown", refused=True)
        self._state.keep_token(token, seconds)
        return token
