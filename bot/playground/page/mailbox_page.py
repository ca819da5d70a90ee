"""/playground/mail: the mail that was sent to the mailbox of this machine."""

import httpx
from flask import Blueprint, Response, jsonify

from bot.playground.page.line_door import LOOPBACK
from bot.playground.page.same_site import refuse_other_sites


def blueprint(client: httpx.Client) -> Blueprint:
    """Give the route; `client` leads to the process that holds the mailbox, the local LINE's."""
    routes = Blueprint("mailbox_page", __name__)
    routes.before_request(refuse_other_sites)

    @routes.get("/playground/mail")
    def mail() -> Response:
        if client.base_url.host not in LOOPBACK:
            return _nothing()
        try:
            answer = client.get("mail")
            answer.raise_for_status()
        except httpx.HTTPError:
            return _nothing()
        return Response(answer.content, content_type="application/json")

    return routes


def _nothing() -> Response:
    return jsonify(available=False, mails=[])
