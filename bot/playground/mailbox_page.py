"""/playground/mail: the mail that was sent to the mailbox of this machine."""

from flask import Blueprint, Response, jsonify


def blueprint() -> Blueprint:
    """Give the route; there is no mailbox yet, and the page says so."""
    routes = Blueprint("mailbox_page", __name__)

    @routes.get("/playground/mail")
    def mail() -> Response:
        return jsonify(available=False, mails=[])

    return routes
