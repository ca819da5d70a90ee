"""The platform's limits beside the SDK's own models: what the SDK can send is known here, or left out on purpose."""

from typing import Any

import pytest
from linebot.v3.messaging import models

from bot.playground.limits import actions, flex_parts, templates
from bot.playground.limits.messages import message
from bot.playground.limits.rules import Rule

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
