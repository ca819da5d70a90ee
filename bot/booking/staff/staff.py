"""Those who work with the console: their roles and what is kept of each. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.booking.model import NOT_PERSONAL, PERSONAL


class Role(StrEnum):
    """What somebody is at the office; what each may do stands in one table of the console."""

    COUNSELLOR = "counsellor"
    RECEPTION = "reception"
    MANAGER = "manager"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Staff:
    """One account.

    password    an Argon2 hash, "" until the first sign-in
    totp        the secret of the authenticator, and
    step        the last time step that was used with it: each code works once
    code        the hash of the code for the first sign-in, "" when there is none
    epoch       sessions of an earlier epoch are void
    """

    id: str = field(metadata=NOT_PERSONAL)
    name: str = field(metadata=PERSONAL)
    role: Role = field(metadata=NOT_PERSONAL)
    password: str = field(default="", metadata=PERSONAL)
    totp: str = field(default="", metadata=PERSONAL)
    step: int = field(default=0, metadata=NOT_PERSONAL)
    code: str = field(default="", metadata=PERSONAL)
    code_until: datetime | None = field(default=None, metadata=NOT_PERSONAL)
    enabled: bool = field(default=True, metadata=NOT_PERSONAL)
    epoch: int = field(default=1, metadata=NOT_PERSONAL)
    version: int = field(default=1, metadata=NOT_PERSONAL)
