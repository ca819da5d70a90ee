"""The staff's chat: what each kind takes, what is tried again, and that no redirect is followed."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from bot.adapters.notices.staff_webhook import HttpStaffWebhook
from bot.errors import SendError

TEXT = "予約の申し込みが1件あります。\n相談：12月3日\nhttps://office.example/staff/"


class Chat(HTTPServer):
    """A chat that answers as it is told, and remembers what it was sent."""

    status, seen = 200, []


class Answers(BaseHTTPRequestHandler):
    """One call."""

    def do_POST(self) -> None:
        self.server.seen.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def chat() -> Iterator[Chat]:
    server = Chat(("127.0.0.1", 0), Answers)
    server.seen = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def hook(chat: Chat, kind: str = "slack") -> HttpStaffWebhook:
    return HttpStaffWebhook(f"http://127.0.0.1:{chat.server_port}/T0/secret", kind)


def test_each_kind_is_sent_what_it_takes(chat):
    for kind in ("slack", "lineworks", "teams"):
        hook(chat, kind).post(TEXT)
    slack, lineworks, teams = chat.seen
    assert slack == {"text": TEXT}
    assert (lineworks["title"], lineworks["body"]["text"]) == tuple(TEXT.split("\n", 1))
    card = teams["attachments"][0]["content"]
    assert [block["text"] for block in card["body"]] == TEXT.split("\n")


@pytest.mark.parametrize(("status", "permanent"), [(500, False), (429, False), (404, True), (302, True)])
def test_what_is_not_taken_is_told_and_no_redirect_is_followed(chat, status, permanent):
    chat.status = status
    with pytest.raises(SendError) as told:
        hook(chat).post(TEXT)
    assert (told.value.permanent, len(chat.seen)) == (permanent, 1)
    assert "secret" not in str(told.value)
