"""The link to a room, typed by staff: one that LINE takes, and whose host is what it looks like."""

import re

LONGEST_URL = 900  # characters; LINE takes 1000
LABEL = r"(?!xn--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"  # letters of other scripts look like ours
HOST_NAME = rf"(?:{LABEL}\.)+[a-z]{{2,63}}"  # a name: no address of numbers, and nobody's name before an @
PATH_AND_QUERY = r"(?:[/?#](?:[A-Za-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?"
LINK = re.compile(rf"https://(?P<host>(?i:{HOST_NAME}))(?::[0-9]{{1,5}})?{PATH_AND_QUERY}")
ZOOM = ("zoom.us", "zoom.com", "zoomgov.com", "zoom.example")  # the last is nobody's, and the playground's
MEETING = re.compile(r"https://[^/?#]+/(?:j|w|s|wc|wc/join)/(?P<meeting>[0-9]+)(?:[/?#].*)?")
LOOKS_LIKE = re.compile(r"z[o0]{2}m")


def is_join_url(text: str) -> bool:
    """Say whether seekers may be given this link; a host that reads like Zoom's must be Zoom's."""
    found = LINK.fullmatch(text) if len(text) <= LONGEST_URL else None
    if not found:
        return False
    return not LOOKS_LIKE.search(found["host"].lower()) or leads_to_zoom(text)


def leads_to_zoom(text: str) -> bool:
    """Say whether a link leads to a host of Zoom."""
    found = LINK.fullmatch(text)
    host = found["host"].lower() if found else ""
    return any(host == one or host.endswith(f".{one}") for one in ZOOM)


def meeting_in(text: str) -> str:
    """Give the number of the meeting that a link opens, "" where it names none."""
    found = MEETING.fullmatch(text)
    return found["meeting"] if found else ""
