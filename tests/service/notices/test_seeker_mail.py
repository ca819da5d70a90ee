"""Mail to seekers: what goes by it, beside LINE and in its place; faults are named as in the list of faults."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from typing import Any

import pytest
from icalendar import Calendar

from bot.booking.lifecycle import Step, confirm_to_open, step, with_room
from bot.booking.model import Answer, State
from bot.booking.notices.mails import address, mail_plans
from bot.booking.notices.notice import Channel, Kind, NoticeState
from bot.booking.notices.reminders import plans
from bot.booking.staff.corrections import reopen
from bot.errors import SendError
from bot.messages.mail import NAMES
from bot.ports.bookings import KeepBooking
from bot.ports.context import RequestContext
from bot.ports.notices import SettleTrouble, StillPending
from bot.service.bookings import steps
from bot.service.bookings.calendar_link import calendar_behind, calendar_url
from bot.service.bookings.taking_back import take_back_answer
from bot.service.commit import Commit
from bot.service.health.upkeep import forget_old
from bot.service.notices import alarms, fallback
from bot.service.notices.sending import send_notice
from bot.web.health import readiness
from tests.faults.rows import fault, twin
from tests.make import OFFICE, ROOM, USER, WEDNESDAY, WORDS, answers, booking, tokyo
from tests.ports import Changed
from tests.service import mails
from tests.service.mails import BOUNCED, REFUSED, at, believing, confirmed, state, sweep, tasks
from tests.talk import actions

town = mails.town


def subjects(town: RequestContext, to: str = "taro@example.com") -> list[str]:
    return [subject for who, subject, _, _ in town.mail.sent if who == (to,)]


# --- to whom ---


@pytest.mark.parametrize("wanted", [Step.DECLINE, Step.CANCEL_BY_OFFICE, Step.CANCEL_BY_SEEKER])
def test_no_mail_goes_to_an_address_before_staff_confirmed(town, wanted):
    town.store.commit((), (KeepBooking(booking(address_proved=False), expires=tokyo("2026-12-02 17:15")),))
    town.line.failures = [REFUSED]
    steps.take_step(town, "123456", wanted, "staff:s1")
    sweep(town)
    assert subjects(town) == []
    assert tasks(town) == 1


@pytest.mark.parametrize("wanted", [Step.DECLINE, Step.CANCEL_BY_OFFICE, Step.CANCEL_BY_SEEKER])
def test_twin_without_the_proof_each_step_of_a_stranger_s_is_a_mail(town, wanted):
    town = believing(town)
    town.store.commit((), (KeepBooking(booking(address_proved=False), expires=tokyo("2026-12-02 17:15")),))
    steps.take_step(town, "123456", wanted, "staff:s1")
    sweep(town)
    assert len(subjects(town)) == 1


def test_once_staff_confirmed_mail_goes_there_until_the_answer_is_taken_back(town):
    confirmed(town, address_proved=False)
    sweep(town)
    assert len(subjects(town)) == 1
    one = town.store.booking("123456")
    assert address(one) == "taro@example.com"
    assert address(reopen(one)) == ""


def test_what_confirms_itself_proves_no_address_and_an_attended_consultation_does(town):
    made = booking(address_proved=False)
    by_itself = confirm_to_open(made, OFFICE, town.clock.now(), by_staff=False)
    opened = with_room(by_itself, ROOM, ())
    assert address(opened) == ""
    assert address(step(opened, Step.ATTEND, OFFICE, opened.start)) == "taro@example.com"
    assert address(confirm_to_open(made, OFFICE, town.clock.now())) == "taro@example.com"


def test_a_record_from_before_this_was_kept_counts_as_proved_once_it_had_a_room():
    assert address(booking(address_proved=None)) == ""
    assert address(booking(address_proved=None, room_version=1)) == "taro@example.com"


# --- what goes by mail ---


@pytest.mark.parametrize(("name", "opens"), [("evil.example", "お客 様"), ("J. R. Smith", "J. R. Smith 様")])
def test_a_mail_does_not_open_with_an_address_of_the_web(town, name, opens):
    """Such a name may be stored from before it was refused."""
    confirmed(town, answers={**answers(), "name": Answer(name, name)})
    sweep(town)
    ((_, _, body, _),) = town.mail.sent
    assert body.startswith(opens)
    assert ("evil" in body) is False


def test_the_details_go_by_line_and_by_mail_and_reminders_by_line_only(town):
    confirmed(town)
    sweep(town)
    assert len(town.line.pushes) == 1
    ((to, subject, body, _),) = town.mail.sent
    assert (to, subject) == (("taro@example.com",), "オンライン相談の日時が決まりました（受付番号 123456）")
    assert all(part in body for part in ("山田 太郎 様", "12月3日（木）14:00", "91234567890", "123456", ROOM.join_url))
    at(town, "2026-12-02 17:00")
    sweep(town)
    at(town, "2026-12-03 13:30")
    sweep(town)
    assert (len(town.line.pushes), len(town.mail.sent)) == (3, 1)


def test_no_mail_holds_the_job_seeker_number_or_the_telephone(town):
    confirmed(town)
    sweep(town)
    steps.take_step(town, "123456", Step.CANCEL_BY_OFFICE, "cli:test", reason="研修のため")
    sweep(town)
    whole = "".join(f"{subject}{body}" for _, subject, body, _ in town.mail.sent)
    whole += "".join(file.decode() for file in town.mail.calendars)
    assert "研修のため" in whole
    assert not [
        one for one in ("13010", "12345678", "090-1234", "5678", USER) if one in whole.replace("91234567890", "")
    ]


def test_the_calendar_file_is_read_back_and_the_cancellation_takes_it_away(town):
    confirmed(town)
    sweep(town)
    steps.take_step(town, "123456", Step.CANCEL_BY_OFFICE, "cli:test")
    sweep(town)
    first, last = (Calendar.from_ical(file) for file in town.mail.calendars)
    (kept,), (gone,) = first.walk("VEVENT"), last.walk("VEVENT")
    assert (first["METHOD"], last["METHOD"]) == ("PUBLISH", "CANCEL")
    assert kept["DTSTART"].dt == tokyo("2026-12-03 14:00")
    assert str(kept["DTSTART"].dt.tzinfo) == "Asia/Tokyo"
    assert (kept["CLASS"], kept["STATUS"], gone["STATUS"]) == ("PRIVATE", "CONFIRMED", "CANCELLED")
    assert kept["UID"] == gone["UID"]
    assert gone["SEQUENCE"] > kept["SEQUENCE"]
    assert ROOM.passcode not in str(kept["DESCRIPTION"]).replace("受付番号 123456", "")


@fault("F65", injected="the room is changed after it was told")
def test_f65_a_new_room_is_mailed_as_one_that_replaces_the_old(town):
    confirmed(town)
    sweep(town)
    steps.confirm_booking(town, "123456", replace(ROOM, passcode="777"), "cli:test")
    sweep(town)
    assert subjects(town)[1] == "参加に使う番号が新しくなりました（受付番号 123456・第2版）"
    assert "第2版" in town.mail.sent[1][2]
    assert "前にお知らせしたIDとパスコードは使えません" in town.mail.sent[1][2]


def test_an_answer_that_is_taken_back_is_mailed_to_nobody(town):
    made = booking()
    town.store.commit((), (KeepBooking(made, expires=tokyo("2026-12-02 17:15")),))
    after = steps.confirm_booking(town, "123456", ROOM, "cli:test", delay=timedelta(seconds=30))
    sweep(town)
    assert town.mail.sent == []
    take_back_answer(town, "123456", "cli:test", after.version)
    at(town, "2026-11-25 10:05")
    sweep(town)
    assert town.mail.sent == []


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (Answer("taro@example.com", "taro@example.com"), "taro@example.com"),
        (Answer("ta..ro@docomo.ne.jp", '"ta..ro"@docomo.ne.jp', "mail_may_not_arrive"), '"ta..ro"@docomo.ne.jp'),
        (Answer("", "", "mail_none"), ""),
        (Answer("たろう at", "", "unchecked"), ""),
        (Answer("x", "a@b.example\r\nBcc: all@x.example"), ""),
        (Answer("x", "a@b.example,c@d.example"), ""),
        (Answer("x", "a b@c.example"), ""),
        (Answer("x", "太郎@c.example"), ""),
    ],
)
def test_only_an_address_read_with_certainty_is_used(given, wanted):
    made = booking(state=State.CONFIRMED, room=ROOM, answers={**answers(), "email": given})
    assert address(made) == wanted
    assert bool(mail_plans(made, plans(made, OFFICE, WEDNESDAY))) is bool(wanted)


@pytest.mark.parametrize("name", NAMES)
def test_every_template_ends_with_who_writes_and_where_to_call(name):
    from bot.messages.mail import mail_text
    from bot.messages.notices.mail import Told, values

    made = booking(state=State.CONFIRMED, room=ROOM, reason="都合により")
    subject, body = mail_text(WORDS, name, values(Told(Kind.DETAILS, made, "本文"), WORDS))
    assert "\n" not in subject
    assert "123456" in subject
    assert "093-622-6690" in body
    assert not re.search(r"\{\{|\{%|\n\n\n\n", body)


def test_a_value_that_a_template_lacks_is_an_error_and_no_gap():
    from jinja2 import UndefinedError

    from bot.messages.mail import mail_text

    with pytest.raises(UndefinedError):
        mail_text(WORDS, "confirmation", {"number": "123456"})


# --- who can't be reached ---


@fault("F26", injected="LINE refuses for good")
@pytest.mark.parametrize(
    "failure", [REFUSED, SendError("http_403", permanent=True), SendError("http_404", permanent=True)]
)
def test_f26_what_line_refuses_goes_by_mail_and_is_no_task_for_staff(town, failure):
    confirmed(town)
    sweep(town)
    town.line.failures = [failure]
    at(town, "2026-12-02 17:00")
    sweep(town)
    assert state(town, Kind.DAY_BEFORE, Channel.LINE) is NoticeState.UNDELIVERABLE
    assert state(town, Kind.DAY_BEFORE, Channel.MAIL) is NoticeState.ACCEPTED
    assert "91234567890" in town.mail.sent[-1][2]
    assert tasks(town) == 0


def test_when_both_ways_fail_a_person_has_one_task(town):
    confirmed(town)
    town.line.failures, town.mail.failures = [REFUSED], [BOUNCED]
    sweep(town)
    assert (
        state(town, Kind.DETAILS, Channel.LINE) is state(town, Kind.DETAILS, Channel.MAIL) is NoticeState.UNDELIVERABLE
    )
    assert tasks(town) == 1


@pytest.mark.parametrize("mail_first", [False, True])
def test_both_ways_that_fail_are_one_task_whichever_fails_first(town, mail_first):
    made = confirmed(town, reachable=False)
    town.mail.failures = [BOUNCED]
    ways = [town.store.claim_notices(9), town.store.claim_mail(9)]
    for claim in chain(*(reversed(ways) if mail_first else ways)):
        send_notice(town, claim)
    assert {row.state for row in town.store.notices(made.id) if row.kind is Kind.DETAILS} == {NoticeState.UNDELIVERABLE}
    assert tasks(town) == 1


def failing_at_once(town: RequestContext, *without: type) -> RequestContext:
    """Give the office in which the mail comes back just as the end of the push is written."""
    confirmed(town)
    town.line.failures, town.mail.failures = [REFUSED], [BOUNCED]
    (push,), (mail,) = town.store.claim_notices(9), town.store.claim_mail(9)
    acts = [lambda: send_notice(town, mail)]

    def commit(guards: Sequence[Any], writes: Sequence[Any]) -> Any:
        if any(isinstance(one, SettleTrouble) for one in writes) and acts:
            acts.pop()()
        return town.store.commit([one for one in guards if not isinstance(one, without)], writes)

    send_notice(replace(town, store=Changed(town.store, commit=commit)), push)
    assert not acts
    return town


def test_both_ways_that_fail_at_the_same_moment_leave_a_task(town):
    assert tasks(failing_at_once(town)) == 1


def test_twin_without_the_look_at_the_other_way_neither_leaves_one(town):
    assert tasks(failing_at_once(town, StillPending)) == 0


@twin("F26", without="mail in its place")
def test_without_the_other_way_the_task_comes_at_once(town):
    confirmed(replace(town, mail=None))
    town.line.failures = [REFUSED]
    sweep(replace(town, mail=None))
    assert tasks(town) == 1


def test_a_bounced_mail_is_no_task_while_line_brought_the_same(town):
    confirmed(town)
    town.mail.failures = [BOUNCED]
    sweep(town)
    assert state(town, Kind.DETAILS, Channel.MAIL) is NoticeState.UNDELIVERABLE
    assert tasks(town) == 0


@fault("F28", injected="the seeker has blocked the account")
def test_f28_who_blocked_us_gets_mail_and_line_is_left_alone(town):
    made = confirmed(town)
    sweep(town)
    town.store.commit((), (KeepBooking(replace(made, reachable=False, version=made.version + 1)),))
    at(town, "2026-12-02 17:00")
    sweep(town)
    at(town, "2026-12-03 13:30")
    sweep(town)
    assert len(town.line.pushes) == 1
    assert state(town, Kind.SOON, Channel.MAIL) is NoticeState.ACCEPTED
    assert tasks(town) == 0


@twin("F28", without="the look whether he is reachable")
def test_f28_twin_without_the_look_line_says_200_and_nobody_is_told(town):
    made = confirmed(town)
    store = town.store

    def to_send(name):
        found = store.to_send(name)
        return replace(found, booking=replace(found.booking, reachable=True))

    town = replace(town, store=Changed(store, to_send=to_send))
    town.store.commit((), (KeepBooking(replace(made, reachable=False, version=made.version + 1)),))
    at(town, "2026-12-03 13:30")
    sweep(town)
    assert state(town, Kind.SOON, Channel.LINE) is NoticeState.ACCEPTED
    assert state(town, Kind.SOON, Channel.MAIL) is None


def test_who_comes_back_gets_line_again(town):
    made = confirmed(town, reachable=False)
    sweep(town)
    assert town.line.pushes == []
    town.store.commit((), (KeepBooking(replace(made, reachable=True, version=made.version + 1)),))
    at(town, "2026-12-03 13:30")
    sweep(town)
    assert len(town.line.pushes) == 1


def test_a_stranger_is_pushed_to_for_seven_days_and_mailed_after_that(town):
    town.line.strangers.add(USER)
    confirmed(town)
    sweep(town)
    at(town, "2026-12-02 17:00")
    sweep(town)
    assert len(town.line.pushes) == 1
    assert state(town, Kind.DAY_BEFORE, Channel.MAIL) is NoticeState.ACCEPTED


@fault("F22", injected="the retry key has run out")
def test_f22_a_key_that_ran_out_is_never_used_again_but_mail_still_helps(town):
    confirmed(town, answers=answers())
    town.line.failures = [SendError("timeout")]
    sweep(town)
    at(town, "2026-11-26 11:00")
    sweep(town)
    assert state(town, Kind.DETAILS, Channel.LINE) is NoticeState.UNKNOWN
    assert town.line.pushes == []
    assert (tasks(town), len(town.mail.sent)) == (0, 1)


def test_a_notice_of_no_more_use_is_not_mailed(town):
    confirmed(town)
    sweep(town)
    at(town, "2026-12-02 17:00")
    sweep(town)
    town.line.failures = [SendError("http_500")] * 9
    at(town, "2026-12-03 13:30")
    sweep(town)
    at(town, "2026-12-03 13:59")
    sweep(town)
    assert state(town, Kind.SOON, Channel.LINE) is NoticeState.EXPIRED
    assert state(town, Kind.SOON, Channel.MAIL) is None
    assert tasks(town) == 1


def test_mail_that_is_asked_to_come_later_does(town):
    confirmed(town)
    town.mail.failures = [SendError("smtp_451")]
    sweep(town)
    assert state(town, Kind.DETAILS, Channel.MAIL) is NoticeState.WAITING
    town.clock.advance(60)
    sweep(town)
    assert state(town, Kind.DETAILS, Channel.MAIL) is NoticeState.ACCEPTED


# --- the month's messages, and a token that is refused ---


def test_f25_a_month_without_messages_sends_by_mail_at_once(town):
    confirmed(town)
    sweep(town)
    at(town, "2026-12-02 17:00")
    sweep(town)
    town.line.failures = [SendError("monthly_limit", refused=True)]
    at(town, "2026-12-03 13:30")
    sweep(town)
    assert state(town, Kind.SOON, Channel.LINE) is NoticeState.EXPIRED
    assert state(town, Kind.SOON, Channel.MAIL) is NoticeState.ACCEPTED
    assert tasks(town) == 0


def test_f25_without_mail_the_notice_waits_for_the_limit_to_pass(town):
    bare = replace(town, mail=None)
    confirmed(bare)
    town.line.failures = [SendError("monthly_limit", refused=True)]
    sweep(bare)
    assert state(town, Kind.DETAILS, Channel.LINE) is NoticeState.WAITING


def test_at_four_fifths_of_the_month_staff_are_warned_once_and_the_eve_goes_by_mail(town):
    town.line.month = (200, 160)
    confirmed(town)
    sweep(town)
    assert len(town.line.pushes) == 1
    at(town, "2026-12-02 17:00")
    sweep(town)
    at(town, "2026-12-03 13:30")
    sweep(town)
    assert state(town, Kind.DAY_BEFORE, Channel.MAIL) is NoticeState.ACCEPTED
    assert len(town.line.pushes) == 2
    assert subjects(town, "staff@office.example") == ["【窓口】LINEの今月の通数が8割を超えました"]
    assert alarms.warnings(town) == ["line_quota"]


@pytest.mark.parametrize("month", [(200, 159), (None, 100_000)])
def test_below_that_everything_goes_by_line(town, month):
    town.line.month = month
    confirmed(town)
    sweep(town)
    at(town, "2026-12-02 17:00")
    sweep(town)
    assert len(town.line.pushes) == 2
    assert alarms.warnings(town) == []


@fault("F27", injected="LINE answers 401")
def test_f27_a_refused_token_is_told_once_keeps_the_rows_and_shows_in_readyz(town):
    confirmed(town)
    town.line.failures = [SendError("http_401", refused=True)]
    sweep(town)
    assert state(town, Kind.DETAILS, Channel.LINE) is NoticeState.WAITING
    assert "line_unauthorized" in readiness(town, up_for=120)["warnings"]
    town.line.failures = [SendError("http_401", refused=True)]
    town.clock.advance(90)
    sweep(town)
    assert subjects(town, "staff@office.example") == ["【窓口】LINEへ送れません：設定を確かめてください"]
    town.clock.advance(90)
    sweep(town)
    assert state(town, Kind.DETAILS, Channel.LINE) is NoticeState.ACCEPTED


# --- the calendar link ---


def token_of(town: RequestContext, made) -> str:
    return calendar_url(town, made).rpartition("/")[2].partition(".ics")[0]


def test_the_details_carry_a_link_to_the_calendar_file(town):
    made = confirmed(town)
    sweep(town)
    url = calendar_url(town, made)
    assert {"label": "カレンダーに入れる", "type": "uri", "uri": url} in actions(town.line.pushes[0][1])
    assert not [one for one in (USER, made.number, "taro") if one in url]
    assert (
        Calendar.from_ical(calendar_behind(town, token_of(town, made)).content).walk("VEVENT")[0]["STATUS"]
        == "CONFIRMED"
    )


def test_the_link_follows_the_booking_and_ends_with_it(town):
    token = token_of(town, confirmed(town))
    steps.take_step(town, "123456", Step.CANCEL_BY_OFFICE, "cli:test")
    assert Calendar.from_ical(calendar_behind(town, token).content).walk("VEVENT")[0]["STATUS"] == "CANCELLED"
    at(town, "2027-01-10 10:00")
    forget_old(town)
    assert calendar_behind(town, token) is None


def test_nobody_else_can_make_a_link(town):
    made = confirmed(town)
    token = token_of(town, made)
    for wrong in (
        made.id,
        made.number,
        token[:-1] + ("0" if token[-1] != "0" else "1"),
        "x" + token,
        "あ",
        "",
        "b1" + "0" * 32,
    ):
        assert calendar_behind(town, wrong) is None


def test_the_fallback_knows_line_and_mail_only(town):
    made = confirmed(town)
    rows = [row for row in town.store.notices(made.id) if row.channel is Channel.STAFF_MAIL]
    assert all(fallback.aftermath(town, row, made, town.clock.now()) == Commit() for row in rows)
