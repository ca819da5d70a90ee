"""The queue is parted, renews itself, and what was typed stays where another clerk was faster."""

import re
from dataclasses import replace

import pytest

from bot.booking.lifecycle import Step
from bot.booking.model import NONE_FITS, State
from bot.ports.bookings import KeepBooking
from bot.service.bookings import steps
from tests.make import ROOM, tokyo

ROOM_TYPED = {"meeting_id": "912 3456 7890", "passcode": "482915", "join_url": ""}


def answer(clerk, wanted, **fields):
    given = ROOM_TYPED if wanted == "confirm" else fields
    return clerk.posts("/staff/bookings/b1/answer", wanted=wanted, stage="send", version="1", **given)


def test_what_waits_for_the_seeker_stands_apart_and_cannot_be_picked(office):
    office.request()
    made = office.request(id="b2", number="222222", user="U2")
    start = tokyo("2026-12-04 10:00")
    offered = replace(made, state=State.OFFERED, offers=(start,), version=2)
    office.store.commit((), (KeepBooking(offered, start, made),))
    page = office.clerk().opens("/staff/requests").page
    answered, waits = page.index('id="to-answer"'), page.index('id="offered"')
    assert answered < page.index("/staff/bookings/b1") < waits < page.index("/staff/bookings/b2")
    assert re.findall(r'name="picked" value="(\w+)"', page) == ["b1"]


def test_the_list_renews_itself_only_when_something_changed(office):
    office.request()
    clerk = office.clerk()
    page = clerk.opens("/staff/requests").page
    place = re.search(r'hx-get="(/staff/requests/part[^"]+)"', page)[1].replace("&amp;", "&")
    assert clerk.opens(place).status == 204
    office.request(id="b2", number="222222", user="U2")
    assert 'value="b2"' in clerk.opens(place).page


@pytest.mark.parametrize(("wanted", "typed"), [("decline", {"reason": "担当者が不在のため"}), ("confirm", {})])
def test_what_was_typed_stays_to_be_read_where_the_step_is_none_any_more(office, wanted, typed):
    office.request()
    other, slow = office.clerk("鈴木"), office.clerk("佐藤")
    if wanted == "decline":
        answer(other, "confirm")
    else:
        steps.take_step(office.context, "b1", Step.DECLINE, "cli:test", reason="満席")
    page = answer(slow, wanted, **typed).page
    kept = re.search(r'id="kept".*?</section>', page, re.DOTALL)[0]
    assert (typed.get("reason") or "482915") in kept


def test_the_reason_typed_for_a_move_stays_where_the_booking_was_cancelled(office):
    office.request()
    steps.confirm_booking(office.context, "b1", ROOM, "cli:test")
    steps.take_step(office.context, "b1", Step.CANCEL_BY_SEEKER, "cli:test")
    fields = {"time": "2026-12-04T10:00+09:00", "reason": "会場の都合", "version": "2", "stage": "send"}
    page = office.clerk().posts("/staff/bookings/b1/move", **fields).page
    assert "会場の都合" in re.search(r'id="kept".*?</section>', page, re.DOTALL)[0]


def test_after_an_answer_the_next_request_is_one_press_away_and_is_taken_on(office):
    for number in (1, 2, 3):
        office.request(id=f"b{number}", number=f"22222{number}", user=f"U{number}")
    clerk, other = office.clerk("佐藤"), office.clerk("鈴木")
    office.console.hold("b2", other.staff.id)
    answer(clerk, "confirm")
    page = clerk.opens("/staff/bookings/b1").page
    assert "次の申込へ（あと2件）" in page
    assert clerk.posts("/staff/requests/next").answer.headers["Location"].endswith("/bookings/b3")
    assert office.console.hold("b3", "") == clerk.staff.id
    office.console.hold("b3", other.staff.id)
    third = office.clerk("高橋")
    assert third.posts("/staff/requests/next").answer.headers["Location"].endswith("/requests")


def test_who_refused_all_times_has_none_that_others_could_share(office):
    office.request(id="b2", number="222222", user="U2")
    office.request(state=State.OFFERED, offers=(), marks=(NONE_FITS,))
    clerk = office.clerk()
    row = re.search(
        r'<tr[^>]*>(?:(?!</tr>).)*"/staff/bookings/b1".*?</tr>', clerk.opens("/staff/requests").page, re.DOTALL
    )
    assert row
    assert "同じ時刻に" not in row[0]
    assert "同じ時刻に" not in clerk.opens("/staff/bookings/b1").page
    office.request(id="b3", number="333333", user="U3")
    assert "同じ時刻にほか1件" in clerk.opens("/staff/bookings/b3").page


def test_what_is_of_earlier_steps_is_folded_away(office):
    office.request()
    clerk = office.clerk()
    answer(clerk, "confirm")
    office.at("2026-11-25 10:01")
    office.sweeps()
    assert "notices-before" not in clerk.opens("/staff/bookings/b1").page
    steps.take_step(office.context, "b1", Step.CANCEL_BY_OFFICE, "cli:test", reason="停電のため")
    shown, folded = clerk.opens("/staff/bookings/b1").page.split('id="notices-before"')
    assert "確定と参加方法" in folded
    assert "確定と参加方法" not in shown.split('id="notices-title"')[1]
