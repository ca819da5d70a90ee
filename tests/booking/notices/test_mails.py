"""Which notices a seeker gets by mail, beside LINE or in its place."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.booking.model import State
from bot.booking.notices.mails import has_calendar, is_carried, is_moved, mail_instead, twin
from bot.booking.notices.notice import ABOUT_PERSON, EVERY_EDITION, Channel, Kind, Notice, NoticeState
from bot.booking.notices.reminders import Plan, notice, terms_notice
from tests.make import WEDNESDAY, answers, booking, tokyo

LATEST = tokyo("2026-12-03 14:00")
MAIL_ADDRESS = answers()["email"].value


def one(**changes):
    given = answers()
    return booking(answers={**given, "email": replace(given["email"], key=MAIL_ADDRESS)}, edition=2, **changes)


def row(kind: Kind = Kind.DETAILS, way: Channel = Channel.LINE, edition: int = 2) -> Notice:
    return replace(notice(one(), Plan(kind, WEDNESDAY, LATEST), way), edition=edition)


def test_what_line_did_not_bring_of_this_edition_is_brought_under_the_name_that_mail_has_anyway():
    made = mail_instead(row(), one(), WEDNESDAY)
    assert (made.id, made.edition, made.channel) == (row(way=Channel.MAIL).id, 2, Channel.MAIL)


@pytest.mark.parametrize("edition", [EVERY_EDITION, ABOUT_PERSON])
def test_what_holds_for_every_edition_keeps_its_name_and_edition(edition: int):
    asked = replace(row(edition=edition), id="b1.terms-2.line")
    made = mail_instead(asked, one(), WEDNESDAY)
    assert (made.id, made.edition) == ("b1.terms-2.mail", edition)


@pytest.mark.parametrize(
    ("asked", "of", "now"),
    [
        (row(edition=1), one(), WEDNESDAY),
        (row(way=Channel.MAIL), one(), WEDNESDAY),
        (row(), booking(edition=2, answers=answers(email="")), WEDNESDAY),
        (row(), one(), LATEST + timedelta(seconds=1)),
    ],
    ids=["of an earlier edition", "mail itself", "no address", "too late"],
)
def test_otherwise_nothing_is_brought(asked, of, now):
    assert mail_instead(asked, of, now) is None


def test_what_is_sent_again_has_the_same_mail_as_the_first():
    again = replace(row(edition=EVERY_EDITION), id="b1.terms-2.again1.line")
    assert mail_instead(again, one(), WEDNESDAY).id == "b1.terms-2.mail"


def test_the_other_way_of_a_notice_is_that_of_its_kind_edition_and_subject():
    line, mail = row(), row(way=Channel.MAIL)
    strangers = [row(Kind.SOON, Channel.MAIL), row(way=Channel.MAIL, edition=1), row(way=Channel.STAFF_MAIL), line]
    assert twin(line, [*strangers, mail]) == mail
    assert twin(mail, [*strangers, line]) == line
    assert twin(line, strangers) is None


def test_of_two_editions_of_the_terms_each_has_its_own():
    first, second = (terms_notice(one(), version, LATEST.date(), WEDNESDAY) for version in ("1", "2"))
    by_mail = [terms_notice(one(), version, LATEST.date(), WEDNESDAY, Channel.MAIL) for version in ("1", "2")]
    assert [twin(first, by_mail), twin(second, by_mail)] == by_mail


@pytest.mark.parametrize("way", [Channel.LINE, Channel.MAIL])
@pytest.mark.parametrize("reachable", [True, False])
@pytest.mark.parametrize("state", NoticeState)
def test_the_other_way_carries_it_while_it_may_still_arrive(way: Channel, reachable: bool, state: NoticeState):
    carries = state in (NoticeState.WAITING, NoticeState.LEASED, NoticeState.ACCEPTED)
    expected = carries and (way is Channel.MAIL or reachable)
    assert is_carried(replace(row(way=way), state=state), one(reachable=reachable)) == expected
    assert not is_carried(None, one(reachable=reachable))


@pytest.mark.parametrize(
    ("kind", "state", "room", "has"),
    [
        (Kind.CANCELLED, State.CANCELLED_BY_SEEKER, 1, True),
        (Kind.CANCELLED, State.CANCELLED_BY_SEEKER, 0, False),
        (Kind.DECLINED, State.DECLINED, 1, True),
        (Kind.DECLINED, State.DECLINED, 0, False),
        (Kind.EXPIRED, State.EXPIRED, 1, True),
        (Kind.EXPIRED, State.OFFERED, 1, True),
        (Kind.OFFERED, State.OFFERED, 1, True),
        (Kind.OFFERED, State.OFFERED, 0, False),
        (Kind.RECEIVED, State.REQUESTED, 1, True),
        (Kind.RECEIVED, State.REQUESTED, 0, False),
        (Kind.DETAILS, State.CONFIRMED, 0, True),
        (Kind.DETAILS, State.REQUESTED, 1, False),
        (Kind.SOON, State.CONFIRMED, 1, False),
    ],
)
def test_a_mail_carries_the_appointment_once_it_was_fixed_and_when_it_falls_away(kind, state, room, has):
    assert has_calendar(kind, one(state=state, room_version=room)) == has
    assert is_moved(kind, one(room_version=room)) == (kind is Kind.RECEIVED and room > 0)
