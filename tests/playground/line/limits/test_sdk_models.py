"""The platform's limits beside the SDK's own models: what the SDK can send is known here, or left out on purpose."""

from collections.abc import Callable
from typing import Any

import pytest
from linebot.v3.messaging import models

from bot.playground.line.limits import actions, flex_parts, requests, templates
from bot.playground.line.limits.messages import message
from bot.playground.line.limits.rules import Rule

NOT_SENT = {"coupon"}  # LINE Official Account Manager makes coupons; a bot of ours never sends one
EVERY_ACTION = tuple(actions._PROPERTIES)

# The SDK's names of what LINE documents no more, or only for channels with a special contract.
LEFT_OUT = {("box", "scaling"), ("image", "scaling"), ("video", "margin")}


def kinds(model: Any) -> dict[str, str]:
    """The types a model of the SDK can be, with the class of each."""
    return dict(vars(model)[f"_{model.__name__}__discriminator_value_class_map"])


def knows(rule: Rule, kind: str) -> bool:
    return not any(found.property == ".type" for found in rule("", {"type": kind}))


@pytest.mark.parametrize("kind", kinds(models.Message))
def test_every_type_of_message_is_known_or_left_out_on_purpose(kind: str) -> None:
    assert knows(message, kind) is (kind not in NOT_SENT)


@pytest.mark.parametrize("kind", kinds(models.Template))
def test_every_type_of_template_is_known(kind: str) -> None:
    assert knows(templates.template, kind)


@pytest.mark.parametrize("kind", kinds(models.Action))
def test_every_type_of_action_is_known(kind: str) -> None:
    assert knows(actions.actions(20, EVERY_ACTION), kind)


def test_no_action_is_known_that_the_sdk_can_not_send() -> None:
    assert set(EVERY_ACTION) == set(kinds(models.Action))


def test_every_flex_component_is_known() -> None:
    assert set(flex_parts.PARTS) == set(kinds(models.FlexComponent))


@pytest.mark.parametrize(("kind", "model"), kinds(models.FlexComponent).items())
def test_every_property_of_a_flex_component_is_known(kind: str, model: str) -> None:
    required, optional = flex_parts.PARTS[kind]
    fields = {field.alias for field in getattr(models, model).__fields__.values()} - {"type"}
    assert {name for name in fields - {*required, *optional} if (kind, name) not in LEFT_OUT} == set()


@pytest.mark.parametrize(("kind", "model"), kinds(models.Action).items())
def test_every_property_of_an_action_is_known(kind: str, model: str) -> None:
    required, optional = actions._PROPERTIES[kind]
    fields = {field.alias for field in getattr(models, model).__fields__.values()} - {"type", "label"}
    assert fields - {*required, *optional} <= {"altUri"}  # a link for PCs, which changes nothing here


def test_every_size_of_a_bubble_is_known() -> None:
    assert {field.alias for field in models.FlexBubble.__fields__.values()} - {"type"} == set(flex_parts.BUBBLE)


TEXT = {"type": "text", "text": "はい"}
PUT_ON = {"type": "action", "action": {"type": "message", "label": "はい", "text": "はい"}}
AREA = {"bounds": {"x": 0, "y": 0, "width": 9, "height": 9}, "action": {"type": "uri", "uri": "https://a.example"}}
MENU = {"size": {"width": 2500, "height": 843}, "selected": True, "name": "n", "chatBarText": "c", "areas": []}
LONGEST: dict[str, tuple[Any, str, Callable[[int], Any], Rule]] = {
    "push": (models.PushMessageRequest, "messages", lambda n: {"to": "U", "messages": [TEXT] * n}, requests.PUSH),
    "reply": (
        models.ReplyMessageRequest,
        "messages",
        lambda n: {"replyToken": "t", "messages": [TEXT] * n},
        requests.REPLY,
    ),
    "multicast": (
        models.MulticastRequest,
        "to",
        lambda n: {"to": ["U"] * n, "messages": [TEXT]},
        requests.MULTICAST,
    ),
    "quick reply": (models.QuickReply, "items", lambda n: TEXT | {"quickReply": {"items": [PUT_ON] * n}}, message),
    "clipboard": (
        models.ClipboardAction,
        "clipboard_text",
        lambda n: {"type": "clipboard", "label": "a", "clipboardText": "a" * n},
        actions.actions(20),
    ),
    "postback": (
        models.PostbackAction,
        "data",
        lambda n: {"type": "postback", "label": "a", "data": "a" * n},
        actions.actions(20),
    ),
    "menu's name": (models.RichMenuRequest, "name", lambda n: MENU | {"name": "n" * n}, requests.RICH_MENU_BODY),
    "menu's bar": (
        models.RichMenuRequest,
        "chat_bar_text",
        lambda n: MENU | {"chatBarText": "c" * n},
        requests.RICH_MENU_BODY,
    ),
    "menu's areas": (models.RichMenuResponse, "areas", lambda n: MENU | {"areas": [AREA] * n}, requests.RICH_MENU_BODY),
    "menu's alias": (
        models.CreateRichMenuAliasRequest,
        "rich_menu_alias_id",
        lambda n: {"richMenuAliasId": "a" * n, "richMenuId": "m"},
        requests.ALIAS,
    ),
    "menu's users": (
        models.RichMenuBulkLinkRequest,
        "user_ids",
        lambda n: {"userIds": ["U" + "0" * 32] * n},
        requests.BULK,
    ),
}


def most(model: Any, name: str) -> int:
    """The longest list or text that the SDK, which is made from LINE's OpenAPI description, lets pass."""
    kind = model.__fields__[name].outer_type_
    return int(getattr(kind, "max_items", None) or kind.max_length)


@pytest.mark.parametrize(("model", "name", "made", "rule"), LONGEST.values(), ids=LONGEST)
def test_what_line_describes_as_the_longest_passes_and_one_more_does_not(
    model: Any, name: str, made: Callable[[int], Any], rule: Rule
) -> None:
    longest = most(model, name)
    assert list(rule("", made(longest))) == []
    assert list(rule("", made(longest + 1))) != []
