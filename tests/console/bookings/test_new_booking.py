"""Entering a booking in the console: what is wrong stands beside its field, and what was typed stays."""

import re

import pytest

from bot.booking.model import State
from bot.booking.staff.staff import Role
from tests.console.bookings.form import FRIDAY, GOOD, PATH, saves
from tests.console.office import ConsoleOffice
from tests.stores import audit_texts


def count(office: ConsoleOffice) -> int:
    return len(office.store.bookings())


def test_it_is_saved_and_leads_to_the_booking_where_a_room_can_be_named(office):
    clerk = saves(office.clerk())
    assert clerk.status == 303
    assert re.fullmatch(r"/staff/bookings/[\w-]+", clerk.answer.headers["Location"])
    clerk.follows()
    assert "予約を入れました" in clerk.page
    assert "部屋を決めて確定する" in clerk.page
    (made,) = office.store.bookings()
    assert (made.state, made.answers["number"].key) == (State.REQUESTED, "1301012345678")
    assert "職員が予約を入れました（電話で）" in clerk.page


def test_the_pages_of_today_and_of_requests_lead_to_it(office):
    clerk = office.clerk()
    assert all(PATH in clerk.opens(path).page for path in ("/staff/", "/staff/requests"))


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("name", "", "入力してください"),
        ("name", "12345", "数字や記号だけでは"),
        ("name", "evil.example", "サイトのアドレスに見える"),
        ("number", "12345678", "後ろの部分だけ"),
        ("telephone", "0120-123-456", "フリーダイヤル"),
        ("email", "taro.example.com", "「@」がない"),
        ("email", "taro@gmial.com", "taro@gmail.com"),
        ("purpose", "", "入力してください"),
        ("support", "magic", "入力してください"),
        ("way", "", "入力してください"),
        ("agreed", "", "入力してください"),
        ("consent", "", "同意がないと保存できません"),
        ("time", "", "日時を1つ選ぶか"),
        ("time", "2026-12-05T10:00:00+09:00", "相談の時間ではありません"),
        ("other", "12月3日の14時", "両方があります"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_rest_stays(office, field, typed, why):
    clerk = saves(office.clerk(), **{field: typed})
    assert clerk.status == 400
    beside = "other" if field == "time" else field
    assert why in re.search(rf'class="invalid-feedback" id="{beside}-help">([^<]*)', clerk.page)[1]
    for name in {"name", "number", "telephone"} - {field}:
        assert GOOD[name] in clerk.page
    assert (typed in clerk.page) or not typed or field in ("support", "time")
    assert count(office) == 0


def test_a_my_number_is_not_given_back(office):
    clerk = saves(office.clerk(), number="1234 5678 9018")
    assert clerk.status == 400
    assert "マイナンバー" in clerk.page
    assert "5678 9018" not in clerk.page


def test_a_mail_address_is_kept_as_it_is_when_the_clerk_is_sure(office):
    assert saves(office.clerk(), email="taro@gmial.com", email_sure="y").status == 303


def test_another_time_is_typed(office):
    assert saves(office.clerk(), time="", other="12月4日の10時").status == 303
    assert office.store.bookings()[0].start.isoformat() == FRIDAY


def test_a_time_past_its_cut_off_is_warned_of_and_saved_with_a_reason(office):
    late = {"time": "2026-11-25T14:00:00+09:00"}
    clerk = saves(office.clerk(), **late)
    assert clerk.status == 400
    assert "申込の締切を過ぎています" in clerk.page
    assert saves(clerk, **late, late="urgent").status == 303
    clerk.follows()
    assert "締切を過ぎた日時で受け付けました（選考などの日が近い）" in clerk.page
    assert "締切後に受付" in clerk.page


def test_an_open_booking_of_the_number_is_said_beside_the_number(office):
    clerk = office.clerk()
    saves(clerk)
    assert saves(clerk, time="2026-12-04T11:00:00+09:00").status == 409
    assert "続いている予約があります" in re.search(r'id="number-help">([^<]*)', clerk.page)[1]
    assert GOOD["telephone"] in clerk.page


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_may_not_book_gets_nowhere(office, role):
    clerk = office.clerk(role=role)
    assert clerk.opens(PATH).status == 403
    assert clerk.posts(PATH, **GOOD).status == 403


def test_without_the_token_nothing_is_saved(office):
    assert office.clerk().posts_bare(PATH, **GOOD).status == 400
    assert count(office) == 0


def test_nothing_personal_stands_in_the_audit_log(office):
    saves(office.clerk())
    log = str(audit_texts(office.store))
    assert not [word for word in ("山田", "12345678", "1234-5678") if word in log]


def test_of_an_interpreter_the_language_is_asked_and_shown(office):
    clerk = saves(office.clerk(), support="interpreter")
    assert clerk.status == 400
    assert "どの言語の通訳か" in re.search(r'class="invalid-feedback" id="language-help">([^<]*)', clerk.page)[1]
    saves(clerk, support="interpreter", language="nepali")
    (made,) = office.store.bookings()
    assert made.answers["language"].value == "nepali"
    assert "外国語の通訳（ネパール語）" in clerk.opens(f"/staff/bookings/{made.id}").page


def test_without_an_interpreter_no_language_is_kept(office):
    saves(office.clerk(), support="none", language="nepali")
    (made,) = office.store.bookings()
    assert "language" not in made.answers
