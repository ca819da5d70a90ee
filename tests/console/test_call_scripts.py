"""What staff say on the telephone in place of a notice that did not arrive tells what that notice would have told."""

from dataclasses import replace
from datetime import date

import pytest

from bot.booking.limits.refusal import TELLS
from bot.booking.model import WAS_CONFIRMED, State
from bot.booking.notices.notice import ABOUT_WAITING, Channel, Kind, NoticeState
from bot.booking.notices.reminders import Plan, notice, terms_notice
from bot.booking.notices.results import OUTCOMES
from bot.booking.notices.troubles import GOOD_NEWS
from bot.booking.schedule.schedule import Schedule
from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.counsellors import Counsellor
from bot.booking.staff.staff import Role
from bot.dialogue.terms import Terms
from bot.ports.bookings import KeepBooking
from bot.ports.notices import KeepNotice
from bot.ports.office import KeepSchedule, KeepTerms
from tests.make import ROOM, WEDNESDAY, booking, tokyo

SUZUKI = Counsellor("suzuki", "鈴木", weekly_from("mon-fri 10:00-15:30"))
TIMES = (tokyo("2026-12-07 10:00"), tokyo("2026-12-08 11:00"))
NUMBERS = (f"ミーティングID：{ROOM.meeting_id}", f"パスコード：{ROOM.passcode}")
CONFIRMED = {"state": State.CONFIRMED, "room": ROOM}
OFFERED = {"state": State.OFFERED, "offers": TIMES}
# What each kind that may become a call tells: the booking, what is said, and what is not.
TOLD = {
    Kind.RECEIVED: ({}, ("受け付けました", "まだ確定ではありません"), ("お受けできます", *NUMBERS)),
    Kind.DETAILS: (CONFIRMED, ("確定しています", *NUMBERS), ()),
    Kind.DAY_BEFORE: (CONFIRMED, ("12月3日（木）14:00", *NUMBERS), ()),
    Kind.SOON: (CONFIRMED, ("12月3日（木）14:00", *NUMBERS), ()),
    Kind.AWAITED: (CONFIRMED, ("お待ちしています", *NUMBERS), ("確定",)),
    Kind.ROOM_LATE: ({"state": State.CONFIRMED}, ("確定しています", "ただいま準備しています"), ("番号をお伝えします",)),
    Kind.HANDED_OVER: ({**CONFIRMED, "counsellor": "suzuki"}, ("鈴木がお話をうかがいます",), NUMBERS),
    Kind.OFFERED: (OFFERED, ("12月7日（月）10:00", "12月8日（火）11:00"), ("LINEでお送りして",)),
    Kind.EXPIRED: ({"state": State.EXPIRED}, ("期限までに確定できませんでした",), NUMBERS),
    Kind.CANCELLED: ({"state": State.CANCELLED_BY_OFFICE, "room": ROOM}, ("取り消しになりました",), NUMBERS),
    Kind.DECLINED: ({"state": State.DECLINED}, ("お受けできませんでした",), NUMBERS),
    Kind.TERMS_CHANGE: (CONFIRMED, ("2026年12月10日", "録音の扱い", "/terms/2027-01"), ("確定しています", *NUMBERS)),
}
BY_THEIR_OWN_TESTS = (
    (OUTCOMES - GOOD_NEWS) | TELLS | {Kind.MESSAGE_ANSWERED}
)  # test_tasks, privacy/test_refusals, test_staff_messages


def test_each_kind_that_may_become_a_call_has_its_words():
    to_seekers = {one for one in Kind if not one.value.startswith("staff_")} - ABOUT_WAITING - GOOD_NEWS
    assert to_seekers == TOLD.keys() | BY_THEIR_OWN_TESTS


def row_of(kind: Kind, one):
    if kind is Kind.TERMS_CHANGE:
        return terms_notice(one, "2027-01", date(2026, 12, 10), WEDNESDAY)
    return notice(one, Plan(kind, WEDNESDAY, tokyo("2026-12-03 14:30")), Channel.LINE)


@pytest.mark.parametrize("kind", TOLD)
def test_a_call_tells_what_the_notice_would_have_told(office, kind):
    changes, told, untold = TOLD[kind]
    one = booking(**changes)
    terms = Terms("2027-01", "# 新しい約束", date(2026, 12, 10), "録音の扱い", "s1", WEDNESDAY)
    row = replace(row_of(kind, one), state=NoticeState.UNDELIVERABLE)
    schedule = Schedule().with_counsellor(SUZUKI)
    office.store.commit((), (KeepBooking(one), KeepNotice(row), KeepTerms(terms), KeepSchedule(schedule)))
    page = office.clerk().posts(f"/staff/todo/{row.id}/call").page
    words = page.partition('<blockquote class="bubble">')[2].partition("</blockquote>")[0]
    assert [one for one in told if one not in words] == []
    assert [one for one in untold if one in words] == []


def test_times_that_are_held_because_nobody_answered_are_told_with_the_apology(office):
    one = booking(state=State.OFFERED, offers=TIMES, held_until=tokyo("2026-12-04 17:15"))
    row = replace(row_of(Kind.EXPIRED, one), state=NoticeState.UNDELIVERABLE)
    office.store.commit((), (KeepBooking(one), KeepNotice(row)))
    page = office.clerk().posts(f"/staff/todo/{row.id}/call").page
    assert "期限までにお答えできず、申し訳ありません" in page
    assert "12月7日（月）10:00" in page


def test_who_loses_a_confirmed_time_hears_that_and_why_and_no_void_number(office):
    one = booking(**{**OFFERED, "room": ROOM, "marks": (WAS_CONFIRMED,), "reason": "棚卸し"})
    row = replace(row_of(Kind.OFFERED, one), state=NoticeState.UNDELIVERABLE)
    office.store.commit((), (KeepBooking(one), KeepNotice(row)))
    page = office.clerk().posts(f"/staff/todo/{row.id}/call").page
    words = page.partition('<blockquote class="bubble">')[2].partition("</blockquote>")[0]
    for told in (
        "確定していた12月3日（木）14:00",
        "行えなくなりました",
        "使えません",
        "12月7日（月）10:00",
        "理由：棚卸し",
    ):
        assert told in words
    assert [one for one in (*NUMBERS, "お申し込み（受付番号") if one in words] == []


@pytest.mark.parametrize("reachable", [True, False])
def test_the_preview_of_a_closing_says_the_same_to_who_is_called(office, reachable):
    user = {"user": ""} if reachable else {"reachable": False}
    office.request(**CONFIRMED, **user)
    manager = office.clerk("責任", Role.MANAGER)
    fields = {"first": "2026-12-03", "last": "2026-12-03", "reason": "棚卸し", "stage": "preview"}
    page = manager.posts("/staff/schedule/close", version="0", **fields).page
    words = page.partition('id="script-b1"')[2].partition("</blockquote>")[0]
    for told in ("確定していた12月3日（木）14:00", "行えなくなりました", "理由：棚卸し"):
        assert told in words
    assert [one for one in NUMBERS if one in words] == []
