"""LINE's side for rich menus. Messaging API reference, "Rich menu"."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.adapters.line.calls import CONNECTIONS, READ_SECONDS, LineCalls
from bot.adapters.line.client import Client, understood

OURS, DATA = "https://api.line.me", "https://api-data.line.me"
MENUS = "/v2/bot/richmenu"


class LineMenus(LineCalls):
    """Implements bot.ports.line.Menus. Every method raises SendError."""

    def __init__(self, api_url: str, access_tokens: tuple[str, ...], proxy: str = "") -> None:
        super().__init__(api_url, access_tokens, proxy)
        self._pictures = Client(DATA if api_url == OURS else api_url, access_tokens, CONNECTIONS, proxy)

    def close(self) -> None:
        """Close the connections."""
        super().close()
        self._pictures.clear()

    def all(self) -> Mapping[str, str]:
        """Give the name of each menu by its id."""
        return understood(
            lambda told: {str(menu["richMenuId"]): str(menu["name"]) for menu in told["richmenus"]},
            self._done("GET", f"{MENUS}/list"),
        )

    def aliases(self) -> Mapping[str, str]:
        """Give the id of the menu that each alias stands for."""
        return understood(
            lambda told: {str(one["richMenuAliasId"]): str(one["richMenuId"]) for one in told["aliases"]},
            self._done("GET", f"{MENUS}/alias/list"),
        )

    def make(self, definition: Mapping[str, Any], picture: bytes) -> str:
        """Make a menu with its picture; give its id."""
        menu = understood(lambda told: str(told["richMenuId"]), self._done("POST", MENUS, definition))
        path = f"{MENUS}/{menu}/content"
        self._made(lambda: self._pictures.request("POST", path, READ_SECONDS, picture, "image/png"))
        return menu

    def name(self, alias: str, menu: str, *, new: bool) -> None:
        """Let an alias stand for a menu."""
        if new:
            self._done("POST", f"{MENUS}/alias", {"richMenuAliasId": alias, "richMenuId": menu})
        else:
            self._done("POST", f"{MENUS}/alias/{alias}", {"richMenuId": menu})

    def show_all(self, menu: str) -> None:
        """Show a menu to everybody who has none of his own."""
        self._done("POST", f"/v2/bot/user/all/richmenu/{menu}")

    def remove(self, menu: str) -> None:
        """Delete a menu."""
        self._done("DELETE", f"{MENUS}/{menu}")

    def link(self, users: Sequence[str], menu: str) -> None:
        """Show a menu to up to 500 users; "" shows them that of everybody."""
        if menu:
            self._done("POST", f"{MENUS}/bulk/link", {"richMenuId": menu, "userIds": list(users)})
        else:
            self._done("POST", f"{MENUS}/bulk/unlink", {"userIds": list(users)})
