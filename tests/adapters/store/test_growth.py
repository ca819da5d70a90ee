"""What an event asks of Redis does not grow with the bookings that it keeps, nor with the places that are taken."""

from typing import Any

from benchmarks.events import fill, office, talk

NOT_OURS = {"info", "time"}  # the question itself; asked by the clock as real seconds go by
PLACES = 40
A_DIGIT_FURTHER = "cmdstat_hexists"
FEW = 20  # commands in a whole talk: some are asked as real seconds go by


def commands(client: Any) -> dict[str, int]:
    told = client.info("commandstats")
    return {name: one["calls"] for name, one in told.items() if name.removeprefix("cmdstat_") not in NOT_OURS}


def asked_by_a_talk(client: Any, context: Any, person: int) -> dict[str, int]:
    """Give how often each command was carried out, those within scripts among them."""
    before = commands(client)
    list(talk(context, person))
    return {name: calls - before.get(name, 0) for name, calls in commands(client).items() if calls != before.get(name)}


def test_a_talk_asks_for_as_much_with_many_bookings_as_with_none(client):
    context, seen = office(client, PLACES), []
    for kept in (0, 250):
        fill(office(client, PLACES), 0, kept)
        list(talk(context, len(seen)))  # so that the process knows again which places are taken
        seen.append(asked_by_a_talk(client, context, 2 + len(seen)))
    grown = {
        name: (calls, seen[0].get(name, 0)) for name, calls in seen[1].items() if calls > seen[0].get(name, 0) + FEW
    }
    looked, before = grown.pop(A_DIGIT_FURTHER, (0, 0))  # for each word, once words were parted by a digit
    assert grown == {}
    assert looked <= 2 * before
