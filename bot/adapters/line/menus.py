"""LINE's side for rich menus, through line-bot-sdk. Messaging API reference, "Rich menu"."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NoReturn

from linebot.v3.messaging import (
    CreateRichMenuAliasRequest,
    MessagingApi,
    MessagingApiBlob,
    RichMenuBulkLinkRequest,
    RichMenuBulkUnlinkRequest,
    RichMenuRequest,
    UpdateRichMenuAliasRequest,
)

from bot.adapters.deadline import Deadline, LateError
from bot.adapters.line.client import AnswerError, CutError, client
from bot.errors import SendError

READ_SECONDS = (3, 20)  # to connect, for each read: pictures are large
CALL_SECONDS = 30.0  # seconds for a whole call
CONNECTIONS = 4
OURS, DATA = "https://api.line.me", "https://api-data.line.me"


class LineMenus:
    """Implements bot.ports.line.Menus. Every method raises SendError."""

    def __init__(self, api_url: str, access_tokens: tuple[str, ...], proxy: str = "") -> None:
        self._api_url, self._access_tokens, self._proxy = api_url, access_tokens, proxy
        self._within = Deadline(CALL_SECONDS)

    @cached_property
    def _api(self) -> MessagingApi:
        return MessagingApi(client(self._api_url, self._access_tokens, CONNECTIONS, self._proxy))

    @cached_property
    def _blob(self) -> MessagingApiBlob:
        host = DATA if self._api_url == OURS else self._api_url
        return MessagingApiBlob(client(host, self._access_tokens, CONNECTIONS, self._proxy))

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
        made = self._done(self._api.create_rich_menu, RichMenuRequest.from_dict(dict(definition)))
        menu = str(made.rich_menu_id)
        self._done(self._blob.set_rich_menu_image, menu, picture, _headers={"Content-Type": "image/png"})
        return menu

    def name(self, alias: str, menu: str, *, new: bool) -> None:
        """Let an alias stand for a menu."""
        if new:
            request = CreateRichMenuAliasRequest(richMenuAliasId=alias, richMenuId=menu)
            self._done(self._api.create_rich_menu_alias, request)
        else:
            self._done(self._api.update_rich_menu_alias, alias, UpdateRichMenuAliasRequest(richMenuId=menu))

    def show_all(self, menu: str) -> None:
        """Show a menu to everybody who has none of his own."""
        self._done(self._api.set_default_rich_menu, menu)

    def remove(self, menu: str) -> None:
        """Delete a menu."""
        self._done(self._api.delete_rich_menu, menu)

    def link(self, users: Sequence[str], menu: str) -> None:
        """Show a menu to up to 500 users; "" shows them that of everybody."""
        if menu:
            request = RichMenuBulkLinkRequest(richMenuId=menu, userIds=list(users))
            self._done(self._api.link_rich_menu_id_to_users, request)
        else:
            self._done(self._api.unlink_rich_menu_id_from_users, RichMenuBulkUnlinkRequest(userIds=list(users)))

    def _done(self, call: Any, *arguments: Any, **more: Any) -> Any:
        try:
            return self._within(lambda: call(*arguments, _request_timeout=READ_SECONDS, **more))
        except LateError:
            _failed("timeout")
        except CutError as error:
            _failed(error.reason)
        except AnswerError as answer:
            _failed(f"http_{answer.status}" if answer.by_line else "not_line")
        except (ValueError, TypeError, LookupError):  # the SDK's own reading of a request or an answer
            _failed("unreadable")


def _failed(reason: str) -> NoReturn:
    raise SendError(reason) from None
