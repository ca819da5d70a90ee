"""The environment of a command: the real one, or what `make run` left for its own playground."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from bot.bootstrap import Built, build
from bot.settings import REQUIRED, from_environ

LOCAL = Path("var/local.env")


def read_local(path: Path = LOCAL) -> dict[str, str]:
    """Read the file that `make run` keeps: NAME=value lines."""
    if not path.exists():
        return {}
    lines = path.read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def environment() -> Mapping[str, str]:
    """Give the environment; where nothing at all is set, that of the playground that runs in this folder."""
    if any(os.environ.get(name) for name in REQUIRED) or not LOCAL.exists():
        return os.environ
    print(f"madoguchi: 設定がないので、{LOCAL}（make run の試用環境）を使います", file=sys.stderr)
    return {**read_local(), **os.environ}


def built() -> Built:
    """Build the services for a command."""
    return build(from_environ(environment()), sending=False)
