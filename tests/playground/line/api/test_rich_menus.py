import struct
from typing import Any

import pytest

from bot.playground.line.people.pictures import size
from bot.playground.line.platform import Platform
from tests.playground.conftest import NOBODY, TARO, Api, Clock
from tests.playground.line.api.rich_menus import menu, png

HEADERS = {"Authorization": "Bearer an-access-token"}


def created(api: Api, picture: bytes | None = None, **more: Any) -> str:
    menu_id = str(api("POST", "/richmenu", menu(**more)).json["richMenuId"])
    if picture:
        assert upload(api, menu_id, picture) == 200
    return menu_id


def upload(api: Api, menu_id: str, picture: bytes, kind: str = "image/png") -> int:
    path = f"/v2/bot/richmenu/{menu_id}/content"
    return api.client.post(path, data=picture, content_type=kind, headers=HEADERS).status_code


def test_a_menu_is_kept_as_it_was_made(line: Platform, api: Api) -> None:
    menu_id = created(api)
    assert api("GET", f"/richmenu/{menu_id}").json == {"richMenuId": menu_id, **menu()}
    assert api("GET", "/richmenu/list").json == {"richmenus": [{"richMenuId": menu_id, **menu()}]}


@pytest.mark.parametrize(
    "more",
    [
        {"chatBarText": "あ" * 15},
        {"name": "あ" * 301},
        {"areas": menu()["areas"] * 21},
        {"size": {"width": 799, "height": 400}},
        {"size": {"width": 1000, "height": 700}},
        {"selected": None},
    ],
)
def test_a_menu_outside_the_limits_is_refused(line: Platform, api: Api, more: dict[str, Any]) -> None:
    assert api("POST", "/richmenu", menu(**more)).status_code == 400


def test_a_menu_without_a_picture_is_shown_to_nobody(line: Platform, api: Api) -> None:
    answer = api("POST", f"/user/all/richmenu/{created(api)}")
    assert answer.status_code == 400
    assert answer.json == {"message": "must upload richmenu image before applying it to user"}


def test_the_default_menu_is_shown_and_can_be_tapped(line: Platform, api: Api) -> None:
    menu_id = created(api, png())
    api("POST", f"/user/all/richmenu/{menu_id}")
    assert api("GET", "/user/all/richmenu").json == {"richMenuId": menu_id}
    event = line.tap(TARO, "予約")
    assert event
    assert event["message"]["text"] == "予約"


def test_the_own_menu_comes_before_the_default(line: Platform, api: Api) -> None:
    default, own = created(api, png()), created(api, png(), name="own")
    api("POST", f"/user/all/richmenu/{default}")
    api("POST", f"/user/{TARO}/richmenu/{own}")
    shown = line.menus.shown_to(TARO)
    assert shown
    assert shown["name"] == "own"
    api("DELETE", f"/richmenu/{own}")
    shown = line.menus.shown_to(TARO)
    assert shown
    assert shown["name"] == "main"


def test_linking_a_menu_to_nobody_is_accepted_and_does_nothing(line: Platform, api: Api) -> None:
    assert api("POST", f"/user/{NOBODY}/richmenu/{created(api, png())}").status_code == 200
    assert api("GET", f"/user/{NOBODY}/richmenu").status_code == 404


@pytest.mark.parametrize(
    ("picture", "kind", "status"),
    [
        (png(2500, 1800), "image/png", 400),
        (png(700, 300), "image/png", 400),
        (png(), "image/gif", 415),
        (png() + b" " * 1_000_001, "image/png", 413),
    ],
)
def test_a_picture_outside_the_limits_is_refused(
    line: Platform, api: Api, picture: bytes, kind: str, status: int
) -> None:
    assert upload(api, created(api), picture, kind) == status


def test_a_picture_cannot_be_replaced(line: Platform, api: Api) -> None:
    menu_id = created(api, png())
    assert upload(api, menu_id, png()) == 400


def test_a_tab_switches_the_menu(line: Platform, api: Api) -> None:
    other = created(api, png(), name="other")
    api("POST", "/richmenu/alias", {"richMenuAliasId": "tab-2", "richMenuId": other})
    event = line.tap(TARO, {"type": "richmenuswitch", "richMenuAliasId": "tab-2", "data": "tab"})
    assert event
    params = {"newRichMenuAliasId": "tab-2", "status": "SUCCESS"}
    assert event["postback"] == {"data": "tab", "params": params}
    assert api("GET", f"/user/{TARO}/richmenu").json == {"richMenuId": other}


def test_an_alias_is_made_once_and_can_be_moved(line: Platform, api: Api) -> None:
    first, second = created(api), created(api)
    body = {"richMenuAliasId": "tab", "richMenuId": first}
    assert [api("POST", "/richmenu/alias", body).status_code for _ in range(2)] == [200, 400]
    api("POST", "/richmenu/alias/tab", {"richMenuId": second})
    assert api("GET", "/richmenu/alias/tab").json["richMenuId"] == second
    api("DELETE", "/richmenu/alias/tab")
    assert api("GET", "/richmenu/alias/list").json == {"aliases": []}


def test_a_hundred_menus_can_be_made_in_an_hour(line: Platform, api: Api, clock: Clock) -> None:
    assert {api("POST", "/richmenu", menu()).status_code for _ in range(100)} == {200}
    assert api("POST", "/richmenu", menu()).status_code == 429
    clock.advance(hours=1)
    assert api("POST", "/richmenu", menu()).status_code == 200


def test_the_size_of_a_jpeg_is_read_behind_its_other_parts() -> None:
    other = b"\xff\xe0\x00\x04ab"
    frame = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", 843, 2500) + b"\x03"
    assert size(b"\xff\xd8" + other + frame) == (2500, 843)
    assert size(b"GIF89a") is None
