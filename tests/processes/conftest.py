"""A minder that ends with the test."""

from collections.abc import Callable, Iterator

import pytest

from bot.processes.supervisor import Child
from tests.processes.minding import Minding


@pytest.fixture
def minding() -> Iterator[Callable[..., Minding]]:
    """Start minders."""
    begun: list[Minding] = []

    def begin(*children: Child, **more: float) -> Minding:
        begun.append(Minding(*children, **more))
        return begun[-1]

    yield begin
    for one in begun:
        one.end()
