"""Pages ask Redis as often for many bookings as for few, and show a long list some at a time."""

import re
from collections import Counter
from datetime import timedelta

import pytest

from bot.booking.lookup import by_person, person_key
from bot.booking.model import Answer, HandoverNote, State
from bot.booking.schedule.opening import DAY, at, start_times, today
from bot.booking.staff.handover import of_person
from bot.booking.staff.staff import Role
from bot.cli.dev.demo import fill
from bot.console.admin.terms import MOST_SHOWN as ON_A_PAGE
from bot.console.bookings.requests import MOST_SHOWN
from bot.service.bookings.booking_detail import firsts_among, people_of
from bot.service.events.office_now import context_now
from tests.console.office import ConsoleOffice
from tests.make import OFFICE, ROOM, answers, tokyo
from tests.stores import KEYS
from tests.trips import counting

FEW, MORE = 60, 120
LISTS = ("requests", "schedule", "todo", "figures", "terms")
PAGES = ("/staff/", "/staff/week", *(f"/staff/{one}" for one in LISTS))


@pytest.fixture
def counted(redis_url):
    client = counting(redis_url)
    yield client
    client.close()


def test_more_bookings_are_no_more_trips(counted, redis_url):
    office = ConsoleOffice(counted, redis_url)
    office.at("2026-12-02 20:00")  # when nobody may be at a door, by which it would differ
    clerk = office.clerk(role=Role.MANAGER)
    office.request(id="p1", number="300001", start=tokyo("2026-12-01 10:00"), state=State.NO_SHOW)
    office.request(id="p2", number="300002", start=tokyo("2026-12-10 10:00"))  # by who missed that one
    seen = []
    for count in (FEW, MORE):
        sum(fill(context_now(office.context), count, MORE))
        seen.append({page: trips_of(counted, clerk, page) for page in PAGES})
    assert seen[0] == seen[1]


def test_who_is_at_the_doors_is_asked_in_one_trip(counted, redis_url):
    office, seen = ConsoleOffice(counted, redis_url), []
    office.at("2026-12-03 14:05")
    clerk, start = office.clerk(), tokyo("2026-12-03 14:00")
    for one in (1, 2):
        who = {"id": f"b{one}", "number": str(200_000 + one), "user": f"U{one:032x}", "room": ROOM}
        office.request(start=start, end=start + timedelta(minutes=30), state=State.CONFIRMED, **who)
        seen.append(trips_of(counted, clerk, "/staff/"))
    assert seen[0] == seen[1]


@pytest.mark.parametrize(("state", "told"), [(State.ATTENDED, "実施 {}回"), (State.NO_SHOW, "無断欠席 {}回")])
def test_a_list_opens_no_more_records_however_often_its_people_came_or_did_not_come_before(office, state, told):
    clerk, seen = office.clerk(), []
    given = {**answers(), "number": Answer("13010-12345678", "1301012345678")}
    office.request(answers=given)
    for first, last in ((0, 3), (3, 40)):
        for one in range(first, last):
            start, who = tokyo("2026-09-01 10:00") + one * DAY, {"id": f"p{one}", "number": str(300_000 + one)}
            office.request(**who, start=start, end=start, state=state, answers=given)
        seen.append([opened_by(office, clerk, page) for page in ("/staff/requests", "/staff/day/2026-12-03")])
        assert told.format(last) in clerk.opens("/staff/requests").page
    assert seen[0] == seen[1]


def test_what_a_list_tells_of_a_person_counts_and_is_read_from_all_bookings(office):
    given = {**answers(), "number": Answer("13010-12345678", "1301012345678")}
    note, start = HandoverNote(office.clock.now(), "staff:s1", "耳が遠い", of_person=True), tokyo("2026-09-01 10:00")
    pasts = (State.NO_SHOW, State.ATTENDED, State.EXCUSED, State.CANCELLED_BY_SEEKER, State.ATTENDED)
    for one, state in enumerate(pasts):
        moment, notes = start + one * DAY, (note,) if one == 1 else ()
        who = {"id": f"p{one}", "number": str(300_000 + one), "handover": notes}
        office.request(**who, start=moment, end=moment, state=state, answers=given)
    asked = office.request(answers=given)
    other = office.request(answers=given, id="b2", number="222222", start=tokyo("2026-12-08 10:00"))
    [listed] = people_of(office.console, [asked])
    [every] = office.console.found_each([by_person(person_key(asked))])
    counts = Counter(one.state for one in every)
    assert (counts[State.ATTENDED], counts[State.EXCUSED], counts[State.NO_SHOW]) == (2, 1, 1)
    assert listed.notes == of_person(every)
    assert (listed.visits, listed.excused, listed.no_shows, listed.notes) == (2, 1, 1, (note,))
    assert [one.id for one in listed.live] == [other.id]


def test_who_comes_for_the_first_time_is_who_had_no_other_consultation_with_an_outcome(office):
    def of(person, place, state):
        given, start = (
            {**answers(), "number": Answer(f"13010-{person}", person)},
            tokyo("2026-09-01 10:00") + place * DAY,
        )
        who = {"id": f"{person}.{place}", "number": str(300_000 + 10 * int(person) + place), "answers": given}
        return office.request(**who, start=start, end=start, state=state)

    came = [of("1", place, state) for place, state in enumerate((State.CONFIRMED, State.ATTENDED, State.NO_SHOW))]
    first = [of("2", place, state) for place, state in enumerate((State.CONFIRMED, State.CANCELLED_BY_SEEKER))]
    only, nobody = of("3", 0, State.ATTENDED), office.request(id="b9", number="399999", answers={})
    listed = [*came, *first, only, nobody]
    firsts = firsts_among(office.console, listed)
    assert firsts == {one.id for one in (*first, only, nobody)}
    people = people_of(office.console, listed)
    assert firsts == {one.id for one, person in zip(listed, people, strict=True) if person.is_first}


def opened_by(office, clerk, page):
    """Give how many records a page asks for with their sealed part."""
    clerk.opens(page)
    before = office.client.info("commandstats")["cmdstat_hmget"]["calls"]
    assert clerk.opens(page).status == 200
    return office.client.info("commandstats")["cmdstat_hmget"]["calls"] - before


def trips_of(counted, clerk, page):
    clerk.opens(page)
    before = counted.trips
    assert clerk.opens(page).status == 200
    return counted.trips - before


def test_every_request_stands_on_one_of_the_pages(office):
    first = office.clock.now() + timedelta(days=2)
    starts = [at(today(first), clock) for clock in start_times(OFFICE)]
    for one in range(MOST_SHOWN + 3):
        start = starts[one % len(starts)]
        who = {"id": f"b{one}", "number": str(200_000 + one), "user": f"U{one:032x}", "state": State.REQUESTED}
        office.request(start=start, end=start + timedelta(minutes=30), **who)
    clerk = office.clerk()
    pages = [clerk.opens(f"/staff/requests?page={page}").page for page in (1, 2)]
    shown = [re.findall(r'id="pick-(b\d+)"', page) for page in pages]
    assert [len(some) for some in shown] == [MOST_SHOWN, 3]
    assert set(shown[0]) | set(shown[1]) == {f"b{one}" for one in range(MOST_SHOWN + 3)}
    assert 'id="page-after" href="/staff/requests?page=2"' in pages[0]
    assert 'id="page-before" href="/staff/requests?page=1"' in pages[1]
    assert "page-after" not in pages[1]


def test_the_page_of_the_terms_opens_no_booking_and_lists_some_at_a_time(office):
    first = office.clock.now() + timedelta(days=2)
    starts = [at(today(first), clock) for clock in start_times(OFFICE)]
    for one in range(ON_A_PAGE + 3):
        start = starts[one % len(starts)]
        who = {"id": f"b{one}", "number": str(200_000 + one), "user": f"U{one:032x}", "state": State.REQUESTED}
        office.request(start=start, end=start + timedelta(minutes=30), **who)
        office.client.hdel(KEYS.booking(f"b{one}"), "sealed")
    manager = office.clerk("田中", Role.MANAGER)
    pages = [manager.opens(f"/staff/terms?page={page}").page for page in (1, 2)]
    shown = [re.findall(r'/staff/bookings/(b\d+)"', page) for page in pages]
    assert [len(some) for some in shown] == [ON_A_PAGE, 3]
    assert set(shown[0]) | set(shown[1]) == {f"b{one}" for one in range(ON_A_PAGE + 3)}
    assert f"{ON_A_PAGE + 3}件" in pages[0]  # consented to the version in force


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "9999999999"])
def test_a_page_that_can_not_be_meant_is_the_first(office, page):
    office.request()
    assert 'id="pick-b1"' in office.clerk().opens(f"/staff/requests?page={page}").page


def test_a_page_past_the_last_leads_back(office):
    office.request()
    page = office.clerk().opens("/staff/requests?page=7").page
    assert 'id="page-before" href="/staff/requests?page=6"' in page
