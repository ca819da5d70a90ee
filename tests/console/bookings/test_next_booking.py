"""The next booking of a consultation, and that of who calls: filled in, agreed before, beside the one under way."""

import pytest

from bot.booking.model import Answer, State
from bot.booking.staff.corrections import Mark
from bot.service.bookings.steps import confirm_booking
from bot.service.staff.marks_and_notes import set_mark
from tests.console.bookings.form import FRIDAY, PATH, shown
from tests.console.office import ConsoleOffice
from tests.make import ROOM, USER, answers, tokyo
from tests.stores import audit_texts


@pytest.fixture
def under_way(office: ConsoleOffice) -> ConsoleOffice:
    """An office in which a consultation is going on; its seeker agreed to the terms in force."""
    number = Answer("13010-12345678", "1301012345678")
    office.request(answers={**answers(), "number": number})
    confirm_booking(office.context, "b1", ROOM, "staff:s1")
    office.at("2026-12-03 14:10")
    return office


def others(office: ConsoleOffice) -> list:
    return [one for one in office.store.bookings() if one.id != "b1"]


def test_the_next_one_is_made_during_the_consultation_in_three_clicks_without_typing(under_way):
    clerk = under_way.clerk()
    assert 'id="next"' in clerk.opens("/staff/bookings/b1").page  # the first click
    page = clerk.posts("/staff/bookings/b1/next").page
    assert "前に同意しています" in page
    assert 'name="consent"' not in page
    clerk.posts(PATH, **shown(page), time="2026-12-04T10:00:00+09:00").follows()  # a time, and 保存する
    assert "予約を入れました" in clerk.page
    (made,) = others(under_way)
    assert (made.start.isoformat(), made.user, made.state) == (FRIDAY, USER, State.REQUESTED)
    assert made.answers["name"].value == "山田 太郎"
    earlier = under_way.booking()
    assert (made.consent.sha256, made.consent.at) == (earlier.consent.sha256, earlier.consent.at)
    assert earlier.state is State.CONFIRMED


def test_the_person_still_has_one_open_booking_only_whatever_is_noted_on_the_one_under_way(under_way):
    clerk = under_way.clerk()
    page = clerk.posts("/staff/bookings/b1/next").page
    clerk.posts(PATH, **shown(page), time=FRIDAY)
    (made,) = others(under_way)
    set_mark(under_way.context, "b1", Mark.ARRIVED, "staff:s1", 2, on=True)
    assert under_way.store.load(USER, "e1").booking.id == made.id
    page = clerk.posts("/staff/bookings/b1/next").page
    again = clerk.posts(PATH, **shown(page), time="2026-12-07T10:00:00+09:00")
    assert again.status == 409
    assert "続いている予約があります" in again.page
    assert len(others(under_way)) == 1


def test_before_it_begins_there_is_no_second_booking(under_way):
    under_way.at("2026-12-03 13:00")
    clerk = under_way.clerk()
    assert 'id="next"' not in clerk.opens("/staff/bookings/b1").page
    page = clerk.posts("/staff/bookings/b1/next").page
    assert clerk.posts(PATH, **shown(page), time=FRIDAY).status == 409
    assert others(under_way) == []


def test_who_is_made_another_person_in_the_form_is_asked_for_his_consent_and_gets_no_line_of_the_first(under_way):
    clerk = under_way.clerk()
    fields = {**shown(clerk.posts("/staff/bookings/b1/next").page), "name": "鈴木 花子", "number": "13010-99999999"}
    clerk.posts(PATH, **fields, time=FRIDAY)
    assert clerk.status == 400
    assert 'name="consent"' in clerk.page
    clerk.posts(PATH, **{**shown(clerk.page), "agreed": "shown", "consent": "y"}, time=FRIDAY)
    (made,) = others(under_way)
    assert made.user == ""


@pytest.mark.parametrize(
    "typed", ["13010-12345678", "１３０１０１２３４５６７８", "090-1234-5678", "０９０ １２３４ ５６７８"]
)
def test_a_caller_is_found_by_number_or_telephone(under_way, typed):
    page = under_way.clerk().posts(f"{PATH}/known", known=typed).page
    assert shown(page)["name"] == "山田 太郎"
    assert shown(page)["before"] == "b1"


@pytest.mark.parametrize("typed", ["13010-99999999", "5678", "山田"])
def test_who_is_not_found_is_said_so(under_way, typed):
    page = under_way.clerk().posts(f"{PATH}/known", known=typed).page
    assert "見つかりませんでした" in page
    assert "山田 太郎" not in page


def test_of_several_people_behind_one_telephone_one_is_chosen(under_way):
    given = {**answers(name="山田 花子"), "number": Answer("13010-87654321", "1301087654321")}
    under_way.request(id="b2", number="222222", user="", answers=given, start=tokyo("2026-12-08 10:00"))
    page = under_way.clerk().posts(f"{PATH}/known", known="090-1234-5678").page
    assert "山田 花子さん" in page
    assert "/staff/bookings/b1/next" in page
    assert shown(page)["name"] == ""


def test_that_it_was_shown_stands_in_the_audit_log_and_nothing_personal_does(under_way):
    clerk = under_way.clerk()
    clerk.posts(f"{PATH}/known", known="13010-12345678")
    assert [one for one in under_way.entries() if one.endswith(" viewed")]
    assert not [word for word in ("山田", "12345678") if word in str(audit_texts(under_way.store))]
