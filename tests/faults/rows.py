"""The rows of faults by name: a test says by `fault` which row it shows and what it does to the service.

A twin shows the harm that comes with a guard switched off. The outcome that the table gives is the test's own name.
"""

import time
from types import TracebackType
from typing import Any, Self

import pytest

ROWS = tuple(f"F{number:02d}" for number in range(1, 73))


def fault(*rows: str, injected: str, within: float | None = None) -> pytest.MarkDecorator:
    """Mark a test as showing rows; `within` = the most seconds until all is well again."""
    return pytest.mark.fault(rows=rows, injected=injected, within=within, twin=False)


def twin(*rows: str, without: str) -> pytest.MarkDecorator:
    """Mark a test as showing the harm of rows when a guard is off."""
    return pytest.mark.fault(rows=rows, injected=f"the same without {without}", within=None, twin=True)


class Recovery:
    """A stop-watch: `with recovery:` around what passes between the end of a fault and all being well again."""

    def __init__(self, within: float | None) -> None:
        self.within, self.seconds, self._began = within, None, 0.0

    seconds: float | None

    def __enter__(self) -> Self:
        self._began = time.monotonic()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        if kind is None:
            self.took(time.monotonic() - self._began)

    def took(self, seconds: float) -> None:
        """Note the seconds, also where a clock was moved by hand; too many are a failure."""
        self.seconds = seconds
        assert self.within is None or seconds <= self.within, f"{seconds:.1f} s, and not {self.within} s"


def told_by(item: Any) -> dict[str, Any] | None:
    """Give what a test's mark says, None without one."""
    mark = item.get_closest_marker("fault")
    return dict(mark.kwargs) if mark else None
