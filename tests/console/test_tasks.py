"""What has a deadline stands in the list of what only a human can do."""

import json
import re
from dataclasses import replace

from bot.booking.model import AGREED, State
from bot.booking.notices.notice import Channel, Kind, Notice, NoticeState
from bot.booking.notices.subjects import SubjectKind
from bot.errors import SendError
from bot.ports.bookings import KeepBooking
from bot.ports.notices import KeepNotice
from bot.ports.work import Work
from bot.service.health.set_aside import set_aside
from bot.service.rooms.orphans import ORPHANS_NOTE
from bot.service.staff.tasks import Task, tasks, waiting
from tests.make import ROOM, booking, tokyo


def test_a_request_near_its_end_is_a_task_until_it_is_answered(office):
    office.request()
    clerk = office.clerk()
    assert "期限が近づいています" not in clerk.opens("/staff/todo").page
    office.at("2026-12-02 15:30")
    page = clerk.opens("/staff/todo").page
    assert "申込の期限が近づいています" in page
    assert re.search("あと10[45]分のうちに", page)  # the clock goes on
    assert 'href="/staff/bookings/b1"' in page


def test_what_was_agreed_is_a_task_before_the_moment_that_was_promised_and_stays_one_after_it(office):
    office.request(marks=(AGREED,))
    clerk = office.clerk()
    for page in ("/staff/requests", "/staff/bookings/b1"):
        assert "12月2日（水）17:15" in clerk.opens(page).page
    office.at("2026-12-02 15:00")
    assert tasks(office.context, office.console, office.clock.now()) == []
    assert waiting(office.context, office.console, office.clock.now()).pressing == 0
    for at in ("2026-12-02 15:15", "2026-12-02 17:16", "2026-12-03 09:00"):
        office.at(at)
        [task] = tasks(office.context, office.console, office.clock.now())
        assert (task.id, task.deadline) == ("request.b1", tokyo("2026-12-02 17:15"))
        assert waiting(office.context, office.console, office.clock.now()).pressing == 1
    assert "期限を過ぎています" in clerk.opens("/staff/todo").page
    assert office.booking().state is State.REQUESTED


def test_a_missing_outcome_is_a_task_from_the_end_on(office):
    office.request(state=State.CONFIRMED, room=ROOM)
    office.sweeps()
    office.at("2026-12-03 14:29")
    assert tasks(office.context, office.console, office.clock.now()) == []
    assert "text-bg-danger" not in office.clerk("鈴木").opens("/staff/badges").page
    office.at("2026-12-03 14:31")
    [task] = tasks(office.context, office.console, office.clock.now())
    assert (task.kind, task.booking.id) == ("outcome", "b1")
    office.at("2026-12-04 15:00")
    assert "期限を過ぎています" in office.clerk().opens("/staff/todo").page


def test_who_is_called_about_a_request_is_told_when_and_the_look_is_noted(office):
    office.request()
    office.at("2026-12-02 15:30")
    clerk = office.clerk()
    assert "090-1234-5678" not in clerk.opens("/staff/todo").page
    page = clerk.posts("/staff/todo/request.b1/call").page
    assert "090-1234-5678" in page
    assert "12月3日（木）14:00のお申し込み" in page
    assert f"staff:{clerk.staff.id} viewed" in office.entries()
    assert "回答する" in page


def test_a_call_about_what_is_no_task_any_more_shows_nothing(office):
    office.request()
    assert office.clerk().posts("/staff/todo/request.b1/call").status == 404


def test_an_outcome_is_noted_from_the_list(office):
    office.request(state=State.CONFIRMED, room=ROOM)
    office.at("2026-12-03 14:31")
    clerk = office.clerk()
    assert "お待ちしていました" in clerk.posts("/staff/todo/outcome.b1/call").page
    form = {"back": "/staff/todo", "version": str(office.booking().version)}
    clerk.posts("/staff/bookings/b1/outcome/attend", **form)
    assert "いまはありません" in clerk.follows().page


def test_the_badge_counts_what_the_list_shows(office):
    office.request()
    done = booking(id="b2", number="K-2", state=State.CONFIRMED, room=ROOM, start=tokyo("2026-12-02 14:00"))
    office.store.commit((), (KeepBooking(done),))
    clerk = office.clerk()
    assert badge(clerk) == 0
    office.at("2026-12-02 15:30")
    assert badge(clerk) == len(tasks(office.context, office.console, office.clock.now())) == 2


def badge(clerk) -> int:
    counted = re.search("要対応 ([0-9]+)件", clerk.opens("/staff/badges").page)
    return int(counted[1]) if counted else -1


def not_arrived(office, name, kind, latest) -> None:
    row = Notice(
        name,
        SubjectKind.BOOKING,
        "b1",
        "b1",
        1,
        kind,
        Channel.LINE,
        tokyo("2026-12-02 09:00"),
        latest and tokyo(latest),
        "k",
    )
    office.store.commit((), (KeepNotice(replace(row, state=NoticeState.UNDELIVERABLE)),))


def test_an_undelivered_notice_says_by_when_to_call_the_most_urgent_first(office):
    office.request(state=State.CONFIRMED, room=ROOM)
    office.sweeps()
    not_arrived(office, "n1", Kind.DETAILS, None)
    not_arrived(office, "n2", Kind.DAY_BEFORE, "2026-12-03 12:00")
    not_arrived(office, "n3", Kind.DETAILS, "2026-12-03 14:30")  # the end is of no use for who is to come
    office.at("2026-12-02 10:00")
    page = office.clerk().opens("/staff/todo").page
    assert re.findall("電話の期限：([^<]*)<", page) == [
        "12月3日（木）12:00",
        "12月3日（木）14:00",
        "12月3日（木）14:00",
    ]


def test_a_result_may_be_told_until_long_after_the_start(office):
    office.request(state=State.NO_SHOW, room=ROOM)
    not_arrived(office, "n1", Kind.NO_SHOW, "2026-12-05 14:20")
    office.at("2026-12-03 15:00")
    clerk = office.clerk()
    page = clerk.posts("/staff/todo/n1/call").page
    assert "電話の期限：12月5日（土）14:20" in page
    assert "無断欠席となりました" in page
    assert ROOM.meeting_id not in page


def held_back(office, *, mail: bool = False) -> None:
    """Let LINE's month be used up when the details are to go out."""
    office.request(state=State.CONFIRMED, room=ROOM)
    office.context.line.failures.extend([SendError("monthly_limit", refused=True)] * 50)
    office.at("2026-12-02 17:01")
    office.sweeps()
    if mail:
        row = next(row for row in office.store.notices("b1") if row.kind is Kind.DAY_BEFORE)
        sent = replace(row, id="m1", channel=Channel.MAIL, state=NoticeState.ACCEPTED)
        office.store.commit((), (KeepNotice(sent),))


def test_what_can_not_be_sent_for_a_quarter_of_an_hour_is_a_call_before_it_is_too_late(office):
    held_back(office)
    clerk = office.clerk()
    assert "まだ送れていない通知" not in clerk.opens("/staff/todo").page
    office.at("2026-12-02 17:16")
    office.sweeps()
    page = clerk.opens("/staff/todo").page
    assert "まだ送れていない通知：前日のお知らせ" in page
    assert "電話の期限：12月3日（木）12:00" in page
    assert badge(clerk) == len(tasks(office.context, office.console, office.clock.now()))
    [late] = [one for one in tasks(office.context, office.console, office.clock.now()) if one.kind == "late"]
    assert ROOM.meeting_id in clerk.posts(f"/staff/todo/{late.id}/call").page


def test_what_a_person_told_is_not_sent_any_more(office):
    held_back(office)
    office.at("2026-12-02 17:16")
    clerk = office.clerk()
    [late] = [one for one in tasks(office.context, office.console, office.clock.now()) if one.kind == "late"]
    clerk.posts(f"/staff/todo/{late.id}/settle")
    assert "まだ送れていない通知" not in clerk.follows().page
    office.context.line.failures.clear()
    office.at("2026-12-02 18:00")
    office.sweeps()
    assert not [row for row in office.store.notices("b1") if row.id == late.id and row.state is NoticeState.ACCEPTED]
    assert f"staff:{clerk.staff.id} trouble_settled" in office.entries()


def test_what_went_by_mail_needs_no_call(office):
    held_back(office, mail=True)
    office.at("2026-12-02 17:16")
    assert not [one for one in tasks(office.context, office.console, office.clock.now()) if one.kind == "late"]


def test_what_ends_within_two_hours_stands_before_what_is_overdue_and_that_before_the_rest(office):
    late, soon, over = (
        Task("outcome", booking(), tokyo(at), tokyo(at))
        for at in ("2026-12-03 10:00", "2026-11-25 11:30", "2026-11-01 10:00")
    )

    def one(*_):
        yield late
        yield over

    def other(*_):
        yield soon

    assert tasks(office.context, office.console, office.clock.now(), (one, other)) == [soon, over, late]


def test_a_room_that_stays_at_zoom_is_shown_until_it_is_gone(office):
    office.store.note(ORPHANS_NOTE, json.dumps([("81234567890", tokyo("2026-12-03 14:00").isoformat())]), 60)
    page = office.clerk().opens("/staff/todo").page
    assert "ミーティングID：81234567890（12月3日（木）14:00）" in page
    assert "いまはありません" not in page


def test_what_broke_its_job_three_times_is_a_task_and_is_put_back_by_a_button(office):
    office.request(state=State.CONFIRMED, room=ROOM)
    row = next(one for one in office.store.notices("b1") if one.kind is Kind.DETAILS)
    [claim] = office.store.claim_notices(10)
    set_aside(office.context, Work.NOTICES, claim, "ZeroDivisionError")
    clerk = office.clerk()
    page = clerk.opens("/staff/todo").page
    assert "LINEの通知を送れません（3回失敗）" in page
    assert "受付番号 123456" in page
    assert f"notices {row.id}（ZeroDivisionError）" in page
    assert badge(clerk) == 1
    clerk.posts("/staff/todo/put-back", name=f"notices {row.id}")
    assert "もう一度、自動で処理します" in clerk.follows().page
    assert office.sweeps() == ["accepted"]
    clerk.posts("/staff/todo/put-back", name=f"notices {row.id}")
    assert "それは止まっていません" in clerk.follows().page
    assert office.entries().count(f"staff:{clerk.staff.id} put_back") == 1


def test_records_that_cannot_be_read_hide_no_other_task(office):
    for name in ("b1", "b2"):
        office.request(id=name, number=f"K-{name}", state=State.CONFIRMED, room=ROOM)
        row = next(one for one in office.store.notices(name) if one.kind is Kind.DETAILS)
        office.store.commit((), (KeepNotice(replace(row, state=NoticeState.UNDELIVERABLE)),))
    office.client.hset("{madoguchi:yahata}:booking:b1", "sealed", "k1:" + "A" * 60)
    assert [one.booking.id for one in tasks(office.context, office.console, office.clock.now())] == ["b2"]
    office.client.hset("{madoguchi:yahata}:notice:b2.1.details.line", "due", "never")
    assert tasks(office.context, office.console, office.clock.now()) == []
    assert office.clerk().opens("/staff/todo").status == 200
