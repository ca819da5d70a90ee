"""A free place on the day's page is pressed to book for a caller; cards say what they are about."""

import re

from bot.booking.model import Answer
from bot.ports.audit import Entry, Record
from bot.service.bookings import steps
from tests.make import ROOM, answers, tokyo


def pressed(office, day: str, clock: str) -> tuple[str, str]:
    """Press the free place of a time; give the form's page and the time that is picked."""
    clerk = office.clerk()
    page = clerk.opens(f"/staff/day/{day}").page
    place = re.search(rf'href="([^"]+)" aria-label="{clock} 空き', page)[1]
    form = clerk.opens(place).page
    return form, re.search(r'name="time" value="([^"]+)" checked', form)[1]


def test_a_free_place_leads_to_the_form_with_its_time(office):
    form, picked = pressed(office, "2026-12-03", "14:00")
    assert picked == "2026-12-03T14:00:00+09:00"
    assert 'name="late"' not in form


def test_one_past_its_cut_off_asks_for_a_reason(office):
    form, _ = pressed(office, "2026-11-25", "14:00")
    assert 'name="late"' in form


def test_the_time_stays_when_a_known_caller_is_looked_up(office):
    office.request(answers={**answers(), "number": Answer("13010-12345678", "1301012345678")})
    clerk = office.clerk()
    page = clerk.posts("/staff/bookings/new/known", known="13010-12345678", time="2026-12-04T10:00:00+09:00").page
    assert 'value="山田 太郎"' in page
    assert re.search(r'name="time" value="([^"]+)" checked', page)[1] == "2026-12-04T10:00:00+09:00"


def test_a_time_that_is_none_picks_none(office):
    page = office.clerk().opens("/staff/bookings/new?time=tomorrow").page
    assert 'name="time" value="" checked' in page


def test_a_card_says_purpose_help_and_who_is_at_the_door(office):
    office.request(answers={**answers(), "support": Answer("sign_language")})
    steps.confirm_booking(office.context, "b1", ROOM, "cli:test")
    office.at("2026-12-03 13:55")
    clerk = office.clerk()
    page = clerk.opens("/staff/").page
    assert "職業相談" in page
    assert "手話" in page
    assert "待合室にいます" not in page
    mark = re.search(r"seen=(\w+)", page)[1]
    office.store.commit((), (Record(Entry(tokyo("2026-12-03 13:54"), "zoom", "room_waited_guest", "b1")),))
    assert "待合室にいます" in clerk.opens(f"/staff/day/2026-12-03/part?seen={mark}").page
    office.store.commit((), (Record(Entry(tokyo("2026-12-03 13:55"), "zoom", "room_left_guest", "b1")),))
    assert "待合室にいます" not in clerk.opens("/staff/").page
