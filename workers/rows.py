"""Carries out the rows of a job: one that fails, or kills its process, harms no other and is not tried for ever.

Each is counted before it begins. What twice began and never ended runs alone, so that no neighbour is counted with it;
after the third time it is set aside for a person.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from bot.errors import StoreDamagedError, StoreDownError
from bot.ports import Claim, Services, Work
from bot.service.aside import CRASH, set_aside

THREADS = 16
MOST_BREAKS = 3  # times that a row may fail or kill its process in a row
ALONE_FROM = MOST_BREAKS - 1
Do = Callable[[Claim], object]

_not_ended: list[tuple[Work, Claim]] = []  # ended while the store was away; told to it later


def carry_out(services: Services, work: Work, groups: Sequence[Sequence[Claim]], do: Do) -> None:
    """Do the groups side by side, those of a group one after the other; then, alone, what twice came to no end."""
    _tell_of_ended(services)
    claims = [claim for group in groups for claim in group]
    before = dict(zip(claims, services.store.begin(work, claims, most=ALONE_FROM), strict=True))
    begun = [[claim for claim in group if 0 <= before[claim] < ALONE_FROM] for group in groups]
    _side_by_side(services, work, begun, before, do)
    for claim in claims:
        if before[claim] >= MOST_BREAKS:
            set_aside(services, work, claim, CRASH)
        elif before[claim] == ALONE_FROM and services.store.begin(work, [claim], most=MOST_BREAKS) == [ALONE_FROM]:
            _end(services, work, [claim] if _is_ended(services, work, claim, ALONE_FROM, do) else [])


def _side_by_side(
    services: Services, work: Work, groups: Sequence[Sequence[Claim]], before: dict[Claim, int], do: Do
) -> None:
    def one_after_the_other(group: Sequence[Claim]) -> list[Claim]:
        return [claim for claim in group if _is_ended(services, work, claim, before[claim], do)]

    with ThreadPoolExecutor(THREADS) as pool:
        ended = list(pool.map(one_after_the_other, [group for group in groups if group]))
    _end(services, work, [claim for group in ended for claim in group])


def _is_ended(services: Services, work: Work, claim: Claim, before: int, do: Do) -> bool:
    """Do one row; say whether it came to an end. One that failed too often is set aside."""
    try:
        do(claim)
    except StoreDamagedError as error:
        _failed(services, work, claim, before + 1, type(error).__name__)
        return False
    except StoreDownError as error:  # no fault of the row
        services.log("job_left_to_sweep", item=claim.id, why=error.reason)
    except Exception as error:  # noqa: BLE001 - an entry point: a poisoned row must not take its batch along
        _failed(services, work, claim, before + 1, type(error).__name__)
        return False
    return True


def _failed(services: Services, work: Work, claim: Claim, times: int, why: str) -> None:
    services.log("job_failed", work=work.value, item=claim.id, why=why, times=times)
    try:
        services.store.count("job_failed")
        if times >= MOST_BREAKS:
            set_aside(services, work, claim, why)
    except Exception as error:  # noqa: BLE001 - an entry point: it comes again when its lease ends
        services.log("job_left_to_sweep", item=claim.id, why=type(error).__name__)


def _end(services: Services, work: Work, claims: Sequence[Claim]) -> None:
    try:
        services.store.end(work, claims)
    except StoreDownError:
        _not_ended.extend((work, claim) for claim in claims)


def _tell_of_ended(services: Services) -> None:
    for work, claim in list(_not_ended):
        services.store.end(work, [claim])
        _not_ended.remove((work, claim))
