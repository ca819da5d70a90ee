"""The straight way of LINE's webhooks: one with a plain body needs nothing of what Flask does for a page.

All else goes to Flask, also whatever else is asked at the webhook's address.
"""

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

from bot.web.webhook import MAX_BODY, PATH, Answer, Receive, arrival

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]
BROKEN = Answer("500 Internal Server Error\n", 500)


def straight(through: Wsgi, receive: Receive, headers: Mapping[str, str], failed: Callable[[Exception], None]) -> Wsgi:
    """Give an application that takes plain webhooks itself; `failed` hears of an error that nobody expected."""

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = _length(environ)
        if length is None:
            return through(environ, start_response)
        body = environ["wsgi.input"].read(length)
        try:
            answer = receive(body, environ.get("HTTP_X_LINE_SIGNATURE", ""), arrival(environ))
        except Exception as error:  # noqa: BLE001 - an entry point: the server would log what the error says
            failed(error)
            answer = BROKEN
        text = answer.text.encode()
        told = {"Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(text)), **headers}
        start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", list(told.items()))
        return (text,)

    return application


def _length(environ: Mapping[str, Any]) -> int | None:
    """Give how long the body of a plain webhook is; None where it is none, or longer than may be."""
    told = environ.get("CONTENT_LENGTH", "")
    if environ["PATH_INFO"] != PATH or environ["REQUEST_METHOD"] != "POST" or "HTTP_TRANSFER_ENCODING" in environ:
        return None
    if not (told.isascii() and told.isdigit() and len(told) <= len(str(MAX_BODY))):
        return None
    return int(told) if int(told) <= MAX_BODY else None
