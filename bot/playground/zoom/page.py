"""/playground/zoom: the rooms of the local Zoom, a door to knock at, and what may go wrong."""

from urllib.parse import urlsplit

import httpx
from flask import Blueprint, Response, jsonify, render_template, request

from bot.adapters.network.http_client import trusted
from bot.playground.page.chat_page import CONTENT_SECURITY_POLICY
from bot.playground.page.line_door import LOOPBACK
from bot.playground.page.same_site import refuse_other_sites
from bot.ports.context import Process
from bot.settings import ZoomSettings

TIMEOUT = httpx.Timeout(10.0, connect=2.0)


def door(zoom: ZoomSettings | None) -> httpx.Client | None:
    """Open the way to the control of Zoom's stand-in, if it runs on this machine."""
    address = urlsplit(zoom.api_url if zoom else "")
    if address.hostname not in LOOPBACK:
        return None
    control = f"{address.scheme}://{address.netloc}/control/"
    return httpx.Client(base_url=control, timeout=TIMEOUT, trust_env=False, verify=trusted())


def blueprint(process: Process, client: httpx.Client | None) -> Blueprint:
    """Give the page and the way to the control; 404 where there is none."""
    routes = Blueprint("zoom_page", __name__, url_prefix="/playground/zoom", template_folder="../templates")
    routes.before_request(refuse_other_sites)
    routes.after_request(_with_policy)

    @routes.get("")
    def page() -> tuple[str, int]:
        return render_template(
            "zoom.html", office=process.files.office, near=client is not None
        ), 404 if client is None else 200

    @routes.route("/api/<path:rest>", methods=["GET", "POST", "DELETE"])
    def hand_on(rest: str) -> Response | tuple[Response, int]:
        if client is None:
            return jsonify(error="ZOOM_API_URL がこの機械のアドレスではないので、操作できません"), 404
        try:
            answer = client.request(request.method, rest, content=request.get_data())
        except httpx.HTTPError:
            return jsonify(error="Zoom の代わりに届きません"), 502
        return Response(answer.content, answer.status_code, content_type=answer.headers.get("Content-Type"))

    return routes


def _with_policy(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = "; ".join(CONTENT_SECURITY_POLICY)
    return response
