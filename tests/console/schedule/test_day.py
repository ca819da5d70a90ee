"""The day as a clerk runs it: grid, counters, outcomes, print, list for a spreadsheet, the week."""

import csv
import io
import re
from dataclasses import replace

import pytest

from bot.booking.model import Answer, State
from bot.booking.notices.notice import NoticeState
from bot.booking.staff.staff import Role
from bot.messages.csv_file import csv_text, harmless
from bot.ports.audit import Entry, Record
from bot.ports.bookings import KeepBooking
from bot.service.bookings import steps
from tests.make import ROOM, answers, booking, tokyo
from tests.service.made_bookings import room_for


def confirmed(office, **changes):
    """Put a confirmed booking of Thursday, 3 December, 14:00 into the store."""
    made = office.request(**changes)
    steps.confirm_booking(office.context, made.id, room_for(office.context, made), "cli:test")
    return office.booking(made.id)


def counters(page: str) -> dict[str, str]:
    return dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", page))


def test_a_card_shows_time_name_number_state_and_marks(office):
    confirmed(office, answers=answers(support="interpreter"))
    page = office.clerk().opens("/staff/day/2026-12-03").page
    card = re.search(r"<article.*?</article>", page, re.DOTALL)[0]
    assert all(word in card for word in ("山田 太郎", "123456", "確定", "初回", "配慮"))


def test_the_first_page_is_today(office):
    office.at("2026-12-03 09:00")
    confirmed(office)
    assert "山田 太郎" in office.clerk().opens("/staff/").page


def test_the_counters_count(office):
    confirmed(office)
    other = replace(booking(), id="b2", number="222222", user="U2", answers={})
    office.store.commit((), (KeepBooking(other, tokyo("2026-12-02 17:15")),))
    office.sweeps()
    office.at("2026-12-03 09:00")
    told = counters(office.clerk().opens("/staff/").page)
    assert told["空き"] == "20"
    assert told["申込（回答待ち）"] == "1"
    assert told["結果未入力"] == "0件"
    assert told["本日の通知"] == "0/1"


def test_the_notices_of_a_day_are_counted_as_they_are_sent(office):
    confirmed(office)
    office.sweeps()
    office.at("2026-12-02 17:00")
    office.sweeps()
    assert counters(office.clerk().opens("/staff/day/2026-12-02").page)["本日の通知"] == "1/1"
    assert {row.state for row in office.store.notices("b1") if row.kind == "day_before"} == {NoticeState.ACCEPTED}


def test_the_present_time_is_marked(office):
    office.at("2026-12-03 14:12")
    page = office.clerk().opens("/staff/").page
    assert "いま 14:12" in page
    assert len(re.findall(r'class="is-now', page)) == 1


def test_a_closed_day_says_so(office):
    assert "窓口は休みです" in office.clerk().opens("/staff/day/2026-11-23").page


def test_the_part_that_refreshes_is_sent_only_when_something_changed(office):
    clerk = office.clerk()
    page = clerk.opens("/staff/day/2026-12-03").page
    refresh = re.search(r'hx-get="([^"]+)"[^>]*hx-target="#day"', page)[1].replace("&amp;", "&")
    assert clerk.opens(refresh).status == 204
    confirmed(office)
    changed = clerk.opens(refresh)
    assert changed.status == 200
    assert "山田 太郎" in changed.page
    assert "<html" not in changed.page


def test_the_head_says_aloud_what_waits(office):
    office.request()
    assert "申込 1件、結果未入力 0件、伝言 0件、要対応 0件" in office.clerk().opens("/staff/badges").page


def test_no_show_can_be_noted_from_ten_minutes_after_the_start(office):
    made = confirmed(office)
    office.at("2026-12-03 14:09")
    clerk = office.clerk()
    page = clerk.opens("/staff/").page
    assert "outcome/attend" in page
    assert "b1/no-show" not in page
    assert clerk.posts("/staff/bookings/b1/outcome/no_show", version=str(made.version)).status == 409
    assert "開始から10分たってから" in clerk.page
    office.at("2026-12-03 14:10")
    assert "b1/no-show" in clerk.opens("/staff/").page
    assert office.booking().state is State.CONFIRMED, "never by itself"


def test_a_missing_outcome_is_counted_on_every_page_until_it_is_there(office):
    made = confirmed(office)
    office.at("2026-12-04 09:00")
    clerk = office.clerk()
    assert re.search(r"結果未入力 <span[^>]*>1件</span>", clerk.opens("/staff/week").page)
    assert "山田 太郎" in clerk.opens("/staff/outcomes").page
    clerk.posts("/staff/bookings/b1/outcome/attend", version=str(made.version), back="/staff/outcomes")
    assert clerk.answer.headers["Location"] == "/staff/outcomes"
    assert "未入力の予約はありません" in clerk.follows().page
    assert not re.search(r"結果未入力 <span", clerk.page)


def test_an_outcome_can_be_taken_back_which_is_noted_and_tells_the_seeker_nothing(office):
    made = confirmed(office)
    office.sweeps()
    sent = len(office.pushes)
    office.at("2026-12-03 14:20")
    clerk = office.clerk()
    clerk.posts("/staff/bookings/b1/outcome/no_show", version=str(made.version))
    assert office.booking().state is State.NO_SHOW
    clerk.posts("/staff/bookings/b1/outcome-undo", version=str(made.version + 1))
    assert office.booking().state is State.CONFIRMED
    office.sweeps()
    assert len(office.pushes) == sent
    page = clerk.opens("/staff/bookings/b1").page
    assert "結果を取り消しました（無断欠席から）" in page


def test_two_who_note_an_outcome_do_not_overwrite_each_other(office):
    made = confirmed(office)
    office.at("2026-12-03 14:20")
    first, second = office.clerk("佐藤"), office.clerk("鈴木")
    first.posts("/staff/bookings/b1/outcome/attend", version=str(made.version))
    second.posts("/staff/bookings/b1/outcome/no_show", version=str(made.version))
    assert second.status == 409
    assert "佐藤：実施済みにしました" in second.page
    assert office.booking().state is State.ATTENDED


def test_arrived_and_late_are_marked_and_the_mark_can_go_again(office):
    made = confirmed(office)
    office.at("2026-12-03 14:02")
    clerk = office.clerk()
    clerk.posts("/staff/bookings/b1/mark/late", version=str(made.version), on="1", back="/staff/")
    assert "遅刻連絡" in re.search(r"<article.*?</article>", clerk.follows().page, re.DOTALL)[0]
    clerk.posts("/staff/bookings/b1/mark/late", version=str(made.version + 1), on="0")
    assert office.booking().marks == ()


def test_nobody_is_late_or_entered_before_the_day_has_come(office):
    made = confirmed(office)
    office.at("2026-12-02 17:00")
    clerk = office.clerk()
    page = clerk.opens("/staff/bookings/b1").page + clerk.opens("/staff/day/2026-12-03").page
    assert [one for one in ("/mark/arrived", "/mark/late") if one in page] == []
    for mark in ("arrived", "late"):
        clerk.posts(f"/staff/bookings/b1/mark/{mark}", version=str(made.version), on="1")
        assert clerk.status == 409
        assert "相談の当日に付けてください" in clerk.page
    assert office.booking().marks == ()
    office.at("2026-12-03 08:30")
    page = clerk.opens("/staff/bookings/b1").page
    assert [one for one in ("/mark/arrived", "/mark/late") if one not in page] == []


def test_a_button_leads_back_within_the_console_only(office):
    made = confirmed(office)
    clerk = office.clerk()
    clerk.posts("/staff/bookings/b1/mark/phone", version=str(made.version), on="1", back="//evil.example/staff/")
    assert clerk.answer.headers["Location"] == "/staff/bookings/b1"


def test_that_names_were_seen_is_noted_once_an_hour(office):
    clerk = office.clerk()
    for _ in range(3):
        clerk.opens("/staff/day/2026-12-03")
    assert office.entries().count(f"staff:{clerk.staff.id} listed") == 1


def test_the_week_gives_totals_of_each_day(office):
    confirmed(office)
    page = office.clerk().opens("/staff/week/2026-12-03").page
    totals = page.partition('class="table week"')[2]
    row = re.search(r'day/2026-12-03">.*?</tr>', totals, re.DOTALL)[0]
    assert re.findall(r'text-end">(\d+)<', row) == ["21", "1", "0", "0", "0", "22"]


def test_a_day_that_is_none_is_not_found(office):
    clerk = office.clerk()
    assert clerk.opens("/staff/day/2026-13-45").status == 404
    assert "その予約や画面はありません" in clerk.page


def test_the_print_shows_no_telephone(office):
    confirmed(office)
    page = office.clerk().opens("/staff/day/2026-12-03/print").page
    assert "山田 太郎" in page
    assert "090-1234-5678" not in page


def test_the_list_for_a_spreadsheet_asks_for_a_fresh_sign_in_and_is_noted(office):
    confirmed(office, answers=answers(name="=HYPERLINK(1)"))
    boss = office.clerk(role=Role.MANAGER)
    boss.opens("/staff/")
    office.wall.passes(minutes=11)
    assert boss.opens("/staff/day/2026-12-03/csv").status == 303
    assert boss.answer.headers["Location"] == "/staff/again?next=/staff/day/2026-12-03/csv"
    token = boss.token()
    answer = boss.web.post(
        "/staff/again?next=/staff/day/2026-12-03/csv",
        data={"csrf_token": token, "password": "green tortoise umbrella 47", "code": boss.code()},
    )
    assert answer.headers["Location"] == "/staff/day/2026-12-03/csv"
    body = boss.opens("/staff/day/2026-12-03/csv").answer.get_data()
    assert boss.answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert body.startswith(b"\xef\xbb\xbf")
    head, row = csv.reader(io.StringIO(body.decode("utf-8-sig")))
    assert dict(zip(head, row, strict=True)) == {
        "時刻": "14:00",
        "受付番号": "123456",
        "状態": "確定",
        "氏名": "'=HYPERLINK(1)",
        "求職番号": "13010-12345678",
        "電話番号": "090-1234-5678",
        "メールアドレス": "taro@example.com",
        "相談内容": "職業相談",
        "配慮": "必要ない",
    }
    assert f"staff:{boss.staff.id} exported" in office.entries()


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", " =1", "　=1", "＝1+1", "＋1", "－1", "＠a", "\0=1", "|a", "%a"],
)
def test_what_a_spreadsheet_would_compute_becomes_text(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "山田 太郎", "090-1234-5678", "13010-12345678", "a=b", "2026-12-03"])
def test_what_is_only_text_stays(cell):
    assert harmless(cell) == cell


def test_quotes_and_line_breaks_stay_in_their_cell():
    assert list(csv.reader(io.StringIO(csv_text([['a"b', "c\nd", "e,f"]])))) == [['a"b', "c\nd", "e,f"]]


@pytest.mark.parametrize(
    ("moment", "band"),
    [
        ("2026-12-03 07:00", "窓口は閉まっています"),
        ("2026-12-03 09:20", "窓口と電話だけ"),
        ("2026-12-03 16:00", "窓口と電話だけ"),
        ("2026-12-03 18:00", "窓口は閉まっています"),
    ],
)
def test_the_present_time_is_marked_outside_the_grid_too(office, moment, band):
    office.at(moment)
    marked = re.findall(r'<tr class="band is-now">.*?</tr>', office.clerk().opens("/staff/").page)
    assert len(marked) == 1
    assert band in marked[0]
    assert moment[11:] in marked[0]


def test_the_next_consultation_and_each_count_lead_to_what_is_to_be_done(office):
    confirmed(office)
    office.at("2026-12-03 13:29")
    page = office.clerk().opens("/staff/").page
    assert re.search(r"次の相談</dt><dd>14:00 山田 太郎</dd>.*?あと30分.*?/staff/bookings/b1", page, re.DOTALL)
    office.at("2026-12-03 15:00")
    assert 'id="do-outcomes" href="/staff/outcomes"' in office.clerk("鈴木").opens("/staff/").page


def offered(office, *times: str, **changes):
    """Put a booking into the store that is offered other times."""
    return office.request(state=State.OFFERED, offers=tuple(map(tokyo, times)), **changes)


def coming(page: str) -> str:
    found = re.search(r'<div id="coming">.*?</div>', page, re.DOTALL)
    return found[0] if found else ""


def test_what_comes_next_is_what_takes_place_today_and_all_of_it(office):
    offered(
        office, "2026-12-03 13:30", "2026-12-03 15:00", start=tokyo("2026-12-04 10:30"), answers=answers(name="吉田")
    )
    confirmed(office, id="b2", number="222222", user="U2", answers=answers(name="渡辺", number="13010-22222222"))
    confirmed(office, id="b3", number="333333", user="U3", answers=answers(name="高橋", number="13010-33333333"))
    office.at("2026-12-03 13:00")
    said = coming(office.clerk().opens("/staff/").page)
    assert "渡辺" in said
    assert "高橋" in said
    assert "吉田" not in said
    office.at("2026-12-03 14:10")
    assert not coming(office.clerk("鈴木").opens("/staff/").page), "nothing takes place any more"


def test_what_is_offered_is_printed_and_listed_once_at_the_times_that_are_held(office):
    offered(office, "2026-12-03 10:00", "2026-12-03 11:00", start=tokyo("2026-12-03 11:30"))
    clerk = office.clerk(role=Role.MANAGER)
    page = clerk.opens("/staff/day/2026-12-03/print").page
    rows = [row for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if "123456" in row]
    assert len(rows) == 1
    assert "10:00・11:00" in rows[0]
    assert "11:30" not in rows[0]
    (line,) = [row for row in csv.reader(io.StringIO(clerk.opens("/staff/day/2026-12-03/csv").page)) if "123456" in row]
    assert line[0] == "10:00・11:00"


def test_an_offered_time_that_has_passed_and_a_room_that_is_not_to_be_entered_are_not_shown(office):
    offered(office, "2026-12-03 10:00", "2026-12-03 15:00", start=tokyo("2026-12-04 10:00"), room=ROOM)
    office.at("2026-12-03 10:10")
    page = office.clerk().opens("/staff/").page
    assert page.count("<article") == 1
    assert 'id="open-b1-1500"' in page
    assert "部屋を開く" not in page


def test_what_is_offered_tells_its_times_on_its_page_and_in_the_search(office):
    offered(office, "2026-12-04 10:00", "2026-12-07 11:00")
    clerk = office.clerk()
    said = "提案中：12月4日（金）10:00・12月7日（月）11:00（もとの日時 12月3日（木）14:00）"
    assert said in clerk.opens("/staff/bookings/b1").page
    assert said in clerk.posts("/staff/search", day="2026-12-07").page
    assert said in clerk.posts("/staff/search", anything="山田").page


def test_what_comes_stands_first_among_what_is_found(office):
    office.at("2026-12-08 09:00")
    for name, day in (("b1", "2026-12-03"), ("b2", "2026-12-10"), ("b3", "2026-12-07"), ("b4", "2026-12-09")):
        made = booking(id=name, number=name * 3, user=name, start=tokyo(f"{day} 14:00"))
        office.store.commit((), (KeepBooking(made, None),))
    page = office.clerk().posts("/staff/search", anything="山田").page
    assert re.findall(r'/staff/bookings/(b\d)"', page) == ["b4", "b2", "b3", "b1"]


def test_a_search_is_noted_with_the_time_in_japan(office):
    office.at("2026-11-25 11:16")
    office.clerk().posts("/staff/search", anything="山田")
    page = office.clerk("監", Role.AUDITOR).opens("/staff/records").page
    assert "検索 11:16" in page


def test_who_has_no_line_and_no_number_is_shown_so(office):
    office.request(user="", answers={**answers(), "number": Answer("", "", "number_unknown")})
    page = office.clerk().opens("/staff/bookings/b1").page.partition('id="person"')[2]
    assert "つながっていません" in page
    assert "<dd>届く</dd>" not in page
    assert "当日までに窓口で確認" in page
    assert "●●●●●●●●確認" not in page


def test_an_erasure_that_was_asked_for_says_so_in_the_audit_log(office):
    office.store.commit((), (Record(Entry(office.clock.now(), "system", "forgotten", "b1", "erased")),))
    page = office.clerk("監", Role.AUDITOR).opens("/staff/records").page
    assert "記録を消す求めに応じて、消しました" in page
    assert "保存の期間が過ぎ" not in page


def test_a_day_that_nobody_can_book_yet_has_nothing_free(office):
    clerk = office.clerk()
    page = clerk.opens("/staff/day/2027-03-01").page
    assert 'class="free' not in page
    assert counters(page)["空き"] == "0"
    assert "まだ予約を受け付けていません" in page
    assert "まだ予約を受け付けていません" not in clerk.opens("/staff/day/2026-12-03").page
