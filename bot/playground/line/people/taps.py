"""Taps on buttons and what comes of them. LINE: Messaging API reference, Action objects, Postback event."""

from collections.abc import Mapping

from bot.playground.line.limits.actions import moment
from bot.playground.line.people import buttons
from bot.playground.line.people.rich_menus import RichMenus
from bot.playground.line.people.users import Users
from bot.playground.line.people.world import ActRefusedError, World
from bot.playground.line.webhooks import events
from bot.playground.line.webhooks.happenings import Happenings
from bot.playground.line.wire import Json

Params = Mapping[str, str] | None


class Taps:
    def __init__(self, world: World, happenings: Happenings, users: Users, menus: RichMenus) -> None:
        self._world = world
        self._happenings = happenings
        self._users = users
        self._menus = menus

    def tap(self, user_id: str, button: str | Json, params: Params = None, group_id: str | None = None) -> Json | None:
        """Tap a button that is shown, by its label, or any action; None when the bot hears nothing of it.

        `params` is what a datetimepicker is set to, such as {"datetime": "2026-12-01T10:00"}.
        """
        self._world.require_can_write(user_id, group_id)
        talk_id = group_id or user_id
        action = self._find(user_id, talk_id, button) if isinstance(button, str) else button
        self._dismiss(talk_id, action)
        if action["type"] == "message":
            return self._users.say(user_id, action["text"], group_id)
        if action["type"] in ("postback", "datetimepicker", "richmenuswitch"):
            return self._postback(user_id, group_id, action, params)
        return None

    def _find(self, user_id: str, talk_id: str, label: str) -> Json:
        with self._world.lock:
            found = buttons.labelled(buttons.in_talk(self._world.talk(talk_id)), label)
            found = found or buttons.labelled(buttons.in_menu(self._menus.shown_to(user_id)), label)
        if found is None:
            raise ActRefusedError(f"no button says {label}")
        return found

    def _dismiss(self, talk_id: str, action: Json) -> None:
        with self._world.lock:
            talk = self._world.talk(talk_id)
            if not buttons.keeps_quick_reply(action) and buttons.quick_replies(talk):
                talk.dismissed = next(talk.visible()).id
                self._world.touch(talk_id)

    def _postback(self, user_id: str, group_id: str | None, action: Json, params: Params) -> Json:
        spoken = action.get("displayText") or action.get("text")
        content: Json = {"data": action["data"]}
        if extra := self._params(user_id, action, params):
            content["params"] = extra
        if spoken:
            self._users.show_own(user_id, events.text(spoken), group_id)
        source = events.from_group(group_id) if group_id else events.from_user(user_id)
        return self._happenings.happen("postback", source, {"postback": content})

    def _params(self, user_id: str, action: Json, params: Params) -> Json:
        if action["type"] == "datetimepicker":
            return picked(action, params)
        if action["type"] == "richmenuswitch":
            return self._menus.switch(user_id, action["richMenuAliasId"])
        return {}


def picked(action: Json, params: Params) -> Json:
    """The picker lets nobody choose outside its bounds; without params it stays where it opens."""
    mode = action["mode"]
    value = (params or {}).get(mode) or action.get("initial")
    at = moment(mode, value)
    low, high = moment(mode, action.get("min")), moment(mode, action.get("max"))
    if at is None or (low and at < low) or (high and at > high):
        raise ActRefusedError(f"the picker doesn't offer {value}")
    return {mode: value}
