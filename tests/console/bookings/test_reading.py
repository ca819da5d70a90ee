"""Every look at one person's record is noted, on every route; who goes through many raises an alarm."""

import re

import pytest

from bot.booking.limits.refusal import Refusal, names_of
from bot.booking.model import State
from bot.booking.staff.staff import Role
from bot.console.auth.access import need_of
from bot.console.auth.roles import TABLE
from bot.ports.audit import Entry, Record
from bot.ports.privacy import KeepRefusal
from bot.service.bookings.steps import confirm_booking
from bot.service.staff.record_reads import MANY_MISSED
from bot.service.staff.tasks import tasks
from bot.web.health import readiness
from tests.console.bookings.form import saves
from tests.console.office import Browser, ConsoleOffice
from tests.make import ROOM, WEDNESDAY
from tests.service.refusing import KNOWN
from tests.stores import entries

PERSONS = {"name": "b1", "refusal": "r1"}


@pytest.fixture
def kept(office: ConsoleOffice) -> ConsoleOffice:
    office.request()
    refusal = Refusal("r1", "b1", "123456", (), WEDNESDAY, None, "staff:s1", "山田 太郎", "理由")
    office.store.commit((), (KeepRefusal(refusal),))
    return office


def paths_of_one_person(office: ConsoleOffice, role: Role) -> list[str]:
    """Give the path of every page of the URL map that shows one record, as far as a role may open it."""
    with office.app.app_context():
        rules = [
            rule
            for rule in office.app.url_map.iter_rules()
            if "GET" in rule.methods
            and rule.arguments & PERSONS.keys()
            and rule.endpoint.startswith("console.")
            and need_of(rule.endpoint).action in TABLE[role]
        ]
    return [re.sub(r"<(?:\w+:)?(\w+)>", lambda found: PERSONS[found[1]], rule.rule) for rule in rules]


def opened(office: ConsoleOffice, clerk: Browser) -> int:
    told = entries(office.context)
    return sum((one["action"], one["booking"]) == ("opened", "b1") and clerk.staff.id in one["actor"] for one in told)


def test_every_page_of_one_person_notes_who_opened_it(kept):
    confirm_booking(kept.context, "b1", ROOM, "staff:s1")  # the page that leads to Zoom is there then
    paths = paths_of_one_person(kept, Role.MANAGER)
    assert len(paths) >= 5
    for number, path in enumerate(paths):
        clerk = kept.clerk(f"佐藤{number}", Role.MANAGER)
        assert clerk.opens(path).status in (200, 303), path
        assert opened(kept, clerk) == 1, path


def test_it_is_noted_once_an_hour_for_each_clerk_and_record(kept):
    clerk, other = kept.clerk("佐藤"), kept.clerk("鈴木")
    for _ in range(3):
        clerk.opens("/staff/bookings/b1")
    other.opens("/staff/bookings/b1")
    assert (opened(kept, clerk), opened(kept, other)) == (1, 1)


def test_who_tries_numbers_raises_an_alarm_once(kept):
    clerk = kept.clerk()
    for number in range(MANY_MISSED + 5):
        assert clerk.opens(f"/staff/bookings/{700_000 + number}").status == 404
    assert [one["action"] for one in entries(kept.context)].count("many_records") == 1
    assert "many_records" in readiness(kept.context, up_for=3600)["warnings"]
    assert kept.store.counters()["many_records"] == 1


def by_several(clerk: Browser, number: int) -> None:
    clerk.posts("/staff/requests/several", wanted="confirm", picked=[str(number)])


def by_number(clerk: Browser, number: int) -> None:
    clerk.posts("/staff/search", number=str(number))


def by_telephone(clerk: Browser, number: int) -> None:
    clerk.posts("/staff/search", tail=str(number)[-4:])


def by_name(clerk: Browser, number: int) -> None:
    clerk.posts("/staff/search", name=f"山本{number}")


@pytest.mark.parametrize("tries", [by_several, by_number, by_telephone, by_name])
def test_who_tries_in_another_way_raises_it_as_well(kept, tries):
    clerk = kept.clerk()
    for number in range(MANY_MISSED):
        tries(clerk, 700_000 + number)
    assert "many_records" in readiness(kept.context, up_for=3600)["warnings"]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/staff/requests/several", {"wanted": "confirm", "picked": "123456"}),
        ("/staff/requests/several", {"wanted": "confirm", "picked": "123456", "stage": "preview"}),
        ("/staff/search", {"number": "123456"}),
    ],
)
def test_what_shows_a_record_by_its_number_notes_it(kept, path, fields):
    clerk = kept.clerk()
    clerk.posts(path, **fields)
    assert opened(kept, clerk) == 1


def test_a_call_about_a_task_counts_among_the_records(kept):
    clerk = kept.clerk()
    kept.at("2026-12-04 10:00")
    task = next(one.id for one in tasks(kept.context, kept.console, kept.clock.now()) if one.booking.id == "b1")
    assert clerk.posts(f"/staff/todo/{task}/call").status == 200
    assert opened(kept, clerk) == 1


def test_entering_a_booking_does_not_tell_unnoticed_who_is_refused(office):
    made = office.request(state=State.NO_SHOW, answers=KNOWN)
    who = tuple(office.store.hashed(one) for one in names_of(made))
    refusal = Refusal("r1", "b1", "123456", who, WEDNESDAY, None, "staff:s1", "山田 太郎", "理由")
    office.store.commit((), (KeepRefusal(refusal),))
    clerk = office.clerk()
    assert saves(clerk, name="鈴木 花子").status == 409
    assert opened(office, clerk) == 1


def test_who_tries_by_entering_bookings_whose_number_has_one_raises_the_alarm(office):
    office.request(answers=KNOWN)
    clerk = office.clerk()
    for _ in range(MANY_MISSED):
        assert saves(clerk, name="鈴木 花子").status == 409
    assert "many_records" in readiness(office.context, up_for=3600)["warnings"]


def test_a_slip_now_and_then_raises_none(kept):
    clerk = kept.clerk()
    for number in range(MANY_MISSED - 1):
        clerk.opens(f"/staff/bookings/{700_000 + number}")
    assert "many_records" not in readiness(kept.context, up_for=3600)["warnings"]


def test_a_version_of_the_terms_is_told_as_one_and_never_as_a_day(office):
    made = office.request()
    version = office.context.terms[-1].version
    office.store.commit((), (Record(Entry(WEDNESDAY, "seeker", "requested", made.id, detail=version)),))
    assert f"申し込みました（規約 {version}版）" in office.clerk().opens("/staff/bookings/b1").page
