"""Strikes on the pages of a person's bookings: with evidence and end, and without any consequence."""

from dataclasses import replace

import pytest

from bot.booking.lifecycle import Step
from bot.booking.model import State
from bot.ports.bookings import KeepBooking
from bot.service.bookings.steps import confirm_booking, take_step
from tests.make import ROOM, answers

KNOWN = {name: replace(one, key=one.value) for name, one in answers().items()}


@pytest.fixture
def missed(office):
    """Let somebody miss a consultation of which he was told, and ask for another."""
    office.request(answers=KNOWN)
    confirm_booking(office.context, "b1", ROOM, "staff:test")
    return office


def no_show(office, *, told: bool) -> None:
    if told:
        office.sweeps()
    office.at("2026-12-03 14:11")
    take_step(office.context, "b1", Step.NO_SHOW, "staff:test")


def next_request(office, **changes) -> None:
    again = replace(office.booking(), id="b2", number="222222", state=State.REQUESTED, room=None, **changes)
    office.store.commit((), (KeepBooking(again),))


def test_a_no_show_of_which_he_was_told_stands_on_his_next_request(missed):
    no_show(missed, told=True)
    next_request(missed)
    page = missed.clerk().opens("/staff/bookings/b2").page
    assert 'id="strikes"' in page
    assert "/staff/bookings/123456" in page
    assert "1月2日（土）に記録から消えます" in page
    assert "（LINE）" in page
    assert "自動で止まることはありません" in page


def test_one_of_which_he_was_not_told_is_counted_but_no_strike(missed):
    no_show(missed, told=False)
    next_request(missed)
    page = missed.clerk().opens("/staff/bookings/b2").page
    assert "無断欠席 1回" in page
    assert 'id="strikes"' not in page


def test_an_outcome_that_is_taken_back_takes_the_strike_with_it(missed):
    no_show(missed, told=True)
    clerk = missed.clerk()
    assert 'id="strikes"' in clerk.opens("/staff/bookings/b1").page
    clerk.posts("/staff/bookings/b1/outcome-undo", version=missed.booking().version)
    assert 'id="strikes"' not in clerk.opens("/staff/bookings/b1").page


def test_the_strike_of_another_number_on_the_same_telephone_is_not_his(missed):
    no_show(missed, told=True)
    other = {**KNOWN, "number": replace(KNOWN["number"], key="13010-99999999")}
    next_request(missed, answers=other)
    assert 'id="strikes"' not in missed.clerk().opens("/staff/bookings/b2").page


def test_without_a_number_the_line_account_decides(missed):
    no_show(missed, told=True)
    next_request(missed, answers={name: one for name, one in KNOWN.items() if name != "number"})
    assert 'id="strikes"' in missed.clerk().opens("/staff/bookings/b2").page


@pytest.mark.parametrize("told", [True, False])
def test_the_queue_says_of_how_many_no_shows_the_person_had_been_told(missed, told):
    no_show(missed, told=told)
    next_request(missed, start=missed.booking().start.replace(day=10))
    missed.store.commit((), (KeepBooking(missed.booking("b2"), expires=missed.booking("b2").start),))
    page = missed.clerk().opens("/staff/requests").page
    assert "無断欠席 1回" in page
    assert ("うち、ご案内ずみ 1回" in page) == told
