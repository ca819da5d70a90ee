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


def shown(page: str) -> dict[str, str]:
    """Give what the form would send as it stands."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and 'type="radio"' not in tag and 'type="checkbox"' not in tag:
            found[name[1]] = value[1]
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        picked = re.search(r'<option selected value="([^"]*)"', options)
        found[name] = picked[1] if picked else ""
    return {name: value for name, value in found.items() if name not in ("csrf_token", "known")}
