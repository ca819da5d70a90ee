"""What connections to neighbours have in common: nothing on the way forgets them unnoticed.

A NAT or firewall that drops an idle connection tells nobody: the next request would wait for its whole limit of time.
"""

import socket
import struct
from typing import Any, Self

KEPT_ALIVE = (
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    *(
        (socket.IPPROTO_TCP, getattr(socket, name), value)
        for name, value in (
            ("TCP_KEEPIDLE", 15),  # seconds; well under what a NAT remembers
            ("TCP_KEEPINTVL", 5),  # seconds
            ("TCP_KEEPCNT", 2),
            ("TCP_USER_TIMEOUT", 5000),  # milliseconds for which what was sent may stay unacknowledged; Linux only
        )
        if hasattr(socket, name)
    ),
)


def is_of_the_call(data: Any) -> bool:
    """Say whether what is sent belongs to the call itself: asking a proxy for the way does not."""
    return bool(data) and not (isinstance(data, bytes) and data.startswith(b"CONNECT "))


class KernelTimedSocket(socket.socket):
    """A connection whose waits the kernel limits.

    Python would poll before it sends and before it receives, and let other threads go first at each of these calls.
    """

    @classmethod
    def of(cls, made: socket.socket, seconds: float) -> Self:
        """Take over a connection; each wait by it ends after so many seconds with a TimeoutError."""
        ours = cls(made.family, made.type, made.proto, fileno=made.detach())
        ours.settimeout(None)
        limit = struct.pack("@ll", int(seconds), int(seconds % 1 * 1_000_000))
        for which in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            ours.setsockopt(socket.SOL_SOCKET, which, limit)
        return ours

    def recv_into(self, *args: Any, **more: Any) -> int:
        """Receive what is there."""
        try:
            return super().recv_into(*args, **more)
        except BlockingIOError:
            raise TimeoutError("timed out") from None

    def sendall(self, *args: Any, **more: Any) -> None:
        """Send all of it."""
        try:
            super().sendall(*args, **more)
        except BlockingIOError:
            raise TimeoutError("timed out") from None
