"""Rich menus, their pictures, aliases and who sees which. LINE: Messaging API reference, Rich menu."""

import base64
from dataclasses import dataclass, replace

from bot.playground.line.api.answers import NOT_FOUND, ApiError
from bot.playground.line.people.identifiers import rich_menu_id
from bot.playground.line.people.pictures import size
from bot.playground.line.people.world import ActRefusedError, World
from bot.playground.line.wire import Json

_MOST = 1_000
_PICTURE_BYTES = 1_000_000
_KINDS = ("image/png", "image/jpeg")


@dataclass(frozen=True, slots=True)
class RichMenu:
    id: str
    definition: Json
    picture: str = ""  # base64
    kind: str = ""

    @property
    def as_json(self) -> Json:
        return {"richMenuId": self.id, **self.definition}


class RichMenus:
    def __init__(self, world: World) -> None:
        self._world = world
        self.menus: dict[str, RichMenu] = {}
        self.aliases: dict[str, str] = {}
        self.default: str | None = None

    def create(self, definition: Json) -> RichMenu:
        if len(self.menus) >= _MOST:
            raise ApiError(400, "The maximum number of rich menus has been reached")
        menu = RichMenu(rich_menu_id(), definition)
        self.menus[menu.id] = menu
        return menu

    def find(self, menu_id: str) -> RichMenu:
        try:
            return self.menus[menu_id]
        except KeyError:
            raise ApiError(404, NOT_FOUND) from None

    def delete(self, menu_id: str) -> None:
        self.find(menu_id)
        del self.menus[menu_id]
        self.default = None if self.default == menu_id else self.default
        for person in [each for each in self._world.people.values() if each.rich_menu == menu_id]:
            self._world.put_person(replace(person, rich_menu=None))

    def upload(self, menu_id: str, picture: bytes, kind: str) -> None:
        menu = self.find(menu_id)
        if menu.picture:
            raise ApiError(400, "An image has already been uploaded to the richmenu")
        _require_picture(picture, kind)
        self.menus[menu_id] = replace(menu, picture=base64.b64encode(picture).decode(), kind=kind)

    def with_picture(self, menu_id: str) -> RichMenu:
        menu = self.find(menu_id)
        if not menu.picture:
            raise ApiError(400, "must upload richmenu image before applying it to user")
        return menu

    def set_default(self, menu_id: str | None) -> None:
        self.default = None if menu_id is None else self.with_picture(menu_id).id

    def link(self, user_id: str, menu_id: str | None) -> None:
        """For who blocks the account or is no friend, LINE says yes and does nothing."""
        menu = None if menu_id is None else self.with_picture(menu_id).id
        person = self._world.people.get(user_id)
        if person and person.shows_profile:
            self._world.put_person(replace(person, rich_menu=menu))

    def linked_to(self, user_id: str) -> str | None:
        person = self._world.people.get(user_id)
        return person.rich_menu if person else None

    def shown_to(self, user_id: str) -> Json | None:
        """The person's own menu, else the default."""
        menu = self.menus.get(self.linked_to(user_id) or self.default or "")
        return menu.as_json if menu else None

    def set_alias(self, alias: str, menu_id: str, *, new: bool) -> None:
        if new and alias in self.aliases:
            raise ApiError(400, "conflict richmenu alias id")
        if not new:
            self.aliased(alias)
        if menu_id not in self.menus:
            raise ApiError(400, "richmenu not found")
        self.aliases[alias] = menu_id

    def aliased(self, alias: str) -> str:
        try:
            return self.aliases[alias]
        except KeyError:
            raise ApiError(404, "richmenu alias not found") from None

    def switch(self, user_id: str, alias: str) -> Json:
        """A tap on a menu's tab; gives the postback's params."""
        if alias not in self.aliases:
            raise ActRefusedError(f"no rich menu has the alias {alias}")
        self.link(user_id, self.aliases[alias])
        return {"newRichMenuAliasId": alias, "status": "SUCCESS"}


def _require_picture(picture: bytes, kind: str) -> None:
    if kind not in _KINDS:
        raise ApiError(415, f"Content type '{kind}' not supported")
    if len(picture) > _PICTURE_BYTES:
        raise ApiError(413, "Request entity too large")
    width, height = size(picture) or (0, 0)
    if not 800 <= width <= 2500 or height < 250 or width / height < 1.45:
        raise ApiError(400, "The image size is invalid")
