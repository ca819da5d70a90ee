"""Posts many webhooks by several connections and keeps how each was answered."""

import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException

BROKEN = 0


@dataclass
class Answers:
    """How many answers of each status came, and how long the slowest took."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    odd: list[bytes] = field(default_factory=list)  # the first bodies that were answered by 5xx but 503


def post_all(port: int, requests: Iterable[tuple[bytes, Mapping[str, str]]], threads: int = 8) -> Answers:
    """Post all of them to the webhook, several at a time."""
    answers, given, lock = Answers(), iter(requests), threading.Lock()

    def some() -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        for body, headers in _next(given, lock):
            status, took = _post(connection, body, headers)
            with lock:
                answers.statuses[status] += 1
                answers.seconds.append(took)
                if status >= 500 and status != 503 and len(answers.odd) < 5:
                    answers.odd.append(body[:500])
        connection.close()

    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(some) for _ in range(threads)]:
            done.result()
    return answers


def _next(
    given: Iterator[tuple[bytes, Mapping[str, str]]], lock: threading.Lock
) -> Iterator[tuple[bytes, Mapping[str, str]]]:
    while True:
        with lock:
            one = next(given, None)
        if one is None:
            return
        yield one


def _post(connection: HTTPConnection, body: bytes, headers: Mapping[str, str]) -> tuple[int, float]:
    began = time.monotonic()
    try:
        connection.request("POST", "/line/webhook", body, dict(headers))
        answer = connection.getresponse()
        answer.read()
        return answer.status, time.monotonic() - began
    except (OSError, HTTPException):
        connection.close()  # it opens anew by itself
        return BROKEN, time.monotonic() - began
