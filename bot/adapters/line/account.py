"""The account at LINE, as a check looks at it. Messaging API reference, "Bot", "Webhook settings", "Message quota"."""

from bot.adapters.line.calls import LineCalls
from bot.adapters.line.client import QUOTA, USED, month_of, understood
from bot.errors import SendError
from bot.ports.line import AccountSeen, WebhookSeen, WebhookTried

WEBHOOK = "/v2/bot/channel/webhook/endpoint"
NONE_SET = "http_404"


class LineAccount(LineCalls):
    """Implements bot.ports.line.Account. Every method raises SendError."""

    def seen(self) -> AccountSeen:
        """Ask who the account is."""
        return understood(
            lambda told: AccountSeen(str(told["displayName"]), str(told["basicId"]), told["chatMode"] == "chat"),
            self._done("GET", "/v2/bot/info"),
        )

    def webhook(self) -> WebhookSeen:
        """Ask where LINE delivers to."""
        try:
            answer = self._done("GET", WEBHOOK)
        except SendError as error:
            if error.reason == NONE_SET:
                return WebhookSeen("", is_on=False)
            raise
        return understood(lambda told: WebhookSeen(str(told["endpoint"]), is_on=told["active"] is True), answer)

    def set_webhook(self, address: str) -> None:
        """Let LINE deliver to another address."""
        self._done("PUT", WEBHOOK, {"endpoint": address})

    def try_webhook(self, address: str) -> WebhookTried:
        """Let LINE deliver a webhook without events."""
        return understood(
            lambda told: WebhookTried(told.get("success") is True, int(told["statusCode"]), str(told["reason"])),
            self._done("POST", "/v2/bot/channel/webhook/test", {"endpoint": address}),
        )

    def quota(self) -> tuple[int | None, int]:
        """Ask for the month's limit of messages, None for no limit, and how many were used."""
        return understood(month_of, self._done("GET", QUOTA), self._done("GET", USED))
