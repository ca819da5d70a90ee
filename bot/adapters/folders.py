"""Which folders that settings name can't be written to."""

import os
from collections.abc import Mapping


def unwritable(folders: Mapping[str, str]) -> list[str]:
    """Name the settings whose folder is not there or can't be written to; an empty one is none."""
    return [name for name, folder in folders.items() if folder and not os.access(folder, os.W_OK | os.X_OK)]
