"""Clerks answer requests: they see the exact text, can take it back, and two of them do not collide."""

import re
from dataclasses import replace

import pytest

from bot.booking.model import Answer, State
from bot.errors import SendError
from bot.ports.bookings import KeepBooking
from bot.ports.waitlist import DropReleasedPlace
from bot.service.bookings import steps
from tests.faults.rows import fault, twin
from tests.make import ROOM, answers, tokyo

FIELDS = {"meeting_id": "912 3456 7890", "passcode": "482915", "join_url": ""}


def answer(clerk, wanted="confirm", stage="send", version="1", **fields):
    given = {**FIELDS, **fields} if wanted == "confirm" else fields
    return clerk.posts("/staff/bookings/b1/answer", wanted=wanted, stage=stage, version=version, **given)


def test_a_request_shows_up_in_the_queue_and_in_the_head_of_every_page(office):
    clerk = office.clerk()
    assert "回答を待つ申込はありません" in clerk.opens("/staff/requests").page
    office.request()
    page = clerk.opens("/staff/requests").page
    assert "山田 太郎" in page
    assert "12月3日（木）14:00" in page
    assert "12月2日（水）17:15" in page
    assert re.search(r"申込 <span[^>]*>1</span>", clerk.opens("/staff/week").page)


def test_the_one_that_runs_out_first_stands_first(office):
    office.request()
    later = replace(office.booking(), id="b2", number="222222", user="U2", answers=answers(name="先 の人"))
    office.store.commit((), (KeepBooking(replace(later, start=tokyo("2026-11-26 10:00")), tokyo("2026-11-25 17:15")),))
    page = office.clerk().opens("/staff/requests").page
    assert page.index("先 の人") < page.index("山田 太郎")


def test_before_confirming_the_exact_text_is_shown_and_nothing_happens(office):
    office.request()
    page = answer(office.clerk(), stage="preview").page
    assert office.booking().state is State.REQUESTED
    shown = re.search(r'<blockquote class="bubble">(.*?)</blockquote>', page, re.DOTALL)[1].replace("<br>", "\n")
    answer(office.clerk("鈴木"))
    office.at("2026-11-25 10:01")
    office.sweeps()
    assert office.pushes[-1] == shown


def test_confirming_sends_after_half_a_minute_in_which_it_can_be_taken_back(office):
    office.request()
    clerk = office.clerk()
    assert answer(clerk).status == 303
    assert "まだ送っていません" in clerk.follows().page
    assert office.sweeps() == []
    office.at("2026-11-25 10:01")
    office.sweeps()
    assert "ミーティングID：912 3456 7890" in office.pushes[-1]
    assert "まだ送っていません" not in clerk.opens("/staff/bookings/b1").page


def test_what_was_taken_back_is_never_sent_and_the_request_waits_again(office):
    office.request()
    clerk = office.clerk()
    answer(clerk)
    assert clerk.posts("/staff/bookings/b1/take-back", version="2").status == 303
    assert "申込中に戻っています" in clerk.follows().page
    office.at("2026-11-25 10:05")
    assert office.sweeps() == []
    assert office.booking().state is State.REQUESTED
    assert office.booking().room is None
    assert "山田 太郎" in clerk.opens("/staff/requests").page


def test_confirmed_anew_after_taking_back_the_text_speaks_of_no_earlier_room(office):
    office.request()
    clerk = office.clerk()
    answer(clerk)
    clerk.posts("/staff/bookings/b1/take-back", version="2")
    answer(clerk, version="3")
    office.at("2026-11-25 10:05")
    office.sweeps()
    assert "ご予約（確定しました）" in office.pushes[-1]
    assert len(office.pushes) == 1


def test_what_is_sent_can_not_be_taken_back(office):
    office.request()
    clerk = office.clerk()
    answer(clerk)
    office.at("2026-11-25 10:01")
    clerk.posts("/staff/bookings/b1/take-back", version="2")
    assert "すでに送り始めた" in clerk.follows().page
    assert office.booking().state is State.CONFIRMED


def test_a_refusal_that_is_taken_back_holds_its_place_again(office):
    office.request()
    clerk = office.clerk()
    answer(clerk, "decline", reason="担当者が不在のため")
    assert office.booking().state is State.DECLINED
    clerk.posts("/staff/bookings/b1/take-back", version="2")
    assert office.booking().state is State.REQUESTED
    assert office.client.zscore(office.console._keys.slots, "b1")


def test_a_refusal_whose_place_is_gone_comes_back_all_the_same(office):
    office.request()
    clerk = office.clerk()
    answer(clerk, "decline", reason="担当者が不在のため")
    (rest,) = office.store.list_now().released
    office.store.commit((), (DropReleasedPlace(rest.id),))  # it went on sale
    for number in ("8", "9"):
        other = replace(office.booking(), id=f"b{number}", number=number * 6, user=f"U{number}", state=State.REQUESTED)
        office.store.commit((), (KeepBooking(replace(other, answers={})),))
    clerk.posts("/staff/bookings/b1/take-back", version="2")
    assert "申込中に戻っています" in clerk.follows().page
    assert office.booking().state is State.REQUESTED


def test_a_refusal_is_not_taken_back_for_who_booked_again_and_the_page_says_so(office):
    office.request()
    clerk = office.clerk()
    answer(clerk, "decline", reason="担当者が不在のため")
    again = replace(office.booking(), id="b2", number="222222", state=State.REQUESTED, start=tokyo("2026-12-04 10:00"))
    office.store.commit((), (KeepBooking(replace(again, end=tokyo("2026-12-04 10:30"))),))
    clerk.posts("/staff/bookings/b1/take-back", version="2")
    assert "この方が別の予約を取った" in clerk.follows().page
    assert office.booking().state is State.DECLINED


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"meeting_id": "12"}, "ミーティングIDは9桁から11桁の数字です"),
        ({"passcode": "あいう"}, "パスコードは1文字から10文字の半角"),
        ({"join_url": "http://zoom.example"}, "https:// で始めてください"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_the_rest_stays(office, fields, said):
    office.request()
    clerk = answer(office.clerk(), stage="preview", **fields)
    assert clerk.status == 400
    assert re.search(rf'class="invalid-feedback"[^>]*>[^<]*{said}', clerk.page)
    kept = {**FIELDS, **fields}
    assert all(value.replace(" ", "") in clerk.page for value in kept.values())
    assert office.booking().state is State.REQUESTED


def test_declining_needs_a_reason_which_the_seeker_reads(office):
    office.request()
    clerk = office.clerk()
    assert "理由を入力してください" in answer(clerk, "decline", reason=" ").page
    assert "担当者が不在のため" in answer(clerk, "decline", stage="preview", reason="担当者が不在のため").page
    answer(clerk, "decline", reason="担当者が不在のため")
    office.at("2026-11-25 10:01")
    office.sweeps()
    assert "理由：担当者が不在のため" in office.pushes[-1]


def test_cancelling_a_confirmed_booking_says_whose_wish_it_was(office):
    office.request()
    steps.confirm_booking(office.context, "b1", ROOM, "cli:test")
    clerk = office.clerk()
    assert "窓口の都合で取り消し" in answer(clerk, "cancel_by_office", "preview", "2", reason="停電のため").page
    answer(clerk, "cancel_by_seeker", version="2")
    assert office.booking().state is State.CANCELLED_BY_SEEKER


@fault("F57", injected="a clerk sends a stale page")
def test_the_second_of_two_clerks_sees_who_changed_what_and_keeps_what_he_typed(office):
    office.request()
    first, second = office.clerk("佐藤"), office.clerk("鈴木")
    second.opens("/staff/bookings/b1")
    answer(first, "decline", reason="担当者が不在のため")
    answer(second, stage="send")
    assert second.status == 409
    assert "この予約が変わりました" in second.page
    assert "佐藤：お断りしました" in second.page
    assert office.booking().state is State.DECLINED


def test_what_was_typed_stands_in_the_form_again(office):
    office.request()
    first, second = office.clerk("佐藤"), office.clerk("鈴木")
    first.posts("/staff/bookings/b1/mark/phone", version="1", on="1")
    answer(second)
    assert second.status == 409
    assert "佐藤：要電話にしました" in second.page
    assert 'value="91234567890"' in second.page
    assert 'value="482915"' in second.page
    assert answer(second, version="2").status == 303


@twin("F57", without="the version")
def test_without_the_version_the_second_would_overwrite_the_first(office):
    office.request()
    first = office.clerk("佐藤")
    first.posts("/staff/bookings/b1/mark/phone", version="1", on="1")
    steps.confirm_booking(office.context, "b1", ROOM, "staff:x")
    assert office.booking().state is State.CONFIRMED


def test_who_works_on_a_request_is_shown_to_the_others(office):
    office.request()
    first, second = office.clerk("佐藤"), office.clerk("鈴木")
    first.posts("/staff/requests/b1/hold")
    assert "佐藤さんが処理中" in second.opens("/staff/requests").page
    second.posts("/staff/requests/b1/hold")
    assert "佐藤さんが処理中" in second.follows().page
    assert "処理中" not in first.opens("/staff/bookings/b1").page


def test_numbers_and_addresses_are_hidden_until_a_click_that_is_noted(office):
    # no examples of a field
    held = {"telephone": "090-8765-4321", "email": "taro@example.net", "number": "13010-87654321"}
    office.request(answers={**answers(), **{name: Answer(value) for name, value in held.items()}})
    clerk = office.clerk()
    secret = tuple(held.values())
    page = clerk.opens("/staff/bookings/b1").page
    assert not [one for one in secret if one in page]
    page = clerk.posts("/staff/bookings/b1/reveal").page
    assert all(one in page for one in secret)
    assert f"staff:{clerk.staff.id} viewed" in office.entries()


def test_the_visits_and_no_shows_of_a_person_are_counted(office):
    known = {name: replace(one, key=one.value) for name, one in answers().items()}
    office.request(answers=known)
    for number, state in (("7", State.ATTENDED), ("8", State.NO_SHOW)):
        past = replace(office.booking(), id=f"b{number}", number=number * 6, state=state)
        office.store.commit((), (KeepBooking(past),))
    page = office.clerk().opens("/staff/bookings/b1").page
    assert "実施 1回" in page
    assert "無断欠席 1回" in page
    assert "初回" not in page


def test_the_timeline_names_clerks_by_name(office):
    office.request()
    clerk = office.clerk("佐藤 花子")
    answer(clerk)
    page = clerk.follows().page
    assert "佐藤 花子：確定しました" in page


def test_a_notice_can_be_sent_once_more_as_the_booking_is_now(office):
    office.request()
    steps.confirm_booking(office.context, "b1", ROOM, "cli:test")
    office.sweeps()
    clerk = office.clerk()
    clerk.posts("/staff/bookings/b1/resend/b1.2.details.line")
    clerk.posts("/staff/bookings/b1/resend/b1.2.details.line")
    assert office.sweeps() == ["accepted"] or len(office.pushes) == 2
    keys = {key for _, _, key in office.context.line.pushes}
    assert len(keys) == len(office.context.line.pushes) == 2


def test_a_notice_of_another_booking_can_not_be_sent_through_this_one(office):
    office.request()
    assert office.clerk().posts("/staff/bookings/b1/resend/b2.1.details.line").status == 404


def test_what_did_not_arrive_is_on_the_list_until_a_person_told_the_seeker(office):
    office.request()
    steps.confirm_booking(office.context, "b1", ROOM, "cli:test")
    office.context.line.failures.append(SendError("http_400", permanent=True))
    office.sweeps()
    clerk = office.clerk()
    page = clerk.opens("/staff/todo").page
    assert "山田 太郎" in page
    assert "090-1234-5678" not in page
    page = clerk.posts("/staff/todo/b1.2.details.line/call").page
    assert "090-1234-5678" in page
    assert "91234567890" in page
    assert f"staff:{clerk.staff.id} viewed" in office.entries()
    clerk.posts("/staff/todo/b1.2.details.line/settle")
    assert "いまはありません" in clerk.opens("/staff/todo").page
    assert f"staff:{clerk.staff.id} trouble_settled" in office.entries()


def test_sending_once_more_takes_it_off_the_list(office):
    office.request()
    steps.confirm_booking(office.context, "b1", ROOM, "cli:test")
    office.context.line.failures.append(SendError("http_400", permanent=True))
    office.sweeps()
    clerk = office.clerk()
    clerk.posts("/staff/bookings/b1/resend/b1.2.details.line")
    office.sweeps()
    assert len(office.pushes) == 1
    assert "いまはありません" in clerk.opens("/staff/todo").page


def test_each_notice_says_which_version_of_the_room_it_told(office):
    office.request()
    steps.confirm_booking(office.context, "b1", ROOM, "cli:test")
    office.sweeps()
    steps.confirm_booking(office.context, "b1", replace(ROOM, passcode="999999"), "cli:test")
    office.sweeps()
    rows = {row.edition: row.room for row in office.store.notices("b1") if row.kind == "details"}
    assert sorted(rows.values()) == [1, 2]
    page = office.clerk().opens("/staff/bookings/b1").page
    assert re.search(r"部屋 第1版 （いまは使えません）", page)
    assert re.search(r"部屋 第2版</span>", page)
    assert "第2版" in re.search(r"<dt>部屋</dt><dd>(.*?)<", page)[1]
