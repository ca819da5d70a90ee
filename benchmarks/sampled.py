"""Looks every millisecond of CPU where the main thread is: which functions an event's time goes into."""

import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from tests.folders import ROOT

EVERY_SECONDS = 0.001  # of CPU


@contextmanager
def sampled(below: str) -> Iterator[Counter[str]]:
    """Count the stacks below a function, callers first, joined by ";"."""
    stacks: Counter[str] = Counter()

    def look(_: int, frame: FrameType | None) -> None:
        stack = _stack(frame, below)
        if stack:
            stacks[stack] += 1

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, EVERY_SECONDS, EVERY_SECONDS)
    try:
        yield stacks
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _stack(frame: FrameType | None, below: str) -> str:
    names = list[str]()
    while frame:
        names.append(f"{_place(frame.f_code.co_filename)}:{frame.f_code.co_qualname}")
        if frame.f_code.co_name == below:
            return ";".join(reversed(names))
        frame = frame.f_back
    return ""


def _place(file: str) -> str:
    path = Path(file)
    if path.is_relative_to(ROOT) and ".venv" not in path.parts:
        return str(path.relative_to(ROOT).with_suffix(""))
    return path.stem
