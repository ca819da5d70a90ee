"""Keeps out what a library imports where it is there, and we never use: colours for terminals.

It costs every process memory and its start time.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def absent(*names: str) -> Iterator[None]:
    """Import something as if these modules were not installed, where it does without them."""
    left_out = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(left_out))  # type: ignore[arg-type]  # None is how the import system spells it
    try:
        yield
    finally:
        for name in left_out:
            del sys.modules[name]
