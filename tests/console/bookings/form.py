"""The form with which staff enter a booking."""

import re

from tests.console.office import Browser

PATH, FRIDAY = "/staff/bookings/new", "2026-12-04T10:00:00+09:00"

GOOD = {
    "way": "by_telephone",
    "name": "山田 太郎",
    "number": "13010-12345678",
    "telephone": "090-1234-5678",
    "email": "",
    "purpose": "consultation",
    "support": "none",
    "time": FRIDAY,
    "agreed": "read_aloud",
    "consent": "y",
}


def saves(clerk: Browser, **changes: str) -> Browser:
    """Open the form, fill it, send it as the page would."""
    clerk.opens(PATH)
    hidden = {name: re.search(rf'name="{name}"[^>]*value="([^"]+)"', clerk.page)[1] for name in ("once", "terms")}
    return clerk.posts(PATH, **{**GOOD, **hidden, **changes})
