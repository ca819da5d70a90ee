"""F64: many bookings at once through their whole life, and no message that holds what belongs to another person."""

import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zlib import crc32

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.redis.clock import MovableClock
from bot.adapters.store.store import RedisStore
from bot.booking.lifecycle import Step
from bot.booking.model import Booking, Room
from bot.booking.schedule.opening import cut_off
from bot.dialogue.reading import say_time, say_when
from bot.errors import RefusedError, SendError
from bot.ports.context import RequestContext
from bot.service.bookings import steps
from bot.service.notices.sending import send_notice
from tests.faults.rows import fault, twin
from tests.make import WEDNESDAY, answers, booking, tokyo
from tests.ports import Changed
from tests.service.made_bookings import requested
from tests.service.make_context import FakeLine, FakeMail, context_of
from tests.stores import CIPHER, KEYS

STARTS = ("10:00", "11:30", "13:00", "14:00", "15:00")
THREADS = 8


def person(place: int) -> Booking:
    """Give the request of one of many people, with nothing that two of them share but the start."""
    start = tokyo(f"2026-12-03 {STARTS[place % len(STARTS)]}")
    return booking(
        id=f"id{place:03}",
        number=f"{700_000 + place * 7}",
        user=f"U{place:032x}",
        start=start,
        answers=answers(
            name=f"候補者{chr(0x4E00 + place * 3)}{chr(0x5000 + place)}",
            number=f"13010-{20_000_000 + place * 11}",
            email=f"person{place:03}@example.com",
        ),
    )


def room(place: int, version: int) -> Room:
    return Room(
        f"9{place:03}{version}000000"[:10], f"p{place:03}v{version}", f"https://zoom.example/j/{place:03}v{version}"
    )


def secrets_of(place: int) -> tuple[str, ...]:
    """Give what only the messages to one person may hold."""
    one = person(place)
    rooms = [room(place, version) for version in (1, 2)]
    return (
        *(one.number, one.answers["name"].value, one.answers["email"].value, one.user, one.id),
        *(part for each in rooms for part in (each.meeting_id, each.passcode, each.join_url)),
    )


def live(town: RequestContext, place: int, fate: str) -> None:
    """Take one person through what his fate says."""
    made = requested(town, person(place))
    for version, act in enumerate(fate, 1):
        with suppress(RefusedError):
            if act == "c":
                steps.confirm_booking(town, made.number, room(place, min(version, 2)), "cli:test")
            else:
                step = Step.DECLINE if act == "d" else Step.CANCEL_BY_OFFICE
                steps.take_step(town, made.number, step, "cli:test", reason=f"理由{made.number}")
        sweep(town)


def sweep(town: RequestContext) -> None:
    for claim in town.store.claim_notices(5) + town.store.claim_mail(5):
        send_notice(town, claim)


def whole_life(town: RequestContext, fates: Sequence[str]) -> None:
    town.clock.move_to(WEDNESDAY)
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda one: live(town, *one), enumerate(fates)))
        for moment in ("2026-11-25 10:10", "2026-12-02 17:00", *(f"2026-12-03 {start}" for start in STARTS)):
            town.clock.move_to(tokyo(moment) - timedelta(minutes=30 if "12-03" in moment else 0))
            list(pool.map(lambda _: sweep(town), range(2 * len(fates) // THREADS + 2)))


def messages(town: RequestContext) -> Iterator[tuple[str, str]]:
    """Give to whom each message went, and all of it as text."""
    yield from ((to, str(sent)) for to, sent, _ in town.line.pushes)
    mail = town.mail
    for (to, subject, body, _), calendar in zip(mail.sent, mail.calendars, strict=True):
        yield to[0], f"{subject}\n{body}\n{calendar.decode()}"


def mixed_up(town: RequestContext, count: int) -> list[tuple[str, str]]:
    """Give every message that holds something of another person, or a time that is not its own."""
    owners = {
        name: place for place in range(count) for name in (person(place).user, person(place).answers["email"].value)
    }
    foreign = {secret: place for place in range(count) for secret in secrets_of(place)}
    found = []
    for to, text in messages(town):
        own = owners[to]
        wrong = [secret for secret, place in foreign.items() if place != own and secret in text]
        start = person(own).start
        own_times = {say_when(start), say_when(cut_off(town.office, start))}  # the second ends moving it in chat
        opening = say_time(town.office.counter.spans[0].since)  # when the telephone is answered next
        told = re.findall(r"12月\d+日（.）\d+:\d\d", text)
        times = {one for one in told if not one.endswith(opening)} - own_times
        found += [(to, one) for one in (*wrong, *times)]
    return found


class Flaky(FakeLine):
    """A LINE that answers now and then by an error, the same for all runs of a seed."""

    def push(self, to: str, messages: Sequence[Mapping[str, Any]], retry_key: str) -> None:
        chance = crc32(retry_key.encode())
        if chance % 5 == 0 and retry_key not in self.again:
            self.again.add(retry_key)
            raise SendError("http_400", permanent=True) if chance % 2 else SendError("http_500")
        super().push(to, messages, retry_key)

    def __init__(self) -> None:
        super().__init__()
        self.again: set[str] = set()


def town_on(client: Any) -> RequestContext:
    client.flushdb()
    store = RedisStore(client, KEYS, CIPHER, MovableClock(client, KEYS))
    return context_of(store, FakeMail(), line=Flaky())


FATES = st.lists(st.sampled_from(["c", "cc", "cx", "ccx", "d", "x", "c", ""]), min_size=12, max_size=24)


@fault("F64", injected="many bookings at once, LINE failing now and then")
@given(fates=FATES)
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_f64_no_message_holds_anything_of_another_person(client, fates):
    town = town_on(client)
    whole_life(town, fates)
    assert mixed_up(town, len(fates)) == []
    confirmed = sum(fate.startswith("c") for fate in fates)
    assert len(list(messages(town))) >= confirmed


@twin("F64", without="the right booking")
def test_f64_twin_a_sender_that_takes_another_booking_is_found_out(client):
    town, last = town_on(client), []

    def swapped(to: str, messages: Sequence[Mapping[str, Any]], retry_key: str) -> None:
        last.append(messages)
        line.push(to, last[-2] if len(last) > 1 else messages, retry_key)

    line = town.line
    town = replace(town, line=Changed(line, push=swapped))
    whole_life(town, ["c"] * 12)
    assert mixed_up(town, 12)


@pytest.mark.parametrize("place", [1, 40])
def test_the_people_of_this_test_share_nothing(place):
    assert not set(secrets_of(place)) & set(secrets_of(place + 1))
