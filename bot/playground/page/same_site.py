"""Keeps pages of other sites from acting on the playground through the browser of who tries it out."""

from urllib.parse import urlsplit

from flask import request
from werkzeug.exceptions import Forbidden

from bot.proxies import is_loopback


def refuse_other_sites() -> None:
    """Raise Forbidden when a page of another site makes the browser ask; programs send no such headers."""
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        raise Forbidden
    origin = request.headers.get("Origin", "")  # also of browsers that do not say from which site
    if origin and urlsplit(origin).netloc != request.host:
        raise Forbidden


def refuse_other_names() -> None:
    """Raise Forbidden when we are asked for under a name that is not this machine's: another site's, led to us."""
    if not is_loopback(urlsplit(f"//{request.host}").hostname or ""):
        raise Forbidden
