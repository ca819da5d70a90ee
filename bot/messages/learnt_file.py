"""The file of what was learnt from the phrases: made by `make learn`, read at the start of a process."""

import gzip
import json
from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterable
from hashlib import sha256

from bot.dialogue.understanding import Label, Labelled, Learnt

SHARPNESS = 1.2  # makes of what was learnt what is right as often as it says, of phrases not learnt
MOST = 127  # steps of a weight, which is one byte


def digest(phrases: Iterable[Labelled]) -> str:
    """Give what tells one list of phrases from another."""
    lines = (f"{one.stage or ''}\t{one.label.written}\t{one.text}" for one in phrases)
    return sha256("\n".join(lines).encode()).hexdigest()[:16]


def packed(learnt: Learnt, digests: Iterable[str]) -> bytes:
    """Make the file: weights of one byte each, and by which lists of phrases they were learnt."""
    step = max(abs(weight) for row in learnt.rows.values() for weight in row) / MOST
    rows = {piece: array("b", [round(weight / step) for weight in row]) for piece, row in learnt.rows.items()}
    told = {
        "lists": sorted(digests),
        "labels": [label.written for label in learnt.labels],
        "step": learnt.step * step * SHARPNESS,
        "rarest": learnt.rarest,
        "pieces": {piece: [round(learnt.rarities[piece], 4), b64encode(row).decode()] for piece, row in rows.items()},
    }
    return gzip.compress(json.dumps(told, ensure_ascii=False).encode(), mtime=0)


def unpacked(content: bytes) -> tuple[Learnt, frozenset[str]]:
    """Read the file: what was learnt, and the digests of the lists that it was learnt from."""
    told = json.loads(gzip.decompress(content))
    rows = {piece: array("b", b64decode(row)) for piece, (_, row) in told["pieces"].items()}
    rarities = {piece: rarity for piece, (rarity, _) in told["pieces"].items()}
    labels = tuple(map(Label.of, told["labels"]))
    return Learnt(labels, rows, rarities, told["rarest"], told["step"]), frozenset(told["lists"])
