"""The environment of a command: the real one, a file of it, or what `make run` left for its own playground."""

import os
from collections.abc import Mapping
from pathlib import Path

import click

from bot.cli.os_errors import why
from bot.errors import SettingsError

LOCAL = Path("var/local.env")
QUOTES = ("'", '"')
TAKEN = "names of the file of settings"  # among what click keeps of one command line


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
    names: list[str] = []
    for number, line in enumerate(_lines(path), 1):
        if line.strip() and not line.lstrip().startswith(("#", ";")):
            name, equals, value = line.strip().partition("=")
            if not equals or not name.isidentifier():
                raise SettingsError(f"{path} の{number}行目を「名前=値」の形にしてください")
            if value[:1] in QUOTES and (len(value) == 1 or value[-1] != value[0]):
                raise SettingsError(f"{path} の{number}行目（{name}）の {value[0]} が閉じていません")
            os.environ[name] = _unquoted(value.strip())
            names.append(name)
    click.get_current_context().meta[TAKEN] = tuple(names)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8-sig").splitlines()
    except OSError as error:
        raise SettingsError(f"--env-file の {path} を読めません（{why(error)}）") from None
    except UnicodeDecodeError:
        raise SettingsError(f"--env-file の {path} を UTF-8 で保存し直してください") from None


def _unquoted(value: str) -> str:
    is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in QUOTES
    return value[1:-1] if is_quoted else value
