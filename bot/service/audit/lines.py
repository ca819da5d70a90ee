"""The lines of the audit log and its seal: what is signed of them, and how they are read.

A line is "chain nonce.signature entry"; the chain is made in Redis, the signature here. Lines of releases
before the signature are "chain entry".
"""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from bot.ports.audit import Seal

Sign = Callable[[str], str]


class Line(NamedTuple):
    """One line, taken apart; `chained` is all that its chain value covers. Unsigned: nonce and signature are ""."""

    chain: str
    chained: str
    nonce: str
    signature: str
    entry: str


def signed_entry(entry: str, sign: Sign) -> str:
    """Give what is chained of an entry: a nonce, so that no line can stand twice, and the signature on both."""
    nonce = secrets.token_hex(8)
    return f"{nonce}.{sign(signed_text(nonce, entry))} {entry}"


def signed_text(nonce: str, entry: str) -> str:
    """Give what is signed of an entry."""
    return f"entry {nonce} {entry}"


def read_line(line: str) -> Line:
    """Take a line apart."""
    chain, _, chained = line.partition(" ")
    if chained.startswith("{"):
        return Line(chain, chained, "", "", chained)
    mark, _, entry = chained.partition(" ")
    nonce, _, signature = mark.partition(".")
    return Line(chain, chained, nonce, signature, entry)


def sealed(seal: Seal, sign: Sign) -> dict[str, str]:
    """Give the fields of a seal."""
    at = seal.at.isoformat()
    signature = sign(f"seal {seal.entries} {seal.head} {at}")
    return {"entries": str(seal.entries), "head": seal.head, "at": at, "signature": signature}


def read_seal(fields: Mapping[str, str], sign: Sign) -> Seal | None:
    """Read a seal; None when there is none, or when we did not sign it."""
    try:
        seal = Seal(int(fields["entries"]), fields["head"], datetime.fromisoformat(fields["at"]))
    except (KeyError, ValueError):
        return None
    return seal if sealed(seal, sign) == dict(fields) else None


def chained(before: str, line: Line) -> str:
    """Give the chain value that a line must have after the one before it."""
    return hashlib.sha1((before + line.chained).encode(), usedforsecurity=False).hexdigest()


def is_signed(line: Line, sign: Sign) -> bool:
    """Say whether a line was written by us."""
    return bool(line.signature) and line.signature == sign(signed_text(line.nonce, line.entry))
