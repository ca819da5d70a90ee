"""The signature that LINE puts on each webhook."""

import base64
import hashlib
import hmac


def sign(channel_secret: str, body: bytes) -> str:
    """base64(HMAC-SHA256(secret, raw body)). LINE: Verify webhook signature."""
    digest = hmac.new(channel_secret.encode(), body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()
