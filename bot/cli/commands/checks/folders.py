"""Whether the folders of the settings can be written to; what to mend stands beside each that can't."""

from bot.adapters.files.folders import full, unwritable
from bot.settings import Settings

ALL = ("STATE_DIR", "DAY_LIST_DIR")


def folder_faults(settings: Settings) -> list[str]:
    """Name each folder that nothing can be written to, and what to mend."""
    return [*shut_folders(settings, ALL), *full_folders(settings, ALL)]


def shut_folders(settings: Settings, names: tuple[str, ...]) -> list[str]:
    """Name each folder of these settings that we may not write to."""
    folders = _folders(settings, names)
    mend = "作るか、サービスの利用者が書けるようにしてください"
    return [f"{name} のフォルダー {folders[name]} に書けません。{mend}" for name in unwritable(folders)]


def full_folders(settings: Settings, names: tuple[str, ...]) -> list[str]:
    """Name each folder of these settings whose disk takes nothing more."""
    folders = _folders(settings, names)
    mend = "場所を空けるか、ディスクを大きくしてください"
    return [f"{name} のフォルダー {folders[name]} のディスクがいっぱいです。{mend}" for name in full(folders)]


def _folders(settings: Settings, names: tuple[str, ...]) -> dict[str, str]:
    return {name: str(getattr(settings, name.lower())) for name in names}
