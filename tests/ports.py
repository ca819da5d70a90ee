"""A port as it is, but for what a test has it do otherwise."""

from collections.abc import Callable, Sequence
from typing import Any

from bot.errors import StoreDownError


class Changed:
    """`Changed(store, not_done=lambda name: None)`: everything else is done by the real one.

    So a guard that a port carries out is switched off, or somebody else is faster, without any patch of our modules.
    """

    def __init__(self, port: Any, **instead: Callable[..., Any]) -> None:
        self._changed = port
        vars(self).update(instead)

    def __getattr__(self, name: str) -> Any:
        """Do everything else as ever."""
        return getattr(self._changed, name)


def without_commits(port: Any) -> Changed:
    """Give a store whose connection breaks at each commit."""

    def broken(*_: Any) -> None:
        raise StoreDownError("unreachable")

    return Changed(port, commit=broken)


def without_writes(port: Any, *kinds: type) -> Changed:
    """Give a store that leaves writes of some kinds out of each commit."""

    def commit(guards: Sequence[Any], writes: Sequence[Any]) -> Any:
        return port.commit(guards, [one for one in writes if not isinstance(one, kinds)])

    return Changed(port, commit=commit)


def interrupted(port: Any, act: Callable[[], object], *without: type) -> Changed:
    """Give a store at whose first commit somebody else is faster; it does not look at guards of some kinds."""
    acts = [act]

    def commit(guards: Sequence[Any], writes: Sequence[Any]) -> Any:
        if acts:
            acts.pop()()
        return port.commit([one for one in guards if not isinstance(one, without)], writes)

    return Changed(port, commit=commit)
