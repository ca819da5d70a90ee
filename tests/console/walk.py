"""Opens every page of the console in a busy office, one with counsellors and an empty one: for pictures to look at.

`python -m tests.console.walk FOLDER` puts a picture of each page at each width there, and says what axe finds.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.adapters.redis.client import connect
from bot.adapters.redis.embedded_server import EmbeddedRedis
from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.counsellors import Counsellor
from bot.booking.staff.staff import Role
from bot.console.auth.roles import TABLE
from bot.errors import RefusedError
from bot.ports.office import KeepSchedule
from bot.service.counsellors.handing_over import hand_over
from bot.service.events.office_now import context_now
from tests.console.busy import KINDS, NOW, WIDTHS, Busy, served
from tests.console.office import ConsoleOffice
from tests.console.route_table import need, pages_to_open, path_of
from tests.folders import quick_folder
from tests.playground.browsers import barriers, chromium, window


@contextmanager
def office_with(fill: Any = None) -> Iterator[Any]:
    """An office with a Redis of its own, filled by a class or function."""
    with quick_folder() as folder:
        server = EmbeddedRedis.start(folder)
        client = connect(server.url)
        office = ConsoleOffice(client, server.url)
        yield fill(office) if fill else office
        client.close()
        server.stop()


def with_counsellors(office: ConsoleOffice) -> Busy:
    """Fill an office and let three counsellors hold its bookings, one of whom comes in the afternoon only."""
    busy = Busy(office)
    weeks = {"佐藤 花子": "mon-fri 10:00-15:30", "鈴木 次郎": "mon-fri 10:00-15:30", "高橋 美咲": "mon-fri 13:00-15:30"}
    schedule = office.store.office_state().schedule
    for place, (name, week) in enumerate(weeks.items(), 2):
        account = busy.sato.staff.id if place == 2 and busy.sato.staff else ""
        schedule = schedule.with_counsellor(Counsellor(f"c{place}", name, weekly_from(week), account=account))
    office.store.commit((), (KeepSchedule(schedule),))
    for one in office.store.bookings():
        for counsellor in ("c2", "c3", "c4") if one.is_live else ():
            try:
                hand_over(context_now(office.context), one.id, counsellor, "cli:test")
                break
            except RefusedError:
                continue
    return busy


def places(office: ConsoleOffice, **values: str) -> list[tuple[str, str, Role | None]]:
    """Give (name, path, role) of every page that can be opened."""
    found = []
    for endpoint, rule in pages_to_open():
        wants = need(office.app, endpoint)
        role = next((role for role in Role if wants and wants.action in TABLE[role]), None)
        role = Role.MANAGER if role and wants and wants.action in TABLE[Role.MANAGER] else role
        path = path_of(rule, **values)
        found.append((endpoint.removeprefix("console."), path, role))
    return found


def draw(folder: Path) -> None:
    """Draw every page of three offices; say what axe finds and what is wider than the window."""
    with chromium() as browser:
        for name, fill in (("busy", Busy), ("names", with_counsellors), ("empty", None)):
            with office_with(fill) as place:
                office = place.office if fill else place
                office.at(NOW)
                clerks = {Role.MANAGER: place.sato} if fill else {}
                for role in Role:
                    clerks.setdefault(role, office.clerk(f"{role.value} 田中", role))
                values = {"name": "b7"}
                every = places(office, **values)
                kinds = [(f"booking-{kind}", _page_of(place, kind), Role.MANAGER) for kind in KINDS if fill]
                with served(office) as url:
                    for page_name, path, role in [*every, *kinds]:
                        cookie = clerks[role].cookie.value if role else ""
                        _draw(browser, url + path, url, cookie, folder / name / page_name)


def _page_of(busy: Busy, kind: str) -> str:
    found = getattr(busy, kind)
    return f"/staff/bookings/{(found[0] if isinstance(found, list) else found).id}"


def _draw(browser: Any, address: str, url: str, cookie: str, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with window(browser, 1280, 900) as page:
        if cookie:
            page.context.add_cookies([{"name": "madoguchi", "value": cookie, "url": url}])
        page.goto(address)
        page.complaints.clear()
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=f"{file}-{width}.png", full_page=True)
            wide = page.evaluate("document.documentElement.scrollWidth")
            found = [*barriers(page), *([f"wide: {wide}"] if wide > width else [])]
            sys.stdout.write("".join(f"{file} {width}: {one}\n" for one in found))


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
