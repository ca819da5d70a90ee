"""What a restore says of accounts that were changed since the backup, and are again as they were."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bot.adapters.store.account_marks import AccountMarks
from bot.booking.staff.staff import Staff
from bot.bootstrap import Built
from bot.errors import HALF
from bot.service.staff.accounts_since import AccountChange, changed_since, marks_of

CHANGES = {
    "disabled": "止めてあったのに、また使えます。madoguchi staff disable で止めてください",
    "enabled": "使えたのに、止まっています。使うなら madoguchi staff renew で開いてください",
    "role": "役割が違っていました。確かめてください",
    "secrets": "パスワードか認証アプリが、変える前のものに戻りました。madoguchi staff renew で出し直してください",
    "added": "バックアップのあとに加えた職員です。いまはありません。madoguchi staff add で加え直してください",
}
UNKNOWN = (
    "バックアップのあとに止めた職員がいたかは、分かりません（前の Redis も STATE_DIR の控えもありません）。"
    "madoguchi staff list を、いまの職員の名簿と見くらべてください"
)


@dataclass(frozen=True)
class ChangedAccounts:
    """What is known of the accounts since a backup.

    known_by  who knew it: the store before, the file in STATE_DIR
    in_backup  whether the backup holds accounts at all
    """

    changes: tuple[AccountChange, ...]
    known_by: tuple[str, ...]
    in_backup: bool

    @property
    def document(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {"accounts_changed": [asdict(one) for one in self.changes], "accounts_known_by": list(self.known_by)}

    @property
    def lines(self) -> str:
        """Give it for a person to read."""
        lines = [f"職員 {one.name or one.id}: {CHANGES[change]}" for one in self.changes for change in one.changes]
        return "\n".join(["", *lines] if self.known_by or not self.in_backup else ["", UNKNOWN])


def changed_accounts(wired: Built, restored: Sequence[Staff], at: datetime) -> ChangedAccounts:
    """Compare the accounts of a backup of a moment with those in the store that it replaces, and in STATE_DIR."""
    present = [] if wired.process.store.changed() == HALF else wired.console.all_staff()  # from a file, and not all
    kept = AccountMarks(wired.settings.state_dir, wired.keys.office).kept()
    remembered = kept.accounts if kept and kept.at > at else {}
    known_by = (*(["store"] if present else []), *(["state_dir"] if remembered else []))
    names = {one.id: one.name for one in present}
    changes = changed_since(restored, marks_of(present), remembered, names=names)
    return ChangedAccounts(tuple(changes), known_by, in_backup=bool(restored))
