"""Flex messages as the browser lays them out, measured in pixels. LINE: Flex Message layout, Flex Message elements."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.playground.browsers import window
from tests.playground.chat import Place, open_place
from tests.playground.conftest import TARO

SEND = {"type": "message", "label": "押す", "text": "押した"}


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with open_place() as opened:
        opened.line.add_friend(TARO, "山田 太郎")
        yield opened


@pytest.fixture(scope="module")
def page(browser: Any, place: Place) -> Iterator[Any]:
    with window(browser) as shown:
        shown.goto(place.url)
        yield shown


@pytest.fixture
def draw(page: Any, place: Place) -> Any:
    """Push a bubble or carousel, which the platform checks first, and give the element that shows it."""

    def drawn(contents: dict[str, Any]) -> Any:
        answer = place.api.push(TARO, {"type": "flex", "altText": "札", "contents": contents})
        assert answer.status_code == 200, answer.json
        found = page.locator(f"[data-id='{answer.json['sentMessages'][0]['id']}'] .entry-body")
        expect(found).to_be_visible()
        return found

    return drawn


def bubble(*contents: dict[str, Any], layout: str = "vertical", **more: Any) -> dict[str, Any]:
    return {"type": "bubble", "body": box(*contents, layout=layout, **more)}


def box(*contents: dict[str, Any], layout: str = "vertical", **more: Any) -> dict[str, Any]:
    return {"type": "box", "layout": layout, "contents": list(contents), **more}


def text(words: str, **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": words, **more}


def size(locator: Any) -> tuple[float, float]:
    found = locator.bounding_box()
    return round(found["width"], 1), round(found["height"], 1)


def css(locator: Any, name: str) -> str:
    return str(locator.evaluate(f"element => getComputedStyle(element)['{name}']"))


@pytest.mark.parametrize(
    ("named", "width"), [("nano", 120), ("micro", 160), ("deca", 220), ("hecto", 241), ("kilo", 260)]
)
def test_a_bubble_has_the_width_of_its_size(draw: Any, named: str, width: int) -> None:
    shown = draw({**bubble(text("あ")), "size": named})
    assert size(shown.locator(".fx-bubble"))[0] == width


def test_a_bubble_never_grows_wider_than_the_talk(draw: Any) -> None:
    shown = draw({**bubble(text("あ" * 300, wrap=True)), "size": "giga"})
    talk = shown.locator("xpath=ancestor::*[@role='log']")
    assert size(shown.locator(".fx-bubble"))[0] < size(talk)[0]
    assert talk.evaluate("element => element.scrollWidth <= element.clientWidth")


def test_components_in_a_horizontal_box_share_its_width_by_their_flex(draw: Any) -> None:
    shown = draw(bubble(box(text("甲", flex=1), text("乙", flex=2), text("丙", flex=0), layout="horizontal")))
    one, two, none = (size(place)[0] for place in shown.locator(".fx-horizontal > .fx-text-place").all())
    assert two == pytest.approx(2 * one, abs=1)
    assert none == pytest.approx(16, abs=1)  # its own width


def test_spacing_stands_between_components_and_a_margin_instead_of_it(draw: Any) -> None:
    shown = draw(bubble(text("甲"), text("乙"), text("丙", margin="xxl"), spacing="md"))
    one, two, three = (place.bounding_box() for place in shown.locator(".fx-text-place").all())
    assert two["y"] - one["y"] - one["height"] == pytest.approx(8, abs=0.6)
    assert three["y"] - two["y"] - two["height"] == pytest.approx(20, abs=0.6)


def test_a_text_is_cut_unless_it_wraps(draw: Any) -> None:
    shown = draw(
        bubble(text("長い文" * 30), text("長い文" * 30, wrap=True), text("長い文" * 30, wrap=True, maxLines=2))
    )
    cut, whole, two = (size(each)[1] for each in shown.locator("p.fx-text").all())
    assert cut == pytest.approx(22.4, abs=1)
    assert whole > 5 * cut
    assert two == pytest.approx(2 * cut, abs=2)


def test_letters_have_their_size_weight_color_style_and_decoration(draw: Any) -> None:
    look = {"size": "xl", "weight": "bold", "color": "#06703A", "style": "italic", "decoration": "underline"}
    shown = draw(
        bubble(
            text("見出し", **look, align="center"),
            {"type": "text", "contents": [{"type": "span", "text": "部分", **look}]},
        )
    )
    for letters in (shown.locator("p.fx-text").first, shown.locator("p.fx-text span")):
        assert [
            css(letters, name) for name in ("fontSize", "fontWeight", "color", "fontStyle", "textDecorationLine")
        ] == [
            *("22px", "700", "rgb(6, 112, 58)", "italic", "underline"),
        ]
    assert css(shown.locator("p.fx-text").first, "textAlign") == "center"


@pytest.mark.parametrize(("height", "pixels"), [("sm", 40), ("md", 52)])
def test_a_button_has_its_height_and_its_style(draw: Any, height: str, pixels: int) -> None:
    buttons = [
        {"type": "button", "action": SEND, "height": height, "style": style}
        for style in ("primary", "secondary", "link")
    ]
    colored = {"type": "button", "action": SEND, "height": height, "style": "primary", "color": "#06703A"}
    shown = draw(bubble(*buttons, colored)).get_by_role("button")
    assert [size(each)[1] for each in shown.all()] == [pixels] * 4
    assert [css(each, "backgroundColor") for each in shown.all()] == [
        *("rgb(23, 201, 80)", "rgb(220, 223, 229)", "rgba(0, 0, 0, 0)", "rgb(6, 112, 58)"),
    ]
    assert [css(each, "color") for each in shown.all()][:3] == [
        "rgb(255, 255, 255)",
        "rgb(17, 17, 17)",
        "rgb(66, 101, 154)",
    ]


def test_separators_lie_in_vertical_and_stand_in_horizontal_boxes(draw: Any) -> None:
    line = {"type": "separator", "color": "#FF0000"}
    shown = draw(bubble(text("上"), line, box(text("左"), line, text("右"), layout="horizontal")))
    lying, standing = shown.locator(".fx-separator"), shown.locator(".fx-separator-upright")
    assert size(lying) == (260, 1)
    assert (size(standing)[0], css(standing, "backgroundColor")) == (1, "rgb(255, 0, 0)")
    assert size(standing)[1] > 20


def test_a_box_has_its_padding_border_corners_color_and_size(draw: Any) -> None:
    look = {
        "paddingAll": "lg",
        "paddingStart": "20px",
        "borderWidth": "medium",
        "borderColor": "#112233",
        "cornerRadius": "md",
    }
    inner = box(text("中"), **look, backgroundColor="#EEEEEE80", width="150px", height="80px")
    shown = draw(bubble(inner)).locator(".fx-box .fx-box")
    assert size(shown) == (150, 80)
    assert [
        css(shown, name)
        for name in ("paddingTop", "paddingLeft", "borderTopWidth", "borderTopColor", "borderTopLeftRadius")
    ] == [
        *("12px", "20px", "2px", "rgb(17, 34, 51)", "8px"),
    ]
    assert css(shown, "backgroundColor").startswith("rgba(238, 238, 238, 0.5")


def test_gravity_places_a_component_across_a_horizontal_box(draw: Any) -> None:
    shown = draw(
        bubble(
            box(
                text("高い\n高い\n高い", wrap=True),
                text("下", gravity="bottom"),
                text("中", gravity="center"),
                layout="horizontal",
            )
        )
    )
    tall, low, middle = (each.bounding_box() for each in shown.locator("p.fx-text").all())
    assert low["y"] + low["height"] == pytest.approx(tall["y"] + tall["height"], abs=1)
    assert middle["y"] + middle["height"] / 2 == pytest.approx(tall["y"] + tall["height"] / 2, abs=1)


def test_a_filler_takes_what_is_left_and_a_baseline_box_aligns_letters(draw: Any) -> None:
    shown = draw(
        bubble(
            box(
                {"type": "icon", "url": "https://example.jp/i.png"},
                text("小", size="xs", flex=0),
                {"type": "filler"},
                text("大", size="xxl", flex=0),
                layout="baseline",
            )
        )
    )
    small, large = (each.bounding_box() for each in shown.locator("p.fx-text").all())
    assert large["x"] - small["x"] > 150
    assert small["y"] > large["y"] + 5
    assert size(shown.get_by_role("img", name="アイコン")) == (16, 16)


def test_pictures_keep_their_frame_though_nothing_is_loaded(draw: Any) -> None:
    picture = {
        "type": "image",
        "url": "https://example.jp/p.png",
        "size": "full",
        "aspectRatio": "20:13",
        "aspectMode": "cover",
    }
    shown = draw({**bubble(text("下")), "hero": picture, "size": "mega"})
    width, height = size(shown.get_by_role("img", name="画像"))
    assert width / height == pytest.approx(20 / 13, rel=0.02)


def test_blocks_come_in_order_with_their_styles(draw: Any) -> None:
    styles = {"footer": {"backgroundColor": "#FFEEEE", "separator": True, "separatorColor": "#00FF00"}}
    contents = {**bubble(text("本文")), "header": box(text("頭")), "footer": box(text("足")), "styles": styles}
    blocks = draw(contents).locator(".fx-block")
    expect(blocks).to_have_text(["頭", "本文", "足"])
    assert (css(blocks.last, "backgroundColor"), css(blocks.last, "borderTopColor")) == (
        "rgb(255, 238, 238)",
        "rgb(0, 255, 0)",
    )


def test_a_carousel_scrolls_sideways_with_bubbles_of_one_height(draw: Any) -> None:
    one, two = {**bubble(text("一")), "size": "kilo"}, {**bubble(text("二\n二\n二", wrap=True)), "size": "kilo"}
    shown = draw({"type": "carousel", "contents": [one, two]}).get_by_role("list")
    assert shown.evaluate("element => element.scrollWidth > element.clientWidth")
    heights = {size(each)[1] for each in shown.locator(".fx-bubble").all()}
    assert len(heights) == 1


def test_texts_boxes_and_bubbles_with_an_action_are_tapped_by_mouse_and_keyboard(draw: Any, place: Place) -> None:
    shown = draw(
        bubble(
            box(text("箱"), action={**SEND, "label": "箱の札", "text": "箱を押した"}),
            text("文", action={**SEND, "label": "文の札"}),
        )
    )
    shown.get_by_role("button", name="箱の札").click()
    assert place.hears_message()["text"] == "箱を押した"
    place.heard.clear()
    shown.get_by_role("button", name="文の札").press("Enter")
    assert place.hears_message()["text"] == "押した"


def test_right_to_left_bubbles_begin_at_the_right(draw: Any) -> None:
    shown = draw({**bubble(box(text("甲"), text("乙"), layout="horizontal")), "direction": "rtl"})
    first, second = (each.bounding_box() for each in shown.locator("p.fx-text").all())
    assert first["x"] > second["x"]


def test_an_absolute_box_lies_over_the_others_at_its_offset(draw: Any) -> None:
    over = box(text("上"), position="absolute", offsetTop="10px", offsetStart="30px", width="40px")
    shown = draw(bubble(text("下"), over))
    outer, inner = shown.locator(".fx-body > .fx-box").bounding_box(), shown.locator(".fx-box .fx-box").bounding_box()
    assert (inner["x"] - outer["x"], inner["y"] - outer["y"]) == (30, 10)
