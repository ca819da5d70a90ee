"""The control of the local LINE over HTTP, for tests and for the chat page."""

import base64
from collections.abc import Callable, Iterable
from typing import Any

from flask import Blueprint, Response, request

from bot.playground.line.control.acts import ACTS, BadActError, act
from bot.playground.line.control.inspection import people, talk, webhooks
from bot.playground.line.people.world import ActRefusedError
from bot.playground.line.platform import Platform
from bot.playground.line.webhooks.records import Redelivery
from bot.playground.line.wire import Json, compact
from bot.playground.page.same_site import refuse_other_names, refuse_other_sites

_LONGEST_WAIT = 20.0


def create_control(platform: Platform) -> Blueprint:
    control = Blueprint("control", __name__, url_prefix="/control")
    control.before_request(refuse_other_sites)
    control.before_request(refuse_other_names)
    control.register_error_handler(ActRefusedError, lambda error: _json({"error": str(error)}, 409))
    control.register_error_handler(BadActError, lambda error: _json({"error": str(error)}, 400))
    _add_acts(control, platform)
    _add_inspection(control, platform)
    _add_trouble(control, platform)
    return control


def _add_acts(control: Blueprint, platform: Platform) -> None:
    def view(name: str) -> Response:
        return _json(act(platform, name, _body()))

    def batch() -> Response:
        with platform.batch():
            done = [act(platform, str(each.get("act")), each) for each in _body().get("acts", ())]
        return _json({"done": done})

    control.add_url_rule("/batch", "batch", batch, methods=["POST"])
    control.add_url_rule(f"/<any({','.join(ACTS)}):name>", "act", view, methods=["POST"])


def _add_inspection(control: Blueprint, platform: Platform) -> None:
    def changes() -> Response:
        wait = min(_LONGEST_WAIT, request.args.get("wait", _LONGEST_WAIT, float))
        sequence, talks = platform.world.changes(request.args.get("since", 0, int), wait)
        return _json({"sequence": sequence, "talks": talks})

    _get(control, "/account", lambda: platform.account.info)
    _get(control, "/people", lambda: {"people": people(platform)})
    _get(control, "/groups", lambda: {"groups": list(platform.world.groups.values())})
    _get(control, "/calls", lambda: {"calls": _since(platform.gate.log)})
    _get(control, "/webhooks", lambda: webhooks(platform, _since(platform.courier.log)))
    _get(control, "/mail", lambda: _mailbox(platform))
    _get(control, "/faults", lambda: {"faults": platform.faults.all()})
    control.add_url_rule("/menus/<menu_id>/picture", "picture", lambda menu_id: _picture(platform, menu_id))
    control.add_url_rule("/talks/<talk_id>", "talk", lambda talk_id: _json(talk(platform, talk_id)))
    control.add_url_rule("/changes", "changes", changes)


def _add_trouble(control: Blueprint, platform: Platform) -> None:
    def clear() -> Response:
        platform.faults.clear(request.args.get("kind"))
        platform.postman.release()
        return _json({})

    def redelivery() -> Response:
        platform.postman.redelivery = Redelivery(**_body())
        return _json(platform.postman.redelivery)

    def save() -> Response:
        platform.save()
        return _json({})

    def refuse_mail() -> Response:
        if not platform.mailbox:
            raise ActRefusedError("there is no mailbox")
        platform.mailbox.refusals = {str(name): str(answer) for name, answer in _body().items()}
        return _json(platform.mailbox.refusals)

    control.add_url_rule("/mail/refusals", "refuse_mail", refuse_mail, methods=["PUT"])
    control.add_url_rule("/faults", "clear_faults", clear, methods=["DELETE"])
    control.add_url_rule("/redelivery", "redelivery", redelivery, methods=["PUT"])
    control.add_url_rule("/save", "save", save, methods=["POST"])


def _mailbox(platform: Platform) -> Json:
    box = platform.mailbox
    return {"available": box is not None, "mails": box.mails() if box else []}


def _get(control: Blueprint, path: str, show: Callable[[], Json]) -> None:
    control.add_url_rule(path, path.strip("/"), lambda: _json(show()))


def _picture(platform: Platform, menu_id: str) -> Response:
    menu = platform.menus.menus.get(menu_id)
    if menu is None or not menu.picture:
        return _json({"error": "this rich menu has no picture"}, 404)
    return Response(base64.b64decode(menu.picture), content_type=menu.kind)


def _since(log: Iterable[Any]) -> list[Any]:
    after = request.args.get("since", 0, int)
    return [each for each in list(log) if each.number > after]


def _body() -> Json:
    body = request.get_json(force=True, silent=True)
    if request.get_data() and not isinstance(body, dict):
        raise BadActError("the body is no JSON object")
    return body or {}


def _json(value: object, status: int = 200) -> Response:
    return Response(compact(value), status, content_type="application/json")
