"""What a command works with, and who it works for."""

import getpass
import os
from contextlib import suppress

from bot.adapters.redis.client import ANSWER_SECONDS, PATIENT_SECONDS
from bot.adapters.store.forms import FORMAT
from bot.adapters.store.migrations import format_of
from bot.bootstrap import Built, build
from bot.cli.environment import environment
from bot.errors import NEWER, SealError, SettingsError, StoreChangedError, StoreDownError
from bot.ports.audit import Entry, Record
from bot.settings import from_environ


def built(*, is_patient: bool = False) -> Built:
    """Build what a command works with; StoreChangedError where a later release wrote what this one can't read.

    is_patient  the command reads or writes the office as a whole, and can wait for Redis
    """
    patience = PATIENT_SECONDS if is_patient else ANSWER_SECONDS
    made = build(from_environ(environment()), sending=False, answer_seconds=patience)
    refuse_newer(made)
    return made


def refuse_newer(made: Built) -> None:
    """Raise StoreChangedError where a later release wrote what this one can't read; one that is away says nothing."""
    found = FORMAT
    with suppress(StoreDownError):
        found = format_of(made.client, made.keys)
    if found > FORMAT:
        raise StoreChangedError(NEWER)


def prove_data_keys(wired: Built) -> None:
    """Refuse DATA_KEYS that do not open this store; StoreDownError where it can't be asked."""
    try:
        wired.store.signed("")
    except SealError as error:
        raise SettingsError(
            f"{error}。この Redis に書いてきた鍵を DATA_KEYS に戻してください。ないと、予約はだれにも読めません"
        ) from None


def actor() -> str:
    """Name who uses the command line, for the audit log."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):  # a container's user may have no name
        return f"cli:{os.getuid()}"


def note_in_audit_log(wired: Built, action: str, detail: str) -> None:
    """Write down what the user of the command line did."""
    entry = Entry(wired.process.clock.now(), actor(), action, detail=detail)
    wired.process.store.commit((), (Record(entry),))
