"""The jobs. Their arguments are ids and lease tokens only; each looks again and may run twice."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from bot.bootstrap import Built, build
from bot.errors import StoreDownError
from bot.ports import Claim, Services
from bot.service.alarms import look_at_quota
from bot.service.editions import tell_of_coming
from bot.service.erasure import erase
from bot.service.expiry import expire
from bot.service.menus import link
from bot.service.notices import send_notice
from bot.service.orphans import delete_orphans
from bot.service.pending import by_person, sweep_reply
from bot.service.rooms import see_to_room
from bot.service.standing import standing_now
from bot.service.upkeep import forget_old
from bot.service.waiting import look_at, match
from workers.morning import make_ready

THREADS = 16
Do = Callable[[Services, Claim], str]


_queue = ""


@cache
def built() -> Built:
    """Give what this process works with, built once."""
    return build()


def services() -> Services:
    """Give this process's services, with what the office decided at run time."""
    return standing_now(built().services)


def beating(queue: str) -> None:
    """Name the queue whose work this process does."""
    global _queue
    _queue = queue


def beat() -> None:
    """Tell that this process does its work."""
    if _queue:
        built().services.store.beat(_queue)


def send_notices(rows: Sequence[Sequence[str]]) -> None:
    """Send a batch of leased notices: (id, lease) each."""
    _each(rows, send_notice)


def send_replies(rows: Sequence[Sequence[str]]) -> None:
    """Send a batch of leased replies that were left over: (event id, lease) each."""
    _in_groups(by_person(built().services, rows), sweep_reply)


def see_to_rooms(rows: Sequence[Sequence[str]]) -> None:
    """Open, change and close a batch of rooms: (row id, lease) each."""
    _each(rows, see_to_room)


def expire_requests(rows: Sequence[Sequence[str]]) -> None:
    """Let a batch of unanswered requests run out: (booking id, lease) each."""
    _each(rows, expire)


def erase_people(rows: Sequence[Sequence[str]]) -> None:
    """Carry out a batch of erasures: (id, lease) each."""
    _each(rows, erase)


def look_at_wishes(rows: Sequence[Sequence[str]]) -> None:
    """Let a batch of offers and wishes of the waiting list run out: (wish id, lease) each."""
    _each(rows, look_at)


def match_waiting() -> None:
    """Offer what is free to those who wait."""
    match(services())
    beat()


def link_menus() -> None:
    """Show each seeker the rich menu of his state."""
    link(services())
    beat()


def keep_up() -> None:
    """Forget what is due to be forgotten."""
    forget_old(services())
    tell_of_coming(services())
    delete_orphans(services())


def look_at_month() -> None:
    """Note how much of LINE's month is used, so that no page has to ask."""
    look_at_quota(services())
    beat()


def begin_the_day() -> None:
    """Make ready what is made every morning."""
    make_ready(built())


def _each(rows: Sequence[Sequence[str]], do: Do) -> None:
    """Do each on its own, so that one that fails holds up none; what failed comes again when its lease ends."""
    _in_groups([[row] for row in rows], do)


def _in_groups(groups: Sequence[Sequence[Sequence[str]]], do: Do) -> None:
    """Do the groups side by side, those of a group one after the other."""
    plain = built().services

    def one(row: Sequence[str]) -> None:
        try:
            do(services(), Claim(*row))
            beat()
        except StoreDownError as error:
            plain.log("job_left_to_sweep", item=row[0], why=error.reason)
        except Exception as error:  # noqa: BLE001 - an entry point: a poisoned row must not take its batch along
            plain.log("job_failed", item=row[0], why=type(error).__name__)
            plain.store.count("job_failed")

    def one_after_the_other(group: Sequence[Sequence[str]]) -> None:
        for row in group:
            one(row)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(one_after_the_other, groups))
