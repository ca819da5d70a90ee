"""Sending through LINE's SDK: what each answer, and each way of getting none, means for trying again."""

import socket
import socketserver
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.adapters.line import client
from bot.adapters.line.outbound import LineSender
from bot.errors import ReplyTokenError, SendError
from bot.playground.line.api.app import create_platform_app
from bot.playground.line.platform import Platform
from bot.playground.line.server import run_app_in_thread, run_in_thread
from tests.e2e.town import in_time

TOKEN = "an-access-token"
TARO = "U" + "1" * 32
NOBODY = "U" + "f" * 32
WORDS = [{"type": "text", "text": "お知らせ"}]
SECONDS = (1.0, 1.5)


@pytest.fixture
def line() -> Iterator[Platform]:
    platform = Platform(
        channel_secret="s" * 32,
        access_tokens=[TOKEN],
        clock=lambda: datetime.now(UTC),
        deliver=lambda body, headers: 200,
        deliver_now=True,
    )
    platform.add_friend(TARO, "山田 太郎")
    yield platform
    platform.stop()


@pytest.fixture
def url(line: Platform) -> Iterator[str]:
    address, stop = run_in_thread(line)
    yield address
    stop()


@pytest.fixture
def made() -> Iterator[Callable[..., LineSender]]:
    """Make senders whose connections end with the test."""
    senders: list[LineSender] = []

    def make(url: str, *tokens: str, **more: Any) -> LineSender:
        senders.append(LineSender(url, tokens or (TOKEN,), SECONDS, **more))
        return senders[-1]

    yield make
    for one in senders:
        one._api.api_client.rest_client.pool_manager.clear()


@pytest.fixture
def sender(url: str, made: Callable[..., LineSender]) -> LineSender:
    return made(url)


def key() -> str:
    return str(uuid.uuid4())


def failure(call: Callable[[], None]) -> SendError:
    with pytest.raises(SendError) as failed:
        call()
    return failed.value


def judged(error: SendError) -> tuple[str, bool, bool]:
    return error.reason, error.permanent, error.refused


def texts(line: Platform) -> list[str]:
    return [entry.message["text"] for entry in line.transcript(TARO) if entry.who == "bot"]


# --- accepted ---


def test_a_push_and_a_reply_arrive(line, sender):
    sender.push(TARO, WORDS, key())
    sender.reply(line.say(TARO, "予約")["replyToken"], WORDS)
    assert texts(line) == ["お知らせ", "お知らせ"]


def test_the_same_retry_key_is_accepted_again_and_arrives_once(line, sender):
    once = key()
    for _ in range(3):
        sender.push(TARO, WORDS, once)
    assert texts(line) == ["お知らせ"]
    assert [call.status for call in line.gate.log] == [200, 409, 409]
    assert {call.retry_key for call in line.gate.log} == {once}


def test_a_push_that_was_accepted_without_an_answer_is_found_accepted_by_its_key(line, sender):
    once = key()
    line.faults.add("accept_and_drop")
    assert judged(failure(lambda: sender.push(TARO, WORDS, once)))[1:] == (False, False)
    sender.push(TARO, WORDS, once)
    assert texts(line) == ["お知らせ"]


def test_another_key_in_its_place_would_double_the_message(line, sender):
    line.faults.add("accept_and_drop")
    failure(lambda: sender.push(TARO, WORDS, key()))
    sender.push(TARO, WORDS, key())
    assert texts(line) == ["お知らせ", "お知らせ"]


# --- not accepted, or not known to be ---


@pytest.mark.parametrize(
    ("fault", "reason", "permanent", "refused"),
    [
        ("error_500", "http_500", False, False),
        ("accept_then_500", "http_500", False, False),
        ("rate_429", "http_429", False, True),
        ("other_429", "http_429", False, True),
        ("monthly_429", "monthly_limit", False, True),
        ("unauthorized_401", "http_401", False, True),
    ],
)
def test_each_answer_says_whether_to_try_again(line, sender, fault, reason, permanent, refused):
    line.faults.add(fault, times=2)
    token = line.say(TARO, "予約")["replyToken"]
    assert judged(failure(lambda: sender.push(TARO, WORDS, key()))) == (reason, permanent, refused)
    assert judged(failure(lambda: sender.reply(token, WORDS))) == (reason, permanent, refused)


def test_a_wrong_access_token_is_401(url, made):
    assert judged(failure(lambda: made(url, "revoked").push(TARO, WORDS, key()))) == ("http_401", False, True)


@pytest.mark.parametrize(
    ("to", "messages"),
    [(NOBODY, WORDS), ("x", WORDS), (TARO, [{"type": "text", "text": "あ" * 5001}])],
)
def test_what_line_refuses_for_good_is_not_tried_again(line, sender, to, messages):
    assert judged(failure(lambda: sender.push(to, messages, key()))) == ("http_400", True, True)


@pytest.mark.parametrize(
    "messages",
    [
        WORDS * 6,
        [],
        [{"type": "text", "text": "?", "quickReply": {"items": [{"type": "action"}] * 14}}],
        [{"type": "flex", "altText": "?", "contents": {"type": "balloon"}}],
    ],
    ids=["six messages", "no message", "too many buttons", "unknown card"],
)
def test_messages_that_line_can_not_take_are_refused_for_good(line, sender, messages):
    token = line.say(TARO, "予約")["replyToken"]
    for call in (lambda: sender.push(TARO, messages, key()), lambda: sender.reply(token, messages)):
        assert judged(failure(call)) == ("http_400", True, True)
    assert texts(line) == []


def test_what_is_no_json_is_never_sent(line, sender):
    assert judged(failure(lambda: sender.push(TARO, [{"type": "text", "text": object()}], key()))) == (
        "unsendable",
        True,
        True,
    )
    assert not line.gate.log


@pytest.mark.parametrize("spent", [True, False], ids=["used before", "never known"])
def test_a_dead_reply_token_has_an_error_of_its_own(line, sender, spent):
    token = line.say(TARO, "予約")["replyToken"] if spent else "0" * 32
    if spent:
        sender.reply(token, WORDS)
    with pytest.raises(ReplyTokenError):
        sender.reply(token, WORDS)


def test_nobody_at_the_address_means_that_nothing_was_sent(made):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{closed.getsockname()[1]}"
    assert judged(failure(lambda: made(dead).push(TARO, WORDS, key()))) == ("no_connection", False, True)


def test_a_name_that_leads_nowhere_means_that_nothing_was_sent(made):
    nowhere = made("http://line.invalid")
    assert judged(failure(lambda: nowhere.push(TARO, WORDS, key()))) == ("dns", False, True)


@pytest.mark.parametrize("fault", ["slow", "hang"])
def test_no_answer_in_time_is_an_unknown_outcome(line, sender, fault):
    def once() -> bool:
        line.faults.add(fault, seconds=3)
        begun = time.monotonic()
        assert judged(failure(lambda: sender.push(TARO, WORDS, key())))[1:] == (False, False)
        return time.monotonic() - begun < 2

    assert in_time(once)


def test_nothing_is_tried_again_behind_our_back(line, sender):
    line.faults.add("error_500", times=None)
    failure(lambda: sender.push(TARO, WORDS, key()))
    line.faults.clear()
    line.faults.add("hang", times=None)
    failure(lambda: sender.push(TARO, WORDS, key()))
    assert len(line.gate.log) == 2


def test_the_shipped_timeouts_are_short_enough_for_a_lease():
    from bot.adapters.line import outbound

    assert outbound.READ_SECONDS == (3, 10)
    assert LineSender("http://x", ("t",))._seconds == outbound.READ_SECONDS


# --- connections ---


def test_many_threads_share_one_pool_of_connections(line, made):
    app, opened = create_platform_app(line), set()
    inner = app.wsgi_app

    def counted(environ: Any, start: Any) -> Any:
        opened.add(environ["REMOTE_PORT"])
        return inner(environ, start)

    app.wsgi_app = counted
    url, stop = run_app_in_thread(app, line.stop)
    sender = made(url)
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(lambda _: sender.push(TARO, WORDS, key()), range(160)))
    stop()
    assert len(texts(line)) == 160
    assert len({call.retry_key for call in line.gate.log}) == 160
    assert 1 <= len(opened) <= 16


# --- a server with answers of its own ---


class Said(socketserver.BaseRequestHandler):
    """Reads one call and answers with bytes as they are given."""

    def handle(self) -> None:
        self.request.settimeout(60)
        seen = b""
        while b"\r\n\r\n" not in seen:
            seen += self.request.recv(65536)
        head, _, rest = seen.partition(b"\r\n\r\n")
        length = int(next(line.split(b":")[1] for line in head.lower().split(b"\r\n") if b"content-length" in line))
        while len(rest) < length:
            rest += self.request.recv(65536)
        self.request.sendall(self.server.answer)


@contextmanager
def answering(answer: bytes) -> Iterator[str]:
    class Server(socketserver.ThreadingTCPServer):
        daemon_threads, allow_reuse_address = True, True

        def handle_error(self, *_: object) -> None:
            """Let a caller hang up."""

    with Server(("127.0.0.1", 0), Said) as raw:
        raw.answer = answer
        threading.Thread(target=raw.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{raw.server_address[1]}"
        finally:  # else its thread would poll a closed socket for ever
            raw.shutdown()


ID = "X-Line-Request-Id: abc"
JSON = "Content-Type: application/json"


def http(status: str, body: bytes, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


BODIES = [
    b"",
    b"{}",
    b"[]",
    b"null",
    b"<html>",
    b'{"sentMessages":[{"id":5}]}',
    b'{"sentMessages":[]}',
    b'{"sentMessages":"one"}',
    b'{"sentMessages":[{"id":"1","new":{}}],"more":1}',
    b"\xff\xfe",
    b"{",
    b"[" * 100_000,
]
KINDS = [JSON, "Content-Type: text/html; charset=no-such-charset", "X-Odd: \xff\xfe", "Content-Encoding: gzip"]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:20]))
@pytest.mark.parametrize("status", ["200 OK", "202 Accepted"])
def test_an_accepted_message_counts_whatever_the_body_of_the_answer(made, status, body):
    with answering(http(status, body, ID, JSON)) as url:
        made(url).push(TARO, WORDS, key())
        made(url).reply("token", WORDS)


@pytest.mark.parametrize(
    "answer",
    [
        *(http("200 OK", b"{}", ID, kind) for kind in KINDS),
        f"HTTP/1.1 200 OK\r\n{ID}\r\nContent-Length: 50\r\n\r\n{{".encode(),
        f"HTTP/1.1 200 OK\r\n{ID}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{{".encode(),
        f"HTTP/1.1 200 OK\r\n{ID}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{{".encode(),
        f"HTTP/1.0 200 OK\r\n{ID}\r\n\r\n{{}}".encode(),
        f"HTTP/1.1 200 OK\r\n{ID}\r\n{ID}\r\nContent-Length: 0\r\n\r\n".encode(),
    ],
    ids=[*KINDS, "half a body", "half a chunk", "garbage for a chunk", "HTTP/1.0 without a length", "two ids"],
)
def test_what_line_accepted_it_accepted_though_the_rest_of_its_answer_is_lost_or_odd(made, answer):
    with answering(answer) as url:
        made(url).push(TARO, WORDS, key())
        made(url).reply("token", WORDS)


PAGE = "<html>ログインしてください</html>".encode()


@pytest.mark.parametrize(
    "answer",
    [
        *(http("200 OK", body, JSON) for body in (b"", b"{}", b'{"sentMessages":[{"id":"1"}]}')),
        http("200 OK", PAGE, "Content-Type: text/html"),
        http("204 No Content", b""),
        http("201 Created", b'{"message":"ok"}', JSON),
        http("401 Unauthorized", PAGE),
        http("403 Forbidden", PAGE),
        http("404 Not Found", PAGE),
        http("400 Bad Request", PAGE),
        http("409 Conflict", PAGE, "X-Line-Accepted-Request-Id: abc"),
        http("410 Gone", b"[]"),
        http("413 Too Large", b"\xff"),
        http("429 Too Many Requests", PAGE, "Retry-After: 1"),
        http("302 Found", b"", "Location: http://127.0.0.1:1/"),
        http("307 Temporary Redirect", b"", "Location: http://127.0.0.1:1/"),
        http("511 Network Authentication Required", PAGE),
    ],
    ids=lambda answer: answer[9:24].decode(),
)
def test_an_answer_that_is_not_lines_own_leaves_the_outcome_unknown(made, answer):
    with answering(answer) as url:
        for call in (lambda: made(url).push(TARO, WORDS, key()), lambda: made(url).reply("token", WORDS)):
            error = failure(call)
            assert not isinstance(error, ReplyTokenError)
            assert (error.permanent, error.refused) == (False, False)


def test_twin_by_its_status_alone_a_page_of_a_filter_would_count_as_sent(made, monkeypatch):
    monkeypatch.setattr(client, "REQUEST_ID", "content-type")
    with answering(http("200 OK", PAGE, "Content-Type: text/html")) as url:
        made(url).push(TARO, WORDS, key())  # and the seeker never gets it


def test_what_is_not_lines_own_says_nothing_about_a_friend(made):
    for status in ("404 Not Found", "403 Forbidden", "200 OK"):
        with answering(http(status, PAGE)) as url:
            assert made(url).knows(TARO)


@pytest.mark.parametrize("body", [PAGE, b"{}", b"[]", b'{"type":"limited"}', b'{"type":5,"value":"x"}', b"\xff"])
@pytest.mark.parametrize("kind", [JSON, "Content-Type: text/html; charset=no-such-charset"])
def test_a_quota_that_makes_no_sense_is_none(made, body, kind):
    with answering(http("200 OK", body, ID, kind)) as url, pytest.raises(SendError):
        made(url).quota()


@pytest.mark.parametrize(
    ("answer", "judgement"),
    [
        (http("500 Oops", b"\xff\xfe", ID), ("http_500", False, False)),
        (http("500 Oops", PAGE), ("http_500", False, False)),
        (http("502 Bad Gateway", "<html>混雑</html>".encode("cp932")), ("http_502", False, False)),
        (http("400 Bad Request", b"\xff", ID), ("http_400", True, True)),
        (http("400 Bad Request", b"[]", ID), ("http_400", True, True)),
        (http("400 Bad Request", b'{"message":null}', ID), ("http_400", True, True)),
        (http("400 Bad Request", b'{"message":"The request body has 1 error(s)"}'), ("http_400", True, True)),
        (http("403 Forbidden", b"{}", ID), ("http_403", True, True)),
        (http("404 Not Found", b"", ID), ("http_404", True, True)),
        (http("410 Gone", b"", ID), ("http_410", True, True)),
        (http("413 Too Large", b"", ID), ("http_413", True, True)),
        (http("429 Too Many", b"", ID), ("http_429", False, True)),
        (http("409 Conflict", b"{}", ID), ("http_409", False, False)),  # no word of an earlier acceptance
        (http("503 Busy", b"", "Retry-After: 1"), ("http_503", False, False)),
    ],
    ids=lambda value: value[9:24].decode() if isinstance(value, bytes) else "",
)
def test_the_status_alone_decides_when_the_body_says_nothing(made, answer, judgement):
    with answering(answer) as url:
        assert judged(failure(lambda: made(url).push(TARO, WORDS, key()))) == judgement


@pytest.mark.parametrize("header", ["X-Line-Accepted-Request-Id: abc", "x-line-accepted-request-id: abc"])
def test_accepted_before_is_known_by_its_header_in_any_case(made, header):
    with answering(http("409 Conflict", b"{}", ID, header)) as url:
        made(url).push(TARO, WORDS, key())


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
        b"\x00\x01\x02 nonsense",
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 999 ?\r\n\r\n",
        b"HTTP/1.1 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"x" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-Many: x\r\n" * 500 + b"\r\n",
    ],
    ids=["nothing", "half a body", "half a chunk", "nonsense", "redirect", "999", "no status", "long", "many headers"],
)
def test_a_broken_answer_is_an_unknown_outcome(made, answer):
    with answering(answer) as url:
        error = failure(lambda: made(url).push(TARO, WORDS, key()))
    assert (error.permanent, error.refused) == (False, False)


def test_no_error_shows_the_token_or_the_message(line, url, made):
    line.faults.add("error_500")
    error: Any = failure(lambda: made(url).push(TARO, [{"type": "text", "text": "山田さん"}], key()))
    assert not [secret for secret in (TOKEN, "山田", TARO) if secret in f"{error!r} {error}"]


def test_what_the_sdk_refuses_before_it_sends_is_never_taken_for_accepted(line, sender):
    error = failure(lambda: sender.push(TARO, WORDS, uuid.uuid4()))
    assert judged(error) == ("unsendable", True, True)
    assert not line.gate.log
