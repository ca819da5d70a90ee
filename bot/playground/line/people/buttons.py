"""Which buttons a person has before them, from the quick reply down to the rich menu."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.playground.line.people.talks import Entry, Talk
from bot.playground.line.wire import Json

_STAYS = ("camera", "cameraRoll", "location", "datetimepicker")


def quick_replies(talk: Talk) -> list[Json]:
    """Those of the last message, until it is answered or one is tapped. LINE: Use quick replies."""
    last = next(talk.visible(), None)
    if last is None or last.who != "bot" or talk.dismissed == last.id:
        return []
    return [item["action"] for item in (last.message.get("quickReply") or {}).get("items", ())]


def keeps_quick_reply(action: Mapping[str, Any]) -> bool:
    return action["type"] in _STAYS


def in_talk(talk: Talk) -> Iterator[Json]:
    """Quick replies, then the buttons of templates and flex messages, newest message first."""
    yield from quick_replies(talk)
    for entry in talk.visible():
        yield from _in_message(entry)


def in_menu(definition: Json | None) -> Iterator[Json]:
    return (area["action"] for area in (definition or {}).get("areas", ()))


def labelled(actions: Iterator[Json], label: str) -> Json | None:
    return next((action for action in actions if action.get("label") == label), None)


def _in_message(entry: Entry) -> Iterator[Json]:
    if entry.who == "bot" and entry.message["type"] in ("template", "flex", "imagemap"):
        body = {name: value for name, value in entry.message.items() if name != "quickReply"}
        yield from _actions_inside(body)


def _actions_inside(value: Any) -> Iterator[Json]:
    if isinstance(value, list):
        for each in value:
            yield from _actions_inside(each)
    elif isinstance(value, dict):
        own = [value.get("action"), value.get("defaultAction"), *(value.get("actions") or ())]
        yield from (action for action in own if isinstance(action, dict))
        for name, each in value.items():
            if name not in ("action", "defaultAction", "actions"):
                yield from _actions_inside(each)
