"""Staff see on every page that LINE's month runs short, without any page asking LINE."""

import pytest

from bot.booking.staff.staff import Role
from bot.errors import SendError
from bot.service.bookings.fresh_accounts import ALARM
from bot.service.notices.alarms import look_at_quota, shortage, warnings

PAGES = ("/staff/requests", "/staff/outcomes", "/staff/todo", "/staff/search", "/staff/waiting")


@pytest.mark.parametrize(
    ("month", "words"),
    [((200, 159), ""), ((None, 90_000), ""), ((200, 160), "8割を使いました"), ((200, 200), "使い切りました")],
)
def test_every_page_says_how_the_month_stands(office, month, words):
    office.context.line.month = month
    look_at_quota(office.context)
    clerk = office.clerk()
    for path in PAGES:
        page = clerk.opens(path).page
        assert ('id="quota"' in page) is bool(words)
        assert words in page


def test_a_page_never_asks_line_itself(office):
    def asked():
        raise AssertionError

    office.context.line.quota = asked
    assert 'id="quota"' not in office.clerk().opens("/staff/requests").page


def test_who_sees_no_bookings_is_not_told(office):
    office.context.line.month = (200, 200)
    look_at_quota(office.context)
    assert 'id="quota"' not in office.clerk("鈴木", Role.AUDITOR).opens("/staff/records").page


def test_a_new_month_takes_the_banner_away(office):
    office.context.line.month = (200, 200)
    look_at_quota(office.context)
    assert warnings(office.context) == ["line_quota", "line_quota_used_up"]
    office.context.line.month = (200, 0)
    look_at_quota(office.context)
    assert shortage(office.context) is None
    assert warnings(office.context) == []


def test_when_line_does_not_say_nothing_is_claimed(office):
    def failing():
        raise SendError("timeout")

    office.context.line.quota = failing
    assert look_at_quota(office.context) == "unknown"
    assert 'id="quota"' not in office.clerk().opens("/staff/requests").page


def test_every_page_says_that_many_new_accounts_ask_at_once(office):
    clerk = office.clerk()
    assert 'id="many_fresh_requests"' not in clerk.opens("/staff/requests").page
    office.context.store.note(ALARM, "1", 60)
    for path in PAGES:
        assert 'id="many_fresh_requests"' in clerk.opens(path).page
