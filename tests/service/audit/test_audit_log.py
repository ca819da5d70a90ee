"""Whoever can write to Redis, and has no key of ours, can't rewrite the audit log unnoticed."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.store.forms import COMPACT, PACKED
from bot.adapters.store.last_seen import LastSeen
from bot.ports.audit import Entry, Record
from bot.ports.bookings import ForgetBooking, KeepBooking
from bot.service.audit.seal import seal
from bot.service.audit.verify import Broken, Place, Verdict, verify
from tests.make import WEDNESDAY, booking
from tests.ports import Changed
from tests.service.audit import intruder
from tests.service.audit.intruder import Intruder, note, opened
from tests.stores import KEYS, clock_at

place = intruder.place


def unsigned(line: str) -> str:
    return line.partition(" ")[2]


REWRITTEN = {
    "one entry changed": lambda lines: [lines[0].replace("s0", "s9"), *lines[1:]],
    "one taken out": lambda lines: [*lines[:2], *lines[3:]],
    "the last ones cut off": lambda lines: lines[:4],
    "the first ones cut off": lambda lines: lines[2:],
    "two swapped": lambda lines: [lines[1], lines[0], *lines[2:]],
    "one standing twice": lambda lines: [*lines, lines[-1]],
    "one put in between": lambda lines: [*lines[:3], lines[0], *lines[3:]],
    "one of another shape put behind": lambda lines: [*lines, unsigned(lines[0])],
    "spaces within": lambda lines: [lines[0].replace("viewed", "viewed ", 1), *lines[1:]],
    "something behind": lambda lines: [*lines[:5], lines[5] + " "],
    "all in the form of an earlier release": lambda lines: [unsigned(line) for line in lines],
    "all gone": lambda lines: [],
}


def chain_alone_fits(client) -> bool:
    """Say whether the chain and its head fit, which is all that was looked at before."""
    chain = ""
    for line in client.lrange(KEYS.audit, 0, -1):
        told, _, rest = line.partition(" ")
        chain = hashlib.sha1((chain + rest).encode(), usedforsecurity=False).hexdigest()
        if not chain.startswith(told):
            return False
    return (client.get(KEYS.audit_head) or "") == chain


@pytest.mark.parametrize("how", REWRITTEN)
def test_a_log_that_was_rewritten_as_a_whole_is_found_out(place, client, how):
    intruder = Intruder(client)
    intruder.writes(REWRITTEN[how](intruder.lines()))
    assert chain_alone_fits(client)  # the twin: to the chain alone all is well
    assert verify(place).broken
    assert verify(opened(client)).broken
    note(place, 6)
    # What stands twice since the last seal is ours in itself; that it stands twice shows only in the whole.
    assert seal(place) == ("sealed" if how == "one standing twice" else "broken")
    assert verify(place).broken


def test_writing_the_same_log_again_is_no_change(place, client):
    intruder = Intruder(client)
    intruder.writes(intruder.lines())
    assert verify(place) == Verdict(6)


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (lambda client: client.delete(KEYS.audit_seal), Broken(Place.SEAL)),
        (lambda client: client.hset(KEYS.audit_seal, "entries", 4), Broken(Place.SEAL)),
        (lambda client: client.hset(KEYS.audit_seal, mapping={"entries": 0, "head": ""}), Broken(Place.SEAL)),
        (lambda client: client.delete(KEYS.audit_marks), Broken(Place.TIMES)),
        (lambda client: client.zincrby(KEYS.audit_marks, 3_600_000, "0"), Broken(Place.TIMES)),
        (lambda client: client.zadd(KEYS.audit_marks, {"9": 1}), Broken(Place.TIMES)),
        (lambda client: client.delete(KEYS.audit_newest), Broken(Place.TIMES)),
        (lambda client: client.incr(KEYS.audit_newest), Broken(Place.TIMES)),
        (lambda client: client.zadd(KEYS.audit_times, {"9": 1}), Broken(Place.TIMES)),
        (lambda client: client.set(KEYS.audit_head, "0" * 40), Broken(Place.END)),
        (lambda client: client.rpop(KEYS.history("b1")), Broken(Place.HISTORY, "b1")),
        (lambda client: client.lpop(KEYS.history("b1")), Broken(Place.HISTORY, "b1")),
        (lambda client: client.zincrby(KEYS.audit_times, 0.5, "2"), Broken(Place.TIMES)),
        (lambda client: client.rpush(KEYS.history("b2"), "{}"), Broken(Place.HISTORY, "b2")),
        (lambda client: client.rpush(KEYS.history("b2"), "99"), Broken(Place.HISTORY, "b2")),
        (
            lambda client: client.lset(KEYS.history("b2"), 0, client.lindex(KEYS.history("b1"), 0)),
            Broken(Place.HISTORY, "b2"),
        ),
        (lambda client: client.delete(KEYS.history("b1")), Broken(Place.HISTORY, "b1")),
        (lambda client: client.delete(KEYS.audit, KEYS.audit_head, KEYS.audit_times), Broken(Place.END)),
    ],
)
def test_what_stands_beside_the_log_is_looked_at_too(place, client, spoil, where):
    spoil(client)
    assert verify(place).broken == where


@pytest.mark.parametrize(
    "spoil",
    [
        lambda client: client.delete(KEYS.audit_times),
        lambda client: client.zincrby(KEYS.audit_times, 3_600_000, "2"),
        lambda client: client.zrem(KEYS.audit_times, "2"),
    ],
)
def test_an_index_of_before_there_were_marks_names_every_entry(client, spoil):
    place = opened(client)
    clock_at(client)
    place.store.changed()
    client.hset(KEYS.store, "format", PACKED)
    place.store.commit((), ())  # by which the process learns it
    for number in range(4):
        note(place, number)
    assert verify(place).broken is None
    assert (client.zcard(KEYS.audit_times), client.exists(KEYS.audit_marks)) == (4, 0)
    client.hset(KEYS.store, "format", COMPACT)
    for number in (4, 5, 6):
        note(place, number)
    assert client.zrange(KEYS.audit_marks, 0, -1) == ["5"]  # the process learnt the number with the one before
    assert verify(place) == Verdict(7)
    spoil(client)
    assert verify(place).broken == Broken(Place.TIMES)


def test_an_entry_whose_moment_is_before_that_of_another_above_it_is_named(place, client):
    for number in (9, 7, 8, 9, 10):
        note(place, number)
    assert client.zrange(KEYS.audit_times, 0, -1) == ["7", "8"]
    assert verify(place) == Verdict(11)
    for minute, actors in ((7, ["s7"]), (8, ["s8"]), (9, ["s9", "s9"]), (10, ["s10"])):
        at = WEDNESDAY + timedelta(minutes=minute)
        assert [one.actor for one in place.store.audit_between(at, at)] == [f"staff:{one}" for one in actors]
    client.zrem(KEYS.audit_times, "8")
    assert verify(place).broken == Broken(Place.TIMES)


def test_going_back_to_an_older_log_with_its_own_seal_is_known_by_what_is_remembered_outside(place, client, tmp_path):
    remembering = opened(client, LastSeen(str(tmp_path), "yahata", keeps=True))
    intruder, before, old_seal = Intruder(client), Intruder(client).lines(), client.hgetall(KEYS.audit_seal)
    for number in range(6, 9):
        note(remembering, number)
    assert seal(remembering) == "sealed"
    intruder.writes(before)
    client.hset(KEYS.audit_seal, mapping=old_seal)
    assert verify(opened(client)) == Verdict(6)  # who remembers nothing can't tell
    assert verify(remembering).broken == Broken(Place.OUTSIDE)
    assert seal(remembering) == "broken"
    assert verify(opened(client, LastSeen(str(tmp_path), "yahata"))).broken == Broken(Place.OUTSIDE)


def test_a_note_on_paper_tells_as_much(place, client):
    log = place.store.audit_end()
    noted = (log.entries, log.head)
    note(place, 6)
    assert verify(place, [noted]).broken is None
    assert verify(place, [(5, log.head)]).broken == Broken(Place.OUTSIDE)
    assert verify(place, [(99, log.head)]).broken == Broken(Place.OUTSIDE)


def test_what_came_since_the_last_seal_can_be_taken_out_but_not_forged(place, client):
    for number in range(6, 9):
        note(place, number)
    intruder = Intruder(client)
    whole = intruder.lines()
    intruder.writes(whole[:-1])
    assert verify(place) == Verdict(8)  # the honest limit: ten seconds
    intruder.writes([*whole[:-1], whole[-1].replace("s8", "s9")])
    assert verify(place).broken == Broken(Place.LINE, "9")


def earlier_release_writes(client, count):
    """Write entries as the release before signatures did."""
    chain, at = client.get(KEYS.audit_head) or "", WEDNESDAY
    entry = json.dumps({"at": at.isoformat(), "actor": "cli:x", "action": "viewed", "booking": "", "detail": ""})
    for _ in range(count):
        chain = hashlib.sha1((chain + entry).encode(), usedforsecurity=False).hexdigest()
        place = client.rpush(KEYS.audit, f"{chain} {entry}") - 1
        client.zadd(KEYS.audit_times, {place: round(at.timestamp() * 1000)})
        client.set(KEYS.audit_head, chain)


def test_a_log_of_an_earlier_release_goes_on_signed(client):
    clock_at(client)
    earlier_release_writes(client, 3)
    place = opened(client)
    assert verify(place).broken is None
    for number in range(3):
        note(place, number)
    assert seal(place) == "sealed"
    found = verify(place)
    assert (found.entries, found.broken, found.unsigned, found.unsealed) == (6, None, 3, 0)
    earlier_release_writes(client, 1)
    assert verify(place).broken == Broken(Place.LINE, "7")
    assert seal(place) == "broken"


def test_an_emptied_store_is_no_log_without_irregularity(place, client):
    client.flushall()
    assert verify(place) == Verdict(0, Broken(Place.SEAL))


def test_bookings_without_any_entry_are_no_log_without_irregularity(client):
    place = opened(client)
    place.store.commit((), (KeepBooking(booking()),))
    assert verify(place) == Verdict(0, Broken(Place.EMPTY))


def test_a_forgotten_booking_takes_its_history_along(place):
    place.store.commit((), (Record(Entry(WEDNESDAY, "system", "forgotten", "b1")), ForgetBooking(booking(), ())))
    assert verify(place) == Verdict(7)


def test_a_history_that_ended_by_itself_begins_anew(place, client):
    client.delete(KEYS.history("b2"))  # it ends 90 days after the newest entry; of a booking that is gone, unlike b1
    assert verify(place) == Verdict(6)
    place.store.commit((), (Record(Entry(WEDNESDAY + timedelta(days=91), "staff:s1", "viewed", "b2")),))
    assert verify(place) == Verdict(7)
    client.rpop(KEYS.history("b2"))
    assert verify(place) == Verdict(7)
    place.store.commit((), (Record(Entry(WEDNESDAY + timedelta(days=92), "staff:s1", "viewed", "b2")),))
    assert verify(place) == Verdict(8, Broken(Place.HISTORY, "b2"))


def test_two_workers_seal_one_after_the_other(place, client):
    other = opened(client)
    note(place, 6)
    assert [seal(place), seal(other)] == ["sealed", "nothing_new"]
    note(place, 7)
    assert [seal(other), seal(place)] == ["sealed", "nothing_new"]


def test_who_seals_beside_another_on_the_same_machine_calls_nothing_broken(client, tmp_path):
    one, other = (opened(client, LastSeen(str(tmp_path), "yahata", keeps=True)) for _ in range(2))
    note(one, 1)
    assert seal(one) == "sealed"
    note(one, 2)

    def audit_seal():
        found = one.store.audit_seal()
        assert seal(other) == "sealed"
        return found

    assert seal(replace(one, store=Changed(one.store, audit_seal=audit_seal))) == "nothing_new"
    assert not one.store.noted("audit broken")


def test_what_waits_for_a_seal_for_long_is_counted(place):
    note(place, 6)
    assert verify(place).unsealed == 0
    place.clock.advance(20 * 60)
    assert verify(place).unsealed == 1
    assert seal(place) == "sealed"
    assert verify(place).unsealed == 0


def test_a_seal_that_does_not_go_on_is_told(client):
    told = []
    place = opened(client, log=lambda event, **values: told.append(event))
    note(place, 0)
    assert seal(place) == "sealed"
    client.rpop(KEYS.audit)
    assert [seal(place), seal(place)] == ["broken", "broken"]
    assert told.count("audit_broken") == 1
    assert place.store.counters()["audit_broken"] == 1
