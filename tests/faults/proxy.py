"""A TCP proxy that spoils what passes: `with toxic_proxy("127.0.0.1", port) as proxy: proxy.spoil(Toxic(bytes=10))`."""

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Toxic:
    """What is done to an answer on its way back.

    latency  seconds before it sets out
    bytes    how many of it come through, None = all
    reset    the connection is then reset, in place of closed
    hang     the connection then stays open, silent
    slices   seconds between two single bytes
    down     connections are refused
    """

    latency: float = 0.0
    bytes: int | None = None
    reset: bool = False
    hang: bool = False
    slices: float = 0.0
    down: bool = False


HEALTHY = Toxic()
Address = tuple[str, int] | tuple[str]


@dataclass
class Proxy:
    """A running one."""

    port: int
    toxic: Toxic = HEALTHY
    over: threading.Event = field(default_factory=threading.Event)
    near: list[socket.socket] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Give its address."""
        return f"http://127.0.0.1:{self.port}"

    def spoil(self, toxic: Toxic) -> None:
        """Do this to all answers from now on; connections that stand are ended, so that new ones are made."""
        self.toxic, before, self.near = toxic, self.near, []
        for one in before:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def carry(self, near: socket.socket, there: Address) -> None:
        """Carry one connection in both directions until one side ends it."""
        toxic = self.toxic
        self.near.append(near)
        with near, suppress(OSError), _connected(there) as far:
            if toxic.down:
                return
            threading.Thread(target=self._copy, args=(near, far), daemon=True).start()
            self._spoil(far, near, toxic)

    def _copy(self, start: socket.socket, end: socket.socket) -> None:
        with suppress(OSError):
            while part := start.recv(65536):
                end.sendall(part)
            end.shutdown(socket.SHUT_WR)

    def _spoil(self, far: socket.socket, near: socket.socket, toxic: Toxic) -> None:
        left = toxic.bytes
        while part := far.recv(65536):
            self.over.wait(toxic.latency)
            for piece in (part[:left],) if not toxic.slices else (bytes([one]) for one in part[:left]):
                near.sendall(piece)
                self.over.wait(toxic.slices)
            if left is not None and (left := left - len(part)) <= 0:
                break
        if toxic.hang:
            self.over.wait()
        if toxic.reset:
            near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@contextmanager
def toxic_proxy(*there: Any) -> Iterator[Proxy]:
    """Open one in front of a server: of its host and port, or of the path of its Unix socket."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(0.1)
        proxy = Proxy(door.getsockname()[1])
        thread = threading.Thread(target=_serve, args=(door, proxy, there), daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            proxy.over.set()
            thread.join(5)


def _connected(there: Address) -> socket.socket:
    if len(there) == 2:
        return socket.create_connection(there, 5)
    far = socket.socket(socket.AF_UNIX)
    far.connect(*there)
    return far


def _serve(door: socket.socket, proxy: Proxy, there: Address) -> None:
    while not proxy.over.is_set():
        with suppress(TimeoutError):
            near, _ = door.accept()
            near.settimeout(None)
            threading.Thread(target=proxy.carry, args=(near, there), daemon=True).start()
        time.sleep(0)  # let others run
