"""Notes of staff for each other: on booking and person, on card, page and print; sealed, audited by code only."""

import html
import re
from dataclasses import replace

import pytest

from bot.booking.model import Answer
from bot.booking.staff.handover import MOST_NOTES
from bot.booking.staff.staff import Role
from bot.ports.bookings import KeepBooking
from bot.service.bookings.steps import confirm_booking
from tests.console.bookings.form import FRIDAY, PATH, shown
from tests.console.office import ConsoleOffice
from tests.make import ROOM, answers, tokyo
from tests.stores import audit_texts

TEXT = "娘さんが同席。履歴書を画面で見る"
NOTE = "/staff/bookings/b1/handover"


@pytest.fixture
def asked(office: ConsoleOffice) -> ConsoleOffice:
    """An office with two bookings of one person, one after the other."""
    given = {**answers(), "number": Answer("13010-12345678", "1301012345678")}
    office.request(answers=given)
    confirm_booking(office.context, "b1", ROOM, "staff:s1")
    office.request(id="b2", number="222222", answers=given, start=tokyo("2026-12-08 10:00"))
    return office


def leaves(clerk, office, text=TEXT, **more):
    return clerk.posts(NOTE, handover=text, version=str(office.booking().version), **more)


def test_a_note_stands_on_page_card_and_print(asked):
    clerk = asked.clerk()
    leaves(clerk, asked).follows()
    assert "申し送りを残しました" in clerk.page
    for path in ("/staff/bookings/b1", "/staff/day/2026-12-03", "/staff/day/2026-12-03/print"):
        assert TEXT in clerk.opens(path).page, path
    assert "13010-12345678" in clerk.opens("/staff/day/2026-12-03/print").page
    assert TEXT not in clerk.opens("/staff/bookings/b2").page


def test_a_note_about_the_person_stands_on_all_of_his_bookings_and_goes_on_with_the_next(asked):
    clerk = asked.clerk()
    leaves(clerk, asked, of_person="y")
    assert TEXT in clerk.opens("/staff/bookings/b2").page
    assert TEXT in clerk.opens("/staff/day/2026-12-08").page
    clerk.posts("/staff/bookings/b2/answer", wanted="decline", stage="send", reason="済み", version="1")
    asked.at("2026-12-03 14:10")
    page = clerk.posts("/staff/bookings/b1/next").page
    clerk.posts(PATH, **shown(page), time=FRIDAY)
    [made] = [one for one in asked.store.bookings() if one.id not in ("b1", "b2")]
    assert [note.text for note in made.handover] == [TEXT]


def test_it_is_sealed_and_the_audit_log_holds_a_code_only(asked):
    leaves(asked.clerk(), asked, of_person="y")
    assert [one for one in asked.entries() if one.endswith(" handover_left")]
    held = [asked.client.hgetall(key) for key in asked.client.scan_iter("*:booking:*")]
    assert TEXT not in str(held) + str(audit_texts(asked.store))


def test_it_is_taken_away_again(asked):
    clerk = asked.clerk()
    leaves(clerk, asked)
    version = str(asked.booking().version)
    left = asked.booking().handover[0].at.isoformat()
    clerk.posts(f"{NOTE}-drop", name=left, version=version)
    assert asked.booking().handover == ()
    assert clerk.posts(f"{NOTE}-drop", name=left, version=str(asked.booking().version)).status == 409


def test_a_note_about_the_person_is_gone_everywhere_from_whichever_booking_it_is_taken(asked):
    clerk = asked.clerk()
    leaves(clerk, asked, of_person="y")
    leaves(clerk, asked, "この予約だけ")
    held = asked.booking("b2")
    asked.store.commit((), (KeepBooking(replace(held, handover=asked.booking().handover[:1]), None, held),))
    other = {**answers(name="石田"), "number": Answer("13010-99999999", "1301099999999")}
    asked.request(id="b3", number="333333", user="U3", answers=other)
    clerk.posts("/staff/bookings/b3/handover", handover="別の人", of_person="y", version="1")
    page = clerk.opens("/staff/bookings/b2").page
    name = re.search(r'handover-drop".*?name="name" value="([^"]+)"', page, re.DOTALL)[1]
    clerk.posts("/staff/bookings/b2/handover-drop", name=html.unescape(name), version=str(asked.booking("b2").version))
    assert "すべての予約から消しました" in clerk.follows().page
    for path in ("/staff/bookings/b1", "/staff/bookings/b2", "/staff/day/2026-12-03", "/staff/day/2026-12-08/print"):
        assert TEXT not in clerk.opens(path).page, path
    assert [note.text for note in asked.booking().handover] == ["この予約だけ"]
    assert [note.text for note in asked.booking("b3").handover] == ["別の人"]


@pytest.mark.parametrize(("text", "status"), [("", 400), ("あ" * 501, 400), (" \n ", 400)])
def test_what_says_nothing_or_too_much_is_said_so(asked, text, status):
    assert leaves(asked.clerk(), asked, text).status == status
    assert asked.booking().handover == ()


def test_what_was_typed_stays_where_another_was_faster(asked):
    clerk = asked.clerk()
    answer = clerk.posts(NOTE, handover=TEXT, version="1")
    assert answer.status == 409
    assert TEXT in answer.page


def test_there_is_an_end_to_it(asked):
    clerk = asked.clerk()
    for _ in range(MOST_NOTES):
        assert leaves(clerk, asked).status == 303
    assert leaves(clerk, asked).status == 409


def test_an_auditor_leaves_none(asked):
    assert leaves(asked.clerk(role=Role.AUDITOR), asked).status == 403
