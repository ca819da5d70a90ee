"""The account at LINE, as a check looks at it. Messaging API reference, "Bot", "Webhook settings", "Message quota"."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime

from bot.adapters.line.calls import LineCalls, quota_of
from bot.adapters.line.sdk import messaging
from bot.errors import SendError
from bot.ports.line import AccountSeen, WebhookSeen, WebhookTried

NONE_SET = "http_404"


class LineAccount(LineCalls):
    """Implements bot.ports.line.Account. Every method raises SendError."""

    def seen(self) -> AccountSeen:
        """Ask who the account is."""
        answer = self._done(self._api.get_bot_info_with_http_info)
        found = answer.data
        return AccountSeen(found.display_name, found.basic_id, found.chat_mode == "chat", _told_time(answer.headers))

    def webhook(self) -> WebhookSeen:
        """Ask where LINE delivers to."""
        try:
            found = self._done(self._api.get_webhook_endpoint)
        except SendError as error:
            if error.reason == NONE_SET:
                return WebhookSeen("", is_on=False)
            raise
        return WebhookSeen(found.endpoint, is_on=bool(found.active))

    def set_webhook(self, address: str) -> None:
        """Let LINE deliver to another address."""
        self._done(self._api.set_webhook_endpoint, messaging().SetWebhookEndpointRequest(endpoint=address))

    def try_webhook(self, address: str) -> WebhookTried:
        """Let LINE deliver a webhook without events."""
        found = self._done(self._api.test_webhook_endpoint, messaging().TestWebhookEndpointRequest(endpoint=address))
        return WebhookTried(bool(found.success), int(found.status_code or 0), str(found.reason or ""))

    def quota(self) -> tuple[int | None, int]:
        """Ask for the month's limit of messages, None for no limit, and how many were used."""
        return quota_of(self._api, self._done)


def _told_time(headers: Mapping[str, str] | None) -> datetime | None:
    for name, value in (headers or {}).items():
        if name.lower() == "date":
            with suppress(ValueError):
                return parsedate_to_datetime(value)
    return None
