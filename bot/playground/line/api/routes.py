"""Every endpoint of the Messaging API that the local LINE knows.

Each line: method, path below /v2/bot, the name that faults and rate limits go by, what answers it.
LINE: Messaging API reference; the paths of api.line.me and api-data.line.me together.
"""

from collections.abc import Iterator
from typing import NamedTuple

from bot.playground.line.api.answers import Answer
from bot.playground.line.api.calls import Act, Call
from bot.playground.line.api.channel import Channel
from bot.playground.line.api.menu_calls import MenuCalls
from bot.playground.line.api.sending import Sending
from bot.playground.line.people.world import World


class Route(NamedTuple):
    method: str
    path: str
    name: str
    act: Act


def routes(sending: Sending, channel: Channel, menus: MenuCalls, world: World) -> Iterator[Route]:
    yield from _messages(sending)
    yield from _account(channel)
    for route in (*_groups(channel), *_menus(menus), *_menus_of_users(menus), *_aliases(menus)):
        yield route._replace(act=_locked(world, route.act))


def _locked(world: World, act: Act) -> Act:
    def alone(call: Call) -> Answer:
        with world.lock:
            return act(call)

    return alone


def _messages(sending: Sending) -> Iterator[Route]:
    yield Route("POST", "/message/reply", "reply", sending.reply)
    yield Route("POST", "/message/push", "push", sending.push)
    yield Route("POST", "/message/multicast", "multicast", sending.multicast)
    for kind in ("reply", "push", "multicast", "narrowcast", "broadcast"):
        yield Route("POST", f"/message/validate/{kind}", "validate", sending.validate)


def _account(channel: Channel) -> Iterator[Route]:
    yield Route("GET", "/info", "info", channel.info)
    yield Route("GET", "/profile/<user_id>", "profile", channel.profile)
    yield Route("GET", "/message/quota", "quota", channel.quota_target)
    yield Route("GET", "/message/quota/consumption", "quota_consumption", channel.quota_usage)
    yield Route("GET", "/message/<message_id>/content", "content", channel.content)
    yield Route("POST", "/chat/loading/start", "loading", channel.start_loading)
    yield Route("POST", "/chat/markAsRead", "mark_as_read", channel.mark_as_read)
    yield Route("GET", "/channel/webhook/endpoint", "get_webhook_endpoint", channel.webhook_endpoint)
    yield Route("PUT", "/channel/webhook/endpoint", "set_webhook_endpoint", channel.set_webhook_endpoint)
    yield Route("POST", "/channel/webhook/test", "webhook_test", channel.test_webhook)


def _groups(channel: Channel) -> Iterator[Route]:
    yield Route("GET", "/group/<group_id>/summary", "group", channel.group_summary)
    yield Route("GET", "/group/<group_id>/members/count", "group", channel.group_count)
    yield Route("GET", "/group/<group_id>/member/<user_id>", "group", channel.group_member)
    yield Route("POST", "/group/<group_id>/leave", "leave_group", channel.leave_group)


def _menus(menus: MenuCalls) -> Iterator[Route]:
    yield Route("POST", "/richmenu", "create_rich_menu", menus.create)
    yield Route("POST", "/richmenu/validate", "validate_rich_menu", menus.validate)
    yield Route("GET", "/richmenu/list", "list_rich_menus", menus.list_all)
    yield Route("GET", "/richmenu/<menu_id>", "rich_menu", menus.get)
    yield Route("DELETE", "/richmenu/<menu_id>", "delete_rich_menu", menus.delete)
    yield Route("POST", "/richmenu/<menu_id>/content", "upload_rich_menu", menus.upload)
    yield Route("GET", "/richmenu/<menu_id>/content", "rich_menu_content", menus.picture)
    yield Route("POST", "/richmenu/bulk/link", "link_rich_menu", menus.bulk_link)
    yield Route("POST", "/richmenu/bulk/unlink", "link_rich_menu", menus.bulk_link)


def _menus_of_users(menus: MenuCalls) -> Iterator[Route]:
    yield Route("GET", "/user/all/richmenu", "default_rich_menu", menus.default)
    yield Route("POST", "/user/all/richmenu/<menu_id>", "set_default_rich_menu", menus.set_default)
    yield Route("DELETE", "/user/all/richmenu", "set_default_rich_menu", menus.clear_default)
    yield Route("GET", "/user/<user_id>/richmenu", "user_rich_menu", menus.of_user)
    yield Route("POST", "/user/<user_id>/richmenu/<menu_id>", "link_rich_menu", menus.link)
    yield Route("DELETE", "/user/<user_id>/richmenu", "unlink_rich_menu", menus.unlink)


def _aliases(menus: MenuCalls) -> Iterator[Route]:
    yield Route("POST", "/richmenu/alias", "create_rich_menu_alias", menus.create_alias)
    yield Route("POST", "/richmenu/alias/<alias>", "update_rich_menu_alias", menus.update_alias)
    yield Route("GET", "/richmenu/alias/<alias>", "rich_menu_alias", menus.alias)
    yield Route("GET", "/richmenu/alias/list", "rich_menu_alias", menus.list_aliases)
    yield Route("DELETE", "/richmenu/alias/<alias>", "delete_rich_menu_alias", menus.delete_alias)
