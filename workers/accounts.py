"""Remembers outside Redis how the accounts of staff are, so that a restore can say what it took back."""

from bot.adapters.store.account_marks import AccountMarks, KeptMarks
from bot.bootstrap import Built
from bot.service.staff.accounts_since import marks_of


def note_accounts(built: Built) -> None:
    """Write the file of the accounts, where STATE_DIR is set and something changed."""
    if built.settings.state_dir:
        marks = AccountMarks(built.settings.state_dir, built.keys.office)
        marks.keep(KeptMarks(built.store.identity.epoch, built.wall.now(), marks_of(built.console.all_staff())))
