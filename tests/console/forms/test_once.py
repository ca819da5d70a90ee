"""A form and a look at a record are noted in the commit of what is done: where the store fails, both or neither."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.booking.staff.staff import Role
from bot.errors import StoreDownError
from bot.ports.audit import Record
from bot.ports.health import Note
from bot.ports.privacy import KeepErasure
from bot.web.app import create_app
from tests.console.office import ConsoleOffice
from tests.ports import Changed
from tests.stores import KEYS

RECORD, FORM = "/staff/bookings/b1", "/staff/bookings/b1/erase"
SENT = {"form_name": "of-this-page", "how": "letter", "sure": "y"}
ALREADY, JUST_NOW, ASKED = "もう送られています", "たったいま送られました", "消去を受け付けました"


class Line:
    """The line to the store, which is cut at a commit of one kind until it is mended."""

    def __init__(self, office: ConsoleOffice, *without: type) -> None:
        self.store, self.without, self.cut_at, self.is_cut = office.store, without, (None, ""), False
        store = Changed(office.store, commit=self.commit, not_done=self.not_done, noted=self.noted)
        office.context = replace(office.context, store=store)
        office.app = create_app(office.context, ["secret"], office.setup())

    def cuts(self, kind: type, when: str) -> None:
        self.cut_at = (kind, when)

    def mended(self) -> None:
        self.cut_at, self.is_cut = (None, ""), False

    def commit(self, guards: Sequence[Any], writes: Sequence[Any]) -> Any:
        kind, when = self.cut_at
        is_it = kind is not None and any(isinstance(one, kind) for one in writes)
        self.is_cut = self.is_cut or (is_it and when == "before")
        self._passes()
        told = self.store.commit(guards, [one for one in writes if not isinstance(one, self.without)])
        self.is_cut = self.is_cut or is_it
        self._passes()
        return told

    def not_done(self, name: str) -> None:
        self._passes()
        self.store.not_done(name)

    def noted(self, name: str) -> str:
        self._passes()
        return self.store.noted(name)

    def _passes(self) -> None:
        if self.is_cut:
            raise StoreDownError("unreachable")


def minute_passes(office: ConsoleOffice) -> None:
    """Let end what is noted for no more than a minute."""
    for key in office.client.scan_iter(match=KEYS.done("form ") + "*"):
        if office.client.ttl(key) <= timedelta(minutes=1).total_seconds():
            office.client.delete(key)


def test_what_was_not_written_may_be_sent_again_and_nobody_reads_that_it_was(office: ConsoleOffice):
    line, _ = Line(office), office.request()
    manager = office.clerk(role=Role.MANAGER)
    line.cuts(KeepErasure, "before")
    assert manager.posts(FORM, **SENT).status == 503
    line.mended()
    page = manager.posts(FORM, **SENT).follows().page
    assert (JUST_NOW in page, ALREADY in page, office.store.erasures()) == (True, False, [])
    minute_passes(office)
    assert ASKED in manager.posts(FORM, **SENT).follows().page
    assert len(office.store.erasures()) == 1
    assert ALREADY in manager.posts(FORM, **SENT).follows().page


def sent_again_after_its_answer_was_lost(office: ConsoleOffice, line: Line) -> int:
    """Give how often the log says that an erasure was asked for."""
    office.request()
    manager = office.clerk(role=Role.MANAGER)
    line.cuts(KeepErasure, "after")
    assert manager.posts(FORM, **SENT).status == 503
    line.mended()
    minute_passes(office)
    manager.posts(FORM, **SENT)
    return sum("erasure_asked" in entry for entry in office.entries())


def test_what_was_written_without_an_answer_is_not_done_twice(office: ConsoleOffice):
    assert sent_again_after_its_answer_was_lost(office, Line(office)) == 1


def test_twin_with_the_note_outside_the_commit_it_is(office: ConsoleOffice):
    assert sent_again_after_its_answer_was_lost(office, Line(office, Note)) == 2


def test_a_record_that_is_shown_after_the_store_was_away_is_in_the_audit_log(office: ConsoleOffice):
    line, _ = Line(office), office.request()
    clerk = office.clerk()
    line.cuts(Record, "before")
    assert clerk.opens(RECORD).status == 503
    line.mended()
    assert "山田" in clerk.opens(RECORD).page
    assert "山田" in clerk.opens(RECORD).page
    assert [entry for entry in office.entries() if "opened" in entry] == [f"staff:{clerk.staff.id} opened"]


def test_what_is_missing_in_a_form_may_be_typed_and_sent_at_once(office: ConsoleOffice):
    office.request()
    manager = office.clerk(role=Role.MANAGER)
    assert manager.posts(FORM, form_name="of-this-page").status == 400
    assert ASKED in manager.posts(FORM, **SENT).follows().page
