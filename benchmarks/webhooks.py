"""How many webhooks a second the whole path takes, beside the same gunicorn that only checks signatures.

The whole path: signature, load, core, commit, reply to a LINE that answers at once. Everything on one machine, the
load generator and that LINE included.
"""

import base64
import hashlib
import hmac
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

from tests.e2e.town import Town, free_port

CLIENTS = 16
SECONDS = 10.0
TEXTS = (
    "予約",
    "1",
    "1",
    "山田 太郎",
    "13010-12345678",
    "090-1234-5678",
    "taro@example.com",
    "1",
    "1",
    "1",
    "ヘルプ",
    "やめる",
)


def main() -> None:
    """Measure and print."""
    port = free_port()
    line = subprocess.Popen([sys.executable, "-m", "benchmarks.instant_line", str(port)])  # noqa: S603
    with tempfile.TemporaryDirectory() as folder:
        town = Town(Path(folder), {"LINE_API_URL": f"http://127.0.0.1:{port}"}, fresh=True).open()
        try:
            empty = run(town, iter_empty)
            whole = run(town, iter_talk)
            memory = {name: resident(process.pid) for name, process in town.processes.items()}
        finally:
            town.close()
            line.terminate()
            line.wait()
    show("signature only", empty)
    show("whole path", whole)
    print(f"whole path / signature only: {len(whole) / len(empty):.2f}")
    print("memory with children, MiB:", ", ".join(f"{name} {size:.0f}" for name, size in memory.items()))


def iter_empty(_: int) -> Iterator[dict[str, object]]:
    """Webhooks without events."""
    while True:
        yield {"destination": "U0", "events": []}


def iter_talk(client: int) -> Iterator[dict[str, object]]:
    """One seeker after the other types a conversation, one event a webhook."""
    count = 0
    while True:
        count += 1
        user = f"U{client:04x}{count:028x}"
        for place, text in enumerate(TEXTS):
            yield {"destination": "U0", "events": [event(user, f"{client}-{count}-{place}", text)]}


def event(user: str, name: str, text: str) -> dict[str, object]:
    """Give one text message as LINE sends it."""
    return {
        "type": "message",
        "mode": "active",
        "timestamp": int(time.time() * 1000),
        "source": {"type": "user", "userId": user},
        "webhookEventId": name,
        "deliveryContext": {"isRedelivery": False},
        "replyToken": hashlib.sha256(name.encode()).hexdigest()[:32],
        "message": {"type": "text", "id": name, "text": text},
    }


def run(town: Town, bodies: Callable[[int], Iterator[dict[str, object]]]) -> list[float]:
    """Send for a while from several clients; give the seconds that each webhook took."""
    until = time.monotonic() + SECONDS
    taken: list[float] = []
    lock = threading.Lock()

    def client(number: int) -> None:
        connection, own = HTTPConnection("127.0.0.1", town.port), []
        for body in bodies(number):
            raw = json.dumps(body).encode()
            signature = base64.b64encode(hmac.new(town.secret.encode(), raw, hashlib.sha256).digest()).decode()
            began = time.monotonic()
            connection.request("POST", "/line/webhook", raw, {"X-Line-Signature": signature})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(answer.status)
            own.append(time.monotonic() - began)
            if time.monotonic() > until:
                break
        with lock:
            taken.extend(own)

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(client, range(CLIENTS)))
    return taken


def show(name: str, taken: list[float]) -> None:
    """Print the rate and the times of one run."""
    ordered = sorted(taken)
    p50, p99 = statistics.median(ordered) * 1000, ordered[int(len(ordered) * 0.99)] * 1000
    print(
        f"{name}: {len(taken) / SECONDS:.0f}/s, p50 {p50:.1f} ms, p99 {p99:.1f} ms, longest {ordered[-1] * 1000:.0f} ms"
    )


def resident(pid: int) -> float:
    """Give the memory of a process and its children, in MiB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return pages * 4096 / 2**20 + sum(resident(int(child)) for child in children)


if __name__ == "__main__":
    main()
