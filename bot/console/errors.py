"""What staff see when something went wrong: a page of the console in plain words, whatever the place it happened."""

from flask import Response, g, make_response, render_template, request, session
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from bot.console.auth.access import HEADERS, pages
from bot.console.auth.session import ROOM
from bot.console.page_context import here, ours, signed_in, word
from bot.errors import StoreDownError

KNOWN = frozenset({400, 403, 404, 405, 409, 413, 429, 503})
OF_SECURITY = frozenset({400, 403, 413, 429})  # no token or a forged one, not for this role, too large, too often


def is_ours() -> bool:
    """Say whether a request is for the console, even where there is no page."""
    return request.path == ROOM or request.path.startswith(f"{ROOM}/")


@pages.errorhandler(HTTPException)
def refused(error: HTTPException) -> Response:
    """Show what went wrong, in words, without any detail."""
    code = error.code or 500
    known = code if code in KNOWN else 500
    if code in OF_SECURITY:
        _note(code)
    g.staff = _staff() if known < 500 else None
    key = f"error.why_{g.get('why', '')}"
    why = word(key) if f"console.{key}" in here().words else ""
    answer = make_response(render_template("console/error.html", code=code, known=known, why=why), code)
    told = [(name, value) for name, value in error.get_headers() if name not in ("Content-Type", "Location")]
    answer.headers.update([*HEADERS.items(), *told])  # such as Allow
    return answer


def _note(code: int) -> None:
    """Log that somebody was held back, by whose session and at which route, and nothing of what was sent."""
    rule = request.url_rule
    here().process.log(
        "console_refused",
        status=code,
        method=request.method,
        route=rule.rule if rule else "",
        account=session.get("staff", ""),
    )


def store_down(reason: str) -> Response:
    """Say that Redis does not do its work, and why if staff can say it on; nothing is asked of it for this page."""
    ours().down = True
    g.why = reason
    return refused(ServiceUnavailable())


def _staff() -> object:
    try:
        return g.get("staff") or signed_in()
    except StoreDownError:
        return None
