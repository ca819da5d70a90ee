"""What tells whether somebody still sees what there is: he sends back the fingerprint of what he was shown."""

import hashlib


def fingerprint(shown: str) -> str:
    """Give 16 hex digits that differ when anything of what is shown does."""
    return hashlib.sha256(shown.encode()).hexdigest()[:16]
