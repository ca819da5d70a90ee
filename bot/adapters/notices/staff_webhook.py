"""Posts to the chat in which staff work: an incoming webhook of Slack, Teams or LINE WORKS. No redirect is followed."""

from collections.abc import Mapping
from typing import Any

from bot.adapters.network.http_client import HttpClient
from bot.errors import SendError

ANOTHER_TRY = frozenset({408, 425, 429})  # answers below 500 that another try may change


def payload(kind: str, text: str) -> Mapping[str, Any]:
    """Give what a kind of webhook takes.

    Slack: "Sending messages using incoming webhooks"; LINE WORKS: "Incoming Webhook"; Teams: an adaptive card, as the
    workflow "Post to a channel when a webhook request is received" takes it.
    """
    if kind == "slack":
        return {"text": text}
    if kind == "lineworks":
        title, _, body = text.partition("\n")
        return {"title": title, "body": {"text": body or title}}
    blocks = [{"type": "TextBlock", "text": line, "wrap": True} for line in text.split("\n")]
    card = {"type": "AdaptiveCard", "version": "1.4", "body": blocks}
    return {
        "type": "message",
        "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}],
    }


class HttpStaffWebhook:
    """One webhook; its address is a secret and stands in no message and no log."""

    def __init__(self, url: str, kind: str, proxy: str = "") -> None:
        self._url, self._kind, self._client = url, kind, HttpClient(proxy, unanswered="timeout")

    def post(self, text: str) -> None:
        """Post one text; SendError when it was not taken."""
        answer = self._client.request("POST", self._url, json=payload(self._kind, text))
        if not 200 <= answer.status_code < 300:
            hopeless = answer.status_code < 500 and answer.status_code not in ANOTHER_TRY
            raise SendError(f"http_{answer.status_code}", permanent=hopeless, refused=True)
