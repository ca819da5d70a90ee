"""The lines of the audit log and its seal: what is signed of them, and how they are read.

A line is "chain nonce.signature entry"; the chain is made in Redis, the signature here. Lines of releases
before the signature are "chain entry".
"""

import secrets
from collections.abc import Callable
from typing import NamedTuple

from bot.ports import Seal

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
    return f"{nonce}.{sign(f'entry {nonce} {entry}')} {entry}"


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
