"""A notice that staff send once more goes once for each press, also when two press at one moment."""

from dataclasses import replace

import pytest

from bot.errors import RefusedError
from bot.ports.context import RequestContext
from bot.ports.notices import NoticeIsNew
from bot.service.notices.resend import resend
from tests.ports import interrupted
from tests.service import mails
from tests.service.mails import confirmed, sweep

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
