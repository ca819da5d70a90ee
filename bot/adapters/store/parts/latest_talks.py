"""The conversations that this process wrote last, so that the next event of each finds it as it is.

It is known by whose it is and how it was sealed. One that another process wrote, that came by a restore or that was put
in another's place has another seal or another person: it is opened and read. Each is given once.
"""

import threading

from bot.dialogue.conversation import Conversation

MOST = 64  # conversations; a process has fewer people in hand, and nobody's stays for long


class LatestTalks:
    """Conversations by the keyed hash of their person, and how they were sealed."""

    def __init__(self) -> None:
        self._kept, self._lock = dict[tuple[str, str], Conversation](), threading.Lock()

    def keep(self, who: str, sealed: str, conversation: Conversation) -> None:
        """Keep one that is about to be written, in place of the oldest."""
        with self._lock:
            self._kept[who, sealed] = conversation
            if len(self._kept) > MOST:
                del self._kept[next(iter(self._kept))]

    def take(self, who: str, sealed: str) -> Conversation | None:
        """Give the one that was sealed so, and keep it no more."""
        return self._kept.pop((who, sealed), None)
