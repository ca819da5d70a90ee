"""Another office on real processes, by its own folder alone: an hour each, lunch, Saturdays, five counsellors, no clerk
who confirms, its own terms and texts. Nothing of the office that we ship shows."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.adapters.store.keys import Keys
from tests.e2e.town import PATIENCE, Town, wait_until
from tests.e2e.zoom_town import ZoomTown
from tests.folders import ROOT
from tests.make import OFFICE, tokyo
from tests.zooms import HOOK_SECRET, environment_for, local_zoom

COUNSELLORS = ("佐藤", "鈴木", "高橋", "田中", "伊藤")
HOSTS = tuple((f"host-{number}", 1) for number in range(len(COUNSELLORS)))
SATURDAY = "mon-fri 10:00-12:00,13:00-15:00; sat 10:00-12:00"
SHIPPED = (OFFICE.name, OFFICE.address, OFFICE.telephone, OFFICE.terms_signed_by, OFFICE.terms_court)


def people() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give LINE users and what each of them answers."""
    for number in range(len(COUNSELLORS) + 1):
        telephone = f"090-1234-500{number}"
        yield f"U{number + 1:032x}", ("山田 太郎", f"13010-5000{number}", telephone, f"taro{number}@example.com")


PEOPLE = tuple(people())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office's folder."""
    made = tmp_path_factory.mktemp("office")
    office = (ROOT / "tests/fixtures/office_with_saturdays.toml").read_text("utf-8")
    (made / "office.toml").write_text(office.replace('confirmation = "staff"', 'confirmation = "auto"'), "utf-8")
    (made / "texts/terms").mkdir(parents=True)
    (made / "texts/terms/2026-04-01.md").write_text("# 港の決まり\n\n{office}の決まりです。{minutes}分まで。", "utf-8")
    (made / "texts/lobby.toml").write_text('welcome = "{office}の港へようこそ。"\n', "utf-8")
    return made


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> Iterator[ZoomTown]:
    town = Town(tmp_path_factory.mktemp("town"), keys=Keys("sample"))
    with local_zoom(lambda: town.line.clock(), HOSTS, webhook_secret=HOOK_SECRET) as (zoom, url):
        hosts = ",".join(name for name, _ in HOSTS)
        town.extra = {**environment_for(url), "ZOOM_HOSTS": hosts, "OFFICE_DIR": str(folder), "OFFICE_FILE": ""}
        with town.open():
            town.now_is(tokyo("2026-11-25 10:00"))
            yield ZoomTown(town, zoom, url)


def test_five_are_booked_on_a_saturday_by_themselves_each_with_his_counsellor_and_the_sixth_is_told(place: ZoomTown):
    town = place.town
    for name, (host, _) in zip(COUNSELLORS, HOSTS, strict=True):
        town.madoguchi("counsellor", "add", name, "--weekly", SATURDAY, "--zoom-host", host)
    welcome = town.answered(PEOPLE[0][0], lambda: town.line.add_friend(PEOPLE[0][0], "求職者"))
    assert "の港へようこそ" in welcome
    for number, (user, answers) in enumerate(PEOPLE[:-1]):
        town.books(user, *answers, day="12/5", time="11時", follow=number > 0)
    booked = wait_until(lambda: [one for one in town.bookings() if one["state"] == "confirmed"][4:] and town.bookings())
    assert {one["counsellor"] for one in booked} == set(COUNSELLORS)
    assert {(one["start"], one["end"]) for one in booked} == {
        ("2026-12-05T11:00:00+09:00", "2026-12-05T12:00:00+09:00")
    }
    user, answers = PEOPLE[-1]
    town.answered(user, lambda: town.line.add_friend(user, "求職者"))
    town.taps(user, "予約する", "はい、すべて", "同意する")
    town.says(user, *answers)
    town.taps(user, "職業相談", "必要ない")
    assert "12月5日（土）11:00は埋まりました" in town.says(user, "12/5 11時")


def test_details_and_both_reminders_come_with_rooms_of_the_counsellors(place: ZoomTown):
    town = place.town
    for user, _ in PEOPLE[:-1]:
        details = place.pushed(user, 1)
        room = place.room_of(user)
        assert room["passcode"] in details
    assert {meeting.host for meeting in place.rooms()} == {name for name, _ in HOSTS}
    town.now_is(tokyo("2026-12-04 17:00"))
    assert all("明日" in place.pushed(user, 2) for user, _ in PEOPLE[:-1])
    town.now_is(tokyo("2026-12-05 10:30"))
    assert all("まもなく" in place.pushed(user, 3) for user, _ in PEOPLE[:-1])


def test_its_own_terms_are_shown_and_nothing_of_the_office_that_we_ship(place: ZoomTown):
    town = place.town
    terms = httpx.get(f"{town.url}/terms", timeout=PATIENCE).text
    assert "港の決まり" in terms
    told = [
        terms,
        httpx.get(f"{town.url}/staff/sign-in", timeout=PATIENCE).text,
        httpx.get(f"{town.url}/", timeout=PATIENCE).text,
    ]
    told += [str(entry.message) for user, _ in PEOPLE for entry in town.from_bot(user)]
    assert [(word, text[:80]) for word in SHIPPED for text in told if word in text] == []


def test_no_shipped_text_names_an_office():
    named = re.compile("|".join(map(re.escape, ("八幡", "岸の浦", "093-622", "北九州"))))
    texts = [*ROOT.glob("messages_ja/**/*.toml"), *ROOT.glob("messages_ja/**/*.md"), *ROOT.glob("messages_ja/**/*.txt")]
    texts += [*ROOT.glob("bot/**/*.py"), *ROOT.glob("workers/**/*.py"), *ROOT.glob("bot/**/templates/**/*.html")]
    assert {str(path.relative_to(ROOT)) for path in texts if named.search(path.read_text("utf-8"))} == set()
