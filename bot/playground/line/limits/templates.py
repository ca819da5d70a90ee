"""Template messages. LINE: Messaging API reference, Template messages."""

from collections.abc import Iterator
from typing import Any

from bot.playground.line.limits.actions import actions
from bot.playground.line.limits.counting import graphemes
from bot.playground.line.limits.rules import (
    Finding,
    Rule,
    anything,
    by_type,
    fields,
    https_url,
    items,
    one_of,
    text,
    then,
)

_button = actions(20)
_default_action = actions(20, label_required=False)
_title = text(40, graphemes)
_picture: dict[str, Rule] = {
    "thumbnailImageUrl": https_url(2000),
    "imageBackgroundColor": anything,
    "title": _title,
    "defaultAction": _default_action,
}
_look: dict[str, Rule] = {
    "imageAspectRatio": one_of("rectangle", "square"),
    "imageSize": one_of("cover", "contain"),
}


def _text_beside_picture(plain: int, beside: int) -> Rule:
    """Less text fits where there is a title or a picture."""

    def check(path: str, value: Any) -> Iterator[Finding]:
        crowded = value.get("title") is not None or value.get("thumbnailImageUrl") is not None
        yield from text(beside if crowded else plain, graphemes)(f"{path}.text", value.get("text", ""))

    return check


def _same_number_of_actions(path: str, value: Any) -> Iterator[Finding]:
    columns = value.get("columns")
    if isinstance(columns, list) and len({len(column.get("actions") or ()) for column in columns}) > 1:
        yield Finding(f"{path}.columns", "The number of actions must be the same for all columns")


_buttons = fields({"text": anything, "actions": items(_button, 1, 4)}, _picture | _look)
_confirm = fields({"text": text(240, graphemes), "actions": items(_button, 2, 2)})
_column = fields({"text": anything, "actions": items(_button, 1, 3)}, _picture)
_carousel = fields({"columns": items(then(_column, _text_beside_picture(120, 60)), 1, 10)}, _look)
_image_column = fields({"imageUrl": https_url(2000), "action": actions(12, label_required=False)})

template = by_type(
    {
        "buttons": then(_buttons, _text_beside_picture(160, 60)),
        "confirm": _confirm,
        "carousel": then(_carousel, _same_number_of_actions),
        "image_carousel": fields({"columns": items(_image_column, 1, 10)}),
    }
)
