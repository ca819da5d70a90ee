"""A rich menu, and a picture that is nothing but its head."""

import struct
from typing import Any

from bot.playground.line.people.pictures import DOT


def menu(**more: Any) -> dict[str, Any]:
    area = {
        "bounds": {"x": 0, "y": 0, "width": 1250, "height": 843},
        "action": {"type": "message", "label": "予約", "text": "予約"},
    }
    shape = {"size": {"width": 2500, "height": 843}, "selected": True, "name": "main"}
    return {**shape, "chatBarText": "メニュー", "areas": [area], **more}


def png(width: int = 2500, height: int = 843) -> bytes:
    return DOT[:16] + struct.pack(">II", width, height) + DOT[24:]
