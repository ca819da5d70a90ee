"""A person's own counsellor: kept in each booking while free, ended with a reason, found both ways, erased with all."""

from dataclasses import replace

import pytest

from bot.booking.schedule.opening import DAY
from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.counsellors import Counsellor, absence, with_absence
from bot.errors import RefusedError
from bot.ports.bookings import OwnCounsellorIs
from bot.ports.context import RequestContext
from bot.service.bookings.moving import MoveTo, move_booking
from bot.service.counsellors.own_counsellor import forget_own, own_of, set_own
from bot.service.privacy import erasure
from tests.make import USER, tokyo
from tests.redis_contents import everything
from tests.service.chat import ANSWERS, book
from tests.service.make_context import town_of
from tests.stores import CIPHER, KEYS

WEEK = weekly_from("mon-fri 10:00-15:30")
SATO, SUZUKI = Counsellor("sato", "佐藤", WEEK), Counsellor("suzuki", "鈴木", WEEK)
NUMBER, AT_TWO = "1301012345678", tokyo("2026-12-03 14:00")


@pytest.mark.parametrize("way", [{"user": USER}, {"number": NUMBER}])
def test_who_has_an_own_counsellor_meets_the_same_again_in_every_booking(client, way):
    town = town_of(client, SATO, SUZUKI)
    set_own(town, "suzuki", "cli:test", **way)
    book(town)
    (made,) = town.store.bookings()
    assert made.answers["number"].key == NUMBER
    assert made.counsellor == "suzuki"
    moved = move_booking(town, made.number, MoveTo(AT_TWO + DAY), "cli:test")
    assert moved.counsellor == "suzuki"


def test_while_the_own_counsellor_is_away_another_takes_the_booking_and_gives_it_back(client):
    away = with_absence(SUZUKI, absence(AT_TWO.date(), AT_TWO.date()))
    town = town_of(client, SATO, away)
    set_own(town, "suzuki", "cli:test", user=USER)
    book(town, answers=(*ANSWERS[:-2], "ほかの職員でもよい", *ANSWERS[-2:]))
    (made,) = town.store.bookings()
    assert made.counsellor == "sato"
    assert move_booking(town, made.number, MoveTo(AT_TWO + DAY), "cli:test").counsellor == "suzuki"


def test_a_change_and_an_end_are_kept_with_the_reason_and_read_both_ways(client):
    town = town_of(client, SATO, SUZUKI)
    book(town)
    set_own(town, "sato", "cli:test", user=USER)
    assert own_of(town, number=NUMBER).counsellor == "sato"  # the number is known from the booking
    set_own(town, "suzuki", "cli:test", number=NUMBER, reason="異動のため")
    ended = set_own(town, "", "cli:test", user=USER, reason="就職")
    assert [(one.counsellor, one.reason) for one in ended.earlier] == [("sato", "異動のため"), ("suzuki", "就職")]
    assert own_of(town, user=USER).counsellor == own_of(town, number=NUMBER).counsellor == ""
    with pytest.raises(RefusedError, match="own_none"):
        set_own(town, "", "cli:test", user=USER)


def test_nothing_of_it_is_readable_at_rest_and_erasing_the_person_deletes_it(client):
    town = town_of(client, SATO)
    set_own(town, "sato", "cli:test", user=USER, number=NUMBER, reason="はじめて会った")
    stored = everything(client, KEYS)
    assert not [key for key, told in stored.items() if "はじめて会った" in told or NUMBER in told]
    assert [key for key, told in everything(client, KEYS, CIPHER).items() if "はじめて会った" in told]
    assert erasure.look(town, replace(erasure.ask(town, "cli:test", user=USER), user=USER)).others
    forget_own(town, (USER, NUMBER))
    assert own_of(town, user=USER, number=NUMBER).version == 0


@pytest.mark.parametrize("behind", [USER, NUMBER])
@pytest.mark.parametrize("way", [{"user": USER, "number": NUMBER}, {"user": USER}, {"number": NUMBER}])
def test_what_a_colleague_sets_meanwhile_is_not_overwritten(client, way, behind):
    town = _while_a_colleague_sets(client, behind)
    with pytest.raises(RefusedError, match="own_changed"):
        set_own(town, "tanaka", "cli:test", **way)
    kept = own_of(town, user=USER, number=NUMBER)
    assert kept.counsellor == "suzuki"
    assert [one.counsellor for one in kept.earlier] == ["sato"]


def test_without_the_guard_the_choice_of_the_colleague_is_lost(client):
    town = _while_a_colleague_sets(client, NUMBER)
    commit = town.store.commit
    town.store.commit = lambda guards, writes: commit(
        [guard for guard in guards if not isinstance(guard, OwnCounsellorIs)], writes
    )
    set_own(town, "tanaka", "cli:test", user=USER, number=NUMBER)
    kept = own_of(town, user=USER, number=NUMBER)
    assert "suzuki" not in {kept.counsellor, *(one.counsellor for one in kept.earlier)}


def _while_a_colleague_sets(client, behind: str) -> RequestContext:
    """A town where a colleague sets another own counsellor right behind the reading of what one name is known by."""
    town = town_of(client, SATO, SUZUKI, Counsellor("tanaka", "田中", WEEK))
    set_own(town, "sato", "cli:test", user=USER, number=NUMBER)
    read = town.store.own_counsellor

    def in_between(who: str):
        found = read(who)
        if who == behind:
            town.store.own_counsellor = read
            set_own(town, "suzuki", "cli:colleague", user=USER, number=NUMBER)
        return found

    town.store.own_counsellor = in_between
    return town
