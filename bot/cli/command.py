"""Reads the command line and hands on. Refusals are one line on standard error and an exit status above 0."""

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from bot.cli import aside, audit, bookings, care, check, day, menu, notices, processes, staff, store, terms, vault
from bot.errors import MadoguchiError, RefusedError


class _Parser(argparse.ArgumentParser):
    """Refuses wrong words in one line, as every other refusal."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the words, and leave."""
        sys.exit(_refused(f"{message}（使い方: {self.prog} --help）", 2))


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; give its exit status."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except RefusedError as error:
        return _refused(bookings.said(error), 1)
    except MadoguchiError as error:
        return _refused(str(error), 2)


def _refused(line: str, status: int) -> int:
    print(f"madoguchi: {line}", file=sys.stderr)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="madoguchi", description="オンライン職業相談の予約")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for one in (processes, bookings, notices, check, menu, aside, audit, staff, care, vault, store, terms, day):
        one.add_to(commands)
    return parser
