"""Starts child processes that do not outlive us."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

PR_SET_PDEATHSIG = 1  # prctl(2)


def start(
    argv: Sequence[str],
    env: Mapping[str, str] | None = None,
    *,
    when_we_die: signal.Signals = signal.SIGTERM,
    **more: Any,
) -> "subprocess.Popen[bytes]":
    """Start a child out of the terminal's Ctrl-C; OSError if it can't. On Linux it gets `when_we_die` if we are killed.

    Linux watches the calling thread, not the process: call this from a thread that lives as long as the child should.
    """
    follow = following(when_we_die)
    return subprocess.Popen(argv, env=env, start_new_session=True, preexec_fn=follow, **more)  # noqa: S603 - a list, no shell


def following(death: signal.Signals) -> Callable[[], None] | None:
    """Give what a child of this thread does first, so that it gets a signal when we die; None = nothing."""
    if not sys.platform.startswith("linux"):
        return None
    prctl, us = ctypes.CDLL(None).prctl, os.getpid()  # looked up before the fork

    def follow() -> None:
        prctl(PR_SET_PDEATHSIG, death)
        if os.getppid() != us:  # we died before the line above
            os.kill(os.getpid(), signal.SIGKILL)

    return follow
