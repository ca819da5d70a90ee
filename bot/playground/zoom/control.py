"""The control of the local Zoom over HTTP, for its page and for tests: rooms, joining, faults."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify, request

from bot.playground.page.same_site import refuse_other_names, refuse_other_sites
from bot.playground.zoom.meetings import Meeting
from bot.playground.zoom.passcode_rule import read_rule
from bot.playground.zoom.platform import ZoomPlatform
from bot.playground.zoom.rooms import JoinError


def create_control(platform: ZoomPlatform) -> Blueprint:
    control = Blueprint("zoom_control", __name__, url_prefix="/control")
    control.before_request(refuse_other_sites)
    control.before_request(refuse_other_names)
    control.register_error_handler(JoinError, lambda error: (jsonify(error=str(error)), 409))
    control.register_error_handler(ValueError, lambda error: (jsonify(error=str(error)), 400))
    _add_rooms(control, platform)
    _add_faults(control, platform)
    return control


def _add_rooms(control: Blueprint, platform: ZoomPlatform) -> None:
    @control.get("/rooms")
    def rooms() -> Response:
        found = sorted(platform.meetings.all.values(), key=lambda one: (one.deleted, one.start))
        return jsonify(
            now=platform.clock().isoformat(),
            rooms=[_shown(platform, one) for one in found],
            hosts=[{"id": host, "left": platform.meetings.left(host)} for host in platform.meetings.hosts],
        )

    @control.post("/join")
    def join() -> Response:
        body = _body()
        person = platform.rooms.join(
            str(body.get("meeting", "")),
            str(body.get("passcode", "")),
            str(body.get("name", "")) or "参加者",
            as_host=body.get("as") == "host",
        )
        return jsonify(id=person.id, where=person.where)

    @control.post("/admit")
    def admit() -> Response:
        platform.rooms.admit(int(_body()["meeting"]), str(_body()["person"]))
        return jsonify(done=True)

    @control.post("/leave")
    def leave() -> Response:
        platform.rooms.leave(int(_body()["meeting"]), str(_body()["person"]))
        return jsonify(done=True)


def _add_faults(control: Blueprint, platform: ZoomPlatform) -> None:
    @control.get("/faults")
    def faults() -> Response:
        return jsonify(faults=[asdict(one) for one in platform.faults.all()])

    @control.post("/faults")
    def add() -> Response:
        body = _body()
        times = body.get("times", 1)
        fault = platform.faults.add(
            str(body.get("kind", "")),
            endpoint=body.get("endpoint") or None,
            times=None if times is None else int(times),
            seconds=float(body.get("seconds", 0)),
        )
        return jsonify(asdict(fault))

    @control.delete("/faults")
    def clear() -> Response:
        platform.faults.clear()
        return jsonify(faults=[])

    @control.post("/passcode-rule")
    def passcode_rule() -> Response:
        """Let the account want passcodes of this form from now on; {} = of any form."""
        platform.passcode_rule = read_rule(_body())
        return jsonify(platform.passcode_rule)

    @control.get("/calls")
    def calls() -> Response:
        return jsonify(calls=list(platform.log), webhooks=platform.webhooks.log)


def _shown(platform: ZoomPlatform, meeting: Meeting) -> dict[str, Any]:
    people = [{**asdict(one), "since": one.since.isoformat()} for one in platform.rooms.people(meeting.id)]
    return {
        "id": meeting.id,
        "host": meeting.host,
        "topic": meeting.topic,
        "start": meeting.start.isoformat(),
        "minutes": meeting.minutes,
        "passcode": meeting.passcode,
        "waiting_room": bool(meeting.settings.get("waiting_room")),
        "deleted": meeting.deleted,
        "versions": meeting.versions,
        "people": people,
    }


def _body() -> dict[str, Any]:
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise ValueError("the body is no JSON object")
    return body
