"""Whether what is used all day stays as fast with a million bookings kept: an event, and the pages of the console.

By itself, since filling takes half an hour and 7 GB: `python -m benchmarks.growth [BOOKINGS]`. What a page shows is the
same at each size, one office's days; all that grows is what is kept of before.
"""

import statistics
import sys
from collections.abc import Iterator

from benchmarks.console import pages_of
from benchmarks.events import FLAT, in_turns
from benchmarks.table import Row, row

KEPT = (10_000, 100_000, 1_000_000)
PLACES = 2


def measure(kept: tuple[int, ...] = KEPT) -> Iterator[Row]:
    """Give each measure at each size, and how often the least of its sizes it takes at the largest."""
    costs = in_turns([(PLACES, size) for size in kept])
    for which, part in enumerate(("here", "in Redis")):
        of_each = {size: [one[which] for one in costs[PLACES, size]] for size in kept}
        yield from _grown(f"an event's CPU {part}", of_each)
    pages = {size: dict(pages_of(size)) for size in kept}
    for name in pages[kept[0]]:
        yield from _grown(name, {size: pages[size][name] for size in kept})


def _grown(name: str, took: dict[int, list[float]]) -> Iterator[Row]:
    for size, times in took.items():
        yield row(f"{name}, {size:,} bookings", times, "ms")
    of_sizes = [statistics.median(times) for times in took.values()]
    yield row(f"{name}: the largest ÷ the least", [max(of_sizes) / min(of_sizes)], at_most=FLAT)


if __name__ == "__main__":
    for result in measure((*KEPT[:-1], int(sys.argv[1])) if sys.argv[1:] else KEPT):
        print(result, flush=True)
