"""What LINE answers by a connection that stands means what it means by a new one."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from bot.adapters.line.kept_way import KeptWay
from bot.adapters.line.outbound import LineSender
from bot.errors import ReplyTokenError, SendError

ID = b"X-Line-Request-Id: 1\r\n"
WELL = b"HTTP/1.1 200 OK\r\n" + ID + b"Content-Length: 2\r\n\r\n{}"
DEAD_TOKEN = b'{"message": "Invalid reply token"}'


def whole(sock: socket.socket) -> bytes:
    """Give one request, which may come in several pieces."""
    here = b""
    while not (length := re.search(rb"(?i)content-length: (\d+)\r\n(?:.+\r\n)*\r\n", here)) or (
        len(here) < length.end() + int(length[1])
    ):
        more = sock.recv(65536)
        if not more:
            break
        here += more
    return here


@contextmanager
def answering(*answers: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """Answer the requests of each connection one after the other, then close; give what was asked."""
    asked, server = list[bytes](), socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                sock, _ = server.accept()
                with sock:
                    for answer in answers:
                        asked.append(whole(sock))
                        sock.sendall(answer)
                        if answer == b"":
                            sock.recv(1)  # nothing comes until the client gives up

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.getsockname()[1]}", asked
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join()


def outcome(sender: LineSender) -> object:
    try:
        sender.reply("token", [{"type": "text", "text": "は"}])
    except ReplyTokenError:
        return "dead token"
    except SendError as error:
        return error.reason, error.permanent, error.refused
    return "accepted"


def by_a_new_one_and_by_one_that_stands(answer: bytes) -> tuple[object, object]:
    with answering(answer) as (url, _):
        sender = LineSender(url, ("t",), (0.5, 0.5))
        new = outcome(sender)
        sender._client.rest_client.pool_manager.clear()
    with answering(WELL, answer) as (url, _):
        sender = LineSender(url, ("t",), (0.5, 0.5))
        assert outcome(sender) == "accepted"
        kept = outcome(sender)
        sender._client.rest_client.pool_manager.clear()
    return new, kept


def with_length(head: bytes, body: bytes) -> bytes:
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


@pytest.mark.parametrize(
    "answer",
    [
        WELL,
        b"HTTP/1.1 200 OK\r\n" + ID + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + ID + b"Content-Length: 9\r\n\r\n{}",  # the rest is lost
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",  # not LINE's
        with_length(b"HTTP/1.1 400 Bad Request\r\n" + ID, DEAD_TOKEN),
        with_length(b"HTTP/1.1 400 Bad Request\r\n" + ID, b"{}"),
        with_length(b"HTTP/1.1 401 Unauthorized\r\n" + ID, b"{}"),
        with_length(b"HTTP/1.1 429 Too Many Requests\r\n" + ID, b'{"message": "You have reached your monthly limit."}'),
        with_length(b"HTTP/1.1 500 Internal Server Error\r\n" + ID, b"{}"),
        with_length(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n", b""),
        b"HTTP/1.1 500 Internal Server Error\r\n" + ID + b"Content-Length: 9\r\n\r\n{}",
        b"not HTTP at all\r\n\r\n",
        b"",
    ],
)
def test_an_answer_means_the_same_by_a_connection_that_stands(answer):
    new, kept = by_a_new_one_and_by_one_that_stands(answer)
    assert new == kept


def test_it_goes_by_the_same_connection_in_one_piece_with_the_same_words():
    with answering(WELL, WELL) as (url, asked):
        sender = LineSender(url, ("t",), (0.5, 0.5))
        assert [outcome(sender), outcome(sender)] == ["accepted", "accepted"]
        sender._client.rest_client.pool_manager.clear()
    kept = asked[-1].split(b"\r\n\r\n")
    assert kept[0].startswith(b"POST /v2/bot/message/reply HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"\r\nAuthorization: Bearer t" in kept[0]
    assert kept[1].startswith(b'{"replyToken":"token"')


def test_nothing_in_a_header_begins_another_one():
    with answering(WELL, WELL) as (url, _):
        sender = LineSender(url, ("t",), (0.5, 0.5))
        assert outcome(sender) == "accepted"
        calls = sender._client.rest_client.pool_manager
        with pytest.raises(ValueError, match="an end within"):
            KeptWay(calls._pools, f"{url}/v2").post({"X": "a\r\nY: b"}, b"", 1.0)
        calls.clear()
