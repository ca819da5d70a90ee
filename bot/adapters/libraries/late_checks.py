"""Makes the checks of functions at their first call: a client of LINE's SDK has 140, each with a model of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial, wraps
from typing import Any

import pydantic.v1

Function = Callable[..., Any]


@contextmanager
def checked_when_called() -> Iterator[None]:
    """Import what has its arguments checked by pydantic 1: each check is made when it is needed first."""
    at_once = pydantic.v1.validate_arguments
    pydantic.v1.validate_arguments = partial(_late, at_once)  # type: ignore[assignment]  # the SDK never gives it options
    try:
        yield
    finally:
        pydantic.v1.validate_arguments = at_once


def _late(checked: Callable[[Function], Function], function: Function) -> Function:
    made = cache(lambda: checked(function))

    @wraps(function)
    def call(*args: Any, **more: Any) -> Any:
        return made()(*args, **more)

    return call
