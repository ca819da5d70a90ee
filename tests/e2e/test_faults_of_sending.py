"""LINE going wrong under real web and worker processes: nothing lost, nothing twice, mail and webhook go on."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from bot.adapters.line.outbound import CALL_SECONDS
from bot.adapters.network.http_client import trusted
from bot.booking.notices.notice import Kind, NoticeState
from bot.bootstrap import Built, build
from bot.playground.page.mailbox import Mailbox
from bot.service.bookings import steps
from bot.service.events.office_now import context_now
from bot.settings import from_environ
from tests.e2e.mailbox import town_with_mail
from tests.e2e.town import PATIENCE, Town, in_time, wait_until
from tests.faults.rows import fault
from tests.make import ROOM, answers, booking, tokyo
from tests.service.made_bookings import requested

BACK_WITHIN = 60  # seconds after LINE's return


@dataclass
class Place:
    """A deployment, its mailbox, and bookings put straight into its store."""

    town: Town
    box: Mailbox
    built: Built
    made: list[int] = field(default_factory=list)

    def confirmed(self, count: int, **changes: Any) -> list[str]:
        """Confirm new bookings, each with its details due now; give the seekers."""
        context, users = context_now(self.built.process), []
        for _ in range(count):
            number = len(self.made) + 1
            self.made.append(number)
            user = f"U{number:032x}"
            self.town.line.add_friend(user)
            requested(context, booking(id=f"b{number}", number=f"{100_000 + number}", user=user, **changes))
            users.append(user)
        for number in self.made[-count:]:
            steps.confirm_booking(context, f"{100_000 + number}", ROOM, "cli:test")
        return users

    def calls(self, endpoint: str = "push") -> int:
        """Count the calls that LINE saw."""
        return sum(one.endpoint == endpoint for one in self.town.line.gate.log)

    def mails_to(self, address: str) -> int:
        """Count the mails to somebody."""
        return sum(address in mail["to"] for mail in self.box.mails())

    def heal(self) -> None:
        """Let LINE work again."""
        self.town.line.faults.clear()

    def metrics(self) -> str:
        """Give the page of the metrics."""
        return httpx.get(f"{self.town.url}/metrics", timeout=PATIENCE, verify=trusted()).text


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("town")
    with town_with_mail(folder, STAFF_MAIL_TO="staff@office.example") as (town, box):
        town.open().now_is(tokyo("2026-11-25 10:00"))
        yield Place(town, box, build(from_environ(town.environment), sending=False))


@pytest.fixture(autouse=True)
def healed(place: Place) -> Iterator[None]:
    """Leave LINE whole and nothing waiting."""
    yield
    place.heal()


def all_have_one(place: Place, users: list[str]) -> bool:
    return all(len(place.town.from_bot(user, "push")) == 1 for user in users)


def states_of_details(place: Place) -> set[NoticeState]:
    rows = [row for number in place.made for row in place.built.process.store.notices(f"b{number}")]
    return {row.state for row in rows if row.kind is Kind.DETAILS}


@fault("F23", injected="LINE answers 500 to everything", within=60)
def test_f23_a_burst_of_500_opens_the_circuit_and_afterwards_all_is_sent_once(place: Place):
    place.town.line.faults.add("error_500", times=None)
    before = place.calls()
    users = place.confirmed(40, answers=answers(email=""))
    wait_until(lambda: "madoguchi_line_rests 1" in place.metrics(), what="the circuit is open")
    tries = place.calls() - before
    time.sleep(2)  # longer than all these calls would take
    assert place.calls() - before <= tries + 16 + 2  # what was under way, one or two probes
    assert place.calls() - before < len(users)
    place.heal()
    wait_until(lambda: all_have_one(place, users), BACK_WITHIN, "all details")
    wait_until(lambda: "madoguchi_line_rests 0" in place.metrics(), what="the circuit is closed")
    wait_until(lambda: states_of_details(place) == {NoticeState.ACCEPTED}, what="what was sent is noted as sent")
    keys = [one.retry_key for one in place.town.line.gate.log if one.endpoint == "push" and one.status == 200]
    assert len(keys) == len(set(keys))


def all_are_answered_at_once(town: Town, users: list[str]) -> bool:
    """Say whether the webhooks of people who write at one moment are answered as soon as LINE wants it."""
    before = len(town.line.courier.log)
    with ThreadPoolExecutor(len(users)) as writers:
        list(writers.map(lambda user: town.line.say(user, "確認"), users))
    answered = list(town.line.courier.log)[before:]
    return {one.status for one in answered} == {200} and max(one.milliseconds for one in answered) < 2000


@fault("F29", injected="LINE takes two minutes for each call")
def test_f29_a_line_that_takes_minutes_holds_up_neither_mail_nor_the_webhook(place: Place):
    town = place.town
    town.line.faults.add("slow", times=None, seconds=2 * PATIENCE)
    users = place.confirmed(20)  # with mail
    wait_until(lambda: place.mails_to("taro@example.com") == len(users), what="mail goes on")
    assert not any(town.from_bot(user) for user in users)  # LINE has not answered the first
    assert in_time(lambda: all_are_answered_at_once(town, users))
    wait_until(lambda: "madoguchi_line_rests 1" in place.metrics(), what="the circuit is open")
    assert httpx.get(f"{town.url}/healthz", timeout=CALL_SECONDS - 1, verify=trusted()).status_code == 200
    place.heal()
    place.built.clock.advance(40)  # the next probe is due
    wait_until(lambda: all(len(town.from_bot(user)) >= 2 for user in users), BACK_WITHIN, "details and answers")
    assert all("912 3456 7890" in "".join(town.texts(user)) for user in users)
