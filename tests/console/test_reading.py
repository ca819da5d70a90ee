"""Every look at one person's record is noted, on every route; who goes through many raises an alarm."""

import re

import pytest

from bot.booking.refusal import Refusal
from bot.booking.staff import Role
from bot.console.gate import need_of
from bot.console.roles import TABLE
from bot.health import readiness
from bot.ports import KeepRefusal
from bot.service.reading import MANY_MISSED
from tests.console.office import Browser, OfficeDesk
from tests.make import WEDNESDAY

PERSONS = {"name": "b1", "refusal": "r1"}


@pytest.fixture
def kept(office: OfficeDesk) -> OfficeDesk:
    office.request()
    refusal = Refusal("r1", "b1", "123456", (), WEDNESDAY, None, "staff:s1", "山田 太郎", "理由")
    office.store.commit((), (KeepRefusal(refusal),))
    return office


def paths_of_one_person(office: OfficeDesk, role: Role) -> list[str]:
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


def opened(office: OfficeDesk, clerk: Browser) -> int:
    lines = office.store.audit_log().lines
    return sum('"opened"' in line and '"b1"' in line and clerk.staff.id in line for line in lines)


def test_every_page_of_one_person_notes_who_opened_it(kept):
    paths = paths_of_one_person(kept, Role.MANAGER)
    assert len(paths) >= 5
    for number, path in enumerate(paths):
        clerk = kept.clerk(f"佐藤{number}", Role.MANAGER)
        assert clerk.opens(path).status == 200, path
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
    lines = kept.store.audit_log().lines
    assert sum('"many_records"' in line for line in lines) == 1
    assert "many_records" in readiness(kept.services, up_for=3600)["warnings"]
    assert kept.store.counters()["many_records"] == 1


def test_a_slip_now_and_then_raises_none(kept):
    clerk = kept.clerk()
    for number in range(MANY_MISSED - 1):
        clerk.opens(f"/staff/bookings/{700_000 + number}")
    assert "many_records" not in readiness(kept.services, up_for=3600)["warnings"]
