"""Questions to the audit log find a span of time by its index, however long the log is."""

import time
from datetime import timedelta

from bot.ports.audit import Entry, Record
from bot.service.audit.queries import Asked, records
from bot.service.audit.verify import verify
from tests.make import WEDNESDAY
from tests.service.seekers import town

ENTRIES = 50_000


def fill(place, count):
    """Write entries, one a minute, every tenth a look at the same record."""
    moments = (WEDNESDAY - timedelta(minutes=number) for number in range(count, 0, -1))
    lines = [
        Record(Entry(at, f"staff:s{number % 20}", "viewed" if number % 10 == 0 else "listed", f"b{number % 100}"))
        for number, at in enumerate(moments)
    ]
    for first in range(0, count, 500):
        place.store.commit((), lines[first : first + 500])


def test_one_query_of_a_week_in_fifty_thousand_entries_takes_less_than_a_tenth_of_a_second(client):
    place = town(client)
    fill(place, ENTRIES)
    asked = Asked(WEDNESDAY - timedelta(days=7), WEDNESDAY, booking="b10", only_seen=True)
    taken = []
    for _ in range(7):
        began = time.perf_counter()
        found = records(place, asked)
        taken.append(time.perf_counter() - began)
    assert len(found) == len([one for one in range(ENTRIES - 7 * 24 * 60, ENTRIES) if one % 100 == 10]) == 100
    assert found == sorted(found, key=lambda entry: entry.at, reverse=True)
    assert {entry.booking for entry in found} == {"b10"}
    assert min(taken) < 0.1  # the best: the others tell how busy the machine is
    assert verify(place) == (ENTRIES, "")


def test_an_entry_of_an_earlier_moment_that_was_written_later_is_found_too(client):
    place = town(client)
    fill(place, 10)
    late = Entry(WEDNESDAY - timedelta(minutes=5, seconds=30), "cli:x", "viewed", "b1")
    place.store.commit((), (Record(late),))
    asked = Asked(WEDNESDAY - timedelta(minutes=6), WEDNESDAY - timedelta(minutes=5))
    assert late in records(place, asked)
    assert len(records(place, asked)) == 3
