"""Identifiers in the shapes that LINE gives them."""

import secrets
import uuid
from datetime import datetime

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def ulid(at: datetime) -> str:
    """26 characters: 48 bits of Unix milliseconds, then 80 random bits, in Crockford's base 32."""
    value = milliseconds(at) << 80 | secrets.randbits(80)
    return "".join(_CROCKFORD[value >> shift & 31] for shift in range(125, -1, -5))


def user_id() -> str:
    return "U" + secrets.token_hex(16)


def group_id() -> str:
    return "C" + secrets.token_hex(16)


def reply_token() -> str:
    return secrets.token_hex(16)


def message_id() -> str:
    return str(500_000_000_000_000_000 + secrets.randbelow(10**17))


def opaque_token() -> str:
    """A quote token or a mark-as-read token."""
    return secrets.token_urlsafe(36)


def request_id() -> str:
    return str(uuid.UUID(bytes=secrets.token_bytes(16), version=4))


def rich_menu_id() -> str:
    return "richmenu-" + secrets.token_hex(16)
