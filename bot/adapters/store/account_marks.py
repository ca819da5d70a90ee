"""What a machine remembers of the accounts of staff outside Redis, in a small file: ids and digests, no name."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.adapters.files.private_files import write_private
from bot.adapters.store.records import adapter
from bot.service.staff.accounts_since import AccountMark

RENEWED_EVERY = timedelta(minutes=10)  # so that the file tells until when nothing had changed


@dataclass(frozen=True)
class KeptMarks:
    """What the file holds: the store's epoch, when it was looked at, each account by id."""

    epoch: str
    at: datetime
    accounts: Mapping[str, AccountMark]


class AccountMarks:
    """Reads and writes the file of one office; without a folder nothing is remembered."""

    def __init__(self, folder: str, office: str) -> None:
        self._file = Path(folder, f"{office}.accounts.json") if folder else None

    def kept(self) -> KeptMarks | None:
        """Give what is remembered; None for nothing, or for a file that can't be read."""
        if not self._file:
            return None
        with suppress(OSError, ValueError, TypeError):
            return adapter(KeptMarks).validate_python(json.loads(self._file.read_text("utf-8")))
        return None

    def keep(self, seen: KeptMarks) -> None:
        """Remember the accounts of a store; one that lost some changes nothing, unless a person gave it a new epoch."""
        before = self.kept()
        if not self._file:
            return
        if before and before.epoch == seen.epoch:
            lost = before.accounts.keys() - seen.accounts.keys()
            if lost or (before.accounts == seen.accounts and seen.at - before.at < RENEWED_EVERY):
                return
        with suppress(OSError):  # a folder that can't be written is said by `madoguchi check`
            write_private(self._file, adapter(KeptMarks).dump_json(seen), over=True)
