"""Questions to the audit log find a span of time by its index, however long the log is."""

from datetime import timedelta

from bot.ports.audit import Entry, Record
from bot.service.audit.queries import Asked, records
from bot.service.audit.verify import verify
from tests.make import WEDNESDAY
from tests.service.seekers import town

ENTRIES = 10_000


def fill(place, count):
    """Write entries, one a minute, every tenth a look at the same record."""
    moments = (WEDNESDAY - timedelta(minutes=number) for number in range(count, 0, -1))
    lines = [
        Record(Entry(at, f"staff:s{number % 20}", "viewed" if number % 10 == 0 else "listed", f"b{number % 100}"))
        for number, at in enumerate(moments)
    ]
    for first in range(0, count, 100):
        place.store.commit((), lines[first : first + 100])


def sent_for(client, place, asked):
    """Give the bytes that the server sends for one question."""
    before = client.info("stats")["total_net_output_bytes"]
    records(place, asked)
    after = client.info("stats")["total_net_output_bytes"]
    return after - before - (client.info("stats")["total_net_output_bytes"] - after)


def test_a_question_about_a_day_reads_that_day_and_no_more_of_the_log(client):
    place = town(client)
    fill(place, ENTRIES)
    day = Asked(WEDNESDAY - timedelta(days=1), WEDNESDAY, booking="b10", only_seen=True)
    found = records(place, day)
    assert len(found) == len([one for one in range(ENTRIES - 24 * 60, ENTRIES) if one % 100 == 10])
    assert found == sorted(found, key=lambda entry: entry.at, reverse=True)
    assert {entry.booking for entry in found} == {"b10"}
    all_of_it = Asked(WEDNESDAY - timedelta(days=365), WEDNESDAY, booking="b10", only_seen=True)
    share = sent_for(client, place, day) / sent_for(client, place, all_of_it)
    assert 0 < share < 1.5 * 24 * 60 / ENTRIES
    found = verify(place)
    assert (found.entries, found.broken) == (ENTRIES, None)


def test_an_entry_of_an_earlier_moment_that_was_written_later_is_found_too(client):
    place = town(client)
    fill(place, 10)
    late = Entry(WEDNESDAY - timedelta(minutes=5, seconds=30), "cli:x", "viewed", "b1")
    place.store.commit((), (Record(late),))
    asked = Asked(WEDNESDAY - timedelta(minutes=6), WEDNESDAY - timedelta(minutes=5))
    assert late in records(place, asked)
    assert len(records(place, asked)) == 3
