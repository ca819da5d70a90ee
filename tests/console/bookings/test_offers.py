"""Offering other times in the console: picked, previewed, held for 30 seconds, taken by telephone."""

import re
from collections import Counter
from datetime import datetime

import pytest

from bot.booking.model import State
from tests.console.office import ConsoleOffice
from tests.make import tokyo

FRIDAY, MONDAY = "2026-12-04T10:00:00+09:00", "2026-12-07T13:30:00+09:00"
PATH = "/staff/bookings/b1/offer"


def held(store) -> Counter[datetime]:
    """Count the places that bookings hold; those that fell free just now rest beside them."""
    return Counter(store.taken()) - Counter(rest.start for rest in store.list_now().released)


@pytest.fixture
def asked(office: ConsoleOffice) -> ConsoleOffice:
    office.request()
    return office


def test_the_booking_leads_to_the_free_times_by_day(asked):
    clerk = asked.clerk()
    assert PATH in clerk.opens("/staff/bookings/b1").page
    page = clerk.opens(PATH).page
    assert "12月4日（金）" in page
    assert f'type="checkbox" class="form-check-input" name="time" value="{FRIDAY}"' in page
    assert "12月5日" not in page  # a Saturday


def seen_at_once(page: str) -> list[str]:
    """Give the days whose times stand there without a press."""
    return re.findall(
        r"<legend>([^<]*)</legend>", re.sub(r"<details(?! [^>]*open).*?</details>", "", page, flags=re.DOTALL)
    )


@pytest.mark.parametrize("page", ["offer", "move"])
def test_the_days_around_the_wished_one_are_seen_at_once(office, page):
    office.request(start=tokyo("2026-12-16 14:00"), end=tokyo("2026-12-16 14:30"))
    shown = office.clerk().opens(f"/staff/bookings/b1/{page}").page
    wednesday = [f"12月{day}" for day in ("14日（月）", "15日（火）", "16日（水）", "17日（木）", "18日（金）")]
    assert seen_at_once(shown) == wednesday
    assert "その前の" in shown
    assert "その先の" in shown


def test_where_the_wished_day_is_near_the_days_begin_with_the_first(office):
    office.request(start=tokyo("2026-11-27 14:00"), end=tokyo("2026-11-27 14:30"))
    shown = office.clerk().opens(PATH).page
    assert "その前の" not in shown
    assert seen_at_once(shown)[0] == re.findall(r"<legend>([^<]*)</legend>", shown)[0]


def test_the_exact_text_is_shown_before_anything_happens(asked):
    clerk = asked.clerk()
    clerk.posts(PATH, time=[FRIDAY, MONDAY], reason="担当者が不在のため", version="1", stage="preview")
    assert "理由：担当者が不在のため" in clerk.page
    assert "12月7日（月）13:30" in clerk.page
    assert len(re.findall(r'name="time"[^>]*checked', clerk.page)) == 2
    assert asked.booking().state is State.REQUESTED


def test_an_offer_is_sent_after_thirty_seconds_and_holds_its_times_at_once(asked):
    clerk = asked.clerk()
    clerk.posts(PATH, time=[FRIDAY, MONDAY], reason="", version="1", stage="send").follows()
    assert "日時を提案しました" in clerk.page
    assert "まだ送っていません" in clerk.page
    assert held(asked.store) == {tokyo("2026-12-04 10:00"): 1, tokyo("2026-12-07 13:30"): 1}
    assert asked.sweeps() == []
    asked.at("2026-11-25 10:01")
    assert "accepted" in asked.sweeps()


def test_it_can_be_taken_back_within_that_time(asked):
    clerk = asked.clerk()
    clerk.posts(PATH, time=[FRIDAY], version="1", stage="send")
    clerk.posts("/staff/bookings/b1/take-back", version="2").follows()
    assert "何も送っていません" in clerk.page
    assert held(asked.store) == {tokyo("2026-12-03 14:00"): 1}


@pytest.mark.parametrize(
    ("times", "why"),
    [
        ([], "提案する日時を選んでください"),
        ([f"2026-12-04T{hour}:00:00+09:00" for hour in (10, 11, 12, 13)], "3つまで"),
        (["2026-12-05T10:00:00+09:00"], "埋まりました"),
        (["rubbish"], "提案する日時を選んでください"),
    ],
)
def test_what_can_not_be_offered_is_said_and_the_rest_is_kept(asked, times, why):
    clerk = asked.clerk()
    assert clerk.posts(PATH, time=times, reason="工事のため", version="1", stage="send").status == 409
    assert why in clerk.page
    assert "工事のため" in clerk.page
    assert asked.booking().state is State.REQUESTED


def test_who_comes_second_is_told_and_keeps_what_he_picked(asked):
    clerk = asked.clerk()
    clerk.posts("/staff/bookings/b1/mark/phone", version="1", on="1")
    assert clerk.posts(PATH, time=[FRIDAY], version="1", stage="send").status == 409
    assert "ほかの人が先に変更しました" in clerk.page
    assert re.search(rf'value="{re.escape(FRIDAY)}" checked', clerk.page)


def test_a_time_is_taken_for_who_agrees_by_telephone(asked):
    clerk = asked.clerk()
    clerk.posts(PATH, time=[FRIDAY, MONDAY], version="1", stage="send").follows()
    assert "12月7日（月）13:30 を承諾" in clerk.page
    clerk.posts("/staff/bookings/b1/take-offer", time=MONDAY, version="2").follows()
    assert "部屋を決めてください" in clerk.page
    assert "提案を承諾" in clerk.page
    assert "部屋を決めて確定する" in clerk.page
    assert held(asked.store) == {tokyo("2026-12-07 13:30"): 1}


def test_an_offer_that_is_over_is_not_taken(asked):
    clerk = asked.clerk()
    assert clerk.posts("/staff/bookings/b1/take-offer", time=MONDAY, version="1").status == 409
    assert clerk.posts("/staff/bookings/b1/take-offer", version="1").status == 409


def test_the_queue_shows_whose_turn_it_is(asked):
    clerk = asked.clerk()
    assert ">1</span></h1>" in clerk.opens("/staff/requests").page
    clerk.posts(PATH, time=[FRIDAY], version="1", stage="send")
    page = clerk.opens("/staff/requests").page
    assert ">0</span></h1>" in page
    assert "日時の提案中" in page
    assert "12月4日（金）10:00" in page
    assert "日時の提案中" in clerk.opens("/staff/day/2026-12-04").page


def test_the_wished_time_itself_is_not_among_the_times_to_offer(office):
    office.request()
    page = office.clerk().opens("/staff/bookings/b1/offer").page
    assert 'value="2026-12-03T14:00:00+09:00"' not in page
    assert 'value="2026-12-03T14:30:00+09:00"' in page
