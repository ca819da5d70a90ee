"""The lines of the audit log and its seal: what is signed of them, and how they are read.

A line is "chain nonce.signature entry"; the chain is made in Redis, the signature here. An entry is
"moment|actor|action|booking|detail", the moment in µs since 1970, and only the first digits of the chain value stand
in the line: all that follows from it is worked out from the first line on. Lines of earlier releases hold JSON and the
whole value; those of before the signature are "chain entry".
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from bot.ports.audit import Entry, Seal

Sign = Callable[[str], str]
BETWEEN = "|"
NAMES = ("at", "actor", "action", "booking", "detail")
PADDING = BETWEEN * len(NAMES)
EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
DIGITS_SHOWN = 8  # of the chain value in a line; all of the newest stands beside the log
CHAIN_DIGITS = (DIGITS_SHOWN, 40)  # as written now, and by earlier releases


class Line(NamedTuple):
    """One line, taken apart; `chained` is all that its chain value covers. Unsigned: nonce and signature are ""."""

    chain: str
    chained: str
    nonce: str
    signature: str
    entry: str


def spelt(entry: Entry) -> str:
    """Give an entry as it stands in a line; "" where a part would not come out again."""
    parts = (entry.actor, entry.action, entry.booking, entry.detail)
    if any(BETWEEN in part for part in parts):
        return ""
    return BETWEEN.join((str((entry.at - EPOCH) // MICROSECOND), *parts)).rstrip(BETWEEN)


def entry_of(text: str) -> Entry:
    """Read an entry, as it stands in a line or an earlier history; by hand, for there may be millions. ValueError."""
    if text.startswith("{"):
        found = json.loads(text)
        at, *parts = (str(found.get(name, "")) for name in NAMES)
        return Entry(datetime.fromisoformat(at), *parts)
    at, *parts = (text + PADDING).split(BETWEEN)[: len(NAMES)]
    return Entry(EPOCH + int(at) * MICROSECOND, *parts)


def signed_entry(entry: str, sign: Sign, *, short: bool) -> str:
    """Give what is chained of an entry: a nonce, so that no line can stand twice, and the signature on both."""
    nonce = secrets.token_urlsafe(8) if short else secrets.token_hex(8)
    signature = sign(signed_text(nonce, entry))
    return f"{nonce}.{_shorter(signature) if short else signature} {entry}"


def _shorter(signature: str) -> str:
    """Give the same bits in fewer signs."""
    return base64.urlsafe_b64encode(bytes.fromhex(signature)).decode().rstrip("=")


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


def has_chain(line: Line, chain: str) -> bool:
    """Say whether a line shows this chain value."""
    return len(line.chain) in CHAIN_DIGITS and chain.startswith(line.chain)


def is_signed(line: Line, sign: Sign) -> bool:
    """Say whether a line was written by us."""
    signature = sign(signed_text(line.nonce, line.entry))
    return line.signature in (signature, _shorter(signature))


def is_place(text: str) -> bool:
    """Say whether a text is a place in the log as an index or a history spells it."""
    return text.isascii() and text.isdecimal() and str(int(text)) == text
