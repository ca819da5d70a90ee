"""Clients that type whole talks at a server, as LINE delivers them, over connections that are kept."""

import base64
import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

from bot.booking.schedule.opening import bookable_starts, today
from tests.make import OFFICE

CLIENTS = 8
PEOPLE = count(int(time.time() * 1000))  # nobody types twice, so that no limit of a person's day is met
NUMBERS = threading.Lock()
TEXTS = (
    *("予約", "1", "1", "山田 太郎", "13010-{number:08}", "090-1234-5678", "taro@example.com", "1", "1"),
    *("{day} {clock}", "申し込む", "確認", "いつ空いていますか", "ヘルプ", "キャンセル", "はい"),
)


@dataclass
class Server:
    """What is measured: its port, and the secret of its channel."""

    name: str
    port: int
    secret: str


@dataclass
class Seen:
    """What clients saw: the seconds of each answer that took the event, and how many had another status."""

    taken: list[float] = field(default_factory=list)
    refused: int = 0

    def add(self, status: int, seconds: float) -> None:
        """Note one answer."""
        if status == 200:
            self.taken.append(seconds)
        else:
            self.refused += 1


class Client:
    """One connection to a server; opened anew where the server closed it."""

    def __init__(self, server: Server) -> None:
        self._server, self._open = server, False

    def send(self, request: bytes) -> int:
        """Send a request and give the status of its answer, 0 where there came none."""
        try:
            return self._sent(request)
        except OSError:
            self._open = False
            return 0

    def _sent(self, request: bytes) -> int:
        if not self._open:
            self._socket, self._open = socket.create_connection(("127.0.0.1", self._server.port), timeout=30), True
        self._socket.sendall(request)
        answer = self._socket.recv(4096)
        while b"\r\n\r\n" not in answer or not _is_whole(answer):
            more = self._socket.recv(4096)
            if not more:
                break
            answer += more
        if not answer or b"connection: close" in answer.lower():
            self._socket.close()
            self._open = False
        return int(answer.split(b" ", 2)[1]) if answer else 0


def _is_whole(answer: bytes) -> bool:
    head, _, body = answer.partition(b"\r\n\r\n")
    length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
    return len(body) >= int(length or 0)


def talks(server: Server) -> Iterator[bytes]:
    """Give the requests of one person after the other, each a whole talk."""
    starts = bookable_starts(OFFICE, datetime.now(UTC))[20:]
    while True:
        with NUMBERS:
            person = next(PEOPLE)
        start = starts[person % len(starts)]
        words = {"number": person % 10**8, "day": f"{today(start):%-m/%-d}", "clock": f"{start:%H:%M}"}
        for place, text in enumerate(TEXTS):
            yield request(server, f"U{person:032x}", f"{person}-{place}", text.format_map(words))


def request(server: Server, user: str, name: str, text: str) -> bytes:
    """Give one text message as LINE delivers it."""
    event = {
        "type": "message",
        "mode": "active",
        "timestamp": int(time.time() * 1000),
        "source": {"type": "user", "userId": user},
        "webhookEventId": name,
        "deliveryContext": {"isRedelivery": False},
        "replyToken": hashlib.sha256(name.encode()).hexdigest()[:32],
        "message": {"type": "text", "id": name, "quoteToken": name, "text": text},
    }
    body = json.dumps({"destination": "U0", "events": [event]}).encode()
    signature = base64.b64encode(hmac.new(server.secret.encode(), body, hashlib.sha256).digest()).decode()
    head = (
        f"POST /line/webhook HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    )
    return f"{head}X-Line-Signature: {signature}\r\n\r\n".encode() + body


def typed(server: Server, seconds: float) -> Seen:
    """Let the clients type as fast as they are answered."""
    seen, until = Seen(), time.monotonic() + seconds

    def client(_: int) -> None:
        connection = Client(server)
        for one in talks(server):
            began = time.monotonic()
            seen.add(connection.send(one), time.monotonic() - began)
            if time.monotonic() > until:
                return

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(client, range(CLIENTS)))
    return seen


def at_a_rate(server: Server, a_second: int, seconds: float, clients: int) -> Seen:
    """Let more clients type so much a second in all; a late answer counts from when its message was due."""
    seen, begun = Seen(), time.monotonic()

    def client(place: int) -> None:
        connection = Client(server)
        for turn, one in enumerate(talks(server)):
            due = begun + (place + turn * clients) / a_second
            if due - begun > seconds:
                return
            time.sleep(max(0.0, due - time.monotonic()))
            seen.add(connection.send(one), time.monotonic() - due)

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(client, range(clients)))
    return seen
