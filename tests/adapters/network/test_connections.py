"""Connections to LINE and Zoom: what never left is not unknown, what lay idle is not used, proxies and tokens."""

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.adapters.line import client as line_client
from bot.adapters.line.outbound import LineSender
from bot.adapters.network.http_client import HttpClient
from bot.errors import SendError
from tests.adapters.servers import (
    ACCEPTED,
    Handle,
    Server,
    answers,
    by_tls,
    forwards,
    hangs,
    resets,
    self_signed,
    serving,
)
from tests.faults.rows import fault, twin

TARO, WORDS, KEY = "U" + "1" * 32, [{"type": "text", "text": "お知らせ"}], "00000000-0000-0000-0000-000000000001"
SECONDS, PATIENT = (0.5, 0.5), (60, 60)
Call = Callable[[], object]


@pytest.fixture
def made() -> Iterator[Callable[..., LineSender]]:
    senders: list[LineSender] = []

    def make(url: str, *tokens: str, seconds: tuple[float, float] = PATIENT, proxy: str = "") -> LineSender:
        senders.append(LineSender(url, tokens or ("t",), seconds, proxy=proxy))
        return senders[-1]

    yield make
    for one in senders:
        one._api.api_client.rest_client.pool_manager.clear()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return self_signed(tmp_path_factory.mktemp("tls"))


def push(sender: LineSender) -> None:
    sender.push(TARO, WORDS, KEY)


def reply(sender: LineSender) -> None:
    sender.reply("token", WORDS)


def judged(call: Call) -> tuple[str, bool, bool]:
    with pytest.raises(SendError) as failed:
        call()
    return failed.value.reason, failed.value.permanent, failed.value.refused


# --- what never left ------------------------------------------------------------------------------------------------


def with_garbage(_: Server, connection: socket.socket) -> None:
    connection.recv(1)
    connection.sendall(b"\x00\x01\x02 nonsense")


HANDSHAKES: dict[str, tuple[Handle | None, str]] = {
    "a certificate that nobody vouches for": (None, "tls_issuer"),
    "no TLS at all": (answers(), "tls"),
    "nonsense": (with_garbage, "tls"),
    "a reset": (resets, "no_connection"),
    "silence": (hangs, "no_connection"),
    "a goodbye": (lambda *_: None, "tls"),
}


@pytest.mark.parametrize(("handle", "reason"), HANDSHAKES.values(), ids=HANDSHAKES)
@pytest.mark.parametrize("send", [push, reply])
def test_a_handshake_that_fails_was_certainly_not_sent(made, certificate, handle, reason, send):
    seen: list[str] = []
    with serving(handle or by_tls(certificate, answers())) as server:
        why, permanent, refused = judged(lambda: send(made(f"https://127.0.0.1:{server.port}", seconds=SECONDS)))
        seen += server.heads
    assert (permanent, refused) == (False, True)
    assert why in (reason, "no_connection")
    assert seen == []


def test_twin_a_request_that_was_taken_and_cut_off_by_tls_is_of_unknown_outcome(made, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(by_tls(certificate, lambda server, safe: server.read(safe))) as server:
        assert judged(lambda: push(made(f"https://127.0.0.1:{server.port}")))[1:] == (False, False)
        assert len(server.heads) == 1


def test_by_tls_with_a_certificate_that_is_vouched_for_it_arrives(made, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(by_tls(certificate, answers())) as server:
        push(made(f"https://127.0.0.1:{server.port}"))


@pytest.mark.parametrize(("handle", "_"), HANDSHAKES.values(), ids=HANDSHAKES)
def test_zoom_never_got_what_ended_in_the_handshake(certificate, monkeypatch, handle, _):
    monkeypatch.setattr("bot.adapters.network.http_client.CALL_SECONDS", 1.0)
    with serving(handle or by_tls(certificate, answers())) as server:
        client = HttpClient(unanswered="zoom_unknown")
        assert judged(lambda: client.request("POST", f"https://127.0.0.1:{server.port}/")) == (
            "zoom_unknown",
            False,
            True,
        )
        client.close()


# --- connections that lay idle --------------------------------------------------------------------------------------


class Forgetful:
    """A way to LINE that forgets the connections which are open when it is told to: what they bring is swallowed."""

    def __init__(self) -> None:
        self.forgotten: set[socket.socket] = set()

    def handle(self, server: Server, connection: socket.socket) -> None:
        while server.read(connection):
            if connection in self.forgotten:
                server.ending.wait(10)
            connection.sendall(ACCEPTED)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that connections see."""
    now = [1000.0]
    monkeypatch.setattr(line_client, "monotonic", lambda: now[0])
    return now


@pytest.mark.parametrize("send", [push, reply])
def test_a_connection_that_the_way_forgot_is_not_used_again(made, time, send):
    way = Forgetful()
    with serving(way.handle) as server:
        sender = made(f"http://127.0.0.1:{server.port}")
        send(sender)
        way.forgotten.update(server.connections)
        time[0] += line_client.IDLE_SECONDS
        send(sender)
        assert len(server.connections) == 2
        assert len(server.heads) == 2, "each went once"


@twin("F29", without="leaving idle connections alone")
def test_twin_used_at_once_the_forgotten_connection_costs_the_whole_wait(made, time):
    way = Forgetful()
    with serving(way.handle) as server:
        sender = made(f"http://127.0.0.1:{server.port}", seconds=SECONDS)
        push(sender)
        way.forgotten.update(server.connections)
        time[0] += line_client.IDLE_SECONDS - 1
        assert judged(lambda: push(sender)) == ("ReadTimeoutError", False, False)


def test_connections_in_use_are_kept(made, time):
    with serving(answers()) as server:
        sender = made(f"http://127.0.0.1:{server.port}")
        for _ in range(5):
            push(sender)
            time[0] += line_client.IDLE_SECONDS - 1
        assert len(server.connections) == 1


def test_the_system_looks_after_connections_that_lie_idle(made):
    with serving(answers()) as server:
        sender = made(f"http://127.0.0.1:{server.port}")
        push(sender)
        pool = sender._api.api_client.rest_client.pool_manager._pools.connection_from_url(server_url(server))
        kept = pool.pool.get_nowait().sock
        assert kept.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        assert kept.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 15
        assert kept.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 5000
        assert kept.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1
        kept.close()


def server_url(server: Server) -> str:
    return f"http://127.0.0.1:{server.port}"


# --- by a proxy -----------------------------------------------------------------------------------------------------


def refuses(server: Server, connection: socket.socket) -> None:
    server.read(connection)
    connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")


def test_through_a_proxy_line_is_reached_inside_a_tunnel(made, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(by_tls(certificate, answers())) as line, serving(forwards) as proxy:
        sender = made(f"https://127.0.0.1:{line.port}", proxy=f"http://us%40er:ge%3Aheim@127.0.0.1:{proxy.port}")
        push(sender)
        reply(sender)
        assert [head.split()[0] for head in proxy.heads] == ["CONNECT"], "one connection for both, nothing readable"
        assert "Basic dXNAZXI6Z2U6aGVpbQ==" in proxy.heads[0]
        assert [head.split()[1] for head in line.heads] == ["/v2/bot/message/push", "/v2/bot/message/reply"]


def test_a_plain_address_is_asked_of_the_proxy_itself(made):
    with serving(forwards) as proxy:
        push(made("http://line.example", proxy=f"http://127.0.0.1:{proxy.port}"))
        assert proxy.heads[0].startswith("POST http://line.example/v2/bot/message/push HTTP/1.1")


@pytest.mark.parametrize(
    ("handle", "reason"), [(refuses, "proxy"), (resets, "no_connection"), (hangs, "no_connection")]
)
def test_a_proxy_that_opens_no_tunnel_means_that_nothing_was_sent(made, handle, reason):
    with serving(handle) as proxy:
        by = f"http://us:geheim@127.0.0.1:{proxy.port}"
        with pytest.raises(SendError) as failed:
            push(made("https://line.example", seconds=SECONDS if handle is hangs else PATIENT, proxy=by))
    assert (failed.value.reason, failed.value.refused) == (reason, True)
    assert "geheim" not in repr(failed.value)


def test_a_proxy_that_is_not_there_means_that_nothing_was_sent(made):
    assert judged(lambda: push(made("https://line.example", proxy="http://127.0.0.1:9"))) == ("proxy", False, True)


def test_a_proxy_that_wants_a_password_has_not_sent_a_plain_call_either(made):
    with serving(refuses) as proxy:
        error = judged(lambda: push(made("http://line.example", proxy=f"http://127.0.0.1:{proxy.port}")))
    assert error == ("proxy", False, True)


def test_zoom_is_reached_through_a_proxy_too(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(by_tls(certificate, answers())) as zoom, serving(forwards) as proxy:
        client = HttpClient(f"http://us:geheim@127.0.0.1:{proxy.port}", unanswered="zoom_unknown")
        assert client.request("POST", f"https://127.0.0.1:{zoom.port}/v2", json={}).status_code == 200
        client.close()
        assert proxy.heads[0].startswith("CONNECT ")
        assert "dXM6Z2VoZWlt" in proxy.heads[0]


@pytest.mark.parametrize("handle", [refuses, resets])
def test_zoom_got_nothing_from_a_proxy_that_opens_no_tunnel(handle):
    with serving(handle) as proxy:
        client = HttpClient(f"http://127.0.0.1:{proxy.port}", unanswered="zoom_unknown")
        assert judged(lambda: client.request("POST", "https://zoom.example/")) == ("zoom_unknown", False, True)
        client.close()


# --- two access tokens ----------------------------------------------------------------------------------------------


class Rotating:
    """LINE's side, which takes only the tokens that are valid now."""

    def __init__(self, *valid: str) -> None:
        self.valid, self.asked = set(valid), []

    def handle(self, server: Server, connection: socket.socket) -> None:
        while head := server.read(connection):
            token = next(line.split()[-1] for line in head.decode().split("\r\n") if line.startswith("Authorization"))
            self.asked.append(token)
            refused = b'HTTP/1.1 401 No\r\nContent-Length: 15\r\n\r\n{"message":"x"}'
            connection.sendall(ACCEPTED if token in self.valid else refused)


@fault("F67", injected="one of two access tokens is revoked")
def test_while_a_token_is_replaced_the_other_one_is_tried_at_once_and_kept(made):
    line = Rotating("old")
    with serving(line.handle) as server:
        sender = made(server_url(server), "new", "old")
        push(sender)
        reply(sender)
        assert line.asked == ["new", "old", "old"]
        line.valid = {"new"}
        push(sender)
        push(sender)
        assert line.asked[3:] == ["old", "new", "new"]


@fault("F67", "F27", injected="all access tokens are revoked")
def test_only_when_all_tokens_are_refused_is_it_unauthorized(made):
    line = Rotating()
    with serving(line.handle) as server:
        sender = made(server_url(server), "new", "old")
        for send in (push, reply):
            assert judged(lambda send=send: send(sender)) == ("http_401", False, True)
        assert line.asked == ["new", "old"] * 2
        line.valid = {"old"}
        push(sender)


def test_many_threads_find_the_token_that_holds(made):
    line, before = Rotating("c"), threading.active_count()  # others may have left some
    with serving(line.handle) as server:
        sender = made(server_url(server), "a", "b", "c")
        with ThreadPoolExecutor(16) as threads:
            list(threads.map(lambda _: push(sender), range(100)))
        assert line.asked.count("c") == 100
        assert threading.active_count() - before < 100  # the server has one for each connection
