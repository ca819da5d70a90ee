"""What we use of line-bot-sdk, imported without its asyncio clients and the interface before version 3."""

from bot.adapters.unused_imports import unused

UNUSED = (
    *("linebot.api", "linebot.async_api", "linebot.http_client", "linebot.async_http_client", "linebot.webhook"),
    *("linebot.v3.webhook", "linebot.v3.messaging.async_api_client"),
    *("linebot.v3.messaging.api.async_messaging_api", "linebot.v3.messaging.api.async_messaging_api_blob"),
)

with unused(*UNUSED):
    from linebot.v3.messaging import (
        ApiClient,
        Configuration,
        CreateRichMenuAliasRequest,
        MessagingApi,
        MessagingApiBlob,
        RichMenuBulkLinkRequest,
        RichMenuBulkUnlinkRequest,
        RichMenuRequest,
        SetWebhookEndpointRequest,
        TestWebhookEndpointRequest,
        UpdateRichMenuAliasRequest,
    )

__all__ = [
    "ApiClient",
    "Configuration",
    "CreateRichMenuAliasRequest",
    "MessagingApi",
    "MessagingApiBlob",
    "RichMenuBulkLinkRequest",
    "RichMenuBulkUnlinkRequest",
    "RichMenuRequest",
    "SetWebhookEndpointRequest",
    "TestWebhookEndpointRequest",
    "UpdateRichMenuAliasRequest",
]
