"""/playground/clock: shows and moves the time that every process of this playground sees."""

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, jsonify, request

from bot.adapters.redis.clock import MovableClock
from bot.booking.schedule.opening import TOKYO
from bot.playground.page.same_site import refuse_other_sites

FARTHEST = timedelta(days=3660)


def blueprint(clock: MovableClock) -> Blueprint:
    """Give the clock's routes."""
    routes = Blueprint("clock", __name__)
    routes.before_request(refuse_other_sites)

    @routes.get("/playground/clock")
    def show() -> Response:
        offset = clock.offset().total_seconds()
        return jsonify(now=clock.now().astimezone(TOKYO).isoformat(), offset_seconds=offset)

    @routes.post("/playground/clock")
    def move() -> tuple[Response, int] | Response:
        body = request.get_json(force=True, silent=True)
        try:
            _move(clock, body)
        except (KeyError, TypeError, ValueError, OverflowError):
            return jsonify(error='{"advance_seconds": 秒} か {"to": "2026-12-01T17:00:00+09:00"} を送ってください'), 400
        return show()

    return routes


def _move(clock: MovableClock, body: object) -> None:
    if not isinstance(body, dict):
        raise TypeError
    if "to" in body:
        moment = datetime.fromisoformat(body["to"])
        moment = moment if moment.tzinfo else moment.replace(tzinfo=TOKYO)
    else:
        moment = clock.now() + timedelta(seconds=float(body["advance_seconds"]))
    if abs(moment - datetime.now(UTC)) > FARTHEST:
        raise ValueError
    clock.move_to(moment)
