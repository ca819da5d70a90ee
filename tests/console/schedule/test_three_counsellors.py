"""Three counsellors through two weeks, over HTTP: LINE's webhook and the console; one is ill on a day."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.booking.staff.staff import Role
from bot.messages.line import text_of
from tests.console.office import Browser, ConsoleOffice
from tests.make import OFFICE
from tests.service.typing import HANAKO, HANAKOS, TARO
from tests.talk import FIRST_BOOKING
from tests.web.webhooks import event, post, signed, webhook

SABURO = "U" + "3" * 32
WEEK = "mon-fri 10:00-12:00,13:00-15:30"
PEOPLE = {  # whose own counsellor is who, and at which time each comes
    TARO: ("佐藤", FIRST_BOOKING, "10:00"),
    HANAKO: ("鈴木", HANAKOS, "11:00"),
    SABURO: ("田中", ("田中 三郎", "13010-32345678", "090-3333-4444", "saburo@example.jp"), "13:00"),
}
DAYS = ("12/1", "12/3", "12/8", "12/10")
ILL, ABSENT = "鈴木", "12/8"


class Town:
    """An office with seekers who type, clerks and workers."""

    def __init__(self, office: ConsoleOffice) -> None:
        self.office, self.events = office, 0
        self.manager, self.clerk = office.clerk("責任者", Role.MANAGER), office.clerk("受付")
        for name in ("佐藤", "鈴木", "田中"):
            self.manager.posts("/staff/counsellors", name=name, weekly=WEEK, account="").follows()
        self.names = {one.id: one.name for one in office.store.office_state().schedule.counsellors}
        self.ids = {name: one for one, name in self.names.items()}

    def says(self, user: str, *texts: str) -> None:
        for text in texts:
            self.events += 1
            at = round(self.office.clock.now().timestamp() * 1000)
            body = webhook(event(self.events, text, user, timestamp=at))
            assert post(self.office.app.test_client(), body, signed(body, "secret")).status_code == 200

    def latest(self, user: str):
        return max(self.office.store.bookings_of(user), key=lambda one: one.start)

    def heard(self, user: str) -> list[str]:
        line = self.office.context.line
        return [text_of(one) for to, messages, _ in line.pushes if to == user for one in messages]

    def works_at(self, text: str) -> None:
        self.office.at(text)
        self.office.sweeps()

    def presses(self, browser: Browser, path: str, **fields: str) -> None:
        name = path.split("/")[3]
        browser.posts(path, version=str(self.office.booking(name).version), **fields)
        assert browser.status == 303

    def confirms(self, name: str, number: int) -> None:
        room = {"how": "typed", "meeting_id": f"9123456{number:04}", "passcode": "123456"}
        self.presses(self.clerk, f"/staff/bookings/{name}/answer", wanted="confirm", stage="send", **room)


@pytest.fixture
def town(client, redis_url) -> Town:
    return Town(ConsoleOffice(client, redis_url, busy=replace(OFFICE, counsellor_names=True)))


def test_each_meets_the_own_counsellor_for_two_weeks_and_hears_once_of_the_one_who_is_ill(town):
    met: dict[str, list[str]] = {user: [] for user in PEOPLE}
    for turn, day in enumerate(DAYS):
        date, before = iso(day), iso(DAYS[turn - 1]) if turn else "2026-11-26"
        town.works_at(f"{before} 16:00")
        for place, (user, (own, details, clock)) in enumerate(PEOPLE.items()):
            if turn == 0:
                town.says(user, "予約", "1", "1", *details, "1", "1", f"{day} {clock}", "申し込む")
                name = town.latest(user).id
                town.presses(town.clerk, f"/staff/bookings/{name}/own", counsellor=town.ids[own])
                if town.latest(user).counsellor != town.ids[own]:
                    town.presses(town.clerk, f"/staff/bookings/{name}/hand-over", counsellor=town.ids[own])
            else:
                town.says(user, "予約", "1", f"{day} {clock}", "申し込む")
            assert town.names[town.latest(user).counsellor] == own, (day, user)
            town.confirms(town.latest(user).id, turn * 10 + place)
        town.office.clock.advance(31)
        town.office.sweeps()
        if day == ABSENT:
            _is_ill(town, date)
        for user in PEOPLE:
            met[user].append(town.names[town.latest(user).counsellor])
        town.works_at(f"{date} 15:40")
        for user in PEOPLE:
            name = town.latest(user).id
            town.presses(town.clerk, f"/staff/bookings/{name}/outcome/attend")
    assert met[TARO] == ["佐藤"] * 4
    assert met[SABURO] == ["田中"] * 4
    assert met[HANAKO][0] == met[HANAKO][1] == met[HANAKO][3] == "鈴木"
    assert met[HANAKO][2] in ("佐藤", "田中")
    told = {user: sum("担当の職員が替わりました" in text for text in town.heard(user)) for user in PEOPLE}
    assert told == {TARO: 0, HANAKO: 1, SABURO: 0}


def iso(day: str) -> str:
    """Give a day of that year as forms take it."""
    month, number = map(int, day.split("/"))
    return f"2026-{month:02}-{number:02}"


def _is_ill(town: Town, date: str) -> None:
    """Enter the absence, and hand over what it hits, as a manager does."""
    place, manager = f"/staff/counsellors/{town.ids[ILL]}", town.manager
    manager.opens(place)
    version = re.search(r'name="version" value="(\d+)"', manager.page)[1]
    manager.posts(f"{place}/absence", first=date, version=version).follows()
    address = re.search(r'href="([^"]+/hand-over[^"]*)"', manager.page)[1].replace("&amp;", "&")
    manager.opens(address)
    typed = {one: re.search(rf'name="{one}" value="([^"]*)"', manager.page)[1] for one in ("since", "until", "seen")}
    manager.posts(f"{place}/hand-over", **typed, stage="send").follows()
    assert "1件を引き継ぎました" in manager.page
    town.office.clock.advance(timedelta(seconds=31).total_seconds())
    town.office.sweeps()
