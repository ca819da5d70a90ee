"""The environment of a command: the real one, or what `make run` left for its own playground."""

import os
from collections.abc import Mapping
from pathlib import Path

LOCAL = Path("var/local.env")


def read_local(path: Path = LOCAL) -> dict[str, str]:
    """Read the file that `make run` keeps: NAME=value lines."""
    if not path.exists():
        return {}
    lines = path.read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def environment() -> Mapping[str, str]:
    """Give the environment; where no REDIS_URL is set, filled up from the playground that runs in this folder."""
    if os.environ.get("REDIS_URL") or not LOCAL.exists():
        return os.environ
    return {**read_local(), **{name: value for name, value in os.environ.items() if value}}
