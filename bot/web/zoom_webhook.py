"""POST /zoom/webhook: signature on the raw bytes, the question whether the address is ours, who came and went."""

from flask import Blueprint, Response, abort, jsonify, request

from bot.adapters.zoom.inbound import VALIDATION, NotAnEventError, is_signed, presence, read, validated
from bot.ports.context import Process
from bot.service.bookings.attendance import PresenceOutcome, note_presence


def blueprint(process: Process, secret: str) -> Blueprint:
    """Give the webhook's route."""
    routes = Blueprint("zoom", __name__)

    @routes.post("/zoom/webhook")
    def receive() -> Response:
        body = request.get_data()
        if request.content_length is None and len(body) >= (request.max_content_length or 0):
            abort(413)  # a body in chunks is cut off at the limit without a word
        stamp, signature = (request.headers.get(f"x-zm-{name}", "") for name in ("request-timestamp", "signature"))
        if not is_signed(body, signature, stamp, secret, process.clock.now()):
            process.log("zoom_webhook_refused", why="signature", size=len(body))
            return Response("bad signature\n", 401, mimetype="text/plain")
        try:
            return _answer(process, body, secret)
        except NotAnEventError:
            process.log("zoom_webhook_refused", why="not an event", size=len(body))
            return Response("not an event\n", 400, mimetype="text/plain")

    return routes


def _answer(process: Process, body: bytes, secret: str) -> Response:
    event = read(body)
    if event.get("event") == VALIDATION:
        return jsonify(validated(event, secret))
    seen = presence(event, process.clock.now())
    outcome = PresenceOutcome.PASSED_OVER
    if seen:
        outcome = note_presence(process, seen.meeting, seen.action, seen.at, seen.key, is_host=seen.is_host)
    process.log("zoom_webhook", outcome=outcome.value)
    return Response("ok\n", mimetype="text/plain")
