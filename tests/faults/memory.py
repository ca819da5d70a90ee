"""Looks at processes as the kernel does: their children and how much memory they hold."""

from contextlib import suppress
from pathlib import Path


def children(pid: int) -> list[int]:
    """Give all descendants of a process."""
    found: list[int] = []
    with suppress(OSError):
        for one in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split():
            found += [int(one), *children(int(one))]
    return found


def resident(pid: int) -> int:
    """Give how many bytes a process and its descendants hold in memory that they do not share."""
    total = 0
    for one in (pid, *children(pid)):
        with suppress(OSError):
            for line in Path(f"/proc/{one}/smaps_rollup").read_text("ascii").splitlines():
                if line.startswith(("Private_Clean", "Private_Dirty")):
                    total += int(line.split()[1]) * 1024
    return total
