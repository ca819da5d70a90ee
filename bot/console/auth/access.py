"""The gate of the console: who is signed in, what the role allows, CSRF, and what every answer carries."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, g, redirect, request, session, url_for
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import BadRequest, Forbidden, ServiceUnavailable
from werkzeug.wrappers import Response as AnyResponse

from bot.console.auth.roles import Action, may
from bot.console.auth.session import PASSIVE
from bot.console.page_context import account_of_session, here, inside, is_fresh, me, ours, seconds_left, signed_in

CONTENT_SECURITY_POLICY = (
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
)
HEADERS = {
    "Content-Security-Policy": "; ".join(CONTENT_SECURITY_POLICY),
    "Referrer-Policy": "same-origin",  # the CSRF check looks at it; nothing goes to other places
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}

FORM_TYPE = "application/x-www-form-urlencoded"

View = TypeVar("View", bound=Callable[..., Any])
csrf = CSRFProtect()
pages = Blueprint(
    "console",
    __name__,
    url_prefix="/staff",
    template_folder="../templates",
    static_folder="../static",
    static_url_path="/static",
)


@dataclass(frozen=True)
class Need:
    """What a route asks for. action None = anybody; passive = a page that refreshes itself."""

    action: Action | None
    fresh: bool = False
    passive: bool = False


def needs(action: Action | None, *, fresh: bool = False, passive: bool = False) -> Callable[[View], View]:
    """Declare what a route asks for; a route that declares nothing is closed to all."""

    def declared(view: View) -> View:
        view.need = Need(action, fresh, passive)  # type: ignore[attr-defined]  # a function takes any
        return view

    return declared


def need_of(endpoint: str) -> Need | None:
    """Give what a route asks for, None when it declares nothing."""
    return getattr(current_app.view_functions[endpoint], "need", None)


@pages.before_request
def guard() -> AnyResponse | None:
    """Let nobody past who may not."""
    if request.endpoint == "console.static":
        return None
    if ours().down:
        raise ServiceUnavailable
    need = need_of(request.endpoint or "")
    if need is None:
        raise Forbidden
    if request.mimetype not in ("", FORM_TYPE):
        raise BadRequest  # Flask-WTF would read JSON and files, too, past what `request.form` shows to the limits
    answer = _for_staff(need) if need.action else None
    if answer is None:
        if request.is_secure and request.method == "POST" and not _came_from_us():
            raise BadRequest
        csrf.protect()
    return answer


def _came_from_us() -> bool:
    """Say whether a form was sent from a page of ours: of the address that was asked, or of PUBLIC_URL.

    A proxy may ask us by another name, or without the port.
    """
    sent, public = urlsplit(request.referrer or ""), urlsplit(here().process.public_url)
    return sent.scheme == "https" and sent.netloc in {request.host, public.netloc}


def _for_staff(need: Need) -> AnyResponse | None:
    staff = signed_in()
    if not staff or not need.action:
        locked = ours().locked and account_of_session()
        if "HX-Request" in request.headers:  # a part that refreshes itself must not show the sign-in within a page
            if locked:
                return Response("", 401, {"X-Locked": "1"})
            return Response("", 401, {"HX-Redirect": url_for("console.sign_in", next=_page_of("HX-Current-URL"))})
        place = request.path if request.method == "GET" else _page_of("Referer")
        return redirect(url_for("console.unlock" if locked else "console.sign_in", next=place), 303)
    g.staff = staff
    if need.passive:
        dict.__setitem__(ours(), PASSIVE, True)
    if not may(staff.role, need.action):
        raise Forbidden
    if need.fresh and not is_fresh():
        place = request.path if request.method == "GET" else inside(request.form.get("back", ""))
        return redirect(url_for("console.again", next=place), 303)
    return None


def _page_of(header: str) -> str | None:
    """Give the page from which something was asked, None unless it is one of ours."""
    return inside(urlsplit(request.headers.get(header, "")).path) or None


@pages.after_request
def with_headers(response: Response) -> Response:
    """Put our headers on every answer; files of ours may be kept."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if g.get("staff"):
        response.headers["X-Seconds-Left"] = str(seconds_left(passive=bool(session.get(PASSIVE))))
    if request.endpoint == "console.static" and response.status_code < 400:
        response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def is_me(staff_id: str) -> bool:
    """Say whether an account is the one that is signed in."""
    return me().id == staff_id
