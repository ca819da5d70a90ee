"""The environment of a command: the real one, a file of it, or what `make run` left for its own playground."""

import os
from collections.abc import Mapping
from pathlib import Path

from bot.errors import SettingsError

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


def take_env_file(path: Path) -> None:
    """Put what a file says in the place of the environment's, for this process and those that it starts.

    It is read as systemd does: NAME=value lines, quotes around a value are none of it, and no shell looks at them.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except OSError as error:
        raise SettingsError(f"--env-file の {path} を読めません（{error.strerror}）") from None
    except UnicodeDecodeError:
        raise SettingsError(f"--env-file の {path} を UTF-8 で保存し直してください") from None
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.lstrip().startswith(("#", ";")):
            name, equals, value = line.strip().partition("=")
            if not equals or not name.isidentifier():
                raise SettingsError(f"{path} の{number}行目を「名前=値」の形にしてください")
            os.environ[name] = _unquoted(value.strip())


def _unquoted(value: str) -> str:
    is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if is_quoted else value
