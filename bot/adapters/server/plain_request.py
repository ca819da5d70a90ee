"""A webhook as LINE and a proxy before us send it, read and answered without gunicorn's reader and writer of all HTTP.

Only what every reader of HTTP takes for the same is plain: one request line, names and values without a doubtful byte,
no name twice, nothing that says how the message ends but one Content-Length. All else goes gunicorn's way.
"""

import re
import sys
import time
from collections.abc import Iterable, Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any, NamedTuple

from gunicorn import SERVER
from gunicorn.util import http_date

WEBHOOK = b"POST /line/webhook"
LONGEST_HEAD = 4096  # bytes
FIELD = re.compile(r"([A-Za-z0-9-]{1,64}):[ \t]?([!-~](?:[ -~]*[!-~])?)\r\n")
HEAD = re.compile(rf"{WEBHOOK.decode()} HTTP/1\.1\r\n(?:{FIELD.pattern})+\r\n")
LENGTH = re.compile("[0-9]{1,6}")
LENGTH_NAME = "CONTENT_LENGTH"
WITHOUT_PREFIX = frozenset({LENGTH_NAME, "CONTENT_TYPE"})
# What says how a message ends, or that it is not to be taken as it is.
NOT_PLAIN = frozenset({"CONNECTION", "TRANSFER_ENCODING", "EXPECT", "UPGRADE", "TE", "TRAILER", "HTTP2_SETTINGS"})


class PlainRequest(NamedTuple):
    """How many bytes its head and body have, and its header fields by the names that WSGI gives them."""

    head: int
    body: int
    fields: Mapping[str, str]

    def environ(self, body: bytes, client: Any, server: Any) -> dict[str, Any]:
        """Give what a WSGI application is told (PEP 3333); `client` and `server` are addresses."""
        told = {name if name in WITHOUT_PREFIX else f"HTTP_{name}": value for name, value in self.fields.items()}
        return {
            **told,
            "REQUEST_METHOD": "POST",
            "SCRIPT_NAME": "",
            "PATH_INFO": "/line/webhook",
            "QUERY_STRING": "",
            "SERVER_NAME": str(server[0]),
            "SERVER_PORT": str(server[1]),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": str(client[0]),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.input_terminated": True,
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }


def plain_request(here: bytes) -> PlainRequest | None:
    """Read the request that bytes begin with; None where it is not plain, or not there as a whole."""
    end = here.find(b"\r\n\r\n", 0, LONGEST_HEAD) + 4
    try:
        head = here[:end].decode("ascii")
    except UnicodeDecodeError:
        return None
    if not HEAD.fullmatch(head):
        return None
    found = FIELD.findall(head)
    fields = {name.upper().replace("-", "_"): value for name, value in found}
    length = fields.get(LENGTH_NAME, "")
    if len(fields) < len(found) or not NOT_PLAIN.isdisjoint(fields) or not LENGTH.fullmatch(length):
        return None
    return PlainRequest(end, int(length), fields) if len(here) >= end + int(length) else None


class Told:
    """What an application begins its answer with."""

    status, fields = "", tuple[tuple[str, str], ...]()

    def __call__(self, status: str, fields: Iterable[tuple[str, str]], _: Any = None) -> Any:
        """Take it, as `start_response`."""
        self.status, self.fields = status, tuple(fields)

    def head(self, length: int) -> bytes:
        """Give the head of an answer whose body has so many bytes, on a connection that goes on."""
        return _head(self.status, self.fields, length, int(time.time()))


@lru_cache(8)
def _head(status: str, fields: tuple[tuple[str, str], ...], length: int, second: int) -> bytes:
    """Spell a head as gunicorn does; nearly all that are wanted within a second are the same."""
    ours = (("Server", SERVER), ("Date", http_date(second)), ("Connection", "keep-alive"))
    told = [(name, value) for name, value in fields if name.lower() != "content-length"]
    lines = "".join(f"{name}: {value}\r\n" for name, value in (*ours, *told, ("Content-Length", length)))
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode("latin-1")
