"""Loads what a process works with, without Python looking again and again through all of it for what may be freed."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Collect no garbage while modules are imported and what is made of them, nor look at all that right afterwards."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def set_apart() -> None:
    """Collect what loading left behind, and look at nothing of the rest ever again, before a fork; collect afterwards.

    A collection writes to every object that it looks at, and so would take each process a copy of its own.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.enable()
