"""What became of the accounts of staff since a backup: a restore brings back who was closed, and former passwords."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.booking.staff.staff import Staff


@dataclass(frozen=True)
class AccountMark:
    """What is remembered of an account outside the store: nothing personal, and no secret can be guessed from it."""

    enabled: bool
    role: str
    secrets: str


@dataclass(frozen=True)
class AccountChange:
    """An account that was otherwise when it was seen last than it is after a restore.

    name     "" for one that the backup does not know and of which only the id is remembered
    changes  of "disabled", "enabled", "role", "secrets" (password, authenticator or first code) and "added"
    """

    id: str
    name: str
    changes: tuple[str, ...]


def marks_of(accounts: Iterable[Staff]) -> dict[str, AccountMark]:
    """Give what is to be remembered of some accounts, by id."""
    return {one.id: AccountMark(one.enabled, one.role.value, _digest(one)) for one in accounts}


def changed_since(
    restored: Iterable[Staff], *seen: Mapping[str, AccountMark], names: Mapping[str, str]
) -> list[AccountChange]:
    """Compare accounts as a backup has them with what was seen of them later, each by another witness."""
    before = {one.id: one for one in restored}
    found: dict[str, set[str]] = {}
    for marks in seen:
        for staff_id, mark in marks.items():
            found.setdefault(staff_id, set()).update(_changes(before.get(staff_id), mark))
    known = {**names, **{one.id: one.name for one in before.values()}}
    told = (AccountChange(one, known.get(one, ""), tuple(sorted(changes))) for one, changes in found.items() if changes)
    return sorted(told, key=lambda change: ("disabled" not in change.changes, change.name, change.id))


def _changes(before: Staff | None, mark: AccountMark) -> set[str]:
    if not before:
        return {"added"}
    there = {"enabled" if mark.enabled else "disabled"} if mark.enabled != before.enabled else set()
    role = {"role"} if mark.role != before.role.value else set()
    return there | role | ({"secrets"} if mark.secrets != _digest(before) else set())


def _digest(account: Staff) -> str:
    """Give a digest that changes with the password, the authenticator and the code for the first sign-in.

    What is digested holds hashes with a salt of their own.
    """
    return hashlib.sha256(f"{account.password} {account.totp} {account.code}".encode()).hexdigest()
