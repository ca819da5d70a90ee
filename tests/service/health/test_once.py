"""What is done once in a while is done by the next who comes, where the store failed in between."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.booking.notices.notice import Channel, Kind
from bot.booking.notices.reasons import Reason
from bot.booking.notices.reminders import Plan, notice
from bot.booking.staff.staff import Role, Staff
from bot.errors import StoreDownError
from bot.ports.context import RequestContext
from bot.ports.health import NotNoted
from bot.ports.staff import StaffWays
from bot.service.notices.alarms import tell_staff_of
from bot.service.staff.record_reads import MANY_MISSED, note_missed, note_opened, note_page_of_names
from tests.make import WEDNESDAY, booking
from tests.ports import interrupted, without_commits
from tests.service.make_context import FakeMail, context_on
from tests.stores import KEYS, entries

CLERK = Staff("s1", "佐藤", Role.MANAGER)
DESK = StaffWays(("desk@example.jp",))


@pytest.fixture
def town(client) -> RequestContext:
    return context_on(client, mail=FakeMail(), staff=DESK)


def many_missed(town: RequestContext) -> None:
    for _ in range(MANY_MISSED):
        note_missed(town, CLERK)


@pytest.mark.parametrize(
    ("step", "action"),
    [
        (lambda town: note_opened(town, CLERK, "b1"), "opened"),
        (lambda town: note_page_of_names(town, CLERK, "requests"), "listed"),
        (many_missed, "many_records"),
    ],
)
def test_what_the_store_did_not_note_is_noted_at_the_next_look(
    town: RequestContext, step: Callable[[RequestContext], None], action: str
):
    with pytest.raises(StoreDownError):
        step(replace(town, store=without_commits(town.store)))
    step(town)
    step(town)
    assert [one["action"] for one in entries(town)] == [action]


@pytest.mark.parametrize(("without", "count"), [((), 1), ((NotNoted,), 2)])
def test_of_two_who_note_the_same_at_one_moment_one_does_and_without_the_guard_both(
    town: RequestContext, without: tuple[type, ...], count: int
):
    store = interrupted(town.store, lambda: note_opened(town, CLERK, "b1"), *without)
    note_opened(replace(town, store=store), CLERK, "b1")
    assert [one["action"] for one in entries(town)] == ["opened"] * count


def test_in_a_store_that_is_not_ours_any_more_looking_is_noted_once(client, town: RequestContext):
    note_opened(town, CLERK, "b1")
    client.hset(KEYS.store, "epoch", "another")
    for record in ("b1", "b2", "b2"):
        note_opened(town, CLERK, record)
    assert [one["booking"] for one in entries(town)] == ["b1", "b2"]


def test_staff_hear_at_the_next_refusal_of_line_what_could_not_be_written_at_the_first(town: RequestContext):
    made = booking()
    row = notice(made, Plan(Kind.DETAILS, WEDNESDAY, None), Channel.LINE)
    with pytest.raises(StoreDownError):
        tell_staff_of(replace(town, store=without_commits(town.store)), row, made, Reason.LINE_UNAUTHORIZED, WEDNESDAY)
    for _ in range(2):
        tell_staff_of(town, row, made, Reason.LINE_UNAUTHORIZED, WEDNESDAY)
    assert [one.kind for one in town.store.notices("b1")] == [Kind.STAFF_LINE_REFUSED]
