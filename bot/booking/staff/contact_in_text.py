"""Whether a text names somebody's telephone number or address, which answers to seekers are to hold none of. Pure."""

import re
from collections.abc import Collection

from bot.booking.text import compatible

TELEPHONE = re.compile(r"[0-9](?:[-‐‑–—―ー() ]{0,2}[0-9]){9,12}")
ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:[.][A-Za-z0-9-]{1,63}){1,8}")


def contact_in(text: str, known: Collection[str]) -> str:
    """Give the first telephone number or address in a text that is none of those known, "" for none."""
    folded, own = compatible(text), {_key(one) for one in known}
    found = (one[0] for pattern in (TELEPHONE, ADDRESS) for one in pattern.finditer(folded))
    return next((one for one in found if _key(one) not in own), "")


def _key(text: str) -> str:
    digits = "".join(part for part in text if part.isdecimal())
    return text.casefold() if "@" in text else digits
