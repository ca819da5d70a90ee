"""What is wrong with the words of a command, in one Japanese line that says what to mend."""

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

import click

from bot.booking.text import UNSEEN


class BadUsageError(click.UsageError):
    """Wrong words that we found ourselves; the message is ready to be shown."""


def one_line(text: str) -> str:
    """Give a text that may repeat what was typed as one line that a terminal takes for nothing but text."""
    return "".join(repr(one)[1:-1] if unicodedata.category(one) in UNSEEN else one for one in text)


def line_of(error: click.UsageError) -> str:
    """Give the line, with the command that explains more."""
    command = error.ctx.command_path if error.ctx else "madoguchi"
    return f"{_mistake(error)}（使い方: {command} --help）"


def _mistake(error: click.UsageError) -> str:
    match error:
        case BadUsageError():
            return error.message
        case click.NoSuchCommand():
            return f"{error.command_name!r} というコマンドはありません{_close_to(error.command_name, _commands(error))}"
        case click.NoSuchOption():
            return (
                f"{error.option_name!r} というオプションはありません{_close_to(error.option_name, error.possibilities)}"
            )
        case click.BadOptionUsage():
            fault = "には値をつけられません" if _is_flag(error) else "のあとに値を書いてください"
            return f"{error.option_name} {fault}"
        case click.MissingParameter():
            return f"{_named(error)} を書いてください"
        case click.BadParameter():
            return f"{_named(error)} は、{_wanted(error)}"
        case _:  # the only other mistake that click finds: Command names words that are too many
            return f"コマンドを書いてください: {'、'.join(_commands(error))}"


def _commands(error: click.UsageError) -> list[str]:
    group = error.ctx.command if error.ctx else None
    return group.list_commands(error.ctx) if error.ctx and isinstance(group, click.Group) else []


def _close_to(typed: str, possible: Iterable[str] | None) -> str:
    close = get_close_matches(typed, possible or ())
    return f"。{'、'.join(close)} のことでしょうか" if close else ""


def _is_flag(error: click.BadOptionUsage) -> bool:
    options = error.ctx.command.get_params(error.ctx) if error.ctx else []
    return any(error.option_name in one.opts and isinstance(one, click.Option) and one.is_flag for one in options)


def _named(error: click.BadParameter) -> str:
    """Name the option as it is typed, or the argument as the help names it."""
    param = error.param
    if isinstance(param, click.Argument) and error.ctx:
        return param.make_metavar(error.ctx)
    return " / ".join(param.opts) if param else ""


def _wanted(error: click.BadParameter) -> str:
    kind = error.param.type if error.param else None
    if isinstance(kind, click.Choice):
        return f"{'、'.join(kind.choices)} のどれかにしてください"
    return "数にしてください" if kind is click.INT else error.message
