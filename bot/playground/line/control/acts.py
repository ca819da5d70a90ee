"""What the control can make people do, and LINE go wrong in, each from one JSON object."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.playground.line.platform import Platform
from bot.playground.line.wire import Json

Doing = Callable[[Platform, Json], Any]


class BadActError(Exception):
    """The control didn't understand; the text says what it lacks."""


def act(platform: Platform, name: str, body: Json) -> Json:
    """Gives {"event": …}, the webhook event that came of it, or {"event": null}."""
    if name not in ACTS:
        raise BadActError(f"no such act: {name}")
    try:
        return {"event": ACTS[name](platform, body)}
    except KeyError as missing:
        raise BadActError(f"{name} needs {missing.args[0]}") from missing
    except (ValueError, TypeError) as wrong:
        raise BadActError(f"{name}: {wrong}") from wrong


def _people(platform: Platform, body: Json) -> Json | None:
    given = {name: body[name] for name in ("user_id", "display_name") if body.get(name)}
    if body.get("friend", True):
        return platform.add_friend(**given)
    platform.add_stranger(**given)
    return None


def _groups(platform: Platform, body: Json) -> Json:
    return platform.groups.create(body["name"], tuple(body["members"]), body.get("group_id"))


def _say(platform: Platform, body: Json) -> Json:
    return platform.say(body["user"], body["text"], body.get("group"))


def _tap(platform: Platform, body: Json) -> Json | None:
    """`label` of a button that is shown, or any `action`."""
    button = body["label"] if "action" not in body else body["action"]
    return platform.tap(body["user"], button, body.get("params"), body.get("group"))


def _sticker(platform: Platform, body: Json) -> Json:
    return platform.sticker(body["user"], body.get("package_id", "446"), body.get("sticker_id", "1988"))


def _events(platform: Platform, body: Json) -> None:
    platform.inject(*body["events"])


def _raw(platform: Platform, body: Json) -> None:
    platform.post_raw(body["body"].encode(), body.get("signature"))


def _redeliver(platform: Platform, body: Json) -> None:
    if not platform.redeliver(body["event_id"], as_redelivery=body.get("as_redelivery", True)):
        raise ValueError("no webhook carried this event")


def _faults(platform: Platform, body: Json) -> None:
    given = {name: body[name] for name in ("endpoint", "times", "seconds") if name in body}
    platform.faults.add(body["kind"], **given)


def _quota(platform: Platform, body: Json) -> None:
    with platform.world.lock:
        platform.quota.limit = body.get("limit", platform.quota.limit)
        platform.quota.reserved = body.get("reserved", platform.quota.reserved)
        if "used" in body:
            platform.quota.set_used(body["used"], platform.clock())


ACTS: Mapping[str, Doing] = {
    "people": _people,
    "groups": _groups,
    "say": _say,
    "tap": _tap,
    "sticker": _sticker,
    "image": lambda platform, body: platform.image(body["user"]),
    "unsend": lambda platform, body: platform.unsend(body["user"], body["message_id"]),
    "block": lambda platform, body: platform.block(body["user"]),
    "unblock": lambda platform, body: platform.unblock(body["user"]),
    "view": lambda platform, body: platform.view(body["user"]),
    "members": lambda platform, body: platform.groups.add_member(body["group"], body["user"]),
    "leave": lambda platform, body: platform.groups.remove_bot(body["group"]),
    "events": _events,
    "raw": _raw,
    "redeliver": _redeliver,
    "faults": _faults,
    "quota": _quota,
}
