"""Every error that crosses a boundary, each carrying what its catcher must decide on."""

import traceback
from pathlib import PurePath


def place_of(error: BaseException) -> str:
    """Give the file and line of an error; its own words might hold what somebody wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


class MadoguchiError(Exception):
    """The root; its text is one line that a person can act on."""


class SettingsError(MadoguchiError):
    """A setting is missing or unusable; the text names it and says how to mend it."""


class StoreDownError(MadoguchiError):
    """The store could not do what it was asked; nothing is known to have been written. `reason` is a short code."""

    def __init__(self, reason: str, line: str = "") -> None:
        super().__init__(line or reason)
        self.reason = reason


class StoreFullError(StoreDownError):
    """The store has no room for something new; nothing was written."""


class BusyError(MadoguchiError):
    """This process is held up by something else; nothing was begun."""


class StoreDamagedError(StoreDownError):
    """A key of the store can't be written as it is: another type, no number, no right to it; nothing was written."""

    def __init__(self, key: str) -> None:
        super().__init__(
            "damaged", f"Redis のキー {key} に書けません（型が違うか、権限がありません）。何も書いていません"
        )
        self.key = key


NEWER = "newer"  # the reason of a store whose data's form this release does not know
NEWER_LINE = (
    "Redis のデータは、これより新しい版の madoguchi の形式です。この版では読み書きしません。新しい版を動かしてください"
)
HALF = "half"  # the reason of a store that a restore has begun to fill, and not ended
HALF_LINE = (
    "Redis は復元の途中のままで、中身がそろっていません。書き込みを止めています。"
    "web と worker を止めて、madoguchi restore をもう一度してください"
)
TOLD = {
    NEWER: "新しい版の形式になっています",
    "emptied": "消えています",
    "older": "古いものに戻っています",
    HALF: "復元の途中のままです",
    "other": "別のものになっています",
}


class StoreChangedError(StoreDownError):
    """The store is not the one that this process knows; nothing is written until a person confirms it.

    reason  "newer" (in a form that only a later release knows; it is not marked as stopped), "emptied",
            "older" (commits are missing), "half" (restored half) or "other" (another one, or tampered with)
    """

    def __init__(self, reason: str) -> None:
        told = TOLD.get(reason, "変わっています")
        line = f"Redis の中身が{told}。書き込みを止めています。madoguchi store show で確かめてください"
        super().__init__(reason, {NEWER: NEWER_LINE, HALF: HALF_LINE}.get(reason, line))


class ConflictError(MadoguchiError):
    """A guard of a commit failed, and nothing was written; `guard` is that guard (of bot.ports).

    What follows from it stands in bot.service.conflicts.
    """

    def __init__(self, guard: object) -> None:
        super().__init__(type(guard).__name__)
        self.guard = guard


class RefusedError(MadoguchiError):
    """A rule of the service forbids the step; `code` names the rule, `values` what it was about."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class SendError(MadoguchiError):
    """A message was not known to be accepted.

    reason     a short code, e.g. "http_500", "timeout", "monthly_limit"
    permanent  trying again cannot help (bad request, unknown person)
    refused    it is certain that nothing was accepted; otherwise the outcome is unknown
    """

    def __init__(self, reason: str, *, permanent: bool = False, refused: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.refused = refused or permanent


class ReplyTokenError(SendError):
    """LINE refused the reply token: it was used before, or it is too old."""

    def __init__(self) -> None:
        super().__init__("reply_token", permanent=True)


class SealError(MadoguchiError):
    """A sealed value could not be opened: unknown key, another record's value, or damage."""


class BackupError(MadoguchiError):
    """A backup can't be used; the text says why."""
