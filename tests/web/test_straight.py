"""A plain webhook goes past Flask; all else, also at its address, goes through it."""

from io import BytesIO
from typing import Any

import pytest

from bot.web.straight import straight
from bot.web.webhook import MAX_BODY, PATH, Answer

PLAIN = {"REQUEST_METHOD": "POST", "PATH_INFO": PATH, "CONTENT_LENGTH": "3", "HTTP_X_LINE_SIGNATURE": "s"}


def told(receive: Any, failed: Any = None, **more: Any) -> tuple[str, dict[str, str], bytes]:
    """Give status, headers and body of the answer to a webhook; Flask's is 299."""
    begun: list[Any] = []

    def flask(_: Any, start_response: Any) -> list[bytes]:
        start_response("299 Flask", [])
        return [b""]

    application = straight(flask, receive, {"X-Of-All": "1"}, failed)
    body = application({**PLAIN, "wsgi.input": BytesIO(b"abcdef"), **more}, lambda *one: begun.extend(one))
    return begun[0], dict(begun[1]), b"".join(body)


def test_a_plain_webhook_is_answered_without_flask():
    status, headers, body = told(lambda *given: Answer(f"{given}", 503), **{"madoguchi.arrived": 7.0})
    assert (status, body) == ("503 Service Unavailable", b"(b'abc', 's', 7.0)")
    assert headers == {"Content-Type": "text/plain; charset=utf-8", "Content-Length": "18", "X-Of-All": "1"}


@pytest.mark.parametrize(
    "more",
    [
        {"REQUEST_METHOD": "GET"},
        {"PATH_INFO": f"{PATH}/"},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
        *({"CONTENT_LENGTH": length} for length in ("", "-1", "１", "1 ", str(MAX_BODY + 1), "9" * 5000)),
    ],
)
def test_what_is_no_plain_webhook_goes_through_flask(more):
    assert told(lambda *_: Answer("ok\n"), **more)[0] == "299 Flask"


def test_an_error_that_nobody_expected_is_told_to_us_and_says_nothing_to_others():
    errors: list[Exception] = []
    status, _, body = told(lambda *_: 1 / 0, errors.append)
    assert (status, body) == ("500 Internal Server Error", b"500 Internal Server Error\n")
    assert [type(one) for one in errors] == [ZeroDivisionError]
