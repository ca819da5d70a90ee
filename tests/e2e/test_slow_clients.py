"""F09, F15: neither a crowd of webhooks nor clients that dawdle keep the web server from others."""

import os
import re
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress

import httpx
import pytest

from bot.adapters.network.http_client import trusted
from bot.adapters.server import worker as web_worker
from bot.cli.commands.serving import processes
from bot.settings import from_environ
from tests.e2e.town import PATIENCE, free_port, wait_until
from tests.faults.rows import fault, twin
from tests.folders import ROOT
from tests.least_settings import LEAST_SETTINGS

OURS, PLAIN = "bot.adapters.server.worker.CrowdWorker", "gthread"
BODY = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\na"
HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nX-Slow: a"
WEBHOOK = b"POST /line/webhook HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc"
PAGE = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc"
THREADS = 2
HANGS, HANG_SECONDS = b"hang", 3.0  # as the small application has it, which changes our worker where it is imported


@contextmanager
def served(worker: str, *options: str, threads: int = THREADS, files: int = 0, haste: float = 1) -> Iterator[int]:
    """Run gunicorn with one worker; `files` is how many it may have open, `haste` how many times as patient it is."""
    port = free_port()
    ours = ["--bind", f"127.0.0.1:{port}", "--worker-class", worker, "--threads", str(threads), "--workers", "1"]
    quiet = ["--preload", "--no-control-socket", "--log-level", "critical", "--graceful-timeout", "1"]
    argv = [sys.executable, "-m", "gunicorn", "tests.e2e.hasty_app:app", *ours, *quiet, *options]
    web = subprocess.Popen(argv, cwd=ROOT, env={**os.environ, "HASTE": str(haste)})
    if files:
        resource.prlimit(web.pid, resource.RLIMIT_NOFILE, (files, files))
    try:
        wait_until(lambda: answers(port, 1), what="gunicorn answers")
        yield port
    finally:
        web.terminate()
        web.wait()


def answers(port: int, seconds: float) -> bool:
    try:
        return httpx.post(f"http://127.0.0.1:{port}/", content=b"abc", timeout=seconds, verify=trusted()).text == "3"
    except httpx.HTTPError:
        return False


class Clients(ExitStack):
    """Connections that stay open."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    def one(self, said: bytes = b"") -> socket.socket:
        made = self.enter_context(socket.create_connection(("127.0.0.1", self._port)))
        made.sendall(said)
        return made


# --- clients that dawdle


def is_answered_while_slow_clients_drip(worker: str, start: bytes, seconds: float) -> bool:
    with served(worker) as port, Clients(port) as clients:
        slow, over = [clients.one(start) for _ in range(THREADS)], threading.Event()

        def drip() -> None:
            while not over.wait(0.2):
                for one in slow:
                    with suppress(OSError):  # cut off, as it should be
                        one.sendall(b"a")

        dripping = threading.Thread(target=drip)
        dripping.start()
        try:
            return answers(port, seconds)
        finally:
            over.set()
            dripping.join()


@fault("F09", injected="clients that send a byte now and then")
@pytest.mark.parametrize("start", [BODY, HEAD], ids=["body", "head"])
def test_f09_a_thread_is_free_again_though_the_client_goes_on_dripping(start):
    assert is_answered_while_slow_clients_drip(OURS, start, PATIENCE)


@twin("F09", without="our worker class")
@pytest.mark.parametrize("start", [BODY, HEAD], ids=["body", "head"])
def test_f09_without_our_worker_slow_clients_would_hold_the_server(start):
    assert not is_answered_while_slow_clients_drip(PLAIN, start, 3)


def say_nothing(clients: Clients) -> None:
    for _ in range(2 * THREADS):
        clients.one()


def begin_only(clients: Clients) -> None:
    for start in (b"P", HEAD, PAGE[:-1]):
        for _ in range(20):
            clients.one(start)


def do_not_close(clients: Clients) -> None:
    for _ in range(2):
        assert clients.one(PAGE).recv(1000)


def read_nothing(clients: Clients) -> None:
    for _ in range(THREADS):
        clients.one(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")


DAWDLING = [say_nothing, begin_only, do_not_close, read_nothing]


def is_answered_meanwhile(worker: str, dawdle: Callable[[Clients], None], seconds: float) -> bool:
    with served(worker) as port, Clients(port) as clients:
        dawdle(clients)
        return all(answers(port, seconds) for _ in range(3))  # the first may be faster than the server at its end


@fault("F09", injected="clients that say nothing, close nothing or read nothing")
@pytest.mark.parametrize("dawdle", DAWDLING, ids=lambda one: one.__name__)
def test_f09_whoever_says_nothing_or_closes_nothing_or_reads_nothing_holds_nobody_up(dawdle):
    assert is_answered_meanwhile(OURS, dawdle, PATIENCE)


@twin("F09", without="our worker class")
@pytest.mark.parametrize("dawdle", DAWDLING, ids=lambda one: one.__name__)
def test_f09_without_our_worker_others_would_wait_for_them(dawdle):
    assert not is_answered_meanwhile(PLAIN, dawdle, 1.5)


def is_answered_beside_idle_ones(worker: str, seconds: float) -> bool:
    """Open more connections than there may be, so that they would have to wait for the idle ones' end."""
    with served(worker, "--worker-connections", "40", "--keep-alive", "75") as port, Clients(port) as clients:
        for _ in range(60):
            clients.one(PAGE.replace(b"close", b"keep-alive")).settimeout(1)
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if answers(port, left):
                return True
            time.sleep(0.05)  # it may be cut off itself where it asks nothing for a moment
        return False


@fault("F09", injected="more idle connections than there may be")
def test_f09_idle_connections_make_room_for_others():
    assert is_answered_beside_idle_ones(OURS, PATIENCE)


@twin("F09", without="our worker class")
def test_f09_without_our_worker_idle_connections_would_keep_others_out():
    assert not is_answered_beside_idle_ones(PLAIN, 3)


def is_each_told(worker: str) -> bool:
    """Open more connections than there may be, ask by each a moment later; say whether every one is answered."""
    with served(worker, "--worker-connections", "40", haste=30) as port, Clients(port) as clients:
        crowd = [clients.one() for _ in range(60)]
        time.sleep(0.3)  # by now it has taken them in, and ended what it would end
        return all(said_to(one, PAGE).startswith(b"HTTP/1.1 ") for one in crowd)


def said_to(one: socket.socket, asked: bytes) -> bytes:
    """Give what is answered; nothing by a connection that is cut."""
    one.settimeout(PATIENCE)
    with suppress(ConnectionError):
        one.sendall(asked)
        return one.recv(1000)
    return b""


@fault("F09", injected="more connections than there may be, of clients that ask a moment later")
def test_f09_who_has_to_make_room_reads_that_he_may_come_again():
    assert is_each_told(OURS)


@twin("F09", without="a word to who has to make room")
def test_f09_without_a_word_who_asks_a_moment_later_would_be_cut_off():
    assert not is_each_told("tests.e2e.hasty_app.SilentWorker")


@fault("F09", injected="more ends of connections at once than are waited for")
def test_f09_more_ends_at_once_than_are_waited_for_end_no_process():
    """One may make room in the round of the poller in which its end comes: that ended the process and all it had."""
    with served("tests.e2e.hasty_app.CrampedWorker") as port, ThreadPoolExecutor(20) as pool:
        assert all(pool.map(lambda _: answers(port, PATIENCE), range(400)))


@fault("F09", injected="more connections than the process may have files open")
def test_f09_more_connections_than_files_are_waited_for_and_stop_nobody():
    with served(OURS, "--worker-connections", "1000", files=50) as port:
        with Clients(port) as clients:
            for _ in range(100):
                clients.one()
        assert answers(port, PATIENCE)


# --- odd requests


ODD = {
    b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 100_000 + b"\r\n\r\n": 431,
    b"GET /" + b"a" * 10_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n": 400,
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n": 400,
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc": 400,
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n": 400,
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n": 400,
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n": 400,
    b"GET / HTTP/9.9\r\nHost: x\r\n\r\n": 400,
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n": 400,
}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server whose own limits are far."""
    with served(OURS, haste=30) as found:
        yield found


@pytest.mark.parametrize("said", ODD, ids=lambda said: repr(said[:40]))
def test_an_odd_request_is_refused(port, said):
    with Clients(port) as clients:
        answer = clients.one(said).recv(1000)
    assert int(answer.split()[1]) // 100 == 4
    assert answers(port, PATIENCE)


def test_who_asks_whether_to_go_on_is_told_so(port):
    with Clients(port) as clients:
        one = clients.one(b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
        assert b"100 Continue" in one.recv(1000)
        one.sendall(b"abc")
        assert b"200 OK" in one.recv(1000)


@pytest.mark.parametrize("path", [b"/", b"/line/webhook"])
def test_requests_one_after_the_other_without_waiting_are_all_answered(port, path):
    request = PAGE.replace(b"close", b"keep-alive").replace(b"/ ", path + b" ", 1)
    with Clients(port) as clients:
        one, answer = clients.one(request * 3), b""
        one.settimeout(PATIENCE)
        while len(re.findall(rb"\r\n\r\n\d", answer)) < 3:
            answer += said_next(one)
    assert answer.count(b"200 OK") == 3


@pytest.mark.parametrize("size", [1, 7, 40])
def test_a_request_that_comes_in_pieces_is_answered_as_a_whole(port, size):
    request = PAGE.replace(b"close", b"keep-alive")
    with Clients(port) as clients:
        one = clients.one()
        one.settimeout(PATIENCE)
        for _ in range(2):
            for start in range(0, len(request), size):
                one.sendall(request[start : start + size])
                time.sleep(0.001)
            answer = b""
            while not answer.endswith(b"\r\n\r\n3"):
                answer += said_next(one)


def said_next(one: socket.socket) -> bytes:
    """Give what is said next; an end is none."""
    said = one.recv(1000)
    assert said, "it was cut off"
    return said


@pytest.mark.parametrize("size", [60_000, 70_000, 1_000_000])
def test_a_long_body_is_answered_whether_it_is_waited_for_or_not(port, size):
    assert httpx.post(f"http://127.0.0.1:{port}/", content=b"a" * size, timeout=PATIENCE).text == str(size)
    assert httpx.post(f"http://127.0.0.1:{port}/", content=iter([b"a" * size]), timeout=PATIENCE).text == str(size)


def test_a_client_that_ends_in_the_middle_is_forgotten(port):
    for said in (BODY, HEAD, b"", WEBHOOK[:-1]):
        with Clients(port) as clients:
            clients.one(said)
    assert answers(port, PATIENCE)


# --- threads that stay by a connection

KEPT = WEBHOOK.replace(b"close", b"keep-alive")
DEAF = "tests.e2e.hasty_app.DeafWorker"


def is_taken(one: socket.socket, seconds: float = PATIENCE) -> bool:
    one.settimeout(seconds)
    answer = b""
    with suppress(TimeoutError):
        while not re.search(rb"\r\n\r\n\d", answer):
            answer += said_next(one)
    return b" 200 OK" in answer


def test_webhooks_one_after_the_other_by_one_connection_are_all_answered(port):
    with Clients(port) as clients:
        one = clients.one()
        for _ in range(5):
            one.sendall(KEPT)
            assert is_taken(one)
        for part in (KEPT[:30], KEPT[30:-1], KEPT[-1:]):
            one.sendall(part)
            time.sleep(0.02)
        assert is_taken(one)
        one.sendall(PAGE)
        assert is_taken(one)


def is_answered_while_threads_stay(worker: str, seconds: float) -> bool:
    """Say whether more webhooks than there are threads are answered while each connection may still ask again."""
    with served(worker, "--keep-alive", "600", haste=30) as port, Clients(port) as clients:
        return all(is_taken(clients.one(KEPT), seconds) for _ in range(2 * THREADS))


@fault("F15", injected="as many connections that were answered and stay open as there are threads")
def test_f15_a_thread_that_stays_by_a_connection_leaves_it_for_who_waits():
    assert is_answered_while_threads_stay(OURS, PATIENCE / 3)  # they stay for longer


@twin("F15", without="the bell")
def test_f15_without_the_bell_who_comes_would_wait_for_threads_that_stay():
    assert not is_answered_while_threads_stay(DEAF, 5)


# --- a crowd of webhooks

LATE_ONES = 2  # answers whose reader here may hear of their end only after the page's, though they came before


def flood(worker: str) -> tuple[list[bytes], int]:
    """Send webhooks all at once, more than can be worked on in time, and a page behind them.

    Give the webhooks' answers, and how many of them came after the page's.
    """
    after: list[bytes] = []
    with served(worker, threads=1) as port, Clients(port) as clients, ThreadPoolExecutor(20) as pool:
        crowd = [clients.one(WEBHOOK) for _ in range(20)]
        waiting = [pool.submit(whole, one, after) for one in crowd]
        page = clients.one(PAGE)
        assert whole(page, []).endswith(b"\r\n\r\n3")
        answered_before = len(after)
        return [one.result() for one in waiting], len(crowd) - answered_before


def whole(one: socket.socket, done: list[bytes]) -> bytes:
    answer = b""
    while part := one.recv(1000):
        answer += part
    one.close()
    done.append(answer)
    return answer


@fault("F15", injected="more webhooks at once than can be worked on in time")
def test_f15_webhooks_that_waited_for_too_long_are_refused_without_work_and_pages_do_not_wait_behind_them():
    answered, after_the_page = flood(OURS)
    taken = [int(one.split(b"\r\n\r\n")[1]) for one in answered if b" 200 OK" in one]
    refused = [one for one in answered if one.startswith(b"HTTP/1.1 503 ")]
    assert len(taken) + len(refused) == len(answered)
    assert refused
    assert sorted(taken) == list(range(1, len(taken) + 1)), "no work was done for those that were refused"
    assert after_the_page > LATE_ONES


@twin("F15", without="our worker class")
def test_f15_without_our_worker_all_are_worked_on_however_late_and_the_page_waits():
    answered, after_the_page = flood(PLAIN)
    assert all(b" 200 OK" in one for one in answered)
    assert after_the_page <= LATE_ONES


def hanging(worker: str) -> tuple[float, list[bytes]]:
    """Send webhooks to the only thread, of which the first hangs; give the longest wait, and the answers."""
    hangs = WEBHOOK.replace(b"Length: 3", b"Length: 4").replace(b"abc", HANGS)
    with served(worker, threads=1) as port, Clients(port) as clients, ThreadPoolExecutor(3) as pool:
        begun = time.monotonic()
        waiting = [pool.submit(whole, clients.one(one), []) for one in (hangs, WEBHOOK, WEBHOOK)]
        answers = [one.result() for one in waiting]
        took = time.monotonic() - begun
        left = begun + HANG_SECONDS + 0.5 - time.monotonic()
        time.sleep(max(0.0, left))  # the thread hangs meanwhile, and nobody sees its end
        assert whole(clients.one(WEBHOOK), []).startswith(b"HTTP/1.1 200 "), "the thread goes on"
        return took, answers


@fault("F15", injected="webhooks, of which one hangs, for the only thread")
def test_f15_every_webhook_is_answered_in_time_though_one_hangs():
    took, answers = hanging(OURS)
    assert took < HANG_SECONDS
    assert [one.count(b"HTTP/1.1 ") for one in answers] == [1, 1, 1]
    assert all(one.startswith(b"HTTP/1.1 503 ") for one in answers)


@twin("F15", without="the look at answers")
def test_f15_without_the_look_at_answers_all_would_wait_for_the_one_that_hangs():
    took, _ = hanging("tests.e2e.hasty_app.PatientWorker")
    assert took >= HANG_SECONDS


@pytest.mark.parametrize("most", [0, 5])
def test_f15_more_webhooks_than_may_wait_are_refused_at_once(monkeypatch, most):
    """The bound itself, without a server: what comes when so many wait never reaches a thread."""
    worker = object.__new__(web_worker.CrowdWorker)
    worker.nr_conns, worker._webhooks = 1, ThreadPoolExecutor(1)
    monkeypatch.setattr(web_worker, "MOST_WAITING", most)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        conn = web_worker.Connection(None, ours, "", "", linger=lambda sock: None)
        theirs.sendall(WEBHOOK)
        for _ in range(most):
            worker._webhooks._work_queue.put(None)
        worker.enqueue_req(conn)
        assert theirs.recv(1000).startswith(b"HTTP/1.1 503 ")
        assert worker.nr_conns == 0


@fault("F09", injected="nothing; the command is looked at")
def test_f09_the_web_server_runs_with_it():
    assert OURS in processes.server_argv(from_environ(LEAST_SETTINGS))
    assert web_worker.MOST_WAITING < processes.CONNECTIONS - web_worker.SPARE  # the crowd leaves room for others
