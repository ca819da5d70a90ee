"""What connections to neighbours have in common: nothing on the way forgets them unnoticed.

A NAT or firewall that drops an idle connection tells nobody: the next request would wait for its whole limit of time.
"""

import socket
from typing import Any

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
