"""Makes what tests need, with sensible values for all that a test does not care about."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.adapters.files.office_file import load_office
from bot.booking.model import Answer, Booking, Consent, Room, State
from bot.booking.office import Office, office_from
from bot.booking.schedule.opening import TOKYO
from bot.booking.schedule.schedule import Schedule
from bot.booking.staff.counsellors import Counsellor
from bot.dialogue.terms import Terms
from bot.dialogue.words import Words
from bot.messages.catalogue import load_words
from tests.folders import ROOT

WEDNESDAY = datetime(2026, 11, 25, 10, 0, tzinfo=TOKYO)
OFFICE: Office = load_office(ROOT / "office.toml")
WORDS: Words = load_words(OFFICE)
TERMS = Terms("2026-11-01", "約束ごと")
USER = "U" + "0" * 31 + "1"
ROOM = Room("91234567890", "123456", "https://zoom.example/j/91234567890")


def tokyo(text: str) -> datetime:
    """Give a moment in Japan: "2026-12-03 14:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


def office(**changes: Any) -> Office:
    """Give the office that we ship, changed."""
    return replace(OFFICE, **changes)


def other_office(**tables: Mapping[str, object]) -> Office:
    """Give an office of another kind, changed table by table: an hour each, closed for lunch, open on Saturdays."""
    table = tomllib.loads((ROOT / "tests" / "fixtures" / "office_with_saturdays.toml").read_text("utf-8"))
    return office_from({**table, **{name: {**table[name], **values} for name, values in tables.items()}})


OTHER = other_office()


def answers(**values: str) -> Mapping[str, Answer]:
    """Give answers of one fictitious seeker."""
    given = {
        "name": "山田 太郎",
        "number": "13010-12345678",
        "telephone": "090-1234-5678",
        "email": "taro@example.com",
        "purpose": "consultation",
        "support": "none",
        **values,
    }
    return {name: Answer(value, value) for name, value in given.items()}


def schedule_of(*counsellors: Counsellor) -> Schedule:
    """Make a schedule with these counsellors."""
    made = Schedule()
    for one in counsellors:
        made = made.with_counsellor(one)
    return made


def booking(**changes: Any) -> Booking:
    """Give a request for Thursday, 3 December 2026, 14:00."""
    start = changes.pop("start", tokyo("2026-12-03 14:00"))
    made = Booking(
        id="b1",
        number="123456",
        state=State.REQUESTED,
        start=start,
        end=start + timedelta(minutes=30),
        created=WEDNESDAY.astimezone(UTC),
        user=USER,
        answers=answers(),
        consent=Consent(TERMS.version, TERMS.sha256, WEDNESDAY.astimezone(UTC), "e0"),
        version=1,
        address_proved=True,
    )
    return replace(made, **changes)
