"""What waits for a human hand and has a deadline, from a small set of sources; another source is one more function."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.booking.lifecycle import NO_SHOW_AFTER
from bot.booking.model import Booking
from bot.booking.offers import runs_out
from bot.booking.opening import DAY
from bot.ports import Desk, Services

SOON = timedelta(hours=2)


@dataclass(frozen=True)
class Task:
    """One thing to do. `kind` names the words that say what; it is done when its cause is gone."""

    kind: str
    booking: Booking
    since: datetime
    deadline: datetime


Source = Callable[[Services, Desk, datetime], Iterator[Task]]


def requests_near_their_end(services: Services, desk: Desk, now: datetime) -> Iterator[Task]:
    """Give the requests that run out within two hours."""
    for one in desk.requests():
        ends = runs_out(one, services.office)
        if ends - now <= SOON:
            yield Task("request", one, one.created, ends)


def outcomes_missing(_: Services, desk: Desk, now: datetime) -> Iterator[Task]:
    """Give the consultations whose outcome nobody has noted."""
    for one in desk.without_outcome(now - NO_SHOW_AFTER):
        yield Task("outcome", one, one.start + NO_SHOW_AFTER, one.start + DAY)


SOURCES: tuple[Source, ...] = (requests_near_their_end, outcomes_missing)


def tasks(services: Services, desk: Desk, now: datetime, sources: tuple[Source, ...] = SOURCES) -> list[Task]:
    """Give all tasks, the nearest deadline first."""
    found = (task for source in sources for task in source(services, desk, now))
    return sorted(found, key=lambda task: (task.deadline, task.booking.id))
