"""A session that nobody used for a while is locked: nothing goes on without the password, and nothing is lost."""

import pytest

from bot.booking.staff.staff import Role
from bot.service.bookings.steps import confirm_booking
from bot.service.staff.accounts import disable
from tests.console.office import PASSWORD, ConsoleOffice
from tests.make import ROOM


@pytest.fixture
def locked(office: ConsoleOffice):
    """A clerk whose session was locked."""
    office.request()
    clerk = office.clerk()
    office.wall.passes(minutes=16)
    return clerk


def test_the_password_alone_goes_on_at_the_page(locked):
    assert locked.opens("/staff/requests").answer.headers["Location"] == "/staff/unlock?next=/staff/requests"
    assert "パスワード" in locked.follows().page
    assert 'name="code"' not in locked.page
    locked.posts("/staff/unlock?next=/staff/requests", password=PASSWORD)
    assert locked.answer.headers["Location"] == "/staff/requests"
    assert locked.follows().status == 200


def test_a_wrong_password_opens_nothing_and_is_counted(office, locked):
    for _ in range(3):
        assert locked.posts("/staff/unlock", password="wrong wrong wrong").status == 401
    assert locked.opens("/staff/requests").status == 303
    assert office.console.failures(locked.staff.id).in_all == 3


def test_nothing_is_done_and_nothing_shown_while_it_is_locked(office, locked):
    assert locked.posts("/staff/bookings/b1/mark/phone", version="1", on="1").status == 303
    assert office.booking().marks == ()
    assert "山田" not in locked.opens("/staff/unlock").page


def test_asking_for_the_password_is_no_sign_that_somebody_is_there(office, locked):
    for _ in range(3):
        locked.opens("/staff/unlock")
    assert locked.opens("/staff/requests").status == 303


def test_after_nine_hours_password_and_code_are_asked_for(office, locked):
    office.wall.passes(hours=9)
    assert locked.opens("/staff/requests").answer.headers["Location"].startswith("/staff/sign-in")
    assert locked.posts("/staff/unlock", password=PASSWORD).answer.headers["Location"].startswith("/staff/sign-in")


def test_who_was_disabled_meanwhile_opens_nothing(office, locked):
    disable(office.context, office.console, locked.staff.id, "cli:test")
    locked.posts("/staff/unlock", password=PASSWORD)
    assert locked.opens("/staff/requests").answer.headers["Location"].startswith("/staff/sign-in")


def test_a_page_that_is_still_open_is_told_how_it_stands_and_asks_by_itself(office, locked):
    by_itself = {"HX-Request": "true"}
    assert locked.opens("/staff/badges", headers=by_itself).answer.headers["X-Locked"] == "1"
    fields = {"csrf_token": locked.token()}
    for password, status in (("wrong wrong wrong", 401), (PASSWORD, 204)):
        answer = locked.web.post("/staff/unlock", data={**fields, "password": password}, headers=by_itself)
        assert answer.status_code == status
    assert locked.opens("/staff/badges", headers=by_itself).answer.headers["X-Seconds-Left"] == "900"


def test_an_open_session_is_not_taken_for_unlocked_without_its_password(office):
    clerk = office.clerk()
    fields = {"csrf_token": clerk.token(), "password": "wrong wrong wrong"}
    assert clerk.web.post("/staff/unlock", data=fields, headers={"HX-Request": "true"}).status_code == 401


def test_pages_tell_how_long_is_left_and_a_press_begins_anew(office):
    clerk = office.clerk()
    office.wall.passes(minutes=13)
    last = clerk.opens("/staff/badges", headers={"HX-Request": "true"})
    assert int(last.answer.headers["X-Seconds-Left"]) <= 120
    assert clerk.posts("/staff/stay").answer.headers["X-Seconds-Left"] == "900"


@pytest.mark.parametrize("path", ["/staff/bookings/b1", "/staff/bookings/b1/room"])
def test_a_consultation_that_goes_on_keeps_its_counsellor_signed_in(office, path):
    office.request()
    confirm_booking(office.context, "b1", ROOM, "staff:s1")
    office.at("2026-12-03 14:01")
    clerk = office.clerk(role=Role.COUNSELLOR)
    opened = clerk.opens(path)
    assert opened.answer.headers.get("Location") == (ROOM.join_url if path.endswith("/room") else None)
    office.wall.passes(minutes=28)
    office.at("2026-12-03 14:29")
    assert clerk.opens("/staff/bookings/b1").status == 200
    office.wall.passes(minutes=16)
    assert clerk.opens("/staff/bookings/b1").status == 303


def test_without_the_consultation_he_would_have_to_sign_in_in_the_middle(office):
    office.request()
    office.at("2026-12-03 14:01")  # nobody confirmed it
    clerk = office.clerk(role=Role.COUNSELLOR)
    clerk.opens("/staff/bookings/b1")
    office.wall.passes(minutes=28)
    assert clerk.opens("/staff/bookings/b1").status == 303


@pytest.mark.parametrize(
    ("role", "place", "goes"),
    [
        (Role.RECEPTION, "/staff/requests", "/staff/requests"),
        (Role.AUDITOR, "/staff/requests", "/staff/records"),
        (Role.ADMINISTRATOR, "/staff/", "/staff/settings"),
        (Role.RECEPTION, "/staff/nowhere", "/staff/"),
        (Role.RECEPTION, "/staff/bookings/b1/answer", "/staff/"),
    ],
)
def test_who_signs_in_goes_back_to_the_page_that_his_role_may_open(office, role, place, goes):
    clerk = office.clerk(role=role, signed_in=False)
    fields = {"name": clerk.staff.name, "password": PASSWORD, "code": clerk.code()}
    clerk.posts(f"/staff/sign-in?next={place}", **fields)
    assert clerk.answer.headers["Location"] == goes


def test_who_sends_a_form_too_late_comes_back_to_the_page_on_which_it_was(office, locked):
    answer = locked.web.post("/staff/bookings/b1/answer", headers={"Referer": "http://localhost/staff/bookings/b1"})
    assert answer.headers["Location"] == "/staff/unlock?next=/staff/bookings/b1"
    answer = locked.web.post("/staff/bookings/b1/answer", headers={"Referer": "https://evil.example/staff/../x//y"})
    assert answer.headers["Location"] == "/staff/unlock"
