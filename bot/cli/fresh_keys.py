"""Fresh secrets for an office's environment."""

import base64
import secrets
from datetime import UTC, datetime


def data_key(name: str = "") -> str:
    """Give one entry of DATA_KEYS: a name, by default of today, and 32 random bytes."""
    return f"{name or f'k{datetime.now(UTC):%Y%m%d}'}:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def secret() -> str:
    """Give 256 bits of randomness as text."""
    return secrets.token_urlsafe(32)
