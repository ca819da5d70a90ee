"""Opens a backup for a command: it is read through once, and that is shown."""

from datetime import datetime
from pathlib import Path

from bot.adapters.store.backups import backup as backups
from bot.adapters.store.cipher import Cipher
from bot.bootstrap import Built
from bot.cli.os_errors import why
from bot.cli.progress import counted
from bot.errors import BackupError


def opened(wired: Built, file: Path, moment: datetime) -> backups.Backup:
    """Give what a file holds, as a restore at a moment needs it; BackupError says what to mend."""
    cipher = Cipher(wired.settings.data_keys)
    try:
        return backups.opened(file, cipher, moment, lambda pieces: counted(pieces, "ファイルを確かめています"))
    except OSError as error:
        raise BackupError(f"{file} を読めません: {why(error)}") from None
