"""LINE's webhooks as LINE posts them."""

import base64
import hashlib
import hmac
import json
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.make import WEDNESDAY

SECRET, OLD_SECRET = "8c570fa6dd201bb328f1c1eac23a96d8", "0" * 32

TARO, HANAKO = "U" + "1" * 32, "U" + "2" * 32

AT = int(WEDNESDAY.timestamp() * 1000)

FORM = "application/json; charset=utf-8"


def event(number: int, text: str = "予約", user: str = TARO, **changes: Any) -> dict[str, Any]:
    return {
        "type": "message",
        "message": {"type": "text", "id": str(number), "text": text},
        "webhookEventId": f"e{number}",
        "deliveryContext": {"isRedelivery": False},
        "timestamp": AT + number,
        "source": {"type": "user", "userId": user},
        "replyToken": f"token-{number}",
        "mode": "active",
        **changes,
    }


def webhook(*events: Any) -> bytes:
    return json.dumps({"destination": "U0", "events": list(events)}, ensure_ascii=False).encode()


def signed(body: bytes, secret: str = SECRET) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def post(web: FlaskClient, body: bytes, signature: str | None = None, name: str = "X-Line-Signature") -> TestResponse:
    signature = signed(body) if signature is None else signature
    return web.post("/line/webhook", data=body, content_type=FORM, headers={name: signature})
