"""The one way to change a booking: what each kind of change asks, writes and plans, and what it leaves alone."""

import ast
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.booking.lifecycle import Step, confirm, move, requested, step
from bot.booking.model import Booking, Hosting, State
from bot.booking.notices.notice import Channel, Kind, Notice
from bot.booking.notices.reminders import UNDO_WINDOW
from bot.booking.offers import offer, take_offer
from bot.booking.rooms.job import RoomTask
from bot.booking.staff.corrections import Mark, reopen, undo_outcome, with_mark
from bot.ports.audit import Record
from bot.ports.bookings import BookingIs, KeepBooking, NoOpenBooking, NumberIsFree, SlotHasRoom
from bot.ports.context import RequestContext
from bot.ports.events import StoreHasRoom
from bot.ports.notices import KeepNotice, StillPending
from bot.ports.office import ScheduleIs
from bot.ports.privacy import NotRefused
from bot.ports.rooms import HoldHost, LetGoHost
from bot.ports.staff import StaffWays
from bot.ports.waitlist import DropReleasedPlace, KeepReleasedPlace, ReleasedPlaceIs
from bot.service.bookings.booking_change import BookingChange, Places
from bot.service.bookings.change import commit_of
from bot.service.bookings.steps import take_step
from bot.service.bookings.taking_back import take_back_answer
from bot.service.commit import Commit
from tests.folders import ROOT
from tests.make import OFFICE, ROOM, WEDNESDAY, answers, booking, office, tokyo
from tests.service.make_context import context_on

WISHED, FRIDAY, MONDAY = tokyo("2026-12-03 14:00"), tokyo("2026-12-04 10:00"), tokyo("2026-12-07 13:30")
OFFERED = offer(booking(version=1), [FRIDAY], OFFICE, WEDNESDAY)
# The second only spells what should stand; the third fills a playground with a history that nobody lived.
MAKERS = {"bot/service/bookings/change.py", "bot/adapters/store/backups/compare.py", "bot/cli/dev/demo.py"}


def makers_of(name: str) -> set[str]:
    """Give the modules that make something of this name."""
    return {
        str(path.relative_to(ROOT))
        for path in (ROOT / "bot").rglob("*.py")
        if any(
            isinstance(one, ast.Call) and getattr(one.func, "id", getattr(one.func, "attr", "")) == name
            for one in ast.walk(ast.parse(path.read_text("utf-8")))
        )
    }


def test_one_module_writes_bookings():
    assert makers_of("KeepBooking") == MAKERS


@pytest.fixture
def town(client) -> RequestContext:
    made = context_on(client, office=office(places=1))
    done(made, BookingChange(None, booking(version=1), "seeker", "requested", WEDNESDAY))
    return made


@pytest.mark.parametrize(
    ("before", "act", "kind"),
    [
        (None, lambda one: one, Kind.STAFF_REQUEST),
        (booking(version=1), lambda one: move(one, FRIDAY, OFFICE, WEDNESDAY), Kind.STAFF_REQUEST),
        (OFFERED, lambda one: take_offer(one, FRIDAY, OFFICE, WEDNESDAY), Kind.STAFF_TAKEN),
        (booking(version=1), lambda one: step(one, Step.CANCEL_BY_SEEKER, OFFICE, WEDNESDAY), Kind.STAFF_CANCELLED),
    ],
    ids=["entered", "moved", "an offer taken", "cancelled for the seeker"],
)
def test_staff_hear_of_what_a_seeker_does_and_not_of_what_they_did_themselves(client, before, act, kind):
    place = context_on(client, None, StaffWays(group="C" + "4" * 32))
    after = act(before or booking(version=1))
    heard = {}
    for actor in ("seeker", "system", "staff:s1", "cli:hanako"):
        commit = commit_of(place, BookingChange(before, after, actor, "done", WEDNESDAY))
        heard[actor] = kind in {told for told, _ in rows(commit)}
    assert heard == {"seeker": True, "system": True, "staff:s1": False, "cli:hanako": False}


def done(place: RequestContext, change: BookingChange) -> Booking:
    commit = commit_of(place, change)
    place.store.commit(commit.guards, commit.writes)
    return change.after


def of(place: RequestContext, before: Booking | None, after: Booking, **more) -> Commit:
    return commit_of(place, BookingChange(before, after, "staff:s1", "done", place.clock.now(), **more))


def kinds(commit: Commit) -> set[type]:
    return {type(guard) for guard in commit.guards}


def rows(commit: Commit) -> dict[tuple[Kind, Channel], Notice]:
    kept = (write.notice for write in commit.writes if isinstance(write, KeepNotice))
    return {(row.kind, row.channel): row for row in kept}


def written(commit: Commit, kind: type) -> list:
    return [write for write in commit.writes if isinstance(write, kind)]


NEW = {StoreHasRoom, ScheduleIs, SlotHasRoom, NotRefused, NoOpenBooking, NumberIsFree}


def test_a_new_booking_asks_for_the_store_the_schedule_its_place_its_person_and_its_number(town):
    made = requested(
        FRIDAY,
        OFFICE,
        id="b2",
        number="222222",
        created=WEDNESDAY,
        user="U2",
        answers=answers(),
        consent=booking().consent,
    )
    assert kinds(of(town, None, made)) == NEW
    assert kinds(of(town, None, made, places=Places.KEPT)) == NEW - {StoreHasRoom, SlotHasRoom}


def test_a_move_asks_for_the_place_it_comes_to_hold_and_lets_the_other_rest(town):
    before = town.store.booking("b1")
    moved = of(town, before, move(before, FRIDAY, town.office, WEDNESDAY))
    assert {BookingIs, ScheduleIs, SlotHasRoom} <= kinds(moved)
    assert [guard.start for guard in moved.guards if isinstance(guard, SlotHasRoom)] == [FRIDAY]
    assert [write.place.start for write in written(moved, KeepReleasedPlace)] == [WISHED]


def test_what_it_holds_already_is_not_asked_for(town):
    before = done_offer(town)
    taken = replace(before, state=State.REQUESTED, start=FRIDAY, offers=(), version=before.version + 1)
    assert not kinds(of(town, before, taken)) & {ScheduleIs, SlotHasRoom, StoreHasRoom}


def done_offer(place: RequestContext) -> Booking:
    before = place.store.booking("b1")
    after = offer(before, [FRIDAY, MONDAY], place.office, WEDNESDAY)
    return done(place, BookingChange(before, after, "staff:s1", "offered", WEDNESDAY, delay=UNDO_WINDOW))


def test_what_is_planned_for_the_edition_before_is_closed_unless_it_is_on_its_way(town):
    before = town.store.booking("b1")
    open_rows = {row.id for row in town.store.notices("b1")}
    confirmed = of(town, before, confirm(before, ROOM, town.office, WEDNESDAY))
    assert open_rows
    assert {guard.id for guard in confirmed.guards if isinstance(guard, StillPending)} == open_rows


def test_a_mark_leaves_notices_places_and_the_time_to_answer_alone(town):
    before = town.store.booking("b1")
    marked = of(town, before, with_mark(before, Mark.PHONE, on=True))
    assert kinds(marked) == {BookingIs}
    assert [write.expires for write in written(marked, KeepBooking)] == [None]  # as it stands
    assert {type(write) for write in marked.writes} == {KeepBooking, Record}


def test_an_upkeep_is_no_entry(town):
    before = town.store.booking("b1")
    after = replace(before, version=before.version + 1)
    assert not written(commit_of(town, BookingChange(before, after, "system", "", WEDNESDAY)), Record)


def test_the_reply_carries_the_first_notice_by_line(town):
    before = town.store.booking("b1")
    cancelled = step(before, Step.CANCEL_BY_SEEKER, town.office, WEDNESDAY)
    commit = of(town, before, cancelled, by_reply=True)
    assert commit.received
    assert (commit.received.kind, commit.received.channel) == (Kind.CANCELLED, Channel.LINE)
    assert (Kind.CANCELLED, Channel.LINE) not in rows(commit)


def with_room_open(place: RequestContext) -> Booking:
    """Let the request have a room open at Zoom for a time before it was moved."""
    before = place.store.booking("b1")
    held = Hosting("host", FRIDAY, FRIDAY + timedelta(minutes=30), "82345678901")
    after = replace(before, hosting=(held,), version=before.version + 1)
    return done(place, BookingChange(before, after, "system", "", WEDNESDAY))


def test_hosts_are_held_and_let_go_with_the_booking(town):
    held = with_room_open(town)
    freed = replace(held, hosting=(), version=held.version + 1)
    assert [type(one) for one in of(town, held, freed).writes if isinstance(one, HoldHost | LetGoHost)] == [LetGoHost]


def test_the_end_of_a_room_waits_with_the_answer_that_may_be_taken_back(town):
    """Before, the room of a moved request was deleted at once, and the refusal could not be taken back any more."""
    with_room_open(town)
    declined = take_step(town, "b1", Step.DECLINE, "staff:s1", reason="満員のため", delay=UNDO_WINDOW)
    due = {row.kind: row.due for row in town.store.ledger("b1") if row.edition == declined.edition}
    assert due[RoomTask.CLOSE] >= WEDNESDAY + UNDO_WINDOW
    assert due[Kind.DECLINED] >= WEDNESDAY + UNDO_WINDOW
    assert town.store.claim_rooms(10) == []
    assert take_back_answer(town, "b1", "staff:s1", declined.version).state is State.REQUESTED


def declined(place: RequestContext) -> Booking:
    before = place.store.booking("b1")
    after = step(before, Step.DECLINE, place.office, WEDNESDAY, reason="満員のため")
    return done(place, BookingChange(before, after, "staff:s1", "decline", WEDNESDAY, delay=UNDO_WINDOW))


def test_what_comes_back_takes_its_resting_place_and_asks_for_its_person(town):
    before = declined(town)
    back = of(town, before, reopen(before), places=Places.TAKEN_BACK)
    assert {ReleasedPlaceIs, NoOpenBooking} <= kinds(back)
    assert not {SlotHasRoom, ScheduleIs} & kinds(back)
    assert written(back, DropReleasedPlace)
    assert not written(back, KeepReleasedPlace)


def test_without_its_resting_place_it_comes_back_all_the_same(town):
    before = declined(town)
    town.store.commit((), tuple(DropReleasedPlace(rest.id) for rest in town.store.list_now().released))
    assert kinds(of(town, before, reopen(before), places=Places.TAKEN_BACK)) == {
        BookingIs,
        StillPending,
        NoOpenBooking,
    }


def test_an_outcome_that_is_taken_back_after_the_time_asks_for_nothing_but_the_booking(town):
    before = town.store.booking("b1")
    before = done(
        town, BookingChange(before, confirm(before, ROOM, OFFICE, WEDNESDAY), "staff:s1", "confirmed", WEDNESDAY)
    )
    town.clock.move_to(before.end)
    before = take_step(town, "b1", Step.ATTEND, "staff:s1")
    back = of(town, before, undo_outcome(before), places=Places.TAKEN_BACK, plans=lambda _: False)
    assert kinds(back) <= {BookingIs, StillPending}


@pytest.mark.parametrize("version", [1, 3])
def test_only_the_next_version_of_the_same_booking_follows(town, version):
    before = town.store.booking("b1")
    with pytest.raises(ValueError, match="next version"):
        BookingChange(before, replace(before, version=version), "seeker", "cancelled", WEDNESDAY)
    with pytest.raises(ValueError, match="next version"):
        BookingChange(None, replace(before, version=2), "seeker", "cancelled", WEDNESDAY)


def test_twin_without_the_guard_on_its_version_a_change_undoes_what_came_between(town):
    """Two read the same request; one notes that the seeker can't be reached, the other confirms. Both must stand."""
    before = town.store.booking("b1")
    unreachable = replace(before, reachable=False, version=before.version + 1)
    done(town, BookingChange(before, unreachable, "seeker", "unreachable", WEDNESDAY))
    late = commit_of(
        town, BookingChange(before, confirm(before, ROOM, town.office, WEDNESDAY), "staff:s1", "confirmed", WEDNESDAY)
    )
    town.store.commit([one for one in late.guards if not isinstance(one, BookingIs)], late.writes)
    assert town.store.booking("b1").reachable  # lost
