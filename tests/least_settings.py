"""The settings without which nothing starts."""

import base64

KEY = base64.b64encode(b"k" * 32).decode()
LEAST_SETTINGS = {
    "REDIS_URL": "redis://:geheim-redis@redis.example:6379/0",
    "SECRET_KEY": "geheim-secret-key-0123456789",
    "DATA_KEYS": f"k1:{KEY}",
    "LINE_CHANNEL_SECRET": "geheim-channel",
    "LINE_CHANNEL_ACCESS_TOKEN": "geheim-token",
}
