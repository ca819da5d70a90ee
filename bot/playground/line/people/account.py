"""The official account that the bot is."""

from dataclasses import dataclass

from bot.playground.line.wire import Json


@dataclass(slots=True)
class Account:
    """As GET /v2/bot/info shows it; the webhook address can be changed by API."""

    user_id: str = "U8e742f61d673b39c7fff3cecb7536ef0"
    basic_id: str = "@000madoguchi"
    display_name: str = "窓口（おためし）"
    chat_mode: str = "bot"
    mark_as_read_mode: str = "auto"
    webhook_url: str = ""

    @property
    def info(self) -> Json:
        return {
            "userId": self.user_id,
            "basicId": self.basic_id,
            "displayName": self.display_name,
            "chatMode": self.chat_mode,
            "markAsReadMode": self.mark_as_read_mode,
        }
