"""Many threads, and a bot behind a real socket."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from bot.playground.line.platform import Platform
from bot.playground.line.webhooks.records import Redelivery
from bot.playground.line.webhooks.signing import sign
from bot.playground.line.webhooks.transport import HttpTransport
from tests.playground.conftest import SECRET, TARO, TOKEN, Api, Clock

KEY = "5f5cf5bd-1f07-4a21-a2a4-bb09b7f6b1a7"


def at_once(call: Callable[[], int], times: int = 16) -> list[int]:
    with ThreadPoolExecutor(times) as pool:
        return sorted(future.result() for future in [pool.submit(call) for _ in range(times)])


class Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Says nothing."""


@contextmanager
def bot_behind_a_socket(answer: Callable[[bytes, str], str]) -> Iterator[str]:
    def app(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        start_response(answer(body, environ["HTTP_X_LINE_SIGNATURE"]), [("Content-Length", "0")])
        return [b""]

    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/line/webhook"
    server.shutdown()
    thread.join()
    server.server_close()


def test_of_equal_pushes_at_once_one_is_accepted(line: Platform, api: Api) -> None:
    answers = at_once(lambda: api.push(TARO, X_Line_Retry_Key=KEY).status_code)
    assert answers == [200] + [409] * 15
    assert len(line.transcript(TARO)) == 1


def test_of_replies_at_once_with_one_token_one_is_accepted(line: Platform, api: Api) -> None:
    token = line.say(TARO, "予約")["replyToken"]
    assert at_once(lambda: api.reply(token).status_code) == [200] + [400] * 15


def test_the_last_message_of_the_month_is_sent_once(line: Platform, api: Api) -> None:
    line.quota.limit = 1
    assert at_once(lambda: api.push(TARO).status_code) == [200] + [429] * 15


def test_webhooks_go_out_over_http_and_come_again_until_they_are_taken(clock: Clock) -> None:
    seen: list[tuple[bytes, str]] = []

    def answer(body: bytes, signature: str) -> str:
        seen.append((body, signature))
        return "500 Oh" if len(seen) == 1 else "200 OK"

    with bot_behind_a_socket(answer) as url:
        line = Platform(channel_secret=SECRET, access_tokens=[TOKEN], clock=clock, webhook_url=url)
        line.postman.redelivery = Redelivery(tries=3, wait_seconds=0.01)
        line.add_friend(TARO)
        assert line.settle()
        line.stop()
    assert [posting.status for posting in line.courier.log] == [500, 200]
    assert all(signature == sign(SECRET, body) for body, signature in seen)


def test_a_bot_that_takes_too_long_gives_no_status() -> None:
    waiting = threading.Event()

    def answer(_body: bytes, _signature: str) -> str:
        waiting.wait(60)
        return "200 OK"

    with bot_behind_a_socket(answer) as url:
        transport = HttpTransport(lambda: url, seconds=0.05)
        assert transport(b"{}", {"x-line-signature": ""}) is None
        waiting.set()
        transport.close()


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "nonsense", ""])
def test_an_address_where_nobody_listens_gives_no_connection(url: str) -> None:
    transport = HttpTransport(lambda: url)
    assert transport(b"{}", {}) == 0
    transport.close()
