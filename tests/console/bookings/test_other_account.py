"""A new telephone: the booking goes to the account that sends the code which was read out, and to no other."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest

from bot.booking.limits.refusal import Refusal
from bot.booking.model import State
from bot.booking.staff.staff_message import Cause, MessageState, StaffMessage
from bot.booking.waitlist import Part, WaitingWish, WishState
from bot.errors import RefusedError, SendError
from bot.ports.privacy import KeepRefusal, NotRefused
from bot.ports.staff import KeepStaffMessage, StaffMessageIs
from bot.ports.waitlist import KeepWish
from bot.service.bookings import steps
from bot.service.events.office_now import context_now
from bot.service.privacy import other_account
from bot.service.staff import staff_messages
from tests.console.office import Browser, ConsoleOffice
from tests.make import ROOM, USER, WEDNESDAY, tokyo
from tests.ports import interrupted

NEW, STRANGER = "U" + "9" * 32, "U" + "6" * 32


@pytest.fixture
def booked(office: ConsoleOffice) -> ConsoleOffice:
    """An office with one confirmed booking, of which its person was told."""
    office.request(user=USER)
    steps.confirm_booking(office.context, "b1", ROOM, "cli:test")
    office.sweeps()
    return office


def sends(office: ConsoleOffice, text: str, user: str = NEW, name: str = "m1") -> StaffMessage:
    """Let an account leave a message for staff."""
    left = StaffMessage(name, MessageState.OPEN, office.clock.now(), user, text, Cause.ASKED)
    office.store.commit((), (KeepStaffMessage(left),))
    return left


def code(office: ConsoleOffice, clerk: Browser) -> str:
    """Let a clerk make a code; give it."""
    assert "090-1234-5678" in clerk.posts("/staff/bookings/b1/account/code").page
    held = other_account.code_of(context_now(office.context), office.booking())
    assert held
    return held.code


def moves(clerk: Browser, number: str = "123456", version: int = 2, **fields: str) -> Browser:
    return clerk.posts("/staff/bookings/b1/account", number=number, version=version, **{"called": "y", **fields})


def test_the_account_that_sends_the_code_gets_the_booking_and_its_card_and_the_old_one_is_told(booked):
    clerk = booked.clerk()
    read_out = code(booked, clerk)
    assert "まだ届いていません" in clerk.opens("/staff/bookings/b1/account").page
    sends(booked, f"{read_out[:4]} {read_out[4:]}")
    assert "新しいLINEから届きました" in clerk.opens("/staff/bookings/b1/account").page
    assert moves(clerk).status == 303
    assert booked.booking().user == NEW
    assert booked.store.bookings_of(USER) == []
    line, before = booked.context.line, len(booked.context.line.pushes)
    booked.sweeps()
    told = {to: messages for to, messages, _ in line.pushes[before:]}
    assert "912 3456 7890" in str(told[NEW])
    assert "別のLINEに移しました" in str(told[USER])
    assert "912 3456 7890" not in str(told[USER])
    assert f"staff:{clerk.staff.id} moved_to_account" in booked.entries()
    assert booked.store.staff_message("m1").state is MessageState.CLOSED


def test_an_answer_still_on_its_way_goes_to_the_account_that_asked(booked):
    clerk, line = booked.clerk(), booked.context.line
    sends(booked, "質問です", USER, "m0")
    line.failures.append(SendError("http_500"))
    staff_messages.answer(context_now(booked.context), "m0", 1, "ひみつの返事", "staff:s1")
    booked.sweeps()
    sends(booked, code(booked, clerk))
    moves(clerk)
    booked.at("2026-11-25 10:05")
    booked.sweeps()
    assert [to for to, messages, _ in line.pushes if "ひみつの返事" in str(messages)] == [USER]


def test_the_new_account_waits_for_a_place_no_more(booked):
    clerk, days = booked.clerk(), (tokyo("2026-12-04").date(),)
    wish = WaitingWish("w1", WishState.WAITING, WEDNESDAY, days, (Part.MORNING,), NEW, {}, booked.booking().consent)
    booked.store.commit((), (KeepWish(wish, tokyo("2026-12-03 17:15")),))
    sends(booked, code(booked, clerk))
    assert moves(clerk).status == 303
    assert booked.store.list_now().wishes == ()


def test_the_old_account_may_book_again_and_the_new_one_may_not_book_twice(booked):
    clerk = booked.clerk()
    sends(booked, code(booked, clerk))
    moves(clerk)
    facts = booked.store.load(USER, ""), booked.store.load(NEW, "")
    assert [one.booking.id if one.booking else "" for one in facts] == ["", "b1"]


@pytest.mark.parametrize("text", ["12345678", "", "{code} です", "{code}1"])
def test_what_is_not_the_code_proves_nothing(booked, text):
    clerk = booked.clerk()
    read_out = code(booked, clerk)
    sends(booked, text.format(code=read_out) if text != read_out else "00000000")
    assert "コードが届いていません" in moves(clerk).page
    assert booked.booking().user == USER


def test_without_asking_for_the_code_a_stranger_takes_the_booking(booked):
    clerk = booked.clerk()
    code(booked, clerk)
    sends(booked, "質問です", STRANGER)
    context = context_now(booked.context)
    other_account.move_to_account(context, "b1", "123456", 2, "staff:s1", proof=lambda *_: True)
    booked.sweeps()
    assert "912 3456 7890" in str([messages for to, messages, _ in booked.context.line.pushes if to == STRANGER])


def test_a_code_sent_before_it_was_read_out_or_by_two_accounts_or_too_late_proves_nothing(booked):
    clerk = booked.clerk()
    read_out = code(booked, clerk)
    early = replace(sends(booked, read_out), since=tokyo("2026-11-25 09:00"), version=2)
    booked.store.commit((), (KeepStaffMessage(early),))
    assert moves(clerk).status == 409
    sends(booked, read_out, NEW, "m2")
    sends(booked, read_out, STRANGER, "m3")
    assert moves(clerk).status == 409
    booked.store.commit((), (KeepStaffMessage(sends(booked, "x", STRANGER, "m3"), forget=True),))
    booked.at("2026-11-25 10:31")
    assert moves(clerk).status == 409
    assert booked.booking().user == USER


def test_a_code_is_used_once_and_belongs_to_one_booking(booked):
    clerk = booked.clerk()
    read_out = code(booked, clerk)
    sends(booked, read_out)
    moves(clerk)
    sends(booked, read_out, STRANGER, "m2")
    assert moves(clerk, version=3).status == 409
    assert booked.booking().user == NEW


def test_the_number_must_be_told_and_the_telephone_called_and_what_was_typed_stays(booked):
    clerk = booked.clerk()
    sends(booked, code(booked, clerk))
    wrong = moves(clerk, number="654321")
    assert (wrong.status, "受付番号が違います" in wrong.page, 'value="654321"' in wrong.page) == (400, True, True)
    assert "かけ直すか" in moves(clerk, called="").page
    assert booked.booking().user == USER


def test_who_has_another_booking_is_given_none_and_what_is_over_is_not_moved(booked):
    clerk = booked.clerk()
    booked.request(id="b2", number="222222", user=NEW)
    sends(booked, code(booked, clerk))
    assert "続いている予約があります" in moves(clerk).page
    steps.take_step(booked.context, "b1", steps.Step.CANCEL_BY_SEEKER, "cli:test")
    assert booked.booking().state is State.CANCELLED_BY_SEEKER
    assert clerk.opens("/staff/bookings/b1/account").status == 303


def refused_meanwhile(office: ConsoleOffice) -> None:
    """Refuse the person by the old account alone, as if his number were not known."""
    who = (office.store.hashed(USER),)
    office.store.commit((), (KeepRefusal(Refusal("r1", "b1", "123456", who, WEDNESDAY, None, "staff:m", "", "理由")),))


def closed_meanwhile(office: ConsoleOffice) -> None:
    """Let a colleague close the message that brought the code."""
    staff_messages.close(context_now(office.context), "m1", 1, "staff:s2")


def moved_while(office: ConsoleOffice, act: Callable[[ConsoleOffice], None], *without: type) -> str:
    """Move the booking while something happens; give the account that has it then."""
    sends(office, code(office, office.clerk()))
    context = context_now(office.context)
    context = replace(context, store=interrupted(context.store, lambda: act(office), *without))
    with suppress(RefusedError):
        other_account.move_to_account(context, "b1", "123456", 2, "staff:s1")
    return office.booking().user


@pytest.mark.parametrize("act", [refused_meanwhile, closed_meanwhile])
def test_who_is_refused_or_whose_code_was_seen_to_at_that_moment_gets_no_booking_there(booked, act):
    assert moved_while(booked, act) == USER


@pytest.mark.parametrize(("act", "guard"), [(refused_meanwhile, NotRefused), (closed_meanwhile, StaffMessageIs)])
def test_twin_without_the_guard_it_goes_there(booked, act, guard):
    assert moved_while(booked, act, guard) == NEW
