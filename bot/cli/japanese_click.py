"""Click's commands and groups, with help in Japanese and subcommands that are imported when they are called."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

from bot.cli.usage_errors import BadUsageError
from bot.processes.loading import loading

HEADINGS = {"Options": "オプション", "Positional arguments": "引数", "Commands": "コマンド"}
TEXTS = {"Show this message and exit.": "この説明を出して終わる", "[required]": "[必須]"}


class Formatter(click.HelpFormatter):
    """Writes the parts of a help text that click brings along in Japanese."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the first line."""
        super().write_usage(prog, args, "使い方: ")

    def write_heading(self, heading: str) -> None:
        """Write the heading of a part."""
        super().write_heading(HEADINGS.get(heading, heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write names with what they mean."""
        super().write_dl([(name, _translated(meaning)) for name, meaning in rows], col_max, col_spacing)


def _translated(text: str) -> str:
    for english, japanese in TEXTS.items():
        text = text.replace(english, japanese)
    return text


class Context(click.Context):
    """Takes -h as well as --help."""

    formatter_class = Formatter

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"help_option_names": ["-h", "--help"], **more})


class _Japanese(click.Command):
    """What commands and groups have in common."""

    context_class = Context

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words; a mistake knows where it was made."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def get_short_help_str(self, limit: int = 45) -> str:
        """Give the help whole: click shortens at blanks, and Japanese has none."""
        return self.help or ""


class Command(_Japanese):
    """A command that names, in Japanese, the words that are too many."""

    allow_extra_args = True  # so that they come back to be named below

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words; refuse those that belong to nothing."""
        left_over = super().parse_args(ctx, args)
        if left_over and not ctx.resilient_parsing:
            raise BadUsageError(f"余分です: {' '.join(map(repr, left_over))}", ctx)
        return left_over


class Group(_Japanese, click.Group):
    """Commands in the order in which they were made."""

    command_class = Command

    def __init__(self, *args: Any, **more: Any) -> None:
        # A missing command is refused in one line, as any other mistake.
        super().__init__(*args, **{"no_args_is_help": False, **more})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands."""
        return list(self.commands)


class DefaultGroup(Group):
    """A group of which one command is meant where none is named."""

    def __init__(self, name: str, default: str) -> None:
        super().__init__(name)
        self._default = default

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words."""
        named = args and args[0] in (*self.commands, *ctx.help_option_names)
        return super().parse_args(ctx, args if named else [self._default, *args])


@dataclass(frozen=True)
class Lazy:
    """Where a command stands, and what it is for."""

    module: str
    name: str
    help: str


class LazyGroup(Group):
    """Imports a command when it is called; help and completion of the group itself import none."""

    def __init__(self, name: str, *, folder: str, lazy: Mapping[str, Lazy], **texts: str) -> None:
        super().__init__(name, **texts)
        self._folder, self._lazy = folder, lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands."""
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        place = self._lazy.get(cmd_name)
        if not place:
            return None
        with loading():
            command: click.Command = getattr(import_module(f"{self._folder}.{place.module}"), place.name)
        command.help = place.help
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.help) for name, place in self._lazy.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Name the commands and options that begin so."""
        commands = [
            CompletionItem(name, help=place.help) for name, place in self._lazy.items() if name.startswith(incomplete)
        ]
        return commands + click.Command.shell_complete(self, ctx, incomplete)
