"""The audit log is looked at in steps: what is kept in mind of it, and what is written meanwhile."""

import tracemalloc

from bot.adapters.redis.clock import MovableClock
from bot.adapters.store.store import RedisStore
from bot.service.audit.histories import Histories, Known
from bot.service.audit.short_hashes import ShortHashes, short_hash
from bot.service.audit.verify import Broken, Part, Place, Verdict, verify
from tests.make import WEDNESDAY
from tests.service.audit import intruder
from tests.service.audit.intruder import note
from tests.service.make_context import context_of
from tests.stores import CIPHER, KEYS

place = intruder.place
MANY = 20_000
MOST_BYTES = 60  # of a booking and one line, with the room that an array leaves for more


class Busy(RedisStore):
    """While histories are read, entries about both bookings are written."""

    def histories(self):
        """Write one before each list that is read, and one after all."""
        other = context_of(RedisStore(self._client, KEYS, CIPHER, MovableClock(self._client, KEYS)))
        for number, told in enumerate([*super().histories(), None], 6):
            note(other, number)
            if told:
                yield told


def test_entries_that_are_written_meanwhile_are_no_fault(place, client):
    busy = context_of(Busy(client, KEYS, CIPHER, MovableClock(client, KEYS)))
    assert verify(busy) == Verdict(9)
    client.rpop(KEYS.history("b1"), 2)  # one of those and one of before
    assert verify(busy).broken == Broken(Place.HISTORY, "b1")


def noted(surely: int, listed: list[str]) -> Histories:
    """Give what is found of the list about b1 when the log has an entry about it at 0, 2 and 4."""
    histories = Histories(surely, WEDNESDAY)
    histories.add("b1", listed)
    for at in range(6):
        histories.note(f"b{at % 2 + 1}", Known(at, at, "text"))
    return histories


def test_of_the_lines_that_there_were_before_a_list_must_have_its_own():
    assert noted(4, ["0", "2"]).wrong == set()
    assert noted(6, ["0", "2"]).wrong == {short_hash("b1")}
    assert noted(4, ["0", "2", "4"]).wrong == set()
    assert noted(4, ["0", "2", "5"]).wrong == {short_hash("b1")}
    assert noted(6, ["0", "4", "2"]).wrong == {short_hash("b1")}


def test_a_list_that_is_told_twice_counts_once():
    histories = Histories(6, WEDNESDAY)
    for listed in (["0"], ["0"], []):
        histories.add("b1", listed)
    histories.note("b1", Known(0, 0, "text"))
    assert histories.wrong == set()


def test_a_text_that_stands_twice_is_found_in_its_turn():
    turns = [ShortHashes(turn, 3) for turn in range(3)]
    for some in turns:
        for number in [*range(500), 7]:
            some.add(str(number))
    assert sorted(len([*some.twice()]) for some in turns) == [0, 0, 1]


def test_a_booking_and_a_line_cost_some_dozens_of_bytes():
    tracemalloc.start()
    try:
        histories, nonces = Histories(MANY, WEDNESDAY), ShortHashes()
        empty, _ = tracemalloc.get_traced_memory()
        for number in range(MANY):
            histories.add(f"b{number}", [str(number)])
        for number in range(MANY):
            histories.note(f"b{number}", Known(number, number, "text"))
            nonces.add(str(number))
        assert histories.wrong == set()
        full, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (full - empty) / MANY < MOST_BYTES


def test_how_far_it_is_can_be_shown(place):
    seen = []

    def shown(items, part, total):
        for one in items:
            seen.append((part, total))
            yield one

    assert verify(place, shown=shown).broken is None
    assert seen == [(Part.HISTORIES, 1)] * 2 + [(Part.LINES, 6)] * 6
