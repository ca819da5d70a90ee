"""Rows of the ledger as they are stored: those of the release before open, and it could read ours."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pytest

from bot.adapters.store.records import flat, from_flat
from bot.adapters.store.rows.notice_records import fields_of, notice_of, row_of, short_form
from bot.booking.limits.refusal import Refusal, tells
from bot.booking.notices.notice import Channel, Kind, Notice, NoticeState
from bot.booking.notices.reasons import Failure, Reason
from bot.booking.notices.reminders import Plan, notice, terms_notice
from bot.booking.notices.subjects import SubjectKind
from bot.booking.rooms.job import LedgerRow, RoomTask, room_job
from bot.ports.notices import KeepNotice
from tests.make import WEDNESDAY, booking
from tests.stores import KEYS, store_on

REFUSAL = Refusal("r1", "b1", "123456", ("h1",), WEDNESDAY, None, "staff:m", "山田", "無断欠席")


JOB = room_job(booking(), RoomTask.OPEN, WEDNESDAY, None)


@dataclass(frozen=True)
class RowBefore:
    """A row as the release before kept it."""

    id: str
    booking: str
    edition: int
    kind: str
    channel: str
    due: datetime
    latest: datetime | None
    retry_key: str
    state: NoticeState = NoticeState.WAITING
    attempts: int = 0
    first_attempt: datetime | None = None
    lease: str = ""
    reason: str = ""
    room: int = 0


def before(row: LedgerRow, **changes: Any) -> dict[str, str]:
    """Give the fields of a row as the release before wrote them."""
    kept = from_flat(RowBefore, fields_of(row))
    return flat(replace(kept, **changes))


def details(**changes: Any) -> Notice:
    return replace(notice(booking(), Plan(Kind.DETAILS, WEDNESDAY, None), Channel.LINE), **changes)


OFFERED_TO_WAITING = details(kind=Kind.WAIT_OFFERED, subject_kind=SubjectKind.WISH, subject_id="w1", booking="")


@pytest.mark.parametrize(
    ("row", "subject"),
    [
        (details(), (SubjectKind.BOOKING, "b1", "b1")),
        (details(id="b1.2.details.line.again1"), (SubjectKind.BOOKING, "b1", "b1")),
        (terms_notice(booking(), "2027.1", WEDNESDAY.date(), WEDNESDAY), (SubjectKind.TERMS, "2027.1", "b1")),
        (terms_notice(booking(), "1", WEDNESDAY.date(), WEDNESDAY, Channel.MAIL), (SubjectKind.TERMS, "1", "b1")),
        (tells(REFUSAL, booking(), Channel.LINE, WEDNESDAY), (SubjectKind.REFUSAL, "r1", "b1")),
        (details(kind=Kind.STAFF_QUOTA, channel=Channel.STAFF_MAIL), (SubjectKind.ALARM, "staff_quota", "b1")),
        (OFFERED_TO_WAITING, (SubjectKind.WISH, "w1", "")),
    ],
)
def test_a_row_of_the_release_before_says_what_it_is_about(row: Notice, subject: tuple[SubjectKind, str, str]):
    opened = notice_of(before(row))
    assert (opened.subject_kind, opened.subject_id, opened.booking) == subject
    assert opened.ledger_id == before(row)["booking"]


@pytest.mark.parametrize(
    ("written", "crashes", "reason"),
    [
        ("", 0, Reason.NONE),
        ("begun", 1, Reason.BEGUN),
        ("begun 3", 3, Reason.BEGUN),
        ("too late", 0, Reason.TOO_LATE),
        ("http_503", 0, Failure("http_503")),
    ],
)
def test_tries_that_never_ended_were_counted_in_the_reason(written: str, crashes: int, reason: Reason | Failure):
    opened = notice_of(before(details(), reason=written))
    assert (opened.crashes, opened.reason, opened.is_in_doubt) == (crashes, reason, crashes > 0)
    assert type(opened.reason) is type(reason)


def test_a_row_is_read_as_it_was_written():
    row = details(reason=Reason.BEGUN, crashes=12, attempts=12, first_attempt=WEDNESDAY, state=NoticeState.LEASED)
    assert notice_of(fields_of(row)) == row


def test_after_a_roll_back_and_forth_a_try_that_began_in_between_is_in_doubt():
    assert notice_of({**fields_of(details()), **before(details(), reason="begun")}).is_in_doubt


def test_the_release_before_can_read_what_we_write():
    read = from_flat(RowBefore, fields_of(replace(OFFERED_TO_WAITING, reason=Reason.BEGUN, crashes=1)))
    assert (read.booking, read.reason) == ("w1", "begun")


def test_work_at_zoom_is_read_from_a_row_of_the_release_before_and_as_it_was_written():
    job = replace(JOB, state=NoticeState.WAITING, attempts=2, first_attempt=WEDNESDAY, reason=Failure("zoom_500"))
    assert row_of(fields_of(job)) == job
    told_before = {**before(job, reason="zoom_500"), "start": fields_of(job)["start"]}
    assert (told_before["channel"], told_before["kind"], row_of(told_before)) == ("room", "room_open", job)
    assert row_of(fields_of(details())) == details()


TOLD = details(
    state=NoticeState.ACCEPTED, attempts=1, first_attempt=WEDNESDAY, accepted=WEDNESDAY, latest=WEDNESDAY, room=2
)


@pytest.mark.parametrize(
    "row", [details(), TOLD, JOB, OFFERED_TO_WAITING, tells(REFUSAL, booking(), Channel.LINE, WEDNESDAY)]
)
def test_a_row_is_written_without_what_says_nothing_and_reads_as_it_was(row: LedgerRow):
    fields, idle = short_form(row)
    assert row_of({**fields, "retry_key": fields_of(row)["retry_key"]}) == row
    assert not fields.keys() & set(idle)
    assert fields.keys() >= {"id", "booking", "kind", "channel", "state", "reason", "due", "lease"}  # as scripts ask


@pytest.mark.parametrize("row", [details(), TOLD])
def test_the_release_before_reads_what_is_written_without_it(row: Notice):
    fields = {name: value for name, value in short_form(row)[0].items() if name != "wanted"}
    kept = from_flat(RowBefore, fields)
    assert (kept.latest, kept.first_attempt, kept.attempts, kept.room, kept.lease) == (
        *(row.latest, row.first_attempt, row.attempts, row.room),
        row.lease,
    )


IN_DOUBT = replace(TOLD, state=NoticeState.UNKNOWN)  # it stands by itself


def test_what_a_row_no_longer_says_does_not_stay(client):
    store = store_on(client)
    store.commit((), (KeepNotice(IN_DOUBT, None),))
    reopened = details(state=NoticeState.WAITING)
    store.commit((), (KeepNotice(reopened, WEDNESDAY),))
    assert replace(store.notice(TOLD.id), retry_key="") == replace(reopened, retry_key="")


def test_twin_without_taking_it_away_the_row_would_still_count_as_accepted(client):
    store = store_on(client)
    store.commit((), (KeepNotice(IN_DOUBT, None),))
    client.hset(KEYS.notice(TOLD.id), mapping=short_form(details())[0])
    assert store.notice(TOLD.id).accepted == WEDNESDAY
