"""The local Zoom over HTTP: OAuth, the Meetings API, and the control. Zoom: API reference, Meetings."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import UTC
from typing import Any

from flask import Blueprint, Flask, Response, g, jsonify, request

from bot.playground.faults import Fault
from bot.playground.line.api.app import DROP
from bot.playground.zoom.answers import ZoomError, bad_token, broken, daily, passcode_rule, per_second
from bot.playground.zoom.control import create_control
from bot.playground.zoom.meetings import Meeting
from bot.playground.zoom.passcode_rule import fits
from bot.playground.zoom.platform import ZoomPlatform

Act = Callable[..., tuple[dict[str, Any], int]]
PAGES = "from:"
LISTS = frozenset({"scheduled", "live", "upcoming", "upcoming_meetings", "previous_meetings"})
INSTEAD: dict[str, Callable[[], ZoomError]] = {
    "error_500": broken,
    "hang": broken,
    "rate_429": per_second,
    "daily_429": daily,
    "passcode_rule": passcode_rule,
    "unauthorized_401": lambda: bad_token("Invalid access token."),
}


LOCKED: dict[str, dict[str, Any]] = {  # what an account makes of every request
    "recording_on": {"settings": {"auto_recording": "cloud"}},
    "waiting_room_off": {"settings": {"waiting_room": False}},
    "before_host_on": {"settings": {"join_before_host": True}},
    "registration_on": {"settings": {"approval_type": 0}},
    "other_length": {"duration": 40},
}


def create_zoom_app(platform: ZoomPlatform) -> Flask:
    app = Flask("bot.playground.zoom")
    app.register_blueprint(_api(platform))
    app.register_blueprint(create_control(platform))
    return app


def _api(platform: ZoomPlatform) -> Blueprint:
    api, meetings = Blueprint("zoom_api", __name__), platform.meetings

    def add(path: str, method: str, name: str, act: Act) -> None:
        api.add_url_rule(path, name, lambda **args: _answer(platform, name, act, args), methods=[method])

    def create(host: str) -> tuple[dict[str, Any], int]:
        return _whole(platform, meetings.create(host, _fitting(platform))), 201

    def listed(host: str) -> tuple[dict[str, Any], int]:
        if request.args.get("type", "scheduled") not in LISTS:
            raise ZoomError(400, 300, "Invalid parameter: type.")
        return _page(platform, meetings.of(host)), 200

    def get(meeting: str) -> tuple[dict[str, Any], int]:
        return _whole(platform, meetings.get(meeting)), 200

    def change(meeting: str) -> tuple[dict[str, Any], int]:
        meetings.change(meeting, _fitting(platform))
        return {}, 204

    def delete(meeting: str) -> tuple[dict[str, Any], int]:
        meetings.delete(meeting)
        return {}, 204

    add("/oauth/token", "POST", "token", lambda: _token(platform))
    add("/v2/users/<host>/meetings", "POST", "create", create)
    add("/v2/users/<host>/meetings", "GET", "list", listed)
    add("/v2/users/<host>/settings", "GET", "settings", lambda host: _settings(platform, host))
    add("/v2/meetings/<meeting>", "GET", "get", get)
    add("/v2/meetings/<meeting>", "PATCH", "change", change)
    add("/v2/meetings/<meeting>", "DELETE", "delete", delete)
    return api


def _answer(platform: ZoomPlatform, name: str, act: Act, args: dict[str, str]) -> Response:
    fault = platform.faults.take(name)
    if fault:
        platform.stopped.wait(fault.seconds)
    try:
        if fault and fault.kind in INSTEAD:
            error = INSTEAD[fault.kind]()
            raise error
        g.locked = LOCKED.get(fault.kind, {}) if fault else {}
        body, status = _passed(platform, name, act, args)
        response = _response(body, status)
        platform.save()
    except ZoomError as error:
        response = _response(error.body, error.status)
        response.headers.update(error.headers)
    platform.log.append((name, response.status_code))
    return _spoilt(fault, response)


def _passed(platform: ZoomPlatform, name: str, act: Act, args: dict[str, str]) -> tuple[dict[str, Any], int]:
    if name != "token":
        platform.tokens.check(request.headers.get("Authorization", ""))
    if not platform.rates.allow(name, platform.clock()):
        raise per_second()
    return act(**args)


def _response(body: dict[str, Any], status: int) -> Response:
    response = jsonify(body) if body else Response(b"")
    response.status_code = status
    return response


def _spoilt(fault: Fault | None, response: Response) -> Response:
    if fault and fault.kind in ("hang", "accept_and_drop") and DROP in request.environ:
        request.environ[DROP]()
    return _response(broken().body, 500) if fault and fault.kind == "accept_then_500" else response


def _token(platform: ZoomPlatform) -> tuple[dict[str, Any], int]:
    known, form = request.authorization, request.form
    if form.get("grant_type") != "account_credentials":
        return {"reason": "unsupported grant type", "error": "unsupported_grant_type"}, 400
    client, secret = (known.username or "", known.password or "") if known else ("", "")
    if not platform.tokens.knows(form.get("account_id", ""), client, secret):
        return {"reason": "Invalid client_id or client_secret", "error": "invalid_client"}, 400
    scope = "meeting:read:list_meetings:admin meeting:write:meeting:admin"
    seconds = platform.tokens.seconds
    return {"access_token": platform.tokens.give(), "token_type": "bearer", "expires_in": seconds, "scope": scope}, 200


def _page(platform: ZoomPlatform, found: list[Meeting]) -> dict[str, Any]:
    size, first = min(request.args.get("page_size", 30, int), 300), _first(request.args.get("next_page_token", ""))
    shown, rest = found[first : first + size], len(found) > first + size
    return {
        "page_size": size,
        "total_records": len(found),
        "next_page_token": b64encode(f"{PAGES}{first + size}".encode()).decode() if rest else "",
        "meetings": [_listed(platform, one) for one in shown],
    }


def _first(token: str) -> int:
    """Read a token that only we make: it is opaque to callers."""
    if not token:
        return 0
    try:
        return int(b64decode(token, validate=True).decode().removeprefix(PAGES))
    except ValueError:
        raise ZoomError(400, 300, "The next page token is invalid or expired.") from None


def _listed(platform: ZoomPlatform, meeting: Meeting) -> dict[str, Any]:
    return {
        "id": meeting.id,
        "uuid": f"local-{meeting.id}",
        "host_id": meeting.host,
        "topic": meeting.topic,
        "agenda": meeting.agenda[:250],
        "type": 2,
        "start_time": f"{meeting.start:%Y-%m-%dT%H:%M:%SZ}",
        "timezone": "Asia/Tokyo",
        "duration": meeting.minutes,
        "created_at": f"{meeting.created.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "join_url": platform.join_url.format(id=meeting.id),
    }


def _whole(platform: ZoomPlatform, meeting: Meeting) -> dict[str, Any]:
    """With the host's own address, as Zoom gives it: nobody else may ever see it."""
    return {
        **_listed(platform, meeting),
        "agenda": meeting.agenda,
        "password": meeting.passcode,
        "start_url": f"https://zoom.example/s/{meeting.id}?zak=the-key-of-the-host",
        "settings": meeting.settings,
        "status": "waiting",
    }


def _settings(platform: ZoomPlatform, host: str) -> tuple[dict[str, Any], int]:
    platform.meetings.user(host)
    if not platform.may_read_settings:
        raise ZoomError(400, 4711, "Invalid access token, does not contain scopes:[user:read:settings:admin].")
    return {"meeting_security": {"meeting_password_requirement": platform.passcode_rule}}, 200


def _fitting(platform: ZoomPlatform) -> dict[str, Any]:
    """Give the body; ZoomError where its passcode is not as the account wants it."""
    body = _body()
    if "password" in body and not fits(platform.passcode_rule, str(body["password"])):
        raise passcode_rule()
    return body


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise ZoomError(400, 300, "Request Body should be a valid JSON object.")
    settings, locked = body.get("settings", {}), g.locked
    return {**body, **locked, "settings": {**settings, **locked.get("settings", {})}} if locked else body
