"""Erasing at a person's word, from the console: who may, how fresh the sign-in must be, and where it is seen."""

import pytest

from bot.booking.model import State
from bot.booking.staff.staff import Role
from bot.service.privacy import erasure
from tests.console.office import ConsoleOffice
from tests.make import tokyo
from tests.stores import audit_entries

PATH = "/staff/bookings/b1/erase"


@pytest.fixture
def asked(office: ConsoleOffice) -> ConsoleOffice:
    office.request()
    return office


def works(office: ConsoleOffice) -> list[str]:
    return [erasure.erase(office.context, claim) for claim in office.store.claim_erasures(10)]


def test_a_manager_erases_and_sees_it_until_it_is_done(asked):
    manager = asked.clerk(role=Role.MANAGER)
    assert "この人の記録を消す" in manager.opens("/staff/bookings/b1").page
    page = manager.opens(PATH).page
    assert "123456" in page
    assert "先に取り消され" in page
    assert manager.posts(PATH, how="letter", sure="y").status == 303
    assert "消去を受け付けました" in manager.follows().page
    assert "記録の消去の手続き中" in manager.page
    assert works(asked) == ["waits"]
    assert asked.booking().state is State.CANCELLED_BY_SEEKER
    asked.at("2026-11-25 10:30")
    assert works(asked) == ["erased"]
    assert asked.store.booking("b1") is None
    assert "記録の消去の手続き中" not in manager.opens("/staff/todo").page
    told = [entry for entry in audit_entries(asked.store) if entry.action in ("erasure_asked", "erased")]
    assert [(entry.action, entry.detail.split()[0]) for entry in told] == [
        ("erasure_asked", "letter"),
        ("erased", "bookings"),
    ]
    assert {entry.actor for entry in told} == {f"staff:{manager.staff.id}"}


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.COUNSELLOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_nobody_else_may(asked, role):
    clerk = asked.clerk(role=role)
    assert clerk.opens(PATH).status == 403
    assert clerk.posts(PATH, how="letter", sure="y").status == 403
    assert asked.store.erasures() == []


def test_it_needs_the_password_again(asked):
    manager = asked.clerk(role=Role.MANAGER)
    asked.wall.passes(minutes=11)
    assert "/staff/again" in manager.opens(PATH).answer.headers["Location"]
    assert "/staff/again" in manager.posts(PATH, how="letter", sure="y", back=PATH).answer.headers["Location"]
    assert asked.store.erasures() == []


def test_without_the_word_that_it_is_the_persons_wish_nothing_happens(asked):
    manager = asked.clerk(role=Role.MANAGER)
    assert manager.posts(PATH, how="letter").status == 400
    assert "印を付けてください" in manager.page
    assert manager.posts(PATH, how="rumour", sure="y").status == 400
    assert asked.store.erasures() == []


def test_after_the_consultation_it_is_done_at_once(asked):
    manager = asked.clerk(role=Role.MANAGER)
    asked.clock.move_to(tokyo("2026-12-03 15:00"))
    manager.posts(PATH, how="telephone", sure="y")
    assert works(asked) == ["erased"]
