"""Draws the pictures of docs/console.md: `make pictures`. All people are made up."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.adapters.redis.client import connect
from bot.adapters.redis.embedded_server import EmbeddedRedis
from bot.ports.office import KeepSchedule
from tests.console.busy import Busy, served
from tests.console.office import ConsoleOffice
from tests.folders import ROOT, quick_folder
from tests.playground.browsers import chromium, window

FOLDER = ROOT / "docs" / "pictures"
WIDTH, HEIGHT = 1100, 760


@dataclass(frozen=True)
class Picture:
    """One picture: its name, the page, what is pressed there, and how wide the window is."""

    name: str
    path: str
    presses: Sequence[str] = ()
    width: int = WIDTH


PICTURES = (
    Picture("console-today", "/staff/"),
    Picture("console-requests", "/staff/requests", ("#pick-all",)),
    Picture("console-several", "/staff/requests", ("#pick-all", "#several-decline")),
    Picture("console-booking", "/staff/bookings/b7"),
    Picture("console-move", "/staff/bookings/b7/move", ("button.time",)),
    Picture("console-waiting", "/staff/waiting/w1"),
    Picture("console-account", "/staff/bookings/b7/account", ("#make-code",), 700),
    Picture("console-consent", "/staff/bookings/b7", ("#consent",), 700),
    Picture("console-phone", "/staff/requests", (), 390),
)


def draw(folder: Path = FOLDER) -> list[Path]:
    """Draw every picture into a folder; give them."""
    with quick_folder() as place, chromium() as browser:
        server = EmbeddedRedis.start(place)
        client = connect(server.url)
        try:
            busy = _without_counsellors(Busy(ConsoleOffice(client, server.url)))
            with served(busy.office) as url:
                return [_drawn(browser, url, busy.sato.cookie.value, picture, folder) for picture in PICTURES]
        finally:
            client.close()
            server.stop()


def _without_counsellors(busy: Busy) -> Busy:
    """Leave the number of places to the office's file, so that there are free ones to show."""
    schedule = busy.office.store.office_state().schedule
    kept = replace(schedule, counsellors=(), version=schedule.version + 1)
    busy.office.store.commit((), (KeepSchedule(kept),))
    return busy


def _drawn(browser: Any, url: str, cookie: str, picture: Picture, folder: Path) -> Path:
    with window(browser, picture.width, HEIGHT) as page:
        page.context.add_cookies([{"name": "madoguchi", "value": cookie, "url": url}])
        page.goto(url + picture.path)
        for selector in picture.presses:
            page.locator(selector).first.click()
            page.wait_for_load_state()
        file = folder / f"{picture.name}.png"
        page.screenshot(path=str(file))
    return file


if __name__ == "__main__":
    for drawn in draw():
        sys.stdout.write(f"{drawn.relative_to(ROOT)}\n")
