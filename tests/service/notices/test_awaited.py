"""Three minutes after the start: who is not here is told, once, without a fourth push."""

from dataclasses import replace

import pytest

from bot.booking.lifecycle import Step
from bot.booking.notices.notice import Channel, Kind, NoticeState
from bot.booking.staff.corrections import Mark
from bot.messages.line import text_of
from bot.ports.bookings import BookingIs, ForgetBooking, KeepBooking
from bot.ports.context import RequestContext
from bot.service.bookings import steps
from bot.service.notices.awaited import ask_after_the_awaited
from bot.service.staff.marks_and_notes import set_mark
from tests.make import USER, answers
from tests.ports import interrupted
from tests.service import mails
from tests.service.mails import at, confirmed, state, sweep
from tests.service.typing import types
from tests.talk import actions

town = mails.town


def wait_for_him(town: RequestContext, *seen: str) -> int:
    """Let the day come, with the reminders that are to be sent, and look three minutes after the start."""
    for moment in (*seen, "2026-12-03 14:03"):
        at(town, moment)
        sweep(town)
    count = ask_after_the_awaited(town)
    sweep(town)
    return count


BOTH = ("2026-12-02 17:00", "2026-12-03 13:30")


def test_with_three_pushes_used_he_is_told_by_mail(town):
    confirmed(town)
    sweep(town)
    assert wait_for_him(town, *BOTH) == 1
    assert len(town.line.pushes) == 3
    assert state(town, Kind.AWAITED, Channel.MAIL) is NoticeState.ACCEPTED
    assert "お待ちしています" in town.mail.sent[-1][2]


def test_with_a_push_left_he_is_told_by_line_and_has_a_button(town):
    confirmed(town)
    sweep(town)
    wait_for_him(town, BOTH[1])
    message = town.line.pushes[-1][1][0]
    assert text_of(message).splitlines()[1] == "【開始しました】お待ちしています"
    assert {"Zoomを開く", "遅れます", "困っています"} <= {one["label"] for one in actions([message])}


def test_he_is_told_once(town):
    confirmed(town)
    sweep(town)
    wait_for_him(town, *BOTH)
    assert ask_after_the_awaited(town) == 0
    at(town, "2026-12-03 14:09")
    assert ask_after_the_awaited(town) == 0


def test_neither_before_nor_long_after(town):
    confirmed(town)
    at(town, "2026-12-03 14:02")
    assert ask_after_the_awaited(town) == 0
    at(town, "2026-12-03 14:11")
    assert ask_after_the_awaited(town) == 0


@pytest.mark.parametrize("mark", [Mark.ARRIVED, Mark.LATE])
def test_who_is_here_or_spoke_up_is_left_alone(town, mark):
    made = confirmed(town)
    sweep(town)
    at(town, "2026-12-03 13:58")
    set_mark(town, "123456", mark, "cli:test", made.version, on=True)
    assert wait_for_him(town, *BOTH) == 0


def test_who_arrives_between_planning_and_sending_is_left_alone(town):
    made = confirmed(town)
    sweep(town)
    at(town, "2026-12-03 14:03")
    sweep(town)
    assert ask_after_the_awaited(town) == 1
    set_mark(town, "123456", Mark.ARRIVED, "cli:test", made.version, on=True)
    sweep(town)
    assert state(town, Kind.AWAITED, Channel.LINE) is NoticeState.EXPIRED


def test_a_cancelled_booking_awaits_nobody(town):
    confirmed(town)
    steps.take_step(town, "123456", Step.CANCEL_BY_OFFICE, "cli:test")
    assert wait_for_him(town) == 0


def test_without_any_way_nothing_is_planned(town):
    confirmed(town, answers={name: one for name, one in answers().items() if name != "email"}, reachable=False)
    assert wait_for_him(town) == 0


def says(town: RequestContext, text: str) -> None:
    types(town, USER, text, f"e{text}{town.clock.now():%s}")


def test_who_says_that_he_is_late_is_marked_for_staff(town):
    confirmed(town)
    at(town, "2026-12-03 13:50")
    says(town, "遅れます")
    assert town.store.booking("123456").marks == ("tried_late",)
    town.clock.advance(20)
    says(town, "遅れます")
    assert town.store.booking("123456").marks == ("tried_late",)


def test_who_said_that_he_is_late_is_not_asked_after(town):
    confirmed(town)
    sweep(town)
    at(town, "2026-12-03 13:50")
    says(town, "遅れます")
    assert wait_for_him(town) == 0


def test_on_another_day_he_gets_the_telephone(town):
    made = confirmed(town)
    town.store.commit((), (KeepBooking(replace(made, version=made.version + 1)),))
    says(town, "遅れます")
    assert town.store.booking("123456").marks == ()


def rows_of_who_is_erased_meanwhile(town: RequestContext, *without: type) -> list[str]:
    """Erase a booking at the moment at which its person is to be asked after; give what stands in its ledger then."""
    confirmed(town)
    sweep(town)
    at(town, "2026-12-03 14:03")

    def erased() -> None:
        rows = tuple(row.id for row in town.store.ledger("b1"))
        town.store.commit((), (ForgetBooking(town.store.booking("b1"), rows),))

    ask_after_the_awaited(replace(town, store=interrupted(town.store, erased, *without)))
    return [row.kind.value for row in town.store.ledger("b1")]


def test_of_who_is_erased_at_that_moment_nothing_is_written_anew(town):
    assert rows_of_who_is_erased_meanwhile(town) == []


def test_twin_without_the_version_of_the_booking_a_row_would_be_left(town):
    assert rows_of_who_is_erased_meanwhile(town, BookingIs) == ["awaited"]
