"""The echo bot of line-bot-sdk's README, which replies within the request; only its addresses come from outside."""

import os

from flask import Flask, abort, request
from linebot.v3 import WebhookHandler
from linebot.v3.exceptions import InvalidSignatureError
from linebot.v3.messaging import ApiClient, Configuration, MessagingApi, ReplyMessageRequest, TextMessage
from linebot.v3.webhooks import MessageEvent, TextMessageContent


def web_app() -> Flask:
    """Build the application; gunicorn calls this in each of its workers."""
    app = Flask(__name__)
    configuration = Configuration(access_token="token", host=os.environ["LINE_API_URL"])  # noqa: S106 - of no account
    handler = WebhookHandler(os.environ["LINE_CHANNEL_SECRET"])

    @app.post("/line/webhook")
    def callback() -> str:
        try:
            handler.handle(request.get_data(as_text=True), request.headers["X-Line-Signature"])
        except InvalidSignatureError:
            abort(400)
        return "OK"

    @handler.add(MessageEvent, message=TextMessageContent)  # type: ignore[untyped-decorator]  # the SDK's has no types
    def handle_message(event: MessageEvent) -> None:
        with ApiClient(configuration) as api_client:
            MessagingApi(api_client).reply_message_with_http_info(
                ReplyMessageRequest(
                    replyToken=event.reply_token,
                    messages=[TextMessage(text=event.message.text, quickReply=None, quoteToken=None)],
                )
            )

    return app
