"""LINE's side for rich menus, through line-bot-sdk. Messaging API reference, "Rich menu"."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from bot.adapters.line.calls import LineCalls
from bot.adapters.line.sdk import messaging

OURS, DATA = "https://api.line.me", "https://api-data.line.me"


class LineMenus(LineCalls):
    """Implements bot.ports.line.Menus. Every method raises SendError."""

    @cached_property
    def _blob(self) -> Any:
        return messaging().MessagingApiBlob(self.client(DATA if self.api_url == OURS else self.api_url))

    def close(self) -> None:
        """Close the connections."""
        for one in (self._api, self._blob):
            one.api_client.rest_client.pool_manager.clear()

    def all(self) -> Mapping[str, str]:
        """Give the name of each menu by its id."""
        found = self._done(self._api.get_rich_menu_list)
        return {menu.rich_menu_id: menu.name for menu in found.richmenus}

    def aliases(self) -> Mapping[str, str]:
        """Give the id of the menu that each alias stands for."""
        found = self._done(self._api.get_rich_menu_alias_list)
        return {one.rich_menu_alias_id: one.rich_menu_id for one in found.aliases}

    def make(self, definition: Mapping[str, Any], picture: bytes) -> str:
        """Make a menu with its picture; give its id."""
        made = self._done(self._api.create_rich_menu, messaging().RichMenuRequest.from_dict(dict(definition)))
        menu = str(made.rich_menu_id)
        self._done(self._blob.set_rich_menu_image, menu, picture, _headers={"Content-Type": "image/png"})
        return menu

    def name(self, alias: str, menu: str, *, new: bool) -> None:
        """Let an alias stand for a menu."""
        if new:
            request = messaging().CreateRichMenuAliasRequest(richMenuAliasId=alias, richMenuId=menu)
            self._done(self._api.create_rich_menu_alias, request)
        else:
            self._done(self._api.update_rich_menu_alias, alias, messaging().UpdateRichMenuAliasRequest(richMenuId=menu))

    def show_all(self, menu: str) -> None:
        """Show a menu to everybody who has none of his own."""
        self._done(self._api.set_default_rich_menu, menu)

    def remove(self, menu: str) -> None:
        """Delete a menu."""
        self._done(self._api.delete_rich_menu, menu)

    def link(self, users: Sequence[str], menu: str) -> None:
        """Show a menu to up to 500 users; "" shows them that of everybody."""
        if menu:
            request = messaging().RichMenuBulkLinkRequest(richMenuId=menu, userIds=list(users))
            self._done(self._api.link_rich_menu_id_to_users, request)
        else:
            request = messaging().RichMenuBulkUnlinkRequest(userIds=list(users))
            self._done(self._api.unlink_rich_menu_id_from_users, request)
