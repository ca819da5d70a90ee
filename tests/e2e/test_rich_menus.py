"""Each seeker is shown the rich menu of his state, by real workers, with menus that the command published."""

from collections.abc import Iterator

import pytest

from bot.messages.menus import PREFIX
from tests.e2e.town import Town, wait_until
from tests.make import tokyo

TARO, HANAKO = "U" + "1" * 32, "U" + "2" * 32


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town whose menus are published before its worker starts."""
    with Town(tmp_path_factory.mktemp("town")).open("web") as place:
        place.now_is(tokyo("2026-11-25 10:00"))
        assert len(place.madoguchi("menu", "publish")["made"]) >= 3
        place.start("worker")
        yield place


def menu_of(town: Town, user: str) -> str:
    """Name the menu that a seeker's phone shows: "none" is that of everybody."""
    menus = town.line.menus
    aliases = {menu: alias for alias, menu in menus.aliases.items()}
    return aliases[menus.linked_to(user) or menus.default].removeprefix(PREFIX)


def shows(town: Town, user: str, menu: str) -> None:
    """Wait for a menu; the workers look every twenty seconds, and the test does not wait for that."""
    town.client.delete(town.keys.done("menus"))
    town.client.publish(town.keys.wake, "1")
    wait_until(lambda: menu_of(town, user) == menu, what=f"{menu} is shown")


def test_the_menu_follows_the_booking_from_the_request_to_its_end(town: Town):
    town.line.add_friend(HANAKO, "ほかの人")
    number = town.books(TARO)
    shows(town, TARO, "booked")
    town.madoguchi("booking", "confirm", number, "--meeting-id", "91234567890", "--passcode", "555123")
    shows(town, TARO, "booked")
    town.now_is(tokyo("2026-12-03 09:00"))
    shows(town, TARO, "today")
    town.now_is(tokyo("2026-12-03 14:31"))
    shows(town, TARO, "none")
    assert menu_of(town, HANAKO) == "none"
    linked = [one.path for one in town.line.gate.log if "/bulk/" in one.path]
    assert len(linked) == 3  # each change once


def test_who_cancels_is_shown_the_menu_of_everybody(town: Town):
    town.now_is(tokyo("2026-12-03 15:00"))
    town.books(HANAKO, "山田 花子", "13010-22222222", "090-1234-0002", "h@example.com", day="12/8", follow=False)
    shows(town, HANAKO, "booked")
    assert "取り消" in town.says(HANAKO, "キャンセル")
    town.says(HANAKO, "1", "取り消す")
    shows(town, HANAKO, "none")
