"""A counsellor is given when a booking is confirmed, which the preview says; no other step gives one in silence."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.booking.model import HandoverNote, State
from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.corrections import Mark
from bot.booking.staff.counsellors import Counsellor, absence, with_absence
from bot.service.counsellors.assigning import assignments
from bot.service.counsellors.handing_over import hand_over
from bot.service.events.office_now import context_now
from bot.service.staff.marks_and_notes import leave_note, note_call, set_mark
from tests.console.office import ConsoleOffice
from tests.make import ROOM, answers, tokyo

WEEK = weekly_from("mon-fri 10:00-12:00,13:00-15:30")
SATO, SUZUKI = Counsellor("c-sato", "佐藤 次郎", WEEK), Counsellor("c-suzuki", "鈴木 一", WEEK)
AT_TWO, AT_NOON = tokyo("2026-12-03 14:00"), tokyo("2026-12-03 12:00")
TYPED = {"meeting_id": "912 3456 7890", "passcode": "482915"}


def asks(office: ConsoleOffice, name: str, start: datetime, **more) -> None:
    given = answers(name=f"求職者{name}", number=f"13010-0000000{name[1:]}")
    office.request(id=name, number=f"20000{name[1:]}", user=name, start=start, answers=given, **more)


NOTE = HandoverNote(AT_TWO, "staff:s1", "耳が遠い")
STEPS = {
    "note": lambda town, version: leave_note(town, "b1", NOTE, version),
    "late": lambda town, version: set_mark(town, "b1", Mark.LATE, "staff:s1", version, on=True),
    "arrived": lambda town, version: set_mark(town, "b1", Mark.ARRIVED, "staff:s1", version, on=True),
    "to call": lambda town, version: set_mark(town, "b1", Mark.PHONE, "staff:s1", version, on=True),
    "no answer": lambda town, version: note_call(town, "b1", "staff:s1", version),
}


@pytest.mark.parametrize("done", STEPS)
@pytest.mark.parametrize("state", [State.REQUESTED, State.CONFIRMED, State.OFFERED])
def test_no_step_beside_gives_a_counsellor(office, state, done):
    offers = (AT_TWO,) if state is State.OFFERED else ()
    asks(office, "b1", AT_TWO, state=state, offers=offers, room=ROOM if state is State.CONFIRMED else None)
    office.has_counsellors(SATO)
    office.clock.move_to(AT_TWO)
    STEPS[done](context_now(office.context), 1)
    one = office.booking()
    assert (one.version, one.counsellor, set(one.offer_counsellors)) == (2, "", {""} if offers else set())
    assert not [entry for entry in office.entries() if "counsellor_given" in entry]


def test_confirming_gives_one_whom_the_preview_names_and_the_history_keeps(office):
    asks(office, "b1", AT_TWO)
    office.has_counsellors(SATO)
    clerk = office.clerk()
    page = clerk.posts("/staff/bookings/b1/answer", wanted="confirm", stage="preview", version="1", **TYPED).page
    assert "担当：<strong>佐藤 次郎</strong>" in page
    assert "受け持つ人がいません" not in page
    assert office.booking().counsellor == ""
    clerk.posts("/staff/bookings/b1/answer", wanted="confirm", stage="send", version="1", **TYPED).follows()
    assert office.booking().counsellor == SATO.id
    assert "担当が決まりました（佐藤 次郎）" in clerk.page
    clerk.posts("/staff/bookings/b1/take-back", version="2")
    assert office.booking().counsellor == ""
    assert assignments(context_now(office.context), AT_TWO).held == ()


@pytest.mark.parametrize(
    ("every", "start", "counsellor", "said"),
    [
        ((SATO,), AT_NOON, "", "この時刻に受け持つ人がいません"),
        ((with_absence(SATO, absence(AT_TWO.date(), AT_TWO.date())),), AT_TWO, "", "この時刻に受け持つ人がいません"),
        ((with_absence(SATO, absence(AT_TWO.date(), AT_TWO.date())), SUZUKI), AT_TWO, "c-sato", "この時刻は休みです"),
        ((replace(SATO, until=AT_NOON.date().replace(day=1)),), AT_TWO, "c-sato", "担当を終えています"),
        ((SATO,), AT_NOON, "c-sato", "受け持ちの時間の外です"),
    ],
)
def test_where_nobody_can_hold_it_the_preview_says_so_and_it_may_be_confirmed_all_the_same(
    office, every, start, counsellor, said
):
    asks(office, "b1", start, counsellor=counsellor)
    office.has_counsellors(*every)
    clerk = office.clerk()
    typed = {"wanted": "confirm", "version": "1", **TYPED}
    assert said in clerk.posts("/staff/bookings/b1/answer", stage="preview", **typed).page
    clerk.posts("/staff/bookings/b1/answer", stage="send", **typed)
    assert (office.booking().state, office.booking().counsellor) == (State.CONFIRMED, counsellor)


def test_of_several_each_shows_who_is_left_for_it(office):
    for name in ("b1", "b2", "b3"):
        asks(office, name, AT_TWO)
    office.has_counsellors(SATO, SUZUKI)
    rooms = {f"meeting_id-b{one}": f"9123456789{one}" for one in (1, 2, 3)}
    rooms |= {f"passcode-b{one}": "482915" for one in (1, 2, 3)}
    picked = {"picked": ["b1", "b2", "b3"], "wanted": "confirm", **rooms}
    page = office.clerk().posts("/staff/requests/several", stage="preview", **picked).page
    assert [page.count(f"担当：<strong>{one.name}</strong>") for one in (SATO, SUZUKI)] == [1, 1]
    assert page.count("この時刻に受け持つ人がいません") == 1


def test_who_was_handed_it_keeps_it_when_it_is_confirmed(office):
    asks(office, "b1", AT_TWO)
    office.has_counsellors(SATO, SUZUKI)
    hand_over(context_now(office.context), "b1", SUZUKI.id, "staff:s1")
    clerk = office.clerk()
    clerk.posts("/staff/bookings/b1/answer", wanted="confirm", stage="send", version="2", **TYPED)
    assert office.booking().counsellor == SUZUKI.id


def test_an_office_without_counsellors_is_told_nothing_of_them(office):
    asks(office, "b1", AT_TWO)
    page = office.clerk().posts("/staff/bookings/b1/answer", wanted="confirm", version="1", **TYPED).page
    assert "担当：" not in page.partition('class="preview')[2].partition("</section>")[0]
    assert "受け持つ人" not in page
