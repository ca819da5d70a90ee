"""Codes that work once: of the authenticator (TOTP, RFC 6238), and for the first sign-in."""

import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp

from bot.service.staff.passwords import fits, hashed

STEP_SECONDS = 30  # seconds
LATE_STEPS = 1  # steps by which the telephone's clock may be off
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is taken for another


def new_secret() -> str:
    """Give a secret for an authenticator."""
    return pyotp.random_base32()


def address(secret: str, name: str, office: str) -> str:
    """Give the otpauth address that an authenticator reads from a picture."""
    return pyotp.TOTP(secret, name=name, issuer=office).provisioning_uri()


def step_of(secret: str, code: str, wall: datetime) -> int:
    """Give the time step that a code stands for, 0 when it is wrong."""
    present, totp = int(wall.timestamp()) // STEP_SECONDS, pyotp.TOTP(secret)
    steps = range(present - LATE_STEPS, present + LATE_STEPS + 1)
    fitting = [step for step in steps if hmac.compare_digest(totp.generate_otp(step), code)]
    return fitting[0] if fitting else 0


def tidy(code: str) -> str:
    """Give a typed code without what people put between its parts."""
    return "".join(part for part in code.upper() if part.isascii() and part.isalnum())


def new_code() -> str:
    """Give a code for a first sign-in, e.g. "K7QF-…": 16 letters, 79 bits."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(16))
    return "-".join(letters[place : place + 4] for place in range(0, 16, 4))


def code_hash(code: str) -> str:
    """Give what is kept of a code for a first sign-in; with less than 112 bits it is hashed as a password is."""
    return hashed(tidy(code))


def code_fits(kept: str, code: str) -> bool:
    """Say whether a code is the one that was kept."""
    if kept and not kept.startswith("$"):  # as a release before wrote it; such a code lives three days
        return hmac.compare_digest(kept, hashlib.sha256(tidy(code).encode()).hexdigest())
    return fits(kept, tidy(code))
