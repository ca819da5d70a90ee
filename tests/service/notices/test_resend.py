"""A notice that staff send once more goes once for each press, also when two press at one moment."""

from dataclasses import replace

import pytest

from bot.booking.notices.notice import Channel, Kind, NoticeState
from bot.booking.notices.reminders import Plan, notice
from bot.errors import RefusedError
from bot.ports.context import RequestContext
from bot.ports.notices import KeepNotice, NoticeIsNew
from bot.ports.store import Under
from bot.service.notices.resend import resend, settle_trouble
from tests.make import booking
from tests.ports import Changed, interrupted
from tests.service import mails
from tests.service.mails import confirmed, sweep
from tests.stores import entries

town = mails.town


def pressed_by_two(town: RequestContext, *without: type) -> None:
    """Let a clerk send the details once more at the moment at which a colleague does so."""
    confirmed(town)
    sweep(town)
    (details,) = [row.id for row in town.store.notices("b1") if row.id.endswith("details.line")]
    store = interrupted(town.store, lambda: resend(town, details, "staff:s1"), *without)
    resend(replace(town, store=store), details, "staff:s2")


def test_the_second_of_two_is_told_that_it_changed_meanwhile(town):
    with pytest.raises(RefusedError, match="changed_meanwhile"):
        pressed_by_two(town)


def test_twin_without_the_look_whether_it_is_new_both_think_that_they_sent_it(town):
    pressed_by_two(town, NoticeIsNew)
    assert len([row for row in town.store.notices("b1") if ".again" in row.id]) == 1


def settled_by_two(town: RequestContext) -> list[str]:
    """Let a clerk note that he called at the moment at which a colleague does; give who is named for it."""
    row = notice(booking(), Plan(Kind.DETAILS, town.clock.now(), None), Channel.TELEPHONE)
    town.store.commit((), (KeepNotice(replace(row, state=NoticeState.UNDELIVERABLE)),))
    store = interrupted(town.store, lambda: settle_trouble(town, row.id, "staff:s1"))
    settle_trouble(replace(town, store=store), row.id, "staff:s2")
    return [entry["actor"] for entry in entries(town) if entry["action"] == "trouble_settled"]


def test_of_two_who_settle_one_call_the_first_is_noted(town):
    assert settled_by_two(town) == ["staff:s1"]


def test_twin_without_the_look_whether_it_is_open_both_are_noted(town):
    def commit(guards, writes):
        plain = [one for write in writes for one in (write.writes if isinstance(write, Under) else [write])]
        return real.commit(guards, plain)

    real = town.store
    assert settled_by_two(replace(town, store=Changed(real, commit=commit))) == ["staff:s1", "staff:s2"]
