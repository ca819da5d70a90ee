"""Verifies the audit log: each line's chain value is the SHA-1 of the one before it and the line's own entry."""

import hashlib
import json
from typing import Any

from bot.ports import Services
from bot.service.audit_lines import read_line


def verify(services: Services) -> tuple[int, str]:
    """Give the number of entries, and which line is the first that does not fit, "" when all do."""
    chain, (lines, head) = "", services.store.audit_log()
    for place, line in enumerate(lines, 1):
        told, _, entry = line.partition(" ")
        chain = hashlib.sha1((chain + entry).encode(), usedforsecurity=False).hexdigest()
        if told != chain:
            return len(lines), f"{place}行目"
    if head != chain:
        return len(lines), "末尾"
    return len(lines), ""


def entries(services: Services) -> list[dict[str, Any]]:
    """Give every entry, oldest first."""
    return [json.loads(read_line(line).entry) for line in services.store.audit_log()[0]]
