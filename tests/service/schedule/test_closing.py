"""Closing days: nobody ever holds a booking on a closed day, nobody is cancelled who was not shown."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.adapters.store.store import RedisStore
from bot.booking.lifecycle import Step
from bot.booking.model import AGREED, State
from bot.booking.notices.notice import Kind, NoticeState
from bot.booking.schedule.opening import free_starts, today
from bot.booking.schedule.schedule import Closure, Hours
from bot.errors import RefusedError
from bot.messages.line import text_of
from bot.ports.bookings import KeepBooking
from bot.ports.context import OfficeFiles
from bot.ports.events import Loaded
from bot.ports.office import ScheduleIs
from bot.ports.store import Guard, Write
from bot.service.bookings.offers import offer_times, take_for_seeker
from bot.service.bookings.steps import confirm_booking, take_step
from bot.service.events.office_now import context_now
from bot.service.health.upkeep import forget_old
from bot.service.notices.sending import send_notice
from bot.service.schedule.closing import close_days, look_at_closing
from bot.service.schedule.reopening import open_days_again, set_hours, take_back_closing
from tests.faults.rows import fault, twin
from tests.make import ROOM, TERMS, WEDNESDAY, WORDS, office, tokyo
from tests.service.make_context import FakeMail, with_office
from tests.service.seekers import says, seeker, sends, town

THURSDAY = date(2026, 12, 3)
CLOSED = Closure("c1", THURSDAY, THURSDAY, "研修のため", by="s1")


class Interrupted(RedisStore):
    """A store in which something happens between what a seeker's event read and what it writes."""

    meanwhile = None

    def load(self, user: str, event_id: str, *, counting: bool = False) -> Loaded:
        loaded = super().load(user, event_id, counting=counting)
        if self.meanwhile and event_id.endswith("-99"):
            act, self.meanwhile = self.meanwhile, None
            act()
        return loaded


class Careless(Interrupted):
    """The same without the look at the schedule."""

    def commit(self, guards: Sequence[Guard], writes: Sequence[Write]) -> Sequence[str]:
        return super().commit([guard for guard in guards if not isinstance(guard, ScheduleIs)], writes)


def with_people(place, count=3, confirmed=1):
    for number in range(count):
        place.store.commit((), (KeepBooking(seeker(number), expires=tokyo("2026-12-02 17:15")),))
    for number in range(confirmed):
        confirm_booking(place, f"p{number}", ROOM, "staff:s1")
    return context_now(place)


def closes(place, closure=CLOSED):
    context = context_now(place)
    return close_days(context, closure, "staff:s1", look_at_closing(context, closure).mark)


def states(place):
    return [one.state for one in place.store.bookings()]


def applies(place, meanwhile):
    """Let a seeker apply for Thursday, 14:00, while something else happens; give the last answer."""
    user = "U" + "9" * 32
    given = ("山田", "13010-87654321", "09012345678", "t@example.com")
    for number, text in enumerate(("予約", "1", "1", *given, "1", "1", "12/3 14時")):
        says(place, user, number, text)
    place.store.meanwhile = meanwhile
    says(place, user, 99, "申し込む")
    return text_of(place.line.replies[-1][1][-1])


def test_all_who_are_hit_are_shown_with_times_and_texts(client):
    place = with_people(town(client), 3)
    seen = look_at_closing(place, CLOSED)
    assert [hit.before.id for hit in seen.hits] == ["p0", "p1", "p2"]
    proposed = [start for hit in seen.hits for start in hit.instead]
    assert len(proposed) == 9
    assert not [start for start in proposed if today(start) == THURSDAY]
    assert all(proposed.count(start) <= place.office.places for start in proposed)
    assert "確定していた12月3日（木）10:00の相談は、行えなくなりました" in seen.hits[0].texts[0]
    assert "理由：研修のため" in seen.hits[0].texts[0]
    assert states(place) == [State.CONFIRMED, State.REQUESTED, State.REQUESTED]


def test_all_are_offered_times_that_are_held_and_each_is_told_later_what_was_shown(client):
    place = with_people(town(client), 3)
    sends(place)
    place.line.pushes.clear()
    seen = closes(place)
    assert states(place) == [State.OFFERED] * 3
    assert sum(place.store.taken().values()) == 9
    assert sends(place) == []
    place.clock.move_to(WEDNESDAY + timedelta(seconds=31))
    assert sends(place) == ["accepted"] * 3
    told = {to: [text_of(one) for one in messages] for to, messages, _ in place.line.pushes}
    assert told == {hit.before.user: hit.texts for hit in seen.hits}


def test_who_had_a_confirmed_time_takes_a_held_one_and_waits_for_its_room(client):
    place = with_people(town(client), 1)
    wanted = closes(place).hits[0].instead[0]
    taken = take_for_seeker(context_now(place), "p0", wanted, "staff:s1")
    assert (taken.state, taken.start, taken.room, taken.marks) == (State.REQUESTED, wanted, None, (AGREED,))
    again = confirm_booking(context_now(place), "p0", ROOM, "staff:s1")
    assert (again.state, again.room.version) == (State.CONFIRMED, 2)


def test_where_no_time_is_left_the_confirmed_are_cancelled(client):
    place = with_people(replace(town(client), files=OfficeFiles(office(horizon_days=8), WORDS, (TERMS,), dict)), 1)
    for start in free_starts(context_now(place).office, WEDNESDAY, {}):
        for number in range(place.office.places if today(start) != THURSDAY else 0):
            name = f"{start:%m%d%H%M}{number}"
            place.store.commit((), (KeepBooking(replace(seeker(9), id=name, number=name, user=name, start=start)),))
    (hit,) = closes(place).hits
    assert place.store.booking("p0").state is State.CANCELLED_BY_OFFICE
    assert "窓口の都合で取り消しになりました" in hit.texts[0]


def test_some_starts_close_only_those(client):
    place = with_people(town(client), 3)
    closes(place, replace(CLOSED, starts=(time(10, 30),)))
    assert states(place) == [State.CONFIRMED, State.OFFERED, State.REQUESTED]


@fault("F58", injected="somebody books while staff look at whom a closure hits")
def test_who_came_in_between_is_not_cancelled_unseen(client):
    place = with_people(town(client), 2)
    shown = look_at_closing(place, CLOSED).mark
    place.store.commit((), (KeepBooking(seeker(2)),))
    with pytest.raises(RefusedError, match="schedule_changed"):
        close_days(place, CLOSED, "staff:s1", shown)
    assert not {State.CANCELLED_BY_OFFICE, State.OFFERED} & {*states(place)}


def test_two_managers_at_once_the_second_is_told(client):
    place = with_people(town(client), 2)
    shown = look_at_closing(place, CLOSED).mark
    set_hours(place, Hours(THURSDAY, places=1), place.office.schedule.version, "staff:s2")
    with pytest.raises(RefusedError, match="schedule_changed"):
        close_days(place, CLOSED, "staff:s1", shown)
    with pytest.raises(RefusedError, match="schedule_changed"):
        set_hours(place, Hours(THURSDAY, places=3), place.office.schedule.version, "staff:s1")


def test_a_closure_taken_back_in_time_leaves_everything_as_it_was(client):
    place = with_people(town(client), 3)
    sends(place)
    before = [(one.id, one.state, one.room, one.start) for one in place.store.bookings()]
    closes(place)
    place.line.pushes.clear()
    context = context_now(place)
    take_back_closing(context, "c1", context.office.schedule.version, "staff:s1")
    assert [(one.id, one.state, one.room, one.start) for one in place.store.bookings()] == before
    assert not context_now(place).office.schedule.closures
    place.clock.move_to(WEDNESDAY + timedelta(minutes=5))
    sends(place)
    assert place.line.pushes == []
    waiting = {row.kind for row in place.store.ledger("p0") if row.state is NoticeState.WAITING}
    assert waiting == {Kind.DAY_BEFORE, Kind.SOON}


def test_what_was_decided_anew_meanwhile_stays_so_when_a_closure_is_taken_back(client):
    place = with_people(town(client), 2, confirmed=0)
    closes(place)
    take_step(context_now(place), "p0", Step.DECLINE, "staff:s2", reason="電話で話しました")
    context = context_now(place)
    take_back_closing(context, "c1", context.office.schedule.version, "staff:s1")
    assert states(place) == [State.DECLINED, State.REQUESTED]


def test_a_closure_taken_back_in_time_was_mailed_to_nobody(client):
    place = with_people(replace(town(client), mail=FakeMail()), 3)
    sends(place)
    place.mail.sent.clear()
    closes(place)
    for claim in place.store.claim_mail(100):
        send_notice(place, claim)
    context = context_now(place)
    take_back_closing(context, "c1", context.office.schedule.version, "staff:s1")
    place.clock.move_to(WEDNESDAY + timedelta(minutes=5))
    for claim in place.store.claim_mail(100):
        send_notice(place, claim)
    assert [subject for _, subject, _, _ in place.mail.sent if "取り消し" in subject or "提案" in subject] == []


def test_the_times_that_are_offered_are_held(client):
    place = with_people(town(client), 3, confirmed=0)
    seen = closes(place)
    held = place.store.taken()
    assert all(held[start] >= 1 for hit in seen.hits for start in hit.instead)
    assert sum(held.values()) == 9
    assert max(held.values()) <= place.office.places


def test_an_offered_place_that_somebody_took_meanwhile_is_not_offered(client):
    place = with_people(town(client), 1, confirmed=0)
    seen = look_at_closing(place, CLOSED)
    taker = replace(seeker(7), start=seen.hits[0].instead[0])
    real, place.store.ledger = place.store.ledger, None

    def in_between(name):
        place.store.ledger = real
        place.store.commit((), (KeepBooking(taker),))
        return real(name)

    place.store.ledger = in_between
    with pytest.raises(RefusedError, match="schedule_changed"):
        close_days(place, CLOSED, "staff:s1", seen.mark)
    assert State.OFFERED not in states(place)


def test_an_offer_made_before_is_replaced_and_comes_back_when_the_closure_is_taken_back(client):
    place = with_people(town(client), 1, confirmed=0)
    wanted = (tokyo("2026-12-03 15:00"), tokyo("2026-12-04 10:00"))
    offer_times(place, "p0", wanted, "staff:s1")
    sends(place)
    closes(place)
    assert not [start for start in place.store.booking("p0").offers if today(start) == THURSDAY]
    context = context_now(place)
    place.line.pushes.clear()
    take_back_closing(context, "c1", context.office.schedule.version, "staff:s1")
    assert place.store.booking("p0").offers == wanted
    resting = {seeker(0).start}  # given up for the offer, not on sale yet
    assert set(place.store.taken()) == {*wanted, *resting}
    place.clock.move_to(WEDNESDAY + timedelta(minutes=1))
    sends(place)
    assert place.line.pushes == []


def test_what_was_asked_for_months_before_its_offered_times_is_kept_and_hit_by_a_closure(client):
    place = with_office(with_people(town(client), 1, confirmed=0), office(horizon_days=120))
    day = date(2027, 2, 3)
    offer_times(place, "p0", (tokyo("2027-02-03 10:00"),), "staff:s1")
    place.clock.move_to(tokyo("2027-01-05 09:00"))
    assert forget_old(place) == (0, 0)
    seen = look_at_closing(place, Closure("c1", day, day, "研修のため", by="s1"))
    assert [hit.before.id for hit in seen.hits] == ["p0"]


def test_details_that_had_not_gone_out_go_out_after_a_closure_is_taken_back(client):
    place = with_people(town(client), 1)
    closes(place)
    context = context_now(place)
    take_back_closing(context, "c1", context.office.schedule.version, "staff:s1")
    sends(place)
    ((_, (message,), _),) = place.line.pushes
    assert text_of(message).splitlines()[1:3] == ["【確定】ご予約（確定しました）", "受付番号：200000"]


@pytest.mark.parametrize("confirmed", [True, False])
def test_a_closure_that_hits_somebody_without_line_is_taken_back_too(client, confirmed):
    place = town(client)
    place.store.commit((), (KeepBooking(replace(seeker(0), user=""), expires=tokyo("2026-12-02 17:15")),))
    if confirmed:
        confirm_booking(place, "p0", ROOM, "staff:s1")
    place = context_now(place)
    before = states(place)
    closes(place)
    assert states(place) == [State.OFFERED]
    context = context_now(place)
    take_back_closing(context, "c1", context.office.schedule.version, "staff:s1")
    assert states(place) == before


def test_half_a_minute_later_a_closure_can_only_be_opened_and_the_offers_stand(client):
    place = with_people(town(client), 2)
    closes(place)
    place.clock.move_to(WEDNESDAY + timedelta(seconds=31))
    context = context_now(place)
    with pytest.raises(RefusedError, match="closure_sent"):
        take_back_closing(context, "c1", context.office.schedule.version, "staff:s1")
    open_days_again(context, "c1", context.office.schedule.version, "staff:s1")
    assert states(place) == [State.OFFERED, State.OFFERED]
    assert not context_now(place).office.schedule.closures


@fault("F58", injected="staff close the day between review and 申し込む")
def test_f58_a_day_that_closes_while_a_seeker_applies_gives_the_nearest_times_and_no_booking(client):
    place = town(client, Interrupted)
    said = applies(place, lambda: closes(place))
    assert "窓口の都合で相談をお休みします（研修のため）" in said
    assert "1. 12月" in said
    assert "12月3日" not in said.partition("1. ")[2]
    assert place.store.bookings() == []


@twin("F58", without="the guard on the schedule")
def test_without_the_guard_the_same_seeker_would_hold_a_booking_on_a_closed_day(client):
    place = town(client, Careless)
    applies(place, lambda: closes(place))
    assert [one.start for one in place.store.bookings()] == [tokyo("2026-12-03 14:00")]


def test_a_place_that_is_taken_away_while_a_seeker_applies_is_not_sold(client):
    place = town(client, Interrupted)
    applies(place, lambda: set_hours(context_now(place), Hours(THURSDAY, places=0), 0, "staff:s1"))
    assert place.store.bookings() == []


def test_a_seeker_who_comes_after_finds_no_closed_day(client):
    place = town(client, Interrupted)
    closes(place)
    says(place, "U" + "8" * 32, 0, "予約")
    for number, text in enumerate(("1", "1", "山田", "13010-87654321", "09012345678", "t@example.com", "1", "1"), 1):
        says(place, "U" + "8" * 32, number, text)
    says(place, "U" + "8" * 32, 20, "12/3 14時")
    assert "研修のため" in text_of(place.line.replies[-1][1][-1])


def test_times_that_must_be_taken_today_are_proposed_only_where_others_lack(client):
    place = town(client)
    made = with_people(place, 2)
    place.clock.move_to(tokyo("2026-12-01 10:23"))
    seen = look_at_closing(context_now(place), CLOSED)
    assert {today(start) for hit in seen.hits for start in hit.instead} == {date(2026, 12, 4)}
    short = replace(place.office, horizon_days=2)
    near = look_at_closing(replace(made, office=short), CLOSED)
    assert {today(start) for hit in near.hits for start in hit.instead} == {date(2026, 12, 2)}
