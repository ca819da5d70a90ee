"""Redis without room, and one that does not fit, as staff see it."""

from collections.abc import Iterator

import pytest

from bot.adapters.redis.memory_full import MARGIN
from bot.booking.model import State
from bot.booking.staff.staff import Role
from bot.service.health.compare import compare_and_note
from tests.console.office import ConsoleOffice
from tests.faults.rows import fault
from tests.stores import KEYS

FRIDAY = "2026-12-04T10:00:00+09:00"
OFFER = {"time": [FRIDAY], "reason": "", "version": "1", "stage": "send"}
CONFIRM = {"wanted": "confirm", "stage": "send", "meeting_id": "91234567890", "passcode": "123456", "version": "1"}


@pytest.fixture
def asked(office: ConsoleOffice) -> Iterator[ConsoleOffice]:
    office.request()
    return office


@pytest.mark.parametrize(
    ("share", "said"), [(0.5, ""), (0.75, "7割を使いました"), (0.9, "8割5分を使いました"), (1.02, "いっぱいです")]
)
def test_each_page_says_how_full_redis_is(asked, fill, share, said):
    clerk = asked.clerk()
    fill(share)
    for path in ("/staff/", "/staff/requests"):
        page = clerk.opens(path).page
        assert ('id="memory"' in page) is bool(said)
        assert said in page


@fault("F46", injected="the store is full while staff work")
def test_nothing_new_is_offered_and_what_is_there_is_confirmed_and_cancelled(asked, fill):
    clerk = asked.clerk()
    fill(1.02)
    clerk.posts("/staff/bookings/b1/offer", **OFFER)
    assert "メモリがいっぱいのため" in clerk.page
    assert asked.booking().state is State.REQUESTED
    clerk.posts("/staff/bookings/b1/answer", **CONFIRM).follows()
    assert asked.booking().state is State.CONFIRMED


def test_who_is_not_signed_in_yet_signs_in(asked, fill):
    clerk = asked.clerk(signed_in=False)
    fill(1.02)
    assert clerk.signs_in().opens("/staff/").answer.status_code == 200


def test_beyond_the_margin_the_page_says_why(asked, fill):
    asked.app.testing = False
    clerk = asked.clerk()
    fill(MARGIN * 1.1)
    clerk.opens("/staff/requests")
    assert clerk.answer.status_code == 503
    assert "わけ：記録の装置（Redis）のメモリがいっぱいです" in clerk.page


def test_a_store_that_is_not_what_it_was_is_read_and_not_written_and_the_page_says_why(asked, client):
    asked.app.testing = False
    clerk = asked.clerk()
    client.hset(asked.console._keys.store, "seq", 0)
    assert clerk.opens("/staff/requests").answer.status_code == 200
    clerk.posts("/staff/bookings/b1/answer", **CONFIRM)
    assert clerk.answer.status_code == 503
    assert "古いものに戻っています" in clerk.page
    assert asked.booking().state is State.REQUESTED


def test_the_settings_name_what_does_not_fit(office):
    administrator = office.clerk("管理", Role.ADMINISTRATOR)
    compare_and_note(office.context)
    assert "食い違いはありません" in administrator.opens("/staff/settings").page
    made = office.request()
    office.client.zrem(KEYS.slots, made.id)
    compare_and_note(office.context)
    page = administrator.opens("/staff/settings").page
    assert "食い違いが1件あります" in page
    assert f"slots_missing {made.id}" in page


def test_terms_are_not_published_and_what_was_typed_stays(asked, fill):
    manager = asked.clerk("田中", Role.MANAGER)
    fill(1.02)
    typed = {"version": "2027-01", "effective": "2027-01-01", "summary": "録音の扱い", "text": "# 新しい約束"}
    manager.posts("/staff/terms", stage="send", **typed)
    assert manager.status == 409
    assert "メモリがいっぱいのため" in manager.page
    assert "新しい約束" in manager.page
    assert asked.store.office_state().terms == ()
