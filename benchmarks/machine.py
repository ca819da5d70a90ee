"""What a machine is, as far as figures depend on it, and whether it is quiet."""

import os
import platform
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from bot.adapters.redis.embedded_server import find_binary

QUIET = 0.5  # processes that want to run, in the mean of the last minute


def facts() -> Iterator[tuple[str, str]]:
    """Give what stands on the page, by name."""
    model = _of("/proc/cpuinfo", r"model name\s*: (.+)") or platform.machine()
    yield "processor", f"{os.cpu_count()} × {model}"
    kilobytes = _of("/proc/meminfo", r"MemTotal:\s+(\d+)")
    yield "memory", f"{int(kilobytes) / 2**20:.1f} GiB" if kilobytes else "not known"
    yield "system", f"{platform.system()} {platform.release()}"
    yield "Python", platform.python_version()
    yield "server of the store", " ".join(said([str(find_binary()), "--version"]).split()[:4]) or "not known"
    yield "commit", said(["git", "describe", "--always", "--dirty"]).strip() or "not known"


def busy() -> float:
    """Give how many processes wanted to run in the last minute."""
    return os.getloadavg()[0]


def _of(path: str, pattern: str) -> str:
    try:
        found = re.search(pattern, Path(path).read_text("utf-8"))
    except OSError:
        return ""
    return found[1].strip() if found else ""


def said(argv: list[str]) -> str:
    """Give what a program prints, "" where it fails."""
    done = subprocess.run(argv, capture_output=True, text=True, check=False)  # noqa: S603 - no words of others
    return "" if done.returncode else done.stdout
