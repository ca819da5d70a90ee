"""The calendar file as calendars read it: by two libraries that had no part in writing it (RFC 5545, 5546)."""

from dataclasses import replace
from datetime import timedelta

import pytest
import vobject
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from bot.booking.lifecycle import Step, confirm, move, step
from bot.booking.model import WITH_OUTCOME, Booking, State
from bot.booking.offers import offer
from bot.messages.calendar import calendar_file
from tests.make import OFFICE, ROOM, WEDNESDAY, WORDS, booking, tokyo

FRIDAY = tokyo("2026-12-04 10:00")
URL, ADDRESS = "https://madoguchi.example", "soudan@office.example"
FIXED = confirm(booking(), ROOM, OFFICE, WEDNESDAY)
MOVED = move(FIXED, FRIDAY, OFFICE, WEDNESDAY)
AGAIN = confirm(MOVED, ROOM, OFFICE, WEDNESDAY)
LIFE = (booking(), FIXED, MOVED, AGAIN, step(AGAIN, Step.CANCEL_BY_SEEKER, OFFICE, WEDNESDAY))


def written(one: Booking, words=WORDS, address: str = ADDRESS):
    return calendar_file(one, OFFICE, words, URL, WEDNESDAY, address)


def by_ical(one: Booking, **more: object) -> tuple[object, ...]:
    """Read as a strict reader does, which refuses what the standard does not know."""
    file = IcsCalendarStream.calendar_from_ics(written(one, **more).content.decode())
    (event,) = file.events
    organizer = (str(event.organizer.uri), event.organizer.common_name)
    return (
        file.method,
        event.uid,
        event.sequence,
        event.status.value,
        event.dtstart,
        event.dtend,
        event.dtstamp,
        organizer,
    )


def by_vobject(one: Booking, **more: object) -> tuple[object, ...]:
    file = vobject.readOne(written(one, **more).content.decode())
    file.validate(raiseException=True)
    (event,) = file.vevent_list
    told = (event.uid.value, int(event.sequence.value), event.status.value)
    times = (event.dtstart.value, event.dtend.value, event.dtstamp.value)
    return file.method.value, *told, *times, (event.organizer.value, event.organizer.params["CN"][0])


@pytest.mark.parametrize("reads", [by_ical, by_vobject])
@pytest.mark.parametrize("words", [WORDS, WORDS.in_style(easy=True)], ids=["ordinary", "easy"])
@pytest.mark.parametrize("one", LIFE)
def test_two_libraries_read_what_was_written(reads, words, one):
    method, uid, sequence, status, start, end, stamp, organizer = reads(one, words=words)
    assert (method, status) == {
        State.REQUESTED: ("PUBLISH", "TENTATIVE"),
        State.CONFIRMED: ("PUBLISH", "CONFIRMED"),
        State.CANCELLED_BY_SEEKER: ("CANCEL", "CANCELLED"),
    }[one.state]
    assert (uid, sequence, stamp) == ("b1@madoguchi.example", one.edition, WEDNESDAY)
    assert (start, end) == (one.start, one.start + timedelta(minutes=30))
    assert organizer == (f"mailto:{ADDRESS}", OFFICE.name)


@pytest.mark.parametrize("reads", [by_ical, by_vobject])
def test_each_step_replaces_the_entry_before_it(reads):
    read = [reads(one) for one in LIFE]
    assert len({uid for _, uid, *_ in read}) == 1
    sequences = [sequence for _, _, sequence, *_ in read]
    assert sequences == sorted(set(sequences))


def test_a_time_that_was_let_go_for_others_is_gone_from_the_calendar():
    asked = booking()
    assert written(offer(asked, [FRIDAY], OFFICE, WEDNESDAY)).method == "CANCEL"
    assert written(offer(asked, [FRIDAY, asked.start], OFFICE, WEDNESDAY)).method == "PUBLISH"


@pytest.mark.parametrize("state", sorted(WITH_OUTCOME))
def test_an_outcome_cancels_no_appointment(state):
    (event,) = Calendar.from_ical(written(replace(FIXED, state=state)).content).walk("VEVENT")
    assert event["STATUS"] == "CONFIRMED"


def test_without_mail_the_organizer_has_an_address_that_nobody_can_have():
    (event,) = Calendar.from_ical(written(FIXED, address="").content).walk("VEVENT")
    assert event["ORGANIZER"] == "mailto:no-reply@yahata.invalid"


def test_who_is_told_nothing_is_asked_nothing():
    """A published appointment names no attendee, of whom a calendar would ask an answer."""
    assert not [one for one in LIFE if b"ATTENDEE" in written(one).content]


def test_the_media_type_says_the_method_too():
    assert [written(one).media_type.split("; ")[2] for one in (FIXED, LIFE[-1])] == ["method=PUBLISH", "method=CANCEL"]
