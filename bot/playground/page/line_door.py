"""/playground/line/…: the control of the local LINE, so that the browser has to do with one origin only."""

import httpx
from flask import Blueprint, Response, jsonify, request

from bot.adapters.network.http_client import trusted
from bot.playground.page.same_site import refuse_other_sites

LOOPBACK = ("127.0.0.1", "localhost", "::1")
TIMEOUT = httpx.Timeout(30.0, connect=2.0)  # longer than the control lets wait for changes


def door(line_api_url: str) -> httpx.Client:
    """Open the way to the control; proxies of the environment are none of its business."""
    return httpx.Client(base_url=f"{line_api_url}/control/", timeout=TIMEOUT, trust_env=False, verify=trusted())


def blueprint(client: httpx.Client) -> Blueprint:
    """Give the routes; they answer 404 unless LINE's stand-in runs on this machine."""
    routes = Blueprint("line_door", __name__)
    routes.before_request(refuse_other_sites)
    near = client.base_url.host in LOOPBACK

    @routes.route("/playground/line/<path:rest>", methods=["GET", "POST", "PUT", "DELETE"])
    def hand_on(rest: str) -> Response | tuple[Response, int]:
        if not near:
            return jsonify(error="LINE_API_URL がこの機械のアドレスではないので、操作できません"), 404
        try:
            return _answered(client, rest)
        except httpx.HTTPError:
            return jsonify(error="LINE の代わりに届きません"), 502

    return routes


def _answered(client: httpx.Client, rest: str) -> Response:
    content_type = {"Content-Type": request.content_type} if request.content_type else {}
    answer = client.request(
        request.method, rest, params=list(request.args.items()), content=request.get_data(), headers=content_type
    )
    return Response(answer.content, answer.status_code, content_type=answer.headers.get("Content-Type"))
