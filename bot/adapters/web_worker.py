"""gunicorn's worker with threads, and a limit of time in which a request's head and body must be there.

gunicorn has none of its own: a client that sends a byte a second would hold a thread for as long as it cares to.
"""

import faulthandler
import socket
import threading
import time
from contextlib import suppress
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from bot.errors import StoreDownError
from bot.ports import Services

SECONDS = 8.0  # for head and body; LINE's own webhooks are there at once
LOOK = 0.5  # seconds
BEAT = 5.0  # seconds


class BriefReader(ThreadWorker):  # type: ignore[misc]  # it has no types
    """Stops listening to a client that is not done in time; the answer to what was read still goes out."""

    def init_process(self) -> None:
        """Begin to watch, then work."""
        self._until: dict[Any, float] = {}
        threading.Thread(target=self._watch, name="slow clients", daemon=True).start()
        super().init_process()

    def load_wsgi(self) -> None:
        """Load the application, and tell from then on that this process lives."""
        super().load_wsgi()
        services = self.wsgi.extensions["services"]
        threading.Thread(target=_keep_beating, args=(services,), name="heartbeat", daemon=True).start()

    def init_signals(self) -> None:
        """Let the worker say where it was when it is aborted or ends by itself, even where it hangs outside Python."""
        super().init_signals()
        with suppress(OSError):  # the process was started with stderr closed
            faulthandler.enable()

    def handle(self, conn: Any) -> Any:
        """Handle one request, watched."""
        self._until[conn] = time.monotonic() + SECONDS
        try:
            return super().handle(conn)
        finally:
            self._until.pop(conn, None)

    def _watch(self) -> None:
        while True:
            time.sleep(LOOK)
            now = time.monotonic()
            for conn, until in self._until.copy().items():
                if now > until:
                    with suppress(OSError):
                        conn.sock.shutdown(socket.SHUT_RD)


def _keep_beating(services: Services) -> None:
    """Tell that this process lives, so that nobody restores under it; an idle one notices a changed store, too."""
    while True:
        with suppress(StoreDownError):
            services.store.beat("web")
            services.store.changed()
        time.sleep(BEAT)
