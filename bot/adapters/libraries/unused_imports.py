"""Keeps out what a library imports and we never use: its asyncio client, its old interface, colours for terminals.

Each costs every process memory and its start time. A library that no longer imports such a module is imported as it is.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec, module_from_spec
from types import ModuleType


class _Unused(ModuleType):
    """Stands for a module while another imports names from it that nobody uses."""

    def __getattr__(self, name: str) -> None:
        if name.startswith("__"):
            raise AttributeError(name)


@contextmanager
def unused(*names: str) -> Iterator[None]:
    """Import something without these modules: what it takes from them is None; who needs one can import it later."""
    left_out = [name for name in names if name not in sys.modules]
    sys.modules.update({name: _Unused(name) for name in left_out})
    try:
        yield
    finally:
        for name in left_out:
            sys.modules.pop(name, None)


@contextmanager
def bare(package: str) -> Iterator[None]:
    """Import modules of a package without what the package itself imports; who needs that can import it later."""
    spec = find_spec(package)
    if package in sys.modules or spec is None:
        yield
        return
    sys.modules[package] = module_from_spec(spec)
    try:
        yield
    finally:
        del sys.modules[package]


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
