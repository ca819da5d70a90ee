"""Moving a booking in the console: any live one, told once under the same number, taken back in time."""

import re

import pytest

from bot.booking.model import State
from bot.booking.notices.notice import Channel, Kind, NoticeState
from bot.booking.schedule.opening import places_at, today
from bot.booking.staff.staff import Role
from bot.service.bookings.steps import confirm_booking
from tests.console.office import ConsoleOffice
from tests.make import OFFICE, ROOM, tokyo

FRIDAY = "2026-12-04T10:00:00+09:00"
PATH = "/staff/bookings/b1/move"
TYPED = {"meeting_id": ROOM.meeting_id, "passcode": ROOM.passcode, "join_url": ROOM.join_url}


@pytest.fixture
def fixed(office: ConsoleOffice) -> ConsoleOffice:
    """An office with a confirmed booking of which its seeker has heard."""
    office.request()
    confirm_booking(office.context, "b1", ROOM, "staff:s1")
    office.sweeps()
    office.context.line.pushes.clear()
    return office


def sent(clerk, **changes):
    fields = {"time": FRIDAY, "version": "2", "stage": "send", **TYPED, **changes}
    return clerk.posts(PATH, **{name: value for name, value in fields.items() if value is not None})


def kinds(office, state=NoticeState.WAITING):
    return sorted(f"{row.kind.value}.{row.channel.value}" for row in office.store.notices("b1") if row.state is state)


def test_a_confirmed_booking_is_moved_with_its_number_and_its_room_in_three_clicks(fixed):
    clerk = fixed.clerk()
    assert f'href="{PATH}"' in clerk.opens("/staff/bookings/b1").page  # the first click
    page = clerk.opens(PATH).page
    assert f'value="{ROOM.meeting_id}"' in page  # nothing is typed
    assert f'<button class="time" name="time" value="{FRIDAY}"' in page  # the second
    preview = sent(clerk, stage=None).page
    assert "12月3日（木）14:00 から 12月4日（金）10:00 に変えて、知らせます" in preview
    assert "窓口で、ご予約の日時を変えました" in preview
    assert fixed.booking().start == tokyo("2026-12-03 14:00")
    sent(clerk).follows()  # the third
    moved = fixed.booking()
    assert (moved.number, moved.start, moved.state) == ("123456", tokyo("2026-12-04 10:00"), State.CONFIRMED)
    assert (moved.room.meeting_id, moved.room.version, moved.room_version) == (ROOM.meeting_id, 1, 1)
    assert "まだ送っていません" in clerk.page


def test_one_message_tells_both_times_and_the_reminders_follow_the_new_one(fixed):
    sent(fixed.clerk(), reason="担当者の都合")
    assert fixed.sweeps() == []
    fixed.at("2026-11-25 10:01")
    fixed.sweeps()
    (told,) = fixed.pushes
    for part in ("変更前：12月3日（木）14:00", "変更後：12月4日（金）10:00", "理由：担当者の都合", "912 3456 7890"):
        assert part in told
    due = {row.kind: row.due for row in fixed.store.notices("b1") if row.state is NoticeState.WAITING}
    assert today(due[Kind.DAY_BEFORE]) == today(tokyo("2026-12-03 10:00"))
    assert [one for one in fixed.entries() if one.endswith(" moved_by_office")]


def test_it_is_taken_back_whole_and_the_seeker_hears_nothing(fixed):
    clerk, before = fixed.clerk(), fixed.booking()
    sent(clerk)
    assert "取りやめて、元に戻す" in clerk.follows().page
    clerk.posts("/staff/bookings/b1/take-back", version="3").follows()
    assert "元のままです" in clerk.page
    again = fixed.booking()
    assert (again.start, again.room, again.state) == (before.start, before.room, before.state)
    assert fixed.store.taken() == {before.start: 1}
    fixed.at("2026-11-25 10:02")
    fixed.sweeps()
    assert fixed.pushes == []
    assert kinds(fixed) == ["day_before.line", "soon.line"]


def test_once_it_is_sent_it_can_not_be_taken_back(fixed):
    clerk = fixed.clerk()
    sent(clerk)
    fixed.at("2026-11-25 10:01")
    fixed.sweeps()
    assert "取りやめて" not in clerk.opens("/staff/bookings/b1").page
    clerk.posts("/staff/bookings/b1/take-back", version="3").follows()
    assert "すでに送り始めた" in clerk.page


def test_a_request_is_moved_and_stays_a_request_of_which_staff_are_not_told(office):
    office.request()
    clerk = office.clerk()
    clerk.posts(PATH, time=FRIDAY, version="1", stage="send").follows()
    assert office.booking().state is State.REQUESTED
    office.at("2026-11-25 10:01")
    office.sweeps()
    assert "まだ確定ではありません" in office.pushes[-1]
    assert not [one for one in kinds(office) if one.startswith("staff_request")]


def test_who_is_offered_times_is_moved_to_any_and_the_offered_places_fall_free(office):
    office.request(state=State.OFFERED, offers=(tokyo("2026-12-04 10:00"), tokyo("2026-12-07 10:00")))
    office.clerk().posts(PATH, time=FRIDAY, version="1", stage="send")
    one = office.booking()
    assert (one.state, one.start, one.offers) == (State.REQUESTED, tokyo("2026-12-04 10:00"), ())


def test_on_the_day_itself_and_past_the_cut_off_staff_still_move(fixed):
    fixed.at("2026-12-03 14:05")
    late = "2026-12-03T15:00:00+09:00"
    clerk = fixed.clerk()
    assert late in clerk.opens(PATH).page
    sent(clerk, time=late)
    assert fixed.booking().start == tokyo("2026-12-03 15:00")


def test_without_line_the_page_says_what_to_say_and_it_is_a_task_until_told(office):
    office.request(user="")
    confirm_booking(office.context, "b1", ROOM, "staff:s1")
    clerk = office.clerk()
    page = sent(clerk, stage=None).page
    assert "そのまま届きます" not in page
    assert "日時を、12月4日（金）10:00に変えました" in page
    assert "これまでの日時：12月3日（木）14:00" in page
    sent(clerk)
    office.at("2026-11-25 10:01")
    office.sweeps()
    rows = [row for row in office.store.notices("b1") if row.channel is Channel.TELEPHONE and row.edition == 3]
    assert [row.kind for row in rows] == [Kind.DETAILS]
    assert "確定と参加方法" in clerk.opens("/staff/todo").page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"time": None}, "時刻を押してください"),
        ({"time": "2026-12-05T10:00:00+09:00"}, "埋まりました"),  # a Saturday
        ({"time": "2026-12-03T14:00:00+09:00"}, "同じ日時"),
        ({"meeting_id": "12"}, "9桁から11桁"),
        ({"version": "1"}, "ほかの人が先に変更しました"),
    ],
)
def test_what_is_in_the_way_is_said_and_what_was_typed_stays(fixed, changes, said):
    page = sent(fixed.clerk(), reason="こちらの都合", **changes).page
    assert said in page
    assert "こちらの都合" in page
    assert fixed.booking().version == 2


def test_a_full_time_is_not_shown_and_not_taken(fixed):
    start = tokyo("2026-12-04 10:00")
    for place in range(places_at(OFFICE, start)):
        fixed.request(
            id=f"c{place}", number=f"40000{place}", start=start, end=tokyo("2026-12-04 10:30"), user=f"U{place:032x}"
        )
    clerk = fixed.clerk()
    assert FRIDAY not in clerk.opens(PATH).page
    sent(clerk)
    assert fixed.booking().start == tokyo("2026-12-03 14:00")


def test_a_booking_that_is_over_leads_back_to_its_page(office):
    office.request(state=State.DECLINED)
    clerk = office.clerk()
    assert "/move" not in clerk.opens("/staff/bookings/b1").page
    assert "日時は変えられません" in clerk.opens(PATH).follows().page


def test_an_auditor_moves_nothing(fixed):
    clerk = fixed.clerk(role=Role.AUDITOR)
    assert sent(clerk).status == 403
    assert fixed.booking().version == 2


# --- a cancelling, too, is taken back whole ---


@pytest.mark.parametrize("wanted", ["cancel_by_office", "cancel_by_seeker"])
def test_a_cancelling_waits_and_is_taken_back_whole(fixed, wanted):
    clerk, before = fixed.clerk(), fixed.booking()
    clerk.posts("/staff/bookings/b1/answer", wanted=wanted, stage="send", version="2", reason="ご都合").follows()
    assert "まだ送っていません" in clerk.page
    assert fixed.booking().places == ()
    clerk.posts("/staff/bookings/b1/take-back", version="3")
    again = fixed.booking()
    assert (again.state, again.room, again.start) == (State.CONFIRMED, before.room, before.start)
    fixed.at("2026-11-25 10:02")
    fixed.sweeps()
    assert fixed.pushes == []
    assert kinds(fixed) == ["day_before.line", "soon.line"]


def test_a_cancelling_that_nobody_takes_back_is_told_once(fixed):
    clerk = fixed.clerk()
    clerk.posts("/staff/bookings/b1/answer", wanted="cancel_by_office", stage="send", version="2", reason="ご都合")
    fixed.at("2026-11-25 10:01")
    fixed.sweeps()
    assert len(fixed.pushes) == 1
    assert re.search("取り消し", fixed.pushes[0])
