"""Folders: the project's, and those of servers, in memory where it can be, for each write waits for the disk."""

import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent  # of the project
MEMORY = Path("/dev/shm")  # noqa: S108 - Linux's file system in memory; each folder of ours has a name of its own
ROOM = 1 << 30  # bytes; a container's may be too small for all that tests write


@contextmanager
def quick_folder() -> Iterator[Path]:
    """Give a folder for a server; a kill -9 loses nothing in it, only a power cut would."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    with TemporaryDirectory(prefix="madoguchi-", dir=MEMORY if roomy else None, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@contextmanager
def no_room() -> Iterator[None]:
    """Let no file grow beyond a few bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
