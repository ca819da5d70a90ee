"""What a seeker changes in chat: the reply says it, a mail carries the calendar file, and no push is spent."""

from dataclasses import replace

import pytest
from icalendar import Calendar

from bot.booking.model import AGREED, Booking, State
from bot.booking.notices.mails import mail_plans
from bot.booking.notices.notice import Channel, Kind, NoticeState
from bot.booking.notices.reminders import Plan
from bot.errors import ReplyTokenError, SendError
from bot.messages.mail import mail_text
from bot.messages.notices.mail import Told, values
from bot.ports.context import RequestContext
from bot.service.bookings import steps
from bot.service.events.handle_event import reply_to
from bot.service.notices.sending import send_notice
from tests.make import ROOM, WEDNESDAY, booking, tokyo
from tests.service import mails
from tests.service.chat import event
from tests.service.mails import sweep, tasks
from tests.service.receipts import NO_MAIL, PROVED, booked, swept, to_him

town = mails.town
MOVES = ("変更", "12/7 11時半", "変更する")
CANCELS = ("キャンセル", "1", "取り消す")


def says(town: RequestContext, *texts: str, first: int = 40) -> Booking:
    for number, text in enumerate(texts, first):
        reply_to(town, event(number, text))
    (made,) = (one for one in town.store.bookings() if one.id != PROVED.id)
    return made


def fixed(town: RequestContext) -> Booking:
    made = booked(town)
    after = steps.confirm_booking(town, made.id, ROOM, "cli:test")
    sweep(town)
    return after


def entries(town: RequestContext) -> list[tuple[str, str, int, object]]:
    """Give UID, status, sequence and start of each calendar file that went out."""
    files = [Calendar.from_ical(file) for file in town.mail.calendars if file]
    gone = [str(file["METHOD"]) for file in files if file.walk("VEVENT")[0]["STATUS"] == "CANCELLED"]
    assert set(gone) <= {"CANCEL"}
    assert [str(file["METHOD"]) for file in files].count("PUBLISH") == len(files) - len(gone)
    events = [file.walk("VEVENT")[0] for file in files]
    return [(str(one["UID"]), str(one["STATUS"]), int(one["SEQUENCE"]), one["DTSTART"].dt) for one in events]


def test_moving_mails_the_new_time_with_a_newer_calendar_entry_of_the_same_uid(town):
    fixed(town)
    pushes = len(town.line.pushes)
    made = says(town, *MOVES)
    sweep(town)
    assert to_him(town)[-1] == f"日時の変更を受け付けました（受付番号 {made.number}）"
    body = [body for to, _, body, _ in town.mail.sent if to == ("taro@example.com",)][-1]
    wanted = ("12月7日（月）11:30", "まだ確定では", "前にお知らせしたIDとパスコードは使えません")
    assert [part for part in wanted if part not in body] == []
    old, new = entries(town)
    assert (old[0], old[1], new[1]) == (new[0], "CONFIRMED", "TENTATIVE")
    assert new[2] > old[2]
    assert new[3] == tokyo("2026-12-07 11:30")
    assert len(town.line.pushes) == pushes


def test_the_confirmation_of_the_new_time_comes_with_a_still_newer_entry(town):
    made = fixed(town)
    says(town, *MOVES)
    sweep(town)
    steps.confirm_booking(town, made.id, ROOM, "cli:test")
    sweep(town)
    sequences = [one[2] for one in entries(town)]
    assert sequences == sorted(set(sequences))
    assert entries(town)[-1][1] == "CONFIRMED"


def test_cancelling_mails_the_end_of_the_entry_and_spends_no_push(town):
    made = fixed(town)
    pushes = len(town.line.pushes)
    says(town, *CANCELS)
    sweep(town)
    assert to_him(town)[-1] == f"オンライン相談の取り消し（受付番号 {made.number}）"
    old, gone = entries(town)
    assert (gone[0], gone[1]) == (old[0], "CANCELLED")
    assert gone[2] > old[2]
    assert len(town.line.pushes) == pushes


def test_without_an_address_the_reply_alone_says_it(town):
    made = booked(town, answers=NO_MAIL)
    steps.confirm_booking(town, made.id, ROOM, "cli:test")
    sweep(town)
    says(town, *MOVES)
    sweep(town)
    assert to_him(town) == []
    assert len(town.line.pushes) == 1


def test_what_was_never_fixed_stands_in_no_calendar_and_is_not_mailed(town):
    booked(town)
    says(town, *MOVES)
    sweep(town)
    assert to_him(town) == []


def test_a_reply_that_fails_is_no_task_while_the_mail_brings_it(town):
    fixed(town)
    town.line.failures = [None, None, ReplyTokenError()]
    says(town, *MOVES)
    town.line.failures = [SendError("http_400", permanent=True)]
    assert swept(town) == "undeliverable"
    sweep(town)
    assert len(to_him(town)) == 2
    assert tasks(town) == 0


def test_moving_back_and_forth_mails_only_what_holds(town):
    made = fixed(town)
    says(town, *MOVES)
    waiting = [one for one in town.store.claim_mail(10) if ".received.mail" in one.id]
    after = says(town, "変更", "12/8 11時半", "変更する", first=60)
    assert after.start == tokyo("2026-12-08 11:30")
    assert [send_notice(town, one) for one in waiting] == ["expired"]
    rows = [row for row in town.store.notices(made.id) if row.kind is Kind.RECEIVED and row.channel is Channel.MAIL]
    assert sorted(row.state for row in rows) == sorted([NoticeState.EXPIRED, NoticeState.WAITING])


@pytest.mark.parametrize(("marks", "said"), [((), "まだ確定では"), ((AGREED,), "お取りしてあります")])
def test_the_words_follow_how_the_time_was_chosen(town, marks, said):
    made = booking(state=State.REQUESTED, room_version=1, marks=marks)
    assert said in mail_text(town.words, "moved", values(Told(Kind.RECEIVED, made, ""), town.words))[1]


def test_only_what_was_fixed_before_is_mailed_as_moved():
    plan = Plan(Kind.RECEIVED, WEDNESDAY, None)
    assert mail_plans(booking(), [plan]) == ()
    assert mail_plans(replace(booking(), room_version=1), [plan]) == (plan,)
