"""Reads an office's file; what can't be used is said in one line that names what to mend."""

from pathlib import Path

from bot.adapters.files.office_keys import check_keys
from bot.booking.office import Office, office_from
from bot.errors import SettingsError
from bot.messages.toml_file import read_toml


def load_office(path: Path) -> Office:
    """Read it; SettingsError says what to mend."""
    try:
        table = read_toml(path)
        if not table:
            raise ValueError("何も書かれていません")
        check_keys(table)
        return office_from(table)
    except FileNotFoundError:
        raise SettingsError(f"OFFICE_FILE（か OFFICE_DIR の中の office.toml）が見つかりません: {path}") from None
    except IsADirectoryError:
        raise SettingsError(f"OFFICE_FILE の {path} はフォルダーです。OFFICE_DIR のほうに書いてください") from None
    except NotADirectoryError:
        raise SettingsError(f"OFFICE_DIR の {path.parent} はフォルダーではありません") from None
    except OSError:
        told = f"OFFICE_FILE を読めません: {path}（サービスの利用者が読めるようにしてください）"
        raise SettingsError(told) from None
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsError(f"{path} を直してください: {error}") from None
