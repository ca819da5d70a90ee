"""What Redis holds, byte by byte, but for what is noted of who looks."""

import re

import redis

# Who is there, who saw whose record, how many commits there were, and since when a backup is missed.
NOTED = re.compile(r":(session:|limits|LIMITS|done:|audit|history:|store$|backed-up$)")


class Raw:
    """Redis as bytes: a dump is no text."""

    def __init__(self, url: str) -> None:
        self.client = redis.Redis.from_url(url)

    def everything(self) -> dict[str, bytes | None]:
        """Give what Redis holds, key by key, but for what may change by looking."""
        keys = sorted(key.decode() for key in self.client.scan_iter("*"))
        return {key: self.client.dump(key) for key in keys if not NOTED.search(key)}
