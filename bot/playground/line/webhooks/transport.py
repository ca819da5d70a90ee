"""The way webhooks take to the bot."""

from collections.abc import Callable, Mapping

import httpx

from bot.adapters.network.http_client import trusted

Deliver = Callable[[bytes, Mapping[str, str]], int | None]
"""Takes the raw body and the headers; gives the status, None for no answer in time, 0 for no connection."""

TIMEOUT_SECONDS = 2.0
NO_CONNECTION = 0


class HttpTransport:
    """Posts to the address that `url` names at that moment."""

    def __init__(self, url: Callable[[], str], seconds: float = TIMEOUT_SECONDS) -> None:
        self._url = url
        limits = httpx.Limits(max_connections=256, max_keepalive_connections=64)
        self._client = httpx.Client(timeout=seconds, limits=limits, trust_env=False, verify=trusted())

    def __call__(self, body: bytes, headers: Mapping[str, str]) -> int | None:
        try:
            return self._client.post(self._url(), content=body, headers=dict(headers)).status_code
        except httpx.TimeoutException:
            return None
        except (httpx.HTTPError, httpx.InvalidURL):
            return NO_CONNECTION

    def close(self) -> None:
        self._client.close()
