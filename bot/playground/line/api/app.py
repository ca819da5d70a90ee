"""The local LINE over HTTP: the Messaging API, and the control of the people who use it."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, Response, request

from bot.playground.line.api.answers import NOT_FOUND, REQUEST_ID, Answer
from bot.playground.line.api.calls import Call
from bot.playground.line.api.routes import Route
from bot.playground.line.control.routes import create_control
from bot.playground.line.people.identifiers import request_id
from bot.playground.line.platform import Platform
from bot.playground.line.wire import compact

DROP = "madoguchi.drop"
"""In the WSGI environment: what tells the server to close the connection without the answer."""


def create_platform_app(platform: Platform) -> Flask:
    app = Flask("bot.playground.line.platform")
    app.register_blueprint(_messaging_api(platform))
    app.register_blueprint(create_control(platform))
    app.register_error_handler(404, _not_found)
    app.register_error_handler(405, _not_found)
    return app


def _messaging_api(platform: Platform) -> Blueprint:
    api = Blueprint("messaging_api", __name__, url_prefix="/v2/bot")
    for route in platform.routes():
        view = _view(platform, route)
        api.add_url_rule(route.path, f"{route.method} {route.path}".replace(".", "_"), view, methods=[route.method])
    return api


def _view(platform: Platform, route: Route) -> Any:
    def view(**args: str) -> Response:
        answer = platform.gate.answer(_call(route, platform.clock(), args), route.act)
        if answer.dropped and DROP in request.environ:
            request.environ[DROP]()
        return _response(answer)

    return view


def _call(route: Route, at: datetime, args: dict[str, str]) -> Call:
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Call(route.name, route.method, request.path, request_id(), at, headers, args, request.get_data())


def _response(answer: Answer) -> Response:
    return Response(answer.payload, answer.status, dict(answer.headers), content_type=answer.content_type)


def _not_found(_error: Exception) -> Response:
    headers = {REQUEST_ID: request_id()}
    return Response(compact({"message": NOT_FOUND}), 404, headers, content_type="application/json")
