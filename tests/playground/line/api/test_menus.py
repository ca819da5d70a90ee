"""Our rich menus against the local LINE: published once, replaced when they differ, each seeker sees his own."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from types import SimpleNamespace

import pytest
from PIL import Image

from bot.adapters.line.menus import LineMenus
from bot.adapters.store.store import RedisStore
from bot.booking.lifecycle import Step
from bot.booking.model import State
from bot.dialogue.route import command_of
from bot.errors import SendError
from bot.messages.menus import Menu, MenuState, menus
from bot.playground.line.limits.counting import graphemes
from bot.playground.line.platform import Platform
from bot.playground.line.server import run_in_thread
from bot.ports.bookings import KeepBooking
from bot.service.bookings import steps
from bot.service.menus import link, publish
from tests.folders import ROOT
from tests.make import WORDS, booking, tokyo
from tests.playground.conftest import TARO, TOKEN
from tests.service.make_context import context_of
from tests.stores import CIPHER, KEYS, clock_at

DRAWN = ROOT / "messages_ja/menu"


@pytest.fixture
def local(line: Platform) -> Iterator[LineMenus]:
    url, stop = run_in_thread(line)
    menus_of_line = LineMenus(url, (TOKEN,))
    yield menus_of_line
    menus_of_line.close()
    stop()


def changed(menu: Menu) -> Menu:
    return replace(menu, shape=replace(menu.shape, chat_bar="別のメニュー"))


# --- what is shipped ---


@pytest.mark.parametrize("menu", menus(), ids=lambda menu: menu.shape.state)
def test_each_picture_is_as_large_as_its_definition_says_and_within_the_limits(menu):
    picture = Image.open(BytesIO(menu.picture))
    assert picture.size == (menu.shape.width, menu.shape.height)
    assert picture.size in ((2500, 1686), (2500, 843))
    assert picture.format == "PNG"
    assert len(menu.picture) <= 1_000_000
    assert graphemes(menu.shape.chat_bar) <= 14
    assert len(menu.name) <= 300


@pytest.mark.parametrize("menu", menus(), ids=lambda menu: menu.shape.state)
def test_the_areas_cover_the_picture_without_a_gap_and_without_touching(menu):
    covered = sum(area.width * area.height for area in menu.shape.areas)
    assert covered == menu.shape.width * menu.shape.height
    for one in menu.shape.areas:
        for other in menu.shape.areas:
            apart = one.x + one.width <= other.x or other.x + other.width <= one.x
            over = one.y + one.height <= other.y or other.y + other.height <= one.y
            assert one is other or apart or over


@pytest.mark.parametrize("menu", menus(), ids=lambda menu: menu.shape.state)
def test_every_area_sends_words_that_can_be_typed_anywhere(menu):
    assert all(command_of(area.text, WORDS) for area in menu.shape.areas)
    assert all(graphemes(area.label) <= 20 for area in menu.shape.areas)
    assert {"確認", "電話"} <= {area.text for area in menu.shape.areas}


def test_the_words_on_the_pictures_are_large_and_dark_on_light():
    for menu in menus():
        shades = Image.open(BytesIO(menu.picture)).convert("L").getcolors(256)
        dark = sum(count for count, shade in shades if shade < 60)
        light = sum(count for count, shade in shades if shade > 230)
        assert dark > 20_000
        assert light > dark


# --- publishing ---


def test_publishing_again_changes_nothing(local, line):
    first = publish(local, menus())
    assert [name.rsplit("-", 1)[0] for name in first.made] == [f"madoguchi-{state}" for state in MenuState]
    before = dict(line.menus.menus)
    again = publish(local, menus())
    assert (again.made, again.removed, len(again.kept)) == ((), (), 3)
    assert line.menus.menus == before


def test_a_dry_run_only_says_what_it_would_do(local, line):
    assert len(publish(local, menus(), dry_run=True).made) == 3
    assert line.menus.menus == {}


def test_a_changed_menu_takes_the_place_of_the_old_and_others_stay(local, line):
    publish(local, menus())
    strange = line.menus.create({**menus()[0].definition, "name": "strange"}).id
    before = dict(line.menus.aliases)
    done = publish(local, [changed(menus()[0]), *menus()[1:]])
    assert (len(done.made), len(done.kept), len(done.removed)) == (1, 2, 1)
    assert line.menus.aliases["madoguchi-none"] != before["madoguchi-none"]
    assert line.menus.default == line.menus.aliases["madoguchi-none"]
    assert before["madoguchi-none"] not in line.menus.menus
    assert strange in line.menus.menus


def test_a_publishing_that_was_broken_off_is_taken_up(local, line):
    broken = replace(menus()[1], picture=b"no picture")
    with pytest.raises(SendError):
        publish(local, [menus()[0], broken, menus()[2]])
    done = publish(local, menus())
    assert len(done.made) == 2
    assert len(line.menus.menus) == 3


# --- each seeker sees his own ---


@pytest.fixture
def town(client, local):
    publish(local, menus())
    clock = clock_at(client)
    store = RedisStore(client, KEYS, CIPHER, clock)
    return SimpleNamespace(store=store, clock=clock, context=context_of(store, menus=local))


def shown(line: Platform) -> str:
    return str(line.menus.shown_to(TARO)["chatBarText"])


def test_the_menu_follows_the_state_of_the_booking(town, line):
    made = booking(user=TARO, start=tokyo("2026-12-03 14:00"), state=State.CONFIRMED)
    assert shown(line) == "メニュー"
    town.store.commit((), (KeepBooking(made),))
    assert link(town.context) == 1
    assert shown(line) == "メニュー（予約あり）"
    assert link(town.context) == 0
    town.clock.move_to(tokyo("2026-12-03 00:01"))
    link(town.context)
    assert shown(line) == "メニュー（本日）"
    steps.take_step(town.context, made.id, Step.CANCEL_BY_OFFICE, "staff:x", reason="x")
    assert link(town.context) == 1
    assert shown(line) == "メニュー"
    assert link(town.context) == 0


def test_who_saw_a_menu_that_was_replaced_sees_the_new_one(town, line, local):
    town.store.commit((), (KeepBooking(booking(user=TARO)),))
    link(town.context)
    publish(local, [menus()[0], changed(menus()[1]), menus()[2]])
    assert link(town.context) == 1
    assert shown(line) == "別のメニュー"


def test_a_line_that_is_down_is_noted_and_made_good_by_the_next_pass(town, line):
    told = []
    down = LineMenus("http://127.0.0.1:9", ("t",))
    town.store.commit((), (KeepBooking(booking(user=TARO)),))
    broken = replace(town.context, menus=down, log=lambda event, **values: told.append(event))
    assert link(broken) == 0
    assert told == ["menus_wait"]
    assert link(town.context) == 1


def test_rich_menus_go_on_while_an_access_token_is_replaced(line):
    url, stop = run_in_thread(line)
    menus_of_line = LineMenus(url, ("revoked", TOKEN))
    assert publish(menus_of_line, menus()).made
    menus_of_line.close()
    stop()
