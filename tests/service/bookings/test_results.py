"""What a seeker reads after staff noted an outcome: half a minute later, once, by the way that costs no fourth push."""

from dataclasses import replace

import pytest

from bot.booking.lifecycle import Step
from bot.booking.model import Booking, State
from bot.booking.notices import results
from bot.booking.notices.notice import Channel, Kind, Notice, NoticeState
from bot.booking.notices.push_count import pushes
from bot.booking.notices.reminders import plans
from bot.booking.notices.subjects import SubjectKind
from bot.booking.notices.troubles import is_trouble
from bot.errors import RefusedError, ReplyTokenError, SendError
from bot.messages.line import text_of
from bot.ports.bookings import KeepBooking
from bot.ports.context import RequestContext
from bot.ports.notices import KeepNotice
from bot.service.bookings import steps, taking_back
from bot.service.bookings.offers import offer_times, take_for_seeker
from bot.service.notices.sending import send_notice
from tests.make import OFFICE, ROOM, WEDNESDAY, answers, booking, tokyo
from tests.ports import Changed
from tests.service import mails
from tests.service.chat import book
from tests.service.mails import BOUNCED, REFUSED, at, confirmed, state, sweep
from tests.service.receipts import booked, swept

town = mails.town
NO_MAIL = {name: one for name, one in answers().items() if name != "email"}
RESULT = {Step.ATTEND: Kind.ATTENDED, Step.NO_SHOW: Kind.NO_SHOW}
BOTH = tuple(RESULT)


def over(town: RequestContext, wanted: Step, *seen: str, **changes: object) -> Booking:
    """Confirm, let the reminders of some moments go, and note an outcome quarter past."""
    confirmed(town, **changes)
    sweep(town)
    for moment in seen:
        at(town, moment)
        sweep(town)
    at(town, "2026-12-03 14:15")
    sweep(town)
    return steps.take_step(town, "123456", wanted, "cli:test")


def later(town: RequestContext, seconds: int = 31) -> None:
    town.clock.advance(seconds)
    sweep(town)


def back(town: RequestContext, made: Booking) -> Booking:
    return taking_back.take_back_outcome(town, "123456", "cli:test", made.version)


def calls(town: RequestContext) -> int:
    """Count the calls that staff are asked to make about an outcome."""
    store = town.store
    rows = (store.notice(name) for name in store._client.zrange(store._keys.troubles, 0, -1))
    return sum(row is not None and row.kind in results.OUTCOMES for row in rows)


def said(town: RequestContext) -> str:
    return "".join(str(message) for _, messages, _ in town.line.pushes for message in messages)


@pytest.mark.parametrize("wanted", BOTH)
def test_with_an_address_it_goes_by_mail_after_half_a_minute_and_once(town, wanted):
    over(town, wanted, "2026-12-02 17:00")
    before = len(town.mail.sent)
    later(town, 29)
    assert len(town.mail.sent) == before
    later(town, 2)
    later(town, 600)
    assert len(town.mail.sent) == before + 1
    assert state(town, RESULT[wanted], Channel.MAIL) is NoticeState.ACCEPTED
    assert state(town, RESULT[wanted], Channel.LINE) is None


def test_thanks_say_how_to_book_again(town):
    over(town, Step.ATTEND)
    later(town)
    _, subject, body, _ = town.mail.sent[-1]
    assert subject == "オンライン相談のお礼（受付番号 123456）"
    assert all(part in body for part in ("ありがとうございました", "「予約」", "相談のなかで"))


def test_a_no_show_is_called_so_and_is_never_a_cancellation(town):
    over(town, Step.NO_SHOW, answers=NO_MAIL)
    later(town)
    text = text_of(town.line.pushes[-1][1][0])
    assert all(part in text for part in ("無断欠席", "10分", "093-622-6690", "お断り", "「予約」", "まちがって"))
    assert "取り消し" not in text


def test_without_an_address_line_brings_it_while_a_push_is_left(town):
    over(town, Step.ATTEND, "2026-12-02 17:00", answers=NO_MAIL)
    later(town)
    assert len(town.line.pushes) == 3
    assert "ありがとうございました" in said(town)


@pytest.mark.parametrize(("wanted", "most"), [(Step.ATTEND, 0), (Step.NO_SHOW, 1)])
def test_a_fourth_push_is_never_sent_and_only_a_no_show_is_worth_a_call(town, wanted, most):
    over(town, wanted, "2026-12-02 17:00", "2026-12-03 13:30", answers=NO_MAIL)
    assert pushes(town.store.notices("b1")) == 3
    later(town)
    assert len(town.line.pushes) == 3
    assert calls(town) == most


def test_a_time_that_staff_took_for_the_seeker_is_told_by_a_push_that_counts(town):
    town.store.commit((), (KeepBooking(booking(answers=NO_MAIL)),))
    offer_times(town, "b1", [tokyo("2026-12-03 15:00")], "cli:test")
    sweep(town)
    take_for_seeker(town, "b1", tokyo("2026-12-03 15:00"), "cli:test")
    sweep(town)
    assert pushes(town.store.notices("b1")) == len(town.line.pushes) == 2


def test_a_receipt_that_came_with_the_reply_was_no_push(town):
    book(town)
    (made,) = town.store.bookings()
    assert [row.state for row in town.store.notices(made.id) if row.channel is Channel.LINE] == [NoticeState.ACCEPTED]
    assert pushes(town.store.notices(made.id)) == 0


def test_a_receipt_that_no_reply_could_bring_any_more_was_a_push(town):
    made = booked(town, ReplyTokenError())
    assert swept(town) == "accepted"
    assert pushes(town.store.notices(made.id)) == len(town.line.pushes) == 1


@pytest.mark.parametrize(("wanted", "most"), [(Step.ATTEND, 0), (Step.NO_SHOW, 1)])
def test_who_has_neither_line_nor_mail_is_called_about_a_no_show_only(town, wanted, most):
    made = booking(user="", answers=NO_MAIL, state=State.CONFIRMED, room=ROOM)
    town.store.commit((), (KeepBooking(made),))
    at(town, "2026-12-03 14:15")
    steps.take_step(town, "123456", wanted, "cli:test")
    assert calls(town) == 0
    later(town)
    assert calls(town) == most


@pytest.mark.parametrize("wanted", BOTH)
def test_an_outcome_taken_back_in_time_is_told_to_nobody(town, wanted):
    made = over(town, wanted)
    before = len(town.mail.sent)
    back(town, made)
    assert state(town, RESULT[wanted], Channel.MAIL) is NoticeState.EXPIRED
    later(town)
    assert len(town.mail.sent) == before
    assert state(town, Kind.OUTCOME_CORRECTED, Channel.MAIL) is None


def is_void(write) -> bool:
    return isinstance(write, KeepNotice) and write.notice.state is NoticeState.EXPIRED


def test_twin_without_voiding_the_wrong_result_would_go_out(town):
    store = town.store

    def without_voiding(guards, writes):
        return store.commit(guards, [one for one in writes if not is_void(one)])

    def of_today(name):
        found = store.to_send(name)
        return replace(found, row=replace(found.row, edition=found.booking.edition))

    town = replace(town, store=Changed(store, commit=without_voiding, to_send=of_today))
    made = over(town, Step.NO_SHOW)
    before = len(town.mail.sent)
    back(town, made)
    later(town)
    assert len(town.mail.sent) == before + 1


def test_the_other_outcome_after_that_is_told_instead(town):
    made = over(town, Step.NO_SHOW)
    back(town, made)
    steps.take_step(town, "123456", Step.ATTEND, "cli:test")
    later(town)
    assert town.mail.sent[-1][1] == "オンライン相談のお礼（受付番号 123456）"
    assert state(town, Kind.NO_SHOW, Channel.MAIL) is NoticeState.EXPIRED


def test_an_outcome_taken_back_after_it_was_told_is_corrected_once(town):
    made = over(town, Step.NO_SHOW)
    later(town)
    back(town, made)
    later(town)
    later(town)
    assert [subject for _, subject, _, _ in town.mail.sent[-2:]] == [
        "オンライン相談の記録について（受付番号 123456）",
        "記録を訂正しました（受付番号 123456）",
    ]
    assert calls(town) == 0


def test_a_result_that_may_have_arrived_is_corrected_too(town):
    made = over(town, Step.NO_SHOW, answers=NO_MAIL)
    town.line.failures = [SendError("timeout")]
    later(town)
    assert state(town, Kind.NO_SHOW, Channel.LINE) is NoticeState.WAITING
    back(town, made)
    later(town)
    assert "訂正しました" in said(town)
    assert "無断欠席" not in said(town)


def test_taken_back_while_it_is_leased_but_not_begun_needs_no_correction(town):
    made = over(town, Step.NO_SHOW)
    before = len(town.mail.sent)
    town.clock.advance(31)
    (claim,) = town.store.claim_mail(10)
    back(town, made)
    assert send_notice(town, claim) == "expired"
    later(town)
    assert len(town.mail.sent) == before
    assert state(town, Kind.OUTCOME_CORRECTED, Channel.MAIL) is NoticeState.EXPIRED


def test_a_call_about_a_no_show_goes_with_it_when_it_is_taken_back(town):
    made = over(town, Step.NO_SHOW, answers=NO_MAIL, reachable=False)
    later(town)
    assert calls(town) == 1
    back(town, made)
    assert calls(town) == 0


def test_taking_back_with_an_old_version_changes_nothing(town):
    made = over(town, Step.ATTEND)
    with pytest.raises(RefusedError):
        taking_back.take_back_outcome(town, "123456", "cli:test", made.version - 1)
    assert state(town, Kind.ATTENDED, Channel.MAIL) is NoticeState.WAITING


def test_mail_that_bounces_is_replaced_by_a_push_while_one_is_left(town):
    over(town, Step.NO_SHOW)
    town.mail.failures = [BOUNCED]
    later(town)
    assert "無断欠席" in said(town)
    assert calls(town) == 0


def test_mail_that_bounces_with_no_push_left_is_a_call(town):
    over(town, Step.NO_SHOW, "2026-12-02 17:00", "2026-12-03 13:30")
    town.mail.failures = [BOUNCED]
    later(town)
    assert len(town.line.pushes) == 3
    assert calls(town) == 1


def test_thanks_that_do_not_arrive_are_nobodys_task(town):
    over(town, Step.ATTEND, answers=NO_MAIL)
    town.line.failures = [REFUSED]
    later(town)
    assert state(town, Kind.ATTENDED, Channel.LINE) is NoticeState.UNDELIVERABLE
    assert calls(town) == 0


def test_taking_an_outcome_back_plans_no_reminder_again(town):
    made = over(town, Step.ATTEND)
    known = {row.id for row in town.store.notices("b1")}
    back(town, made)
    assert {row.id for row in town.store.notices("b1")} == known


@pytest.mark.parametrize("wanted", BOTH)
def test_the_plan_is_one_notice_of_use_for_two_days(wanted):
    made = booking(state=State(RESULT[wanted].value))
    (plan,) = plans(made, OFFICE, WEDNESDAY)
    assert plan.kind is RESULT[wanted]
    assert plan.latest is not None
    assert (plan.latest - WEDNESDAY).days == 2


def test_what_may_have_arrived():
    row = Notice("r", SubjectKind.BOOKING, "b1", "b1", 1, Kind.NO_SHOW, Channel.LINE, WEDNESDAY, None, "k")
    may = results.may_have_arrived
    assert not may(row)
    assert may(replace(row, first_attempt=WEDNESDAY))
    assert may(replace(row, state=NoticeState.UNKNOWN))
    assert not may(replace(row, state=NoticeState.UNDELIVERABLE, first_attempt=WEDNESDAY))
    assert is_trouble(replace(row, state=NoticeState.UNDELIVERABLE))
