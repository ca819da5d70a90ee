"""The rich menu endpoints. LINE: Messaging API reference, Rich menu, Per-user rich menu, Rich menu alias."""

import base64
from dataclasses import dataclass

from bot.playground.line.api.answers import NOT_FOUND, Answer, ApiError, require
from bot.playground.line.api.calls import Call
from bot.playground.line.limits.requests import ALIAS, BULK, RICH_MENU_BODY
from bot.playground.line.people.rich_menus import RichMenus
from bot.playground.line.wire import Json


@dataclass(frozen=True, slots=True)
class MenuCalls:
    menus: RichMenus

    def create(self, call: Call) -> Answer:
        return Answer(body={"richMenuId": self.menus.create(_definition(call)).id})

    def validate(self, call: Call) -> Answer:
        _definition(call)
        return Answer()

    def list_all(self, _call: Call) -> Answer:
        return Answer(body={"richmenus": [menu.as_json for menu in self.menus.menus.values()]})

    def get(self, call: Call) -> Answer:
        return Answer(body=self.menus.find(call.args["menu_id"]).as_json)

    def delete(self, call: Call) -> Answer:
        self.menus.delete(call.args["menu_id"])
        return Answer()

    def upload(self, call: Call) -> Answer:
        self.menus.upload(call.args["menu_id"], call.body, call.content_type)
        return Answer()

    def picture(self, call: Call) -> Answer:
        menu = self.menus.find(call.args["menu_id"])
        if not menu.picture:
            raise ApiError(404, NOT_FOUND)
        return Answer(content=base64.b64decode(menu.picture), content_type=menu.kind)

    def default(self, _call: Call) -> Answer:
        if self.menus.default is None:
            raise ApiError(404, "no default richmenu")
        return Answer(body={"richMenuId": self.menus.default})

    def set_default(self, call: Call) -> Answer:
        self.menus.set_default(call.args["menu_id"])
        return Answer()

    def clear_default(self, _call: Call) -> Answer:
        self.menus.set_default(None)
        return Answer()

    def of_user(self, call: Call) -> Answer:
        own = self.menus.linked_to(call.args["user_id"])
        if own is None:
            raise ApiError(404, "the user has no richmenu")
        return Answer(body={"richMenuId": own})

    def link(self, call: Call) -> Answer:
        self.menus.link(call.args["user_id"], call.args["menu_id"])
        return Answer()

    def unlink(self, call: Call) -> Answer:
        self.menus.link(call.args["user_id"], None)
        return Answer()

    def bulk_link(self, call: Call) -> Answer:
        body = call.json()
        require(BULK, body)
        for user_id in body["userIds"]:
            self.menus.link(user_id, body.get("richMenuId"))
        return Answer(202)

    def create_alias(self, call: Call) -> Answer:
        body = call.json()
        require(ALIAS, body)
        self.menus.set_alias(body["richMenuAliasId"], body["richMenuId"], new=True)
        return Answer()

    def update_alias(self, call: Call) -> Answer:
        self.menus.set_alias(call.args["alias"], str(call.json().get("richMenuId")), new=False)
        return Answer()

    def alias(self, call: Call) -> Answer:
        return Answer(body=_alias(call.args["alias"], self.menus.aliased(call.args["alias"])))

    def list_aliases(self, _call: Call) -> Answer:
        return Answer(body={"aliases": [_alias(*pair) for pair in self.menus.aliases.items()]})

    def delete_alias(self, call: Call) -> Answer:
        self.menus.aliased(call.args["alias"])
        del self.menus.aliases[call.args["alias"]]
        return Answer()


def _definition(call: Call) -> Json:
    body: Json = call.json()
    require(RICH_MENU_BODY, body)
    return {name: body[name] for name in ("size", "selected", "name", "chatBarText", "areas")}


def _alias(alias: str, menu_id: str) -> Json:
    return {"richMenuAliasId": alias, "richMenuId": menu_id}
