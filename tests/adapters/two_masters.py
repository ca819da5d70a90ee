"""One address before two real servers, as a name or a proxy is: switched, new connections go to the other one."""

import socket
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType


class Switch:
    """Listens on a port and passes each connection on to the socket that it is turned to when it comes."""

    def __init__(self, to: Path) -> None:
        self.to = to
        self._door, self._open = socket.create_server(("127.0.0.1", 0)), list[socket.socket]()
        self._threads = [threading.Thread(target=self._let_in)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        """Give the address for a client."""
        return f"redis://127.0.0.1:{self._door.getsockname()[1]}"

    def __enter__(self) -> "Switch":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Let nobody in any more, and end what goes on."""
        self._door.shutdown(socket.SHUT_RDWR)
        self._threads[0].join()
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for one in (self._door, *self._open):
            one.close()

    def _let_in(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._door.accept()
                there = socket.socket(socket.AF_UNIX)
                self._open += [here, there]
                there.connect(str(self.to))
                for ends in ((here, there), (there, here)):
                    self._threads.append(threading.Thread(target=_pass_on, args=ends))
                    self._threads[-1].start()


def _pass_on(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while said := source.recv(65536):
            sink.sendall(said)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_RDWR)
