"""A webhook that is plain in each byte is read here; whatever any reader of HTTP might take otherwise is not."""

import pytest

from bot.adapters.server.plain_request import Told, plain_request

LINES = ("Host: x", "Content-Type: application/json", "Content-Length: 3", "X-Line-Signature: c2ln")
FIRST = "POST /line/webhook HTTP/1.1"


def spelt(*lines: str, first: str = FIRST, body: str = "abc") -> bytes:
    return ("\r\n".join((first, *lines)) + "\r\n\r\n" + body).encode("latin-1")


def test_what_line_and_a_proxy_send_is_plain():
    read = plain_request(spelt(*LINES, "x-forwarded-for:203.0.113.9", "User-Agent: LineBotWebhook/2.0"))
    assert read
    environ = read.environ(b"abc", ("127.0.0.1", 7), ("127.0.0.1", 8000))
    assert (environ["REQUEST_METHOD"], environ["PATH_INFO"]) == ("POST", "/line/webhook")
    assert environ["CONTENT_LENGTH"] == "3"
    assert (environ["CONTENT_TYPE"], environ["HTTP_X_LINE_SIGNATURE"]) == ("application/json", "c2ln")
    assert (environ["HTTP_HOST"], environ["HTTP_X_FORWARDED_FOR"]) == ("x", "203.0.113.9")
    assert environ["wsgi.input"].read() == b"abc"


def test_what_follows_a_request_is_left_where_it_is():
    whole = spelt(*LINES)
    read = plain_request(whole + whole)
    assert read
    assert read.head + read.body == len(whole)


@pytest.mark.parametrize(
    "said",
    [
        spelt(*LINES, body="ab"),
        spelt(*LINES)[:40],
        b"",
        *(spelt(*LINES, first=first) for first in (FIRST[:-1] + "0", FIRST.replace("hook", "hook?"), FIRST + " ")),
        *(spelt(*LINES, first=FIRST.replace(" ", gap, 1)) for gap in ("  ", "\t")),
        spelt(*LINES[:2]),
        *(spelt(*LINES[:2], f"Content-Length: {length}") for length in ("+3", "3, 3", "0x3", "1234567", "３"[:0])),
        spelt(*LINES, "content-length: 3"),
        spelt(*LINES, "Host: y"),
        *(spelt(*LINES, line) for line in ("Transfer-Encoding: chunked", "Expect: 100-continue", "Connection: close")),
        *(spelt(*LINES, line) for line in ("Upgrade: h2c", "TE: trailers", "Trailer: X", "HTTP2-Settings: a")),
        *(spelt(*LINES, line) for line in ("X_Line_Signature: a", "X-A : b", " X-A: b", "X-A: b\r\n c", "X-A", ": b")),
        *(spelt(*LINES, f"X-A: b{odd}c") for odd in ("\n", "\r", "\0", "\x7f", "\xa0", "\nContent-Length: 9")),
        spelt(*LINES, "X-A: " + "b" * 5000),
    ],
)
def test_what_may_be_read_otherwise_is_not_plain(said):
    assert plain_request(said) is None


def test_an_answer_begins_as_gunicorns_and_tells_the_length_that_it_has():
    told = Told()
    told("503 Service Unavailable", [("Content-Type", "text/plain"), ("Content-Length", "99")])
    lines = told.head(11).decode().split("\r\n")
    assert lines[:2] == ["HTTP/1.1 503 Service Unavailable", "Server: gunicorn"]
    assert lines[2].startswith("Date: ")
    assert lines[3:] == ["Connection: keep-alive", "Content-Type: text/plain", "Content-Length: 11", "", ""]
