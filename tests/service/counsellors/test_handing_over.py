"""Bookings are handed over: one, all of somebody who is away, those of a person; each seeker is told once."""

from dataclasses import replace

import pytest

from bot.booking.model import State
from bot.booking.notices.notice import Kind, NoticeState
from bot.booking.schedule.opening import DAY
from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.counsellors import Counsellor, absence
from bot.errors import RefusedError
from bot.ports.office import KeepSchedule
from bot.service.bookings.steps import confirm_booking
from bot.service.counsellors.away import hand_over_all, look_at_absent
from bot.service.counsellors.handing_over import hand_over, hand_over_person
from bot.service.counsellors.own_counsellor import own_of, set_own
from bot.service.events.office_now import context_now
from tests.make import OFFICE, booking, schedule_of, tokyo
from tests.ports import Changed
from tests.service.made_bookings import room_for
from tests.service.make_context import context_on
from tests.service.typing import HANAKO, HANAKOS, TARO, Town

WEEK = weekly_from("mon-fri 10:00-15:30")
SATO, SUZUKI, TANAKA = (
    Counsellor(name, called, WEEK) for name, called in (("sato", "佐藤"), ("suzuki", "鈴木"), ("tanaka", "田中"))
)
AT_TWO = tokyo("2026-12-03 14:00")
THURSDAY = absence(AT_TWO.date(), AT_TWO.date())
NUMBER = "1301012345678"


class Found:
    """As much of the console's store as handing over a person asks."""

    def found_each(self, words):
        return [[] for _ in words]


def town_of(client, *counsellors: Counsellor, **office: object) -> Town:
    town = Town(context_on(client, office=replace(OFFICE, **office)), client)
    town.context.store.commit((), (KeepSchedule(schedule_of(*(counsellors or (SATO, SUZUKI)))),))
    town.context = context_now(town.context)
    return town


def confirmed(town: Town, user: str = TARO, *details: object) -> str:
    made = town.books(user, *details)
    confirm_booking(town.context, made.number, room_for(town.context, made), "cli:test")
    town.passes(seconds=31).sends()
    return made.id


def holder(town: Town, name: str) -> str:
    return town.context.store.booking(name).counsellor


def other(name: str) -> str:
    return {"sato": "suzuki", "suzuki": "sato"}[name]


@pytest.mark.parametrize(("names", "times"), [(True, 1), (False, 0)])
def test_a_seeker_is_told_once_and_only_where_seekers_read_names(client, names, times):
    town = town_of(client, counsellor_names=names)
    made = confirmed(town)
    reminders = {row.id for row in town.context.store.notices(made) if row.state is NoticeState.WAITING}
    to = other(holder(town, made))
    after = hand_over(town.context, made, to, "cli:test")
    assert (after.counsellor, after.room.version) == (to, 1)
    town.passes(seconds=31).sends()
    told = [text for text in town.heard(TARO) if "担当の職員が替わりました" in text]
    assert len(told) == times
    waiting = {row.id for row in town.context.store.notices(made) if row.state is NoticeState.WAITING}
    assert waiting == reminders  # they go out as before


def test_who_is_handed_over_twice_before_it_was_sent_is_told_of_the_last_alone(client):
    town = town_of(client, SATO, SUZUKI, TANAKA, counsellor_names=True)
    made = confirmed(town)
    first, second = (one for one in ("sato", "suzuki", "tanaka") if one != holder(town, made))
    hand_over(town.context, made, first, "cli:test")
    hand_over(town.context, made, second, "cli:test")
    town.passes(seconds=31).sends()
    rows = [row for row in town.context.store.notices(made) if row.kind is Kind.HANDED_OVER]
    assert sorted(row.state.value for row in rows) == ["accepted", "expired"]


def test_nobody_is_given_two_at_once_or_a_time_at_which_he_is_not_there(client):
    town = town_of(client, SATO, SUZUKI, replace(TANAKA, weekly=weekly_from("mon 10:00-12:00")))
    mine, hers = town.books(TARO), town.books(HANAKO, HANAKOS)
    with pytest.raises(RefusedError, match="counsellor_busy"):
        hand_over(town.context, mine.id, hers.counsellor, "cli:test")
    with pytest.raises(RefusedError, match="counsellor_not_there"):
        hand_over(town.context, mine.id, "tanaka", "cli:test")
    with pytest.raises(RefusedError, match="handed_over_already"):
        hand_over(town.context, mine.id, mine.counsellor, "cli:test")


def test_a_day_of_illness_goes_to_who_is_free_and_who_finds_nobody_is_held_other_times(client):
    town = town_of(client)
    mine, hers = confirmed(town), confirmed(town, HANAKO, HANAKOS)
    away = next(one for one in (SATO, SUZUKI) if one.id == holder(town, mine))
    later = town.books("U" + "3" * 32, ("田中 三郎", "13010-32345678", "090-3333-4444", "s@example.jp"), "12/3 15時")
    town.context = context_now(town.context)
    if later.counsellor != away.id:
        hand_over(town.context, later.id, away.id, "cli:test")
    seen, left = hand_over_all(town.context, away, THURSDAY, "cli:test")
    assert [(hit.booking.id, hit.to, len(hit.instead)) for hit in seen.hits] == [
        (mine, "", 3),
        (later.id, other(away.id), 0),
    ]
    assert left == []
    assert holder(town, later.id) == holder(town, hers) == other(away.id)
    offered = town.context.store.booking(mine)
    assert (offered.state, offered.offers) == (State.OFFERED, seen.hits[0].instead)
    town.passes(seconds=31).sends()
    (told,) = [text for text in town.heard(TARO) if "行えなくなりました" in text]
    assert "担当の職員が急に休む" in told


def test_the_times_held_are_those_of_the_person_s_own_counsellor(client):
    town = town_of(client, SATO, replace(SUZUKI, weekly=weekly_from("mon-fri 10:00-10:30")))
    set_own(town.context, "sato", "cli:test", user=TARO)
    made = confirmed(town)
    (hit,) = look_at_absent(town.context, SATO, THURSDAY).hits
    assert hit.booking.id == made
    assert {start.date() for start in hit.instead} == {(AT_TWO + DAY).date()}  # 鈴木 is there on the day itself


def test_what_was_shown_must_still_hold(client):
    town = town_of(client)
    made = confirmed(town)
    away = next(one for one in (SATO, SUZUKI) if one.id == holder(town, made))
    mark = look_at_absent(town.context, away, THURSDAY).mark
    hand_over(town.context, made, other(away.id), "cli:test")
    with pytest.raises(RefusedError, match="schedule_changed"):
        hand_over_all(town.context, away, THURSDAY, "cli:test", mark=mark)


def test_a_person_is_handed_over_with_reason_history_and_the_booking_to_come(client):
    town = town_of(client)
    set_own(town.context, "sato", "cli:test", user=TARO)
    made = town.books(TARO)
    after, stay = hand_over_person(town.context, Found(), "suzuki", "cli:test", user=TARO, reason="異動")
    assert (after.counsellor, after.earlier[0].counsellor, after.earlier[0].reason) == ("suzuki", "sato", "異動")
    assert (holder(town, made.id), stay) == ("suzuki", [])


def test_a_booking_stays_where_the_new_counsellor_is_not_free(client):
    town = town_of(client)
    set_own(town.context, "sato", "cli:test", user=TARO)
    mine = town.books(TARO)
    town.books(HANAKO, HANAKOS)
    _, stay = hand_over_person(town.context, Found(), "suzuki", "cli:test", user=TARO)
    assert [one.id for one in stay] == [mine.id]
    assert holder(town, mine.id) == "sato"
    assert own_of(town.context, user=TARO).counsellor == "suzuki"


def test_what_is_over_or_offered_other_times_is_not_handed_over(client):
    town = town_of(client)
    made = town.books(TARO)
    town.context.clock.move_to(AT_TWO + DAY)
    with pytest.raises(RefusedError, match="not_hand_over"):
        hand_over(town.context, made.id, other(made.counsellor), "cli:test")
    assert booking().counsellor == ""


def test_who_was_handed_over_in_part_is_handed_over_wholly_by_the_next_try(client):
    town = town_of(client)
    set_own(town.context, "sato", "cli:test", user=TARO)
    made = confirmed(town)
    assert holder(town, made) == "sato"
    commits = []

    def dies(guards, writes):
        commits.append(writes)
        if len(commits) == 2:
            raise KeyboardInterrupt
        return town.context.store.commit(guards, writes)

    dying = replace(town.context, store=Changed(town.context.store, commit=dies))
    with pytest.raises(KeyboardInterrupt):
        hand_over_person(dying, Found(), "suzuki", "staff:s1", user=TARO)
    assert (own_of(town.context, user=TARO).counsellor, holder(town, made)) == ("suzuki", "sato")
    hand_over_person(town.context, Found(), "suzuki", "staff:s1", user=TARO)
    assert holder(town, made) == "suzuki"
    with pytest.raises(RefusedError, match="own_already"):
        hand_over_person(town.context, Found(), "suzuki", "staff:s1", user=TARO)
