"""More webhooks than the machine can take: how many are answered in time, and what the console's users notice.

The web server, Redis and the sender share this machine, so the figures are of use beside each other only. As LINE does,
the sender gives up after two seconds and closes, and delivers again what was not taken: with the same event id, a
little later each time.
"""

import asyncio
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from subprocess import run

from benchmarks.town import QuietTown
from tests.e2e.town import wait_until
from tests.web.webhooks import event, signed, webhook

OFFERED, SECONDS, PEOPLE = 540, 60, 5000
AGAIN_AFTER, MOST_TRIES = 5.0, 12  # seconds until what was not taken is delivered again
WARM_OFFERED, WARM_SECONDS = 50, 2
BACKLOG_SECONDS = 300.0
PATIENCE = 2.0  # seconds that LINE waits
CUT, FAILED = -2, -1
NAMES = {0: "none", CUT: "cut"}
PAGES = ("/staff/sign-in", "/readyz")
ASK_EVERY = 0.25  # seconds


@dataclass
class Seen:
    """What the sender saw: answers by status, and how long each took.

    0 stands for no answer in time, CUT for a connection that was closed without one, FAILED for a page that failed.

    lost  events that were never taken, however often they were delivered
    """

    statuses: Counter[int] = field(default_factory=Counter)
    in_time: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    lost: int = 0


class Sender:
    """Sends over kept connections, as a proxy does; one that is not answered in time is closed."""

    def __init__(self, port: int, seen: Seen) -> None:
        self._port, self._seen = port, seen
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def deliver(self, first: bytes, again: bytes) -> None:
        """Deliver one event until it is taken, as LINE does."""
        for number in range(MOST_TRIES):
            await asyncio.sleep(number * AGAIN_AFTER)
            if await self.send(again if number else first) == 200:
                return
        self._seen.lost += 1

    async def send(self, request: bytes) -> int:
        """Send one webhook and note what came of it; give the status, 0 for none in time."""
        begun = time.monotonic()
        try:
            status = await asyncio.wait_for(self._asked(request), PATIENCE)
        except TimeoutError:
            status = 0
        except (OSError, EOFError):
            status = CUT
        self._seen.statuses[status] += 1
        if status > 0:
            self._seen.in_time.append(time.monotonic() - begun)
        return status

    def _kept(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """Give a connection that is kept; one that the server closed is none any more, and a proxy notices that."""
        while self._idle:
            reader, writer = self._idle.pop()
            if not reader.at_eof():
                return reader, writer
            writer.close()
        return None

    async def _asked(self, request: bytes) -> int:
        reader, writer = self._kept() or await asyncio.open_connection("127.0.0.1", self._port)
        try:
            writer.write(request)
            status, stays = await _answer(reader)
        except BaseException:
            writer.transport.abort()
            raise
        if stays:
            self._idle.append((reader, writer))
        else:
            writer.close()
        return status


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bool]:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
    await reader.readexactly(length)
    return int(head.split()[1]), b"connection: close" not in head


async def _page(port: int, path: str) -> float:
    begun = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    await reader.read()
    writer.close()
    return time.monotonic() - begun


def _requests(number: int, secret: str) -> tuple[bytes, bytes]:
    """Give one event as it is delivered first, and again."""
    name = f"{time.time_ns()}-{number}"
    return _request(number, secret, name, is_again=False), _request(number, secret, name, is_again=True)


def _request(number: int, secret: str, name: str, *, is_again: bool) -> bytes:
    told = {"webhookEventId": name, "deliveryContext": {"isRedelivery": is_again}, "timestamp": int(time.time() * 1000)}
    body = webhook(event(number, "予約", user=f"U{number % PEOPLE:032x}", **told))
    head = f"POST /line/webhook HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
    return f"{head}X-Line-Signature: {signed(body, secret)}\r\n\r\n".encode() + body


async def _flood(port: int, secret: str, offered: int, seconds: float) -> Seen:
    seen, under_way = Seen(), set[asyncio.Task[None]]()
    requests = [_requests(number, secret) for number in range(round(offered * seconds))]
    sender, begun = Sender(port, seen), time.monotonic()
    asking = asyncio.create_task(_ask(port, seen, seconds))
    for number, request in enumerate(requests):
        await asyncio.sleep(max(0.0, begun + number / offered - time.monotonic()))
        task = asyncio.create_task(sender.deliver(*request))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    await asyncio.gather(asking, *under_way)
    return seen


async def _ask(port: int, seen: Seen, seconds: float) -> None:
    until, number = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        try:
            seen.pages.append(await _page(port, PAGES[number % len(PAGES)]))
        except OSError:
            seen.statuses[FAILED] += 1
        number += 1
        await asyncio.sleep(ASK_EVERY)


def main() -> None:
    """Flood a server of its own and print."""
    with tempfile.TemporaryDirectory() as folder, QuietTown(Path(folder)) as town:
        secret = town.environment["LINE_CHANNEL_SECRET"]
        asyncio.run(_flood(town.port, secret, WARM_OFFERED, WARM_SECONDS))  # until everything is imported
        run([sys.executable, "-m", "benchmarks.flood", str(town.port), secret], check=True)  # noqa: S603 - ourselves, in a process of its own
        began = time.monotonic()
        wait_until(lambda: not town.client.zcard(town.keys.due_replies), BACKLOG_SECONDS, "all answers are out")
        print(f"  answers that were left are out {time.monotonic() - began:.0f} s after the last webhook was taken")


def report(seen: Seen, seconds: float, offered: int) -> None:
    """Print the figures."""
    failed = seen.statuses.pop(FAILED, 0)
    rate = {NAMES.get(status, status): round(count / seconds, 1) for status, count in sorted(seen.statuses.items())}
    print(f"flood: {offered} webhooks a second for {seconds:.0f} s")
    print(f"  answered a second, by status: {rate}")
    print(f"  never taken: {seen.lost}")
    print(f"  longest answer that came in time: {max(seen.in_time):.2f} s")
    middle, most = quantiles(seen.pages, n=20)[9], quantiles(seen.pages, n=20)[18]
    print(
        f"  pages meanwhile: median {middle:.2f} s, 95 of 100 within {most:.2f} s, longest {max(seen.pages):.2f} s,"
        f" {failed} failed"
    )


if __name__ == "__main__":
    if len(sys.argv) > 2:
        report(asyncio.run(_flood(int(sys.argv[1]), sys.argv[2], OFFERED, SECONDS)), SECONDS, OFFERED)
    else:
        main()
