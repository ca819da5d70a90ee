"""What a machine remembers of its store outside Redis, in a small file, so that a restart notices a change."""

import json
import os
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

EVERY_SECONDS = 2.0  # seconds between two writes of one process


@dataclass(frozen=True)
class Known:
    """The store as it was known last: its epoch, the highest count of commits, how much of the audit log was sealed."""

    epoch: str
    seq: int
    sealed: int = 0
    head: str = ""


class LastSeen:
    """Reads and writes the file of one office; without a folder nothing is remembered."""

    def __init__(self, folder: str = "", office: str = "", *, keeps: bool = False) -> None:
        self._file = Path(folder, f"{office}.store.json") if folder else None
        self._keeps, self._next = keeps and self._file is not None, 0.0
        self._sealed: Known | None = None

    def known(self) -> Known | None:
        """Give what is remembered; None for nothing, or for a file that can't be read."""
        if not self._file:
            return None
        with suppress(OSError, ValueError, TypeError):
            return Known(**json.loads(self._file.read_text("utf-8")))
        return None

    def note(self, epoch: str, seq: int) -> None:
        """Remember a count of commits, now and then."""
        if self._keeps and time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY_SECONDS
            before = self.known()
            if not before or before.epoch != epoch:
                self._write(Known(epoch, seq))
            elif seq > before.seq:
                self._write(Known(epoch, seq, before.sealed, before.head))

    def note_seal(self, epoch: str, seq: int, sealed: int, head: str) -> None:
        """Remember how much of the audit log is sealed, at least in this process."""
        self._sealed = Known(epoch, seq, sealed, head)
        if self._keeps:
            self._write(self._sealed)

    def sealed(self) -> Known | None:
        """Give the furthest seal of the newest epoch that is remembered, here or in the file."""
        here, there = self._sealed, self.known()
        if not here or not there:
            return here or there
        return there if there.epoch != here.epoch or there.sealed > here.sealed else here

    def _write(self, known: Known) -> None:
        """Write the whole file or leave it as it was; a folder that can't be written is said by `madoguchi check`."""
        file = self._file or Path()
        half = file.with_name(f"{file.name}.{os.getpid()}")
        try:
            with half.open("w", encoding="utf-8") as out:
                json.dump(asdict(known), out)
                out.flush()
                os.fsync(out.fileno())
            half.replace(file)
        except OSError:
            with suppress(OSError):
                half.unlink(missing_ok=True)
