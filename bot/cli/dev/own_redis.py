"""A Redis server of our own for `make run`."""

import threading
from collections.abc import Callable
from pathlib import Path

from bot.adapters.redis.embedded_server import EmbeddedRedis, EmbeddedRedisError

WATCH_SECONDS = 0.5  # between two looks whether the server lives


class OwnRedis:
    """The server of our own, started again when it dies."""

    def __init__(self, folder: Path, on_line: Callable[[str], None]) -> None:
        self._folder, self._on_line, self._ending = folder, on_line, threading.Event()
        self._server = EmbeddedRedis.start(folder)
        self.url = self._server.url
        self._watch = threading.Thread(target=self._keep_alive, daemon=True)
        self._watch.start()

    def _keep_alive(self) -> None:
        while not self._ending.wait(WATCH_SECONDS):
            if self._server.process.poll() is not None:
                self._on_line("redis | 終了したので、始め直します")
                try:
                    self._server = EmbeddedRedis.start(self._folder)
                except EmbeddedRedisError as error:  # the next look tries again
                    self._on_line(f"redis | {error}")

    def stop(self) -> None:
        """End the watch, then the server."""
        self._ending.set()
        self._watch.join()
        self._server.stop()
