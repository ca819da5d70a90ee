"""Which folders that settings name can't be written to."""

import os
from collections.abc import Mapping
from tempfile import TemporaryFile

A_FILE = 4096  # bytes, more than what is kept in a folder of ours at a time


def unwritable(folders: Mapping[str, str]) -> list[str]:
    """Name the settings whose folder is not there or may not be written to; an empty one is none."""
    return [name for name, folder in folders.items() if folder and not os.access(folder, os.W_OK | os.X_OK)]


def full(folders: Mapping[str, str]) -> list[str]:
    """Name the settings whose folder may be written to, but takes no file more, as where the disk is full."""
    shut = unwritable(folders)
    return [name for name, folder in folders.items() if folder and name not in shut and not _takes_a_file(folder)]


def _takes_a_file(folder: str) -> bool:
    try:
        with TemporaryFile(dir=folder, buffering=0) as tried:
            return tried.write(bytes(A_FILE)) == A_FILE
    except OSError:
        return False
