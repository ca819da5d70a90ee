"""What we use of line-bot-sdk, imported without its asyncio clients and the interface before version 3."""

from functools import cache
from importlib import import_module
from typing import Any

from bot.adapters.libraries.late_checks import checked_when_called
from bot.adapters.libraries.unused_imports import bare, unused

MESSAGING = "linebot.v3.messaging"
UNUSED = (
    *("linebot.api", "linebot.async_api", "linebot.http_client", "linebot.async_http_client", "linebot.webhook"),
    *("linebot.v3.webhook", f"{MESSAGING}.async_api_client"),
    *(f"{MESSAGING}.api.async_messaging_api", f"{MESSAGING}.api.async_messaging_api_blob"),
)

with unused(*UNUSED, f"{MESSAGING}.models"), bare(MESSAGING):
    from linebot.v3.messaging.api_client import ApiClient
    from linebot.v3.messaging.configuration import Configuration

__all__ = ["ApiClient", "Configuration", "messaging"]


@cache
def messaging() -> Any:
    """Give its calls and the 250 models of what they take and give: 8 MB, which take half a second to import.

    Who sends a body that is ready does without; a process that forks asks before.
    """
    with unused(*UNUSED), checked_when_called():
        return import_module(MESSAGING)
