"""What a command works with, and who it works for."""

import getpass
import os

from bot.bootstrap import Built, build
from bot.cli.environment import environment
from bot.ports.audit import Entry, Record
from bot.settings import from_environ


def built() -> Built:
    """Build what a command works with."""
    return build(from_environ(environment()), sending=False)


def actor() -> str:
    """Name who uses the command line, for the audit log."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):  # a container's user may have no name
        return f"cli:{os.getuid()}"


def note_in_audit_log(now: Built, action: str, detail: str) -> None:
    """Write down what the user of the command line did."""
    entry = Entry(now.process.clock.now(), actor(), action, detail=detail)
    now.process.store.commit((), (Record(entry),))
