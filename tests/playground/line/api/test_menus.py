"""Our rich menus against the local LINE: published once, replaced when they differ, each seeker sees his own."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image, ImageChops

from bot.adapters.line.menus import LineMenus
from bot.adapters.store.store import RedisStore
from bot.booking.lifecycle import Step
from bot.booking.model import State
from bot.dialogue.route import command_of
from bot.errors import SendError
from bot.messages.menus import Menu, MenuState, shapes
from bot.messages.menus import menus as menus_of
from bot.playground.line.limits.counting import graphemes
from bot.playground.line.platform import Platform
from bot.playground.line.server import run_in_thread
from bot.ports.bookings import KeepBooking
from bot.ports.events import KeepStyle
from bot.service.bookings import steps
from bot.service.menus import link, publish
from bot.service.privacy import erasure
from messages_ja.menu.draw import draw
from messages_ja.menu.icons import FONT
from tests.folders import ROOT
from tests.make import OFFICE, ROOM, WORDS, booking, tokyo
from tests.playground.conftest import HANAKO, TARO, TOKEN
from tests.service.make_context import context_of
from tests.stores import CIPHER, KEYS, clock_at
from tests.talk import Talk

KANJI = re.compile(r"[一-龠]")
LOST = {"lobby.not_understood", "lobby.on_the_day", "lobby.which"}
DRAWN = ROOT / "messages_ja/menu"
STATES = tuple(MenuState)
SITUATIONS = (MenuState.NONE, MenuState.BOOKED, MenuState.TODAY)
NAMES = {f"madoguchi-{state}" for state in STATES}


def menus() -> tuple[Menu, ...]:
    return menus_of(OFFICE.name)


@pytest.fixture
def local(line: Platform) -> Iterator[LineMenus]:
    url, stop = run_in_thread(line)
    menus_of_line = LineMenus(url, (TOKEN,))
    yield menus_of_line
    menus_of_line.close()
    stop()


def changed(menu: Menu) -> Menu:
    return replace(menu, chat_bar="別のメニュー")


# --- what is shipped ---


@pytest.mark.parametrize("menu", menus(), ids=lambda menu: menu.shape.state)
def test_each_picture_is_as_large_as_its_definition_says_and_within_the_limits(menu):
    picture = Image.open(BytesIO(menu.picture))
    assert picture.size == (menu.shape.width, menu.shape.height)
    assert 800 <= picture.width <= 2500
    assert picture.height >= 250
    assert picture.width / picture.height >= 1.45
    assert picture.format == "PNG"
    assert len(menu.picture) <= 1_000_000
    assert graphemes(menu.chat_bar) <= 14
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
    told = {area.text for area in menu.shape.areas if not command_of(area.text, WORDS)}
    assert told <= {"困っています"}  # read as it is typed on the day; see below
    assert all(1 <= graphemes(one["action"]["label"]) <= 20 for one in menu.definition["areas"])
    assert {"確認", "電話", "ヘルプ"} <= {area.text for area in menu.shape.areas}


@pytest.mark.parametrize("words", [WORDS, WORDS.in_style(easy=True)], ids=["ordinary", "easy"])
@pytest.mark.parametrize("shape", shapes(), ids=lambda shape: shape.state)
def test_every_area_is_answered_with_what_it_says(shape, words):
    confirmed = booking(state=State.CONFIRMED, room=ROOM)
    held = None if "none" in shape.state else confirmed
    now = tokyo("2026-12-03 13:50" if "today" in shape.state else "2026-11-25 10:00")
    for area in shape.areas:
        talk = Talk(now=now, booking=held, words=words).says(area.text)
        assert talk.said[-1].key not in LOST, area.text
        assert talk.buttons(), area.text


@pytest.mark.parametrize("menu", menus(), ids=lambda menu: menu.shape.state)
def test_all_areas_are_equally_large_and_wide_enough_for_a_thumb(menu):
    assert len({(area.width, area.height) for area in menu.shape.areas}) == 1
    assert all(area.width * 320 / menu.shape.width >= 48 for area in menu.shape.areas)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_menu_in_easy_words_does_the_same_and_says_how_it_is_read(situation):
    by_state = {shape.state: shape.areas for shape in shapes()}
    ordinary, easy = by_state[situation], by_state[situation.easily]
    back = {"やさしい日本語": "ふつうの日本語"}
    assert [back.get(area.text, area.text) for area in ordinary] == [area.text for area in easy]
    assert [area.icon for area in ordinary] == [area.icon for area in easy]
    assert all(area.reading and not KANJI.search(area.reading) for area in easy)
    assert not any(area.reading for area in ordinary)


def test_who_has_a_booking_finds_moving_and_cancelling_in_one_place():
    for shape in shapes():
        both = [area for area in shape.areas if area.text == "変更・取り消し"]
        assert len(both) == ("booked" in shape.state)
        assert not {"変更", "キャンセル"} & {area.text for area in shape.areas}


@pytest.mark.parametrize(
    ("office", "bar"),
    [
        ("ハローワーク八幡", "ハローワーク八幡のメニュー"),
        ("八幡新卒応援ハローワーク", "八幡新卒応援ハローワーク"),
        ("北九州若者しごとサポートセンター本部", "メニュー"),
    ],
)
def test_the_bar_and_the_name_are_those_of_the_office(office, bar):
    for menu in menus_of(office):
        assert menu.definition["chatBarText"] == bar
        assert menu.definition["name"].endswith(office)
        assert len(menu.definition["name"]) <= 300
    assert len({menu.name for menu in (*menus_of(office), *menus_of("ほかの所"))}) == 2 * len(STATES)


@pytest.mark.parametrize("shape", shapes(), ids=lambda shape: shape.state)
def test_the_shipped_pictures_are_what_the_definitions_say(shape, tmp_path):
    """Drawn anew, a picture is as the shipped one; the letters differ by a shade where another font is installed."""
    if not Path(FONT).exists():
        assert (DRAWN / f"{shape.state}.png").exists()
        return
    drawn, shipped = draw(shape).convert("L"), Image.open(DRAWN / f"{shape.state}.png").convert("L")
    unlike = ImageChops.difference(drawn, shipped).point(lambda shade: 255 if shade > 64 else 0).histogram()[255]
    assert unlike / (shape.width * shape.height) < 0.01


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
    assert {name.rsplit("-", 1)[0] for name in first.made} == NAMES
    before = dict(line.menus.menus)
    again = publish(local, menus())
    assert (again.made, again.removed, len(again.kept)) == ((), (), len(STATES))
    assert line.menus.menus == before


def test_a_dry_run_only_says_what_it_would_do(local, line):
    assert len(publish(local, menus(), dry_run=True).made) == len(STATES)
    assert line.menus.menus == {}


def test_a_changed_menu_takes_the_place_of_the_old_and_others_stay(local, line):
    publish(local, menus())
    strange = line.menus.create({**menus()[0].definition, "name": "strange"}).id
    before = dict(line.menus.aliases)
    done = publish(local, [changed(menus()[0]), *menus()[1:]])
    assert (len(done.made), len(done.kept), len(done.removed)) == (1, len(STATES) - 1, 1)
    assert line.menus.aliases["madoguchi-none"] != before["madoguchi-none"]
    assert line.menus.default == line.menus.aliases["madoguchi-none"]
    assert before["madoguchi-none"] not in line.menus.menus
    assert strange in line.menus.menus


def test_a_publishing_that_was_broken_off_is_taken_up(local, line):
    broken = replace(menus()[1], picture=b"no picture")
    with pytest.raises(SendError):
        publish(local, [menus()[0], broken, *menus()[2:]])
    done = publish(local, menus())
    assert len(done.made) == len(STATES) - 1
    assert len(line.menus.menus) == len(STATES)


# --- each seeker sees his own ---


@pytest.fixture
def town(client, local):
    publish(local, menus())
    clock = clock_at(client)
    store = RedisStore(client, KEYS, CIPHER, clock)
    return SimpleNamespace(store=store, clock=clock, context=context_of(store, menus=local))


def shown(line: Platform, user: str = TARO) -> str:
    """Name the menu that a phone shows."""
    return str(line.menus.shown_to(user)["name"]).removeprefix("madoguchi-").rsplit("-", 1)[0]


def test_the_menu_follows_the_state_of_the_booking(town, line):
    made = booking(user=TARO, start=tokyo("2026-12-03 14:00"), state=State.CONFIRMED)
    assert shown(line) == "none"
    town.store.commit((), (KeepBooking(made),))
    assert link(town.context) == 1
    assert shown(line) == "booked"
    assert link(town.context) == 0
    town.clock.move_to(tokyo("2026-12-03 00:01"))
    link(town.context)
    assert shown(line) == "today"
    steps.take_step(town.context, made.id, Step.CANCEL_BY_OFFICE, "staff:x", reason="x")
    assert link(town.context) == 1
    assert shown(line) == "none"
    assert link(town.context) == 0


def test_who_saw_a_menu_that_was_replaced_sees_the_new_one(town, line, local):
    town.store.commit((), (KeepBooking(booking(user=TARO)),))
    link(town.context)
    publish(local, [menus()[0], changed(menus()[1]), *menus()[2:]])
    assert link(town.context) == 1
    assert line.menus.shown_to(TARO)["chatBarText"] == "別のメニュー"


def test_who_reads_easy_words_sees_the_menu_in_easy_words_until_the_way_back(town, line):
    town.store.commit((), (KeepStyle(TARO, easy=True),))
    assert (link(town.context), shown(line)) == (1, "easy-none")
    assert link(town.context) == 0
    made = booking(user=TARO, start=tokyo("2026-12-03 14:00"), state=State.CONFIRMED)
    town.store.commit((), (KeepBooking(made),))
    assert (link(town.context), shown(line)) == (1, "easy-booked")
    town.clock.move_to(tokyo("2026-12-03 00:01"))
    assert (link(town.context), shown(line)) == (1, "easy-today")
    town.store.commit((), (KeepStyle(TARO, easy=False),))
    assert (link(town.context), shown(line)) == (1, "today")
    steps.take_step(town.context, made.id, Step.CANCEL_BY_OFFICE, "staff:x", reason="x")
    assert (link(town.context), shown(line)) == (1, "none")
    assert link(town.context) == 0


def test_who_has_no_booking_and_goes_back_sees_the_menu_of_everybody(town, line):
    for easy, menu in ((True, "easy-none"), (False, "none")):
        town.store.commit((), (KeepStyle(TARO, easy=easy),))
        assert (link(town.context), shown(line)) == (1, menu)
    assert line.menus.linked_to(TARO) is None


def test_only_who_chose_easy_words_sees_them(town, line):
    line.add_friend(HANAKO, "ほかの人")
    town.store.commit((), (KeepStyle(TARO, easy=True),))
    link(town.context)
    assert (shown(line), shown(line, HANAKO)) == ("easy-none", "none")


def test_a_menu_in_easy_words_that_was_replaced_is_shown_anew(town, line, local):
    town.store.commit((), (KeepStyle(TARO, easy=True),))
    link(town.context)
    publish(local, [changed(menu) for menu in menus()])
    assert (link(town.context), shown(line)) == (1, "easy-none")


def test_where_only_the_ordinary_menus_were_published_they_are_shown(town, line, local):
    publish(local, menus()[: len(SITUATIONS)])
    for alias in NAMES - {f"madoguchi-{one}" for one in SITUATIONS}:
        line.menus.aliases.pop(alias)
    town.store.commit((), (KeepStyle(TARO, easy=True), KeepBooking(booking(user=TARO))))
    assert (link(town.context), shown(line)) == (1, "booked")


def test_the_reader_is_kept_sealed_as_long_as_his_style_and_a_day_after_the_way_back(town, client):
    key = KEYS.menu_reader(town.store.hashed(TARO))
    town.store.commit((), (KeepStyle(TARO, easy=True),))
    assert TARO not in client.get(key)
    assert client.ttl(key) > 365 * 24 * 3600
    town.store.commit((), (KeepStyle(TARO, easy=False),))
    assert 0 < client.ttl(key) <= 24 * 3600
    town.clock.advance(25 * 3600)
    client.delete(key)  # as Redis does when its time is over
    town.store.commit((), (KeepStyle(HANAKO, easy=True),))
    link(town.context)
    assert client.zrange(KEYS.menu_readers, 0, -1) == [town.store.hashed(HANAKO)]


def test_a_reader_who_can_not_be_opened_holds_up_no_other(town, line, client):
    town.store.commit((), (KeepStyle(HANAKO, easy=True), KeepStyle(TARO, easy=True)))
    client.set(KEYS.menu_reader(town.store.hashed(HANAKO)), "k9:" + "A" * 60)
    assert (link(town.context), shown(line)) == (1, "easy-none")


def test_who_is_erased_sees_the_menu_of_everybody_and_nothing_of_it_is_kept(town, line, client):
    town.store.commit((), (KeepStyle(TARO, easy=True),))
    link(town.context)
    erasure.ask(town.context, "staff:x", user=TARO)
    town.clock.advance(1)
    assert [erasure.erase(town.context, claim) for claim in town.store.claim_erasures(10)] == ["erased"]
    assert shown(line) == "none"
    assert not list(client.scan_iter(KEYS.prefix + "menu*"))


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
