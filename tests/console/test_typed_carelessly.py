"""What is typed carelessly, or posted past the form: it is said beside its field, and nothing unseen gets in."""

import re

import pytest

from bot.adapters.libraries.markdown import html_of
from bot.booking.model import State
from bot.booking.staff.staff import Role
from tests.make import answers, tokyo


@pytest.mark.parametrize("name", ["佐\u200b藤", "佐藤\u202e", "\u2060佐藤", "佐\u00ad藤"])
def test_a_name_with_signs_that_nobody_sees_is_no_account_and_no_counsellor(office, name):
    admin = office.clerk("管理", Role.ADMINISTRATOR)
    before = len(office.console.all_staff())
    admin.posts("/staff/accounts/add", name=name, role="reception")
    assert admin.status == 400
    assert "目に見えない文字" in admin.page
    assert len(office.console.all_staff()) == before
    manager = office.clerk("責任", Role.MANAGER)
    manager.posts("/staff/counsellors", name=name, weekly="月-金 10:00-12:00", account="")
    assert manager.status == 400
    assert "目に見えない文字" in manager.page


def test_names_of_other_lands_and_rare_signs_are_taken(office):
    admin = office.clerk("管理", Role.ADMINISTRATOR)
    for name in ("葛\U000e0100城 髙﨑", "Nguyễn Văn Á"):
        assert "コード" in admin.posts("/staff/accounts/add", name=name, role="reception").page
        assert admin.status == 200


def test_an_empty_search_asks_for_something(office):
    clerk = office.clerk().posts("/staff/search", anything=" ")
    assert "探すものを、どれか1つ入力してください" in clerk.page
    assert "見つかりませんでした" not in clerk.page


@pytest.mark.parametrize(
    "typed", ["+819012345678", "+81 90-1234-5678", "010 81 90 1234 5678", "＋８１（０）90-1234-5678"]
)
def test_a_telephone_number_as_it_is_dialled_from_abroad_finds_the_person(office, typed):
    office.request(answers=answers(telephone="090-1234-5678"))
    assert "123456" in office.clerk().posts("/staff/search", anything=typed).page


def test_a_passcode_in_wide_signs_is_taken_as_the_number_is(office):
    office.request()
    typed = {"meeting_id": "９１２ ３４５６ ７８９０", "passcode": "ａＢ１２３", "how": "typed"}
    office.clerk().posts("/staff/bookings/b1/answer", wanted="confirm", version="1", stage="send", **typed)
    assert (office.booking().room.meeting_id, office.booking().room.passcode) == ("91234567890", "aB123")


def test_all_that_is_wrong_with_a_room_is_said_at_once(office):
    office.request()
    clerk = office.clerk()
    typed = {"meeting_id": "12", "passcode": "あ", "join_url": "http://x", "how": "typed"}
    clerk.posts("/staff/bookings/b1/answer", wanted="confirm", version="1", stage="preview", **typed)
    for name in typed.keys() - {"how"}:
        assert re.search(rf'is-invalid"[^>]* id="{name}"|id="{name}"[^>]*is-invalid', clerk.page), name
    picked = {f"{name}-b1": value for name, value in typed.items()}
    clerk.posts(
        "/staff/requests/several", wanted="confirm", picked="b1", stage="preview", **{"version-b1": "1"}, **picked
    )
    assert clerk.page.count("is-invalid") == 3


# --- posted past the form ---


def test_a_start_at_which_nothing_begins_closes_no_whole_day(office):
    manager = office.clerk("責任", Role.MANAGER)
    fields = {"first": "2026-12-03", "last": "2026-12-03", "reason": "棚卸し", "starts": "10:07", "version": "0"}
    manager.posts("/staff/schedule/close", **fields, stage="preview")
    assert manager.status == 400
    assert "相談の始まらない時刻" in manager.page
    assert 'id="closing"' not in manager.page


def test_the_very_time_that_was_wished_is_not_proposed(office):
    office.request()
    clerk = office.clerk()
    fields = {"time": tokyo("2026-12-03 14:00").isoformat(), "version": "1"}
    for stage in ("preview", "send"):
        clerk.posts("/staff/bookings/b1/offer", **fields, stage=stage)
        assert "そのままお受けするときは、確定してください" in clerk.page
    assert office.booking().state is State.REQUESTED


@pytest.mark.parametrize("text", ["\x01\x02", "\u200b", "\u202e \u2060"])
def test_a_note_of_unseen_signs_alone_is_none(office, text):
    office.request()
    clerk = office.clerk().posts("/staff/bookings/b1/handover", handover=text, version="1")
    assert office.booking().handover == ()
    assert clerk.status == 409


def test_an_image_in_the_terms_is_fetched_from_nowhere():
    html = html_of("前 ![図](https://evil.example/x.png) 後\n\n![a][b]\n\n[b]: https://evil.example/y.png")
    assert "<img" not in html
    assert "図" in html
