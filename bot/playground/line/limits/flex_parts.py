"""Which properties each flex component has. LINE: Messaging API reference, Flex Message."""

from collections.abc import Mapping

from bot.playground.line.limits.actions import actions
from bot.playground.line.limits.rules import Rule, anything, boolean, https_url, matching, number, one_of, text

_LENGTH = r"-?\d+(\.\d+)?(px|%)"
_SIZES = "xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl|full"
_WRONG = "invalid property"

_space = matching(rf"none|xs|sm|md|lg|xl|xxl|{_LENGTH}", _WRONG)
_size = matching(rf"{_SIZES}|{_LENGTH}", _WRONG)
_any_length = matching(rf"auto|{_LENGTH}", _WRONG)
_color = matching(r"#[0-9A-Fa-f]{6}([0-9A-Fa-f]{2})?", _WRONG)
_ratio = matching(r"[1-9]\d{0,4}(\.\d+)?:[1-9]\d{0,4}(\.\d+)?", _WRONG)
_align = one_of("start", "end", "center")
_gravity = one_of("top", "bottom", "center")
_count = number(0, 10_000)
_tappable = actions(40, label_required=False)

_ENDS = ("flex-start", "center", "flex-end")
_OFFSETS = ("offsetTop", "offsetBottom", "offsetStart", "offsetEnd")
_PADDINGS = ("paddingAll", "paddingTop", "paddingBottom", "paddingStart", "paddingEnd")
_placed: dict[str, Rule] = {
    "position": one_of("relative", "absolute"),
    "margin": _space,
    "flex": _count,
    **dict.fromkeys(_OFFSETS, _space),
}
_lettered: dict[str, Rule] = {
    "size": _size,
    "color": _color,
    "weight": one_of("regular", "bold"),
    "style": one_of("normal", "italic"),
    "decoration": one_of("none", "underline", "line-through"),
}
_ruled: dict[str, Rule] = {"backgroundColor": _color, "separator": boolean, "separatorColor": _color}

Properties = Mapping[str, Rule]

# Children (contents, header, …) are walked by flex.py and so are let by here.
PARTS: Mapping[str, tuple[Properties, Properties]] = {
    "box": (
        {"layout": one_of("horizontal", "vertical", "baseline"), "contents": anything},
        _placed
        | dict.fromkeys(_PADDINGS, _space)
        | dict.fromkeys(("width", "maxWidth", "height", "maxHeight"), _any_length)
        | {"spacing": _space, "backgroundColor": _color, "borderColor": _color, "action": _tappable}
        | {"borderWidth": matching(rf"none|light|normal|medium|semi-bold|bold|{_LENGTH}", _WRONG)}
        | {"cornerRadius": _space, "background": anything}
        | {
            "justifyContent": one_of(*_ENDS, "space-between", "space-around", "space-evenly"),
            "alignItems": one_of(*_ENDS),
        },
    ),
    "button": (
        {"action": actions(40)},
        _placed
        | {"height": one_of("sm", "md"), "style": one_of("primary", "secondary", "link"), "color": _color}
        | {"gravity": _gravity, "adjustMode": one_of("shrink-to-fit"), "scaling": boolean},
    ),
    "image": (
        {"url": https_url(2000)},
        _placed
        | {"align": _align, "gravity": _gravity, "size": _size, "aspectRatio": _ratio, "animated": boolean}
        | {"aspectMode": one_of("fit", "cover"), "backgroundColor": _color, "action": _tappable},
    ),
    "video": (
        {"url": https_url(2000), "previewUrl": https_url(2000), "altContent": anything},
        {"aspectRatio": _ratio, "action": _tappable},
    ),
    "icon": ({"url": https_url(2000)}, _placed | {"size": _size, "aspectRatio": _ratio, "scaling": boolean}),
    "text": (
        {},
        _placed
        | _lettered
        | {"text": text(30_000, least=0), "contents": anything, "align": _align, "gravity": _gravity, "wrap": boolean}
        | {"lineSpacing": _any_length, "maxLines": _count, "action": _tappable, "scaling": boolean}
        | {"adjustMode": one_of("shrink-to-fit")},
    ),
    "span": ({"text": text(30_000)}, _lettered),
    "separator": ({}, {"margin": _space, "color": _color}),
    "filler": ({}, {"flex": _count}),
}

BUBBLE: Properties = {
    "size": one_of("nano", "micro", "deca", "hecto", "kilo", "mega", "giga"),
    "direction": one_of("ltr", "rtl"),
    "action": _tappable,
    **dict.fromkeys(("header", "hero", "body", "footer", "styles"), anything),
}
BLOCK_STYLE: Properties = _ruled
