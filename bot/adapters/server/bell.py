"""Calls one of the threads that wait by their connections to somebody whose request waits."""

import os
import select
import socket
from contextlib import suppress


class Bell:
    """What wakes one of those who wait; one that nobody heard wakes the next who would wait."""

    def __init__(self) -> None:
        self._heard, self._rung = os.pipe()
        os.set_blocking(self._heard, False)
        os.set_blocking(self._rung, False)

    def ring(self) -> None:
        """Wake one."""
        with suppress(BlockingIOError):  # it rings often enough
            os.write(self._rung, b"\0")

    def comes(self, sock: socket.socket, seconds: float) -> bool:
        """Wait for what comes by a connection; False when nothing came in time, or the bell rang before."""
        poll = select.poll()
        poll.register(sock, select.POLLIN)
        poll.register(self._heard, select.POLLIN)
        ready = {fd for fd, _ in poll.poll(seconds * 1000)}
        if sock.fileno() in ready:
            return True
        if ready:
            with suppress(BlockingIOError):  # another thread goes
                os.read(self._heard, 1)
        return False
