"""Webhooks that are delivered through nginx without a pause."""

import ssl
import threading
from collections import Counter
from pathlib import Path

import httpx

from tests.e2e.town import wait_until
from tests.web.webhooks import event, signed, webhook

SENDERS = 4
IN_TIME = 120  # seconds
PASSED_OVER = 1  # seconds for which nginx passes over a machine that took no connection


class Deliveries:
    """Webhooks that are posted without a pause, each over whatever connection there is."""

    def __init__(self, url: str, certificate: Path) -> None:
        self.answers, self.acknowledged = Counter[int](), set[str]()
        self._url, self._context = url, ssl.create_default_context(cafile=str(certificate))
        self._stop, self._count, self._lock = threading.Event(), 0, threading.Lock()
        self._threads = [threading.Thread(target=self._post) for _ in range(SENDERS)]

    def __enter__(self) -> "Deliveries":
        for one in self._threads:
            one.start()
        wait_until(lambda: self.answers[200] > SENDERS, IN_TIME, "they are taken")
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for one in self._threads:
            one.join()

    def go_on(self) -> None:
        """Wait until some more were answered."""
        count = self.answers.total()
        wait_until(lambda: self.answers.total() > count + 5 * SENDERS, IN_TIME, "they go on")

    def _post(self) -> None:
        with httpx.Client(verify=self._context, timeout=IN_TIME) as client:
            while not self._stop.is_set():
                with self._lock:
                    self._count += 1
                    number = self._count
                body = webhook(event(number, "こんにちは", user=f"U{number % 50:032x}"))
                headers = {"X-Line-Signature": signed(body)}
                status = client.post(f"{self._url}/line/webhook", content=body, headers=headers).status_code
                with self._lock:
                    self.answers[status] += 1
                    self.acknowledged |= {f"e{number}"} if status == 200 else set()


def upstream(*ports: int) -> str:
    """Give the servers of nginx's upstream block."""
    return "".join(f"server 127.0.0.1:{port} fail_timeout={PASSED_OVER}s;" for port in ports)
