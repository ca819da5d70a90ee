"""The reminder of the day before says until when the talk moves and cancels, and when the telephone is answered."""

import pytest

from bot.booking.model import State
from bot.booking.notices.notice import Kind
from bot.booking.schedule.opening import next_opening
from bot.messages.notices.booking import Wording, booking_messages
from tests.make import OFFICE, ROOM, WORDS, booking, office, tokyo


def reminder(start: str, at: str) -> str:
    held = booking(state=State.CONFIRMED, room=ROOM, start=tokyo(start))
    (message,) = booking_messages(Kind.DAY_BEFORE, held, Wording(WORDS, OFFICE, tokyo(at)))
    return str(message["altText"])


def test_in_opening_hours_it_names_both_ends_and_the_hours():
    told = reminder("2026-12-03 14:00", "2026-12-02 17:00")
    assert "日時の変更：LINEのトークで12月2日（水）17:15まで" in told
    assert "取り消し：LINEのトークで12月2日（水）の夜12時まで" in told
    assert "（きょうは17:15まで、次は12月3日（木）8:30から）" in told


@pytest.mark.parametrize("at", ["2026-12-06 17:00", "2026-12-06 09:00"])
def test_on_a_sunday_it_offers_nothing_that_is_over_and_says_who_answers_when(at):
    told = reminder("2026-12-07 10:00", at)
    assert "LINEのトークでの受け付けは終わりました" in told
    assert "17:15まで" not in told
    assert "取り消し：LINEのトークで12月6日（日）の夜12時まで" in told
    assert "（いまは時間外です。次に出られるのは12月7日（月）8:30からです）" in told


def test_late_on_the_day_itself_only_the_telephone_is_left():
    told = reminder("2026-12-03 14:00", "2026-12-03 09:00")
    assert "取り消し：当日になったため、お電話でお願いします" in told
    assert "（きょうは17:15まで" in told


def test_it_can_be_asked_on_the_last_day_before_a_long_closure():
    closed = next_opening(office(), tokyo("2026-12-28 18:00"))
    assert closed == tokyo("2027-01-04 08:30")
