"""The web application over its own interface, with a real Redis behind it."""

import gzip
import os
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bot.adapters.redis.client import connect
from bot.adapters.redis.clock import MovableClock, StoreClock
from bot.adapters.redis.embedded_server import EmbeddedRedis
from bot.adapters.server import in_hand
from bot.adapters.server.in_hand import name_of
from bot.adapters.store.cipher import Cipher
from bot.adapters.store.commands.events import EVENT_SECONDS
from bot.adapters.store.store import RedisStore
from bot.booking.notices.notice import Channel, Kind
from bot.booking.notices.reminders import Plan, notice
from bot.ports.context import RequestContext
from bot.ports.notices import KeepNotice
from bot.ports.work import QUEUES
from bot.service.events.handle_event import DEADLY
from bot.web.app import HEADERS, SMALL_BODY, create_app
from bot.web.health import OVERDUE_AFTER, readiness
from bot.web.look import FIRST_MINUTE, STALLED_SECONDS
from bot.web.webhook import MAX_BODY
from tests.e2e.town import in_time
from tests.faults.rows import fault, twin
from tests.make import OFFICE, TERMS, WEDNESDAY, booking
from tests.service.make_context import context_of, context_on, with_office, with_terms
from tests.stores import CIPHER, K2, KEYS
from tests.web.webhooks import FORM, HANAKO, OLD_SECRET, SECRET, TARO, event, post, signed, webhook


class Logged(list[tuple[str, dict[str, object]]]):
    """Keeps what is logged."""

    def __call__(self, event: str, **values: object) -> None:
        self.append((event, values))

    def named(self, event: str) -> list[dict[str, object]]:
        return [values for name, values in self if name == event]


@pytest.fixture
def log() -> Logged:
    return Logged()


@pytest.fixture
def town(client, log) -> RequestContext:
    return context_on(client, log=log)


@pytest.fixture
def web(town) -> FlaskClient:
    return create_app(town, [SECRET, OLD_SECRET]).test_client()


@pytest.fixture
def down(log) -> Iterator[RequestContext]:
    """RequestContext whose Redis is at a port where nobody listens."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        client = connect(f"redis://127.0.0.1:{closed.getsockname()[1]}/0")
        yield context_of(RedisStore(client, KEYS, CIPHER, StoreClock(client)), log=log)
        client.close()


def replies(town: RequestContext) -> list[str]:
    return [token for token, _ in town.line.replies]


# --- what the webhook answers ---


def test_an_event_is_taken_answered_and_acknowledged(web, town):
    assert post(web, webhook(event(1))).status_code == 200
    assert replies(town) == ["token-1"]


def test_no_event_at_all_is_acknowledged(web):
    assert post(web, b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}').status_code == 200


@fault("F66", injected="a webhook signed with the secret that is being replaced")
def test_the_secret_that_is_being_replaced_counts_too(web):
    body = webhook(event(1))
    assert post(web, body, signed(body, OLD_SECRET)).status_code == 200


@pytest.mark.parametrize("name", ["x-line-signature", "X-LINE-SIGNATURE", "X-Line-Signature"])
def test_the_name_of_the_header_may_be_written_in_any_case(web, name):
    assert post(web, webhook(event(1)), name=name).status_code == 200


@fault("F13", injected="a wrong, empty or odd signature")
@pytest.mark.parametrize(
    "signature",
    ["", "wrong", signed(b"else"), signed(webhook(event(1)), "another channel"), "\u00e9\u00ff", "  ", "=" * 44],
)
def test_f13_without_the_right_signature_nothing_is_read(web, town, log, signature):
    assert post(web, webhook(event(1)), signature).status_code == 400
    assert log.named("webhook_refused") == [{"why": "signature", "size": len(webhook(event(1)))}]
    assert replies(town) == []


@fault("F13", injected="no signature")
def test_a_missing_signature_is_400(web):
    assert web.post("/line/webhook", data=webhook(event(1)), content_type=FORM).status_code == 400


@twin("F13", without="the check of the signature")
def test_with_the_check_off_anybody_could_send_events(web, town, monkeypatch):
    from bot.web import webhook as module

    monkeypatch.setattr(module, "is_signed", lambda *_: True)
    post(web, webhook(event(1)), "wrong")
    assert replies(town) == ["token-1"]


@fault("F10", "F12", injected="a signed body that is no webhook")
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"events":null}',
        b'{"events":{}}',
        b'{"events":' + b"[" * 100_000,
        b'{"events":[]}\xff',
    ],
    ids=lambda body: repr(body[:20]),
)
def test_a_signed_body_that_is_no_webhook_is_400(web, body):
    answer = post(web, body)
    assert answer.status_code == 400
    assert b"Traceback" not in answer.data


@fault("F09", injected="another content type")
@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_the_content_type_does_not_matter(web, content_type):
    body = webhook(event(1))
    headers = {"X-Line-Signature": signed(body)}
    assert web.post("/line/webhook", data=body, content_type=content_type, headers=headers).status_code == 200


@pytest.mark.parametrize(("size", "status"), [(MAX_BODY, 200), (MAX_BODY + 1, 413), (50_000_000, 413)])
def test_a_webhook_of_up_to_two_megabytes_is_taken(web, size, status):
    assert post(web, webhook(event(1)).ljust(size)).status_code == status


@pytest.mark.parametrize("path", ["/details/token", "/zoom/webhook", "/line/webhook/", "/nowhere"])
def test_nobody_else_may_send_more_than_256_kilobytes(town, path):
    web = create_app(town, [SECRET], zoom_secret="z" * 16).test_client()
    form = b"form_secret=" + b"x" * SMALL_BODY
    answer = web.post(path, data=form, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (404, 410, 413)
    assert web.post("/zoom/webhook", data=form).status_code == 413


def test_a_compressed_body_is_not_unpacked(web):
    body = gzip.compress(webhook(event(1)))
    headers = {"X-Line-Signature": signed(body), "Content-Encoding": "gzip"}
    assert web.post("/line/webhook", data=body, content_type=FORM, headers=headers).status_code == 400


def long_texts(count: int) -> list[dict[str, Any]]:
    """Give events of as many people, together nearly as large as a webhook may be."""
    size = MAX_BODY // count // 3 - 200  # characters of three bytes each
    return [event(number, "予約したいです。" + "あ" * size, user=f"U{number:032}") for number in range(count)]


def test_a_large_batch_is_taken_over_several_deliveries_of_which_each_gets_on(web, town, log, monkeypatch):
    from bot.web import webhook as module

    body = webhook(*long_texts(100))
    assert 1_500_000 < len(body) <= MAX_BODY
    monkeypatch.setattr(module, "TAKING_SECONDS", 0.1)
    taken = [0]
    while post(web, body).status_code == 503:
        taken.append(town.store.counters()["events"])
        assert taken[-1] > taken[-2], "each delivery must take something, or LINE would send it for ever"
    assert len(taken) > 1
    assert town.store.counters()["events"] == 100
    assert len(replies(town)) == 100


def test_a_delivery_takes_at_least_one_new_event_however_late_it_is(web, town, monkeypatch):
    from bot.web import webhook as module

    monkeypatch.setattr(module, "TAKING_SECONDS", -1.0)
    body = webhook(None, *(event(number, user=f"U{number:032}") for number in range(1, 8)))
    answers = [post(web, body).status_code for _ in range(7)]
    assert answers == [503] * 6 + [200]
    assert town.store.counters()["events"] == 7


def test_what_has_waited_in_the_server_has_less_time_left(web, town):
    body = webhook(event(1), event(2))
    late = {"madoguchi.arrived": time.monotonic() - 10}
    answer = web.post("/line/webhook", data=body, headers={"X-Line-Signature": signed(body)}, environ_overrides=late)
    assert answer.status_code == 503
    assert replies(town) == ["token-1"]


def test_without_asking_first_what_is_known_a_long_list_would_come_for_ever(web, town, monkeypatch):
    from bot.web import webhook as module

    monkeypatch.setattr(module, "TAKING_SECONDS", -1.0)
    monkeypatch.setattr(module, "FEW_EVENTS", 1000)
    body = webhook(*(event(number, user=f"U{number:032}") for number in range(1, 8)))
    assert [post(web, body).status_code for _ in range(9)] == [503] * 9
    assert town.store.counters()["events"] == 1


@fault("F09", injected="a body in chunks without a length")
@pytest.mark.parametrize(("size", "status"), [(1000, 200), (MAX_BODY - 1, 200), (MAX_BODY + 1, 413), (10_000_000, 413)])
def test_a_body_in_chunks_without_a_length_is_measured_as_it_comes(web, size, status):
    body = webhook(event(1)).ljust(size)
    environ = EnvironBuilder(method="POST", path="/line/webhook").get_environ()
    environ.pop("CONTENT_LENGTH", None)
    chunks = Chunks(body)
    environ |= {"wsgi.input": chunks, "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    environ["HTTP_X_LINE_SIGNATURE"] = signed(body)
    _, answered, _ = run_wsgi_app(web.application, environ)
    assert int(answered.split()[0]) == status
    assert chunks.taken <= MAX_BODY + 65536


class Chunks:
    """A stream that knows how much of it was taken."""

    def __init__(self, body: bytes) -> None:
        self._rest, self.taken = body, 0

    def read(self, size: int = -1) -> bytes:
        size = len(self._rest) if size < 0 else size
        part, self._rest = self._rest[:size], self._rest[size:]
        self.taken += len(part)
        return part

    def readinto(self, buffer: memoryview) -> int:
        part = self.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)


# --- several events ---


def test_two_people_in_one_webhook_each_get_their_answer(web, town):
    assert post(web, webhook(event(1), event(2, user=HANAKO), event(3, "1"))).status_code == 200
    assert replies(town) == ["token-1", "token-2", "token-3"]
    assert town.store.load(TARO, "x").conversation.answers.keys() == {"eligible"}
    assert town.store.load(HANAKO, "x").conversation.answers.keys() == set()


@fault("F07", "F08", injected="an odd or unknown event among good ones")
@pytest.mark.parametrize(
    "odd",
    [
        None,
        5,
        [],
        {},
        event(9, mode="standby"),
        event(9, source=None),
        event(9, type="teleport"),
        event(9, timestamp=10**20),
        event(9, source={"type": "group", "groupId": "C0"}),
        event(9, message={"type": "text"}),
    ],
    ids=lambda odd: repr(odd)[:30],
)
def test_f08_an_odd_event_is_passed_over_and_its_neighbours_are_not(web, town, log, odd, monkeypatch):
    monkeypatch.setattr("bot.web.webhook.TAKING_SECONDS", 60.0)  # else a stall leaves the second to a redelivery
    assert post(web, webhook(event(1), odd, event(2, user=HANAKO))).status_code == 200
    assert replies(town) == ["token-1", "token-2"]
    assert len(log.named("event_passed_over")) == 1


class Cursed(RedisStore):
    """A store in which one person's events break us."""

    def load(self, user: str, *more, **others):
        if user == HANAKO:
            raise RuntimeError("山田 太郎 wrote 予約")
        return super().load(user, *more, **others)


@fault("F07", injected="an event that raises in our code, among good ones")
def test_f07_an_event_that_breaks_us_is_set_aside_and_its_neighbours_are_taken(client, log):
    cursed = context_on(client, log=log, kind=Cursed)
    web = create_app(cursed, [SECRET]).test_client()
    assert post(web, webhook(event(1), event(2, user=HANAKO), event(3))).status_code == 200
    assert replies(cursed) == ["token-1", "token-2", "token-3"]
    (set_aside,) = log.named("event_quarantined")
    assert (set_aside["event_id"], set_aside["why"]) == ("e2", "RuntimeError")
    assert str(set_aside["where"]).startswith("test_webhook.py:")


# --- events that stopped their process (the processes themselves: e2e/test_events_that_stop_us.py) ---


def test_an_event_that_stopped_its_process_is_put_aside_and_its_seeker_told_to_write_otherwise(web, town, log):
    town.store.note_deaths([name_of("e1")], DEADLY)
    assert post(web, webhook(event(1), event(2, user=HANAKO))).status_code == 200
    assert replies(town) == ["token-1", "token-2"]
    assert "書き直して" in str(town.line.replies[0][1])
    assert log.named("event_quarantined") == [{"event_id": "e1", "why": "it stopped its process"}]
    assert town.store.counters()["quarantined"] == 1
    assert town.store.load(TARO, "x").conversation.answers.keys() == set()
    assert post(web, webhook(event(1))).status_code == 200
    assert len(replies(town)) == 2


def test_an_event_that_was_in_hand_when_its_process_was_killed_is_taken_when_it_comes_again(web, town):
    town.store.note_deaths([name_of("e1")], DEADLY - 1)
    assert post(web, webhook(event(1))).status_code == 200
    assert town.store.counters()["events"] == 1
    assert "quarantined" not in town.store.counters()


def test_deaths_are_remembered_for_as_long_as_event_ids(town, client):
    town.store.note_deaths([name_of("e1"), name_of("e2")], 1)
    town.store.note_deaths([name_of("e1")], 1)
    assert [town.store.load(TARO, one).deaths for one in ("e1", "e2", "e3")] == [2, 1, 0]
    assert client.ttl(KEYS.deaths(name_of("e1"))) > EVENT_SECONDS - 60


def test_an_event_that_another_thread_is_stuck_in_is_left_to_line_and_taken_afterwards(web, town, log, monkeypatch):
    monkeypatch.setattr(in_hand, "STUCK", 0.0)
    town.in_hand.take_row(0)
    with town.in_hand.holding("e1"):
        assert post(web, webhook(event(1), event(2, user=HANAKO))).status_code == 503
    assert replies(town) == ["token-2"]
    assert log.named("event_not_stored") == [{"event_id": "e1", "why": "still in hand"}]
    assert post(web, webhook(event(1), event(2, user=HANAKO))).status_code == 200
    assert replies(town) == ["token-2", "token-1"]


def test_an_event_that_finds_its_process_reading_another_for_long_is_left_to_line(client, log, monkeypatch):
    monkeypatch.setattr(in_hand, "READING_SECONDS", 0.01)
    town = context_on(client, log=log, in_hand=in_hand.SharedInHand())
    web = create_app(town, [SECRET]).test_client()
    with ThreadPoolExecutor(1) as other, town.in_hand.reading():
        assert other.submit(post, web, webhook(event(1))).result().status_code == 503
    assert post(web, webhook(event(1))).status_code == 200
    assert replies(town) == ["token-1"]


def test_whatever_becomes_of_an_event_it_is_not_in_hand_afterwards(town, client, log):
    cursed = context_of(Cursed(client, KEYS, CIPHER, town.clock), log=log)
    cursed.in_hand.take_row(0)
    web = create_app(cursed, [SECRET]).test_client()
    assert post(web, webhook(event(1), event(2, user=HANAKO))).status_code == 200
    assert cursed.in_hand.in_row(0) == []


@fault("F14", injected="a captured webhook is posted again")
def test_f14_the_same_webhook_again_changes_nothing(web, town, log):
    body = webhook(event(1), event(2, "1"))
    assert [post(web, body).status_code for _ in range(3)] == [200] * 3
    assert replies(town) == ["token-1", "token-2"]
    assert [values["outcome"] for values in log.named("event")].count("duplicate") == 4


# --- Redis is down ---


def is_refused_soon(web: FlaskClient, body: bytes) -> bool:
    """Say whether a webhook is refused each time, and before LINE gives it up."""

    def once() -> bool:
        begun = time.monotonic()
        assert post(web, body).status_code == 503
        return time.monotonic() - begun < 2

    return in_time(once)


@fault("F44", injected="the store refuses connections")
def test_without_redis_the_webhook_is_503_soon_so_that_line_delivers_again(down, log):
    web = create_app(down, [SECRET]).test_client()
    assert is_refused_soon(web, webhook(*(event(number) for number in range(20))))
    assert log.named("webhook_not_stored")
    assert replies(down) == []


def test_without_redis_what_is_wrong_is_still_refused(down):
    web = create_app(down, [SECRET]).test_client()
    assert post(web, webhook(event(1)), "wrong").status_code == 400
    assert post(web, b"{}").status_code == 400
    assert post(web, webhook()).status_code == 200


@fault("F44", injected="the store is frozen (SIGSTOP)")
@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_redis_that_hangs_holds_no_answer_up_for_two_seconds(store_folder, log, count):
    server = EmbeddedRedis.start(store_folder)
    client = connect(server.url)
    web = create_app(context_of(RedisStore(client, KEYS, CIPHER, MovableClock(client, KEYS)), log=log), [SECRET])
    assert post(web.test_client(), webhook(event(0))).status_code == 200
    os.kill(server.pid, signal.SIGSTOP)
    try:
        assert is_refused_soon(web.test_client(), webhook(*(event(number) for number in range(1, count + 1))))
    finally:
        os.kill(server.pid, signal.SIGCONT)
        client.close()
        server.stop()


@fault("F44", injected="the store is killed (-9) and started again")
def test_what_came_while_redis_was_away_is_taken_when_it_comes_again(store_folder, log):
    server = EmbeddedRedis.start(store_folder)
    client = connect(server.url)
    town = context_on(client, log=log)
    web = create_app(town, [SECRET]).test_client()
    post(web, webhook(event(1)))
    os.kill(server.pid, signal.SIGKILL)
    server.process.wait()
    assert post(web, webhook(event(2, "1"))).status_code == 503
    server = EmbeddedRedis.start(store_folder)
    again = event(2, "1", deliveryContext={"isRedelivery": True})
    assert post(web, webhook(event(1), again)).status_code == 200
    assert replies(town) == ["token-1", "token-2"]
    client.close()
    server.stop()


# --- what is logged ---


def test_nothing_that_people_write_is_logged(web, log, capfd):
    answers = ("山田 太郎", "13010-12345678", "090-1234-5678", "taro@example.com", "マイナンバー123456789018")
    texts = ("予約", "1", "1", *answers)
    for number, text in enumerate(texts, 1):
        post(web, webhook(event(number, text)))
    post(web, webhook(event(90, "山田", type="teleport"), {"山田": 1}))
    post(web, webhook(event(91, "山田")), "山田".encode().decode("latin-1"))
    post(web, "山田".encode())
    told = repr(log) + "".join(capfd.readouterr())
    assert not [text for text in (*answers, "山田", "\\u5c71", TARO) if text in told]
    assert len(log.named("event")) == len(texts)


def test_what_a_broken_event_said_is_not_logged(client, log, capfd):
    cursed = context_of(Cursed(client, KEYS, CIPHER, MovableClock(client, KEYS)), log=log)
    post(create_app(cursed, [SECRET]).test_client(), webhook(event(1, "山田", user=HANAKO)))
    assert "山田" not in repr(log) + "".join(capfd.readouterr())


# --- other pages ---

ROUTES = {
    ("POST", "/line/webhook"),
    ("GET", "/"),
    ("GET", "/terms"),
    ("GET", "/terms/<version>"),
    ("GET", "/terms/<version>/easy"),
    ("GET", "/static/<path:filename>"),
    ("GET", "/details/<token>"),
    ("GET", "/calendar/<token>.ics"),
    ("GET", "/feed/<token>.ics"),
    ("POST", "/details/<token>"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
}


def routes_of(app: Flask) -> set[tuple[str, str]]:
    return {(method, rule.rule) for rule in app.url_map.iter_rules() for method in rule.methods - {"HEAD", "OPTIONS"}}


def test_every_route_is_one_that_we_mean_to_have(web):
    assert routes_of(web.application) == ROUTES


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/line/webhook", 405),
        ("PUT", "/line/webhook", 405),
        ("POST", "/line/webhook", 400),
        ("POST", "/line/webhook/", 404),
        ("GET", "/", 302),
        ("GET", "/terms", 200),
        ("GET", f"/terms/{TERMS.version}", 200),
        ("GET", "/terms/1999-01-01", 404),
        ("GET", f"/terms/{TERMS.version}/easy", 404),
        ("GET", "/terms/1999-01-01/easy", 404),
        ("GET", "/terms/..%2f..%2foffice.toml", 404),
        ("GET", "/static/page.css", 200),
        ("GET", "/details/nobody-knows", 410),
        ("POST", "/details/nobody-knows", 410),
        ("GET", "/static/../web.py", 404),
        ("GET", "/static/%2e%2e/web.py", 404),
        ("GET", "/static/", 404),
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
        ("GET", "/metrics", 200),
        ("GET", "/nowhere", 404),
        ("GET", "/playground/clock", 404),
        ("POST", "/playground/clock", 404),
        ("DELETE", "/healthz", 405),
        ("HEAD", "/healthz", 200),
        ("OPTIONS", "/terms", 200),
    ],
)
def test_each_page_answers_and_carries_the_security_headers(web, method, path, status):
    answer = web.open(path, method=method)
    answer.close()
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in HEADERS if name != "Cache-Control"} == {
        name: value for name, value in HEADERS.items() if name != "Cache-Control"
    }
    assert answer.headers["Cache-Control"]
    assert "no-store" in answer.headers["Cache-Control"] or path.startswith("/static")


def test_413_400_and_503_carry_the_security_headers_too(web, down):
    answers = [post(web, b"x" * (MAX_BODY + 1)), post(web, b"x"), post(web, b"x", "wrong")]
    answers.append(post(create_app(down, [SECRET]).test_client(), webhook(event(1))))
    assert [answer.status_code for answer in answers] == [413, 400, 400, 503]
    assert all(set(HEADERS) <= set(answer.headers.keys()) for answer in answers)


def test_a_wrong_method_is_told_the_right_one(web):
    assert set(web.get("/line/webhook").headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


@pytest.mark.parametrize("path", sorted({path for _, path in ROUTES}))
def test_no_route_gives_back_what_it_was_sent(web, path):
    answer = web.open(path.replace("<", "").replace(">", ""), method="TRACE", headers={"Cookie": "a=secret"})
    assert answer.status_code in (404, 405)
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    "path", ["/terms", "/static/page.css", "/healthz", "/readyz", "/metrics", "/nowhere", "/details/x"]
)
def test_every_answer_says_what_it_is_and_in_which_letters(web, path):
    with web.get(path) as answer:
        kind = answer.headers["Content-Type"]
    assert "charset=utf-8" in kind or kind == "application/json"


def test_no_answer_sets_a_cookie_or_names_our_software(web):
    for path in ("/terms", "/healthz", "/nowhere"):
        answer = web.get(path)
        assert "Set-Cookie" not in answer.headers
        assert "werkzeug" not in answer.headers.get("Server", "").lower()


def test_the_terms_in_force_are_shown_with_the_html_in_them_made_harmless(town):
    evil = replace(TERMS, text="# きまり\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1))")
    web = create_app(with_terms(town, evil), [SECRET]).test_client()
    page = web.get("/terms").text
    assert "<h1>きまり</h1>" in page
    assert "<script" not in page
    assert 'href="javascript' not in page


def test_each_version_of_the_terms_has_its_page_and_the_newest_in_force_is_shown(town):
    versions = (
        replace(TERMS, version="2026-01-01", text="はじめ"),
        replace(TERMS, version="2026-11-25", text="いま"),
        replace(TERMS, version="2026-11-26", text="あした"),
    )
    web = create_app(with_terms(town, *versions), [SECRET]).test_client()
    assert "いま" in web.get("/terms").text
    assert "はじめ" in web.get("/terms/2026-01-01").text
    assert "あした" in web.get("/terms/2026-11-26").text


def test_the_summary_is_called_one_and_stands_beside_the_official_terms_and_its_easy_edition(town):
    document = "https://jsite.example/kiyaku.pdf"
    summary, own = replace(TERMS, easy="# やさしい きまり"), replace(TERMS, version="2026-11-02", at=WEDNESDAY)
    there = with_office(with_terms(town, summary, own), replace(OFFICE, terms_document=document))
    web = create_app(there, [SECRET]).test_client()
    page, easy = (web.get(f"/terms/{TERMS.version}{end}").text for end in ("", "/easy"))
    assert f"<title>利用規約の要約（{TERMS.version}版）- {OFFICE.name}</title>" in page
    assert f'<a href="{document}">正式な利用規約を読む</a>' in page
    assert f'href="/terms/{TERMS.version}/easy"' in page
    assert "<h1>やさしい きまり</h1>" in easy
    assert f'href="/terms/{TERMS.version}"' in easy
    assert "要約" not in web.get("/terms/2026-11-02").text.partition("</title>")[0]


def test_the_webhook_is_answered_whatever_the_host_is_called(web):
    body = webhook(event(1))
    answer = web.post("/line/webhook", data=body, headers={"X-Line-Signature": signed(body), "Host": "evil.example"})
    assert answer.status_code == 200


# --- health ---


def test_alive_is_alive_without_redis(down):
    assert create_app(down, [SECRET]).test_client().get("/healthz").json == {"status": "alive"}


def test_without_redis_nothing_is_ready_and_the_answer_says_why(down):
    answer = create_app(down, [SECRET]).test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json["failed"] == ["redis"]


def test_with_the_wrong_data_keys_nothing_is_lost_and_readiness_says_why(town, client, log):
    post(create_app(town, [SECRET]).test_client(), webhook(event(1)))
    wrong = context_of(RedisStore(client, KEYS, Cipher([K2]), town.clock), log=log)
    web = create_app(wrong, [SECRET]).test_client()
    assert post(web, webhook(event(2, "1"))).status_code == 503
    answer = web.get("/readyz")
    assert (answer.status_code, answer.json["failed"]) == (503, ["data_keys"])
    assert post(create_app(town, [SECRET]).test_client(), webhook(event(2, "1"))).status_code == 200
    assert replies(town) == ["token-1", "token-2"]


def test_without_redis_the_metrics_are_503(down):
    assert create_app(down, [SECRET]).test_client().get("/metrics").status_code == 503


MISSING = [f"worker:{queue}" for queue in QUEUES]


@pytest.mark.parametrize(
    ("alive", "up_for", "status", "failed", "warnings"),
    [
        (QUEUES, 0.0, "ready", [], []),
        (QUEUES, 3600.0, "ready", [], []),
        ((), 0.0, "ready", [], MISSING),
        ((), FIRST_MINUTE - 0.1, "ready", [], MISSING),
        ((), FIRST_MINUTE, "not ready", MISSING, []),
        (("notices",), FIRST_MINUTE, "not ready", ["worker:desk"], []),
    ],
)
def test_a_missing_worker_is_a_warning_at_first_and_a_failure_later(town, alive, up_for, status, failed, warnings):
    for queue in alive:
        town.store.beat(queue)
        town.store.swept(queue)
    report = readiness(town, up_for)
    assert report.pop("sweep").keys() == set(QUEUES)
    assert report == {"status": status, "failed": failed, "warnings": warnings}


@pytest.mark.parametrize(
    ("sweeping", "up_for", "failed", "warnings"),
    [
        (QUEUES, 3600.0, [], []),
        (("notices",), 3600.0, [], ["sweep:desk"]),
        ((), 3600.0, ["sweep"], []),
        ((), FIRST_MINUTE - 0.1, [], []),
    ],
)
def test_a_sweep_that_stands_still_is_named(town, client, sweeping, up_for, failed, warnings):
    for queue in QUEUES:
        town.store.beat(queue)
        town.store.swept(queue)
        if queue not in sweeping:
            long_ago = client.pttl(KEYS.swept(queue)) - int(STALLED_SECONDS * 1000) - 1000
            client.pexpire(KEYS.swept(queue), long_ago)
    report = readiness(town, up_for)
    assert (report["failed"], report["warnings"]) == (failed, warnings)
    assert all((report["sweep"][queue] < STALLED_SECONDS) == (queue in sweeping) for queue in QUEUES)


@pytest.mark.parametrize(("seconds", "status"), [(0, "ready"), (119, "ready"), (122, "not ready")])
def test_a_notice_that_waits_too_long_is_a_failure(town, seconds, status):
    for queue in QUEUES:
        town.store.beat(queue)
        town.store.swept(queue)
    row = notice(booking(), Plan(Kind.DETAILS, WEDNESDAY, None), Channel.LINE)
    town.store.commit((), (KeepNotice(row, WEDNESDAY),))
    town.clock.advance(seconds)
    report = readiness(town, up_for=3600)
    assert report["status"] == status
    assert report["failed"] == (["notices_overdue"] if seconds > OVERDUE_AFTER.total_seconds() else [])


def test_the_metrics_can_be_parsed_and_count_what_happened(web):
    post(web, webhook(event(1), event(2, user=HANAKO)))
    answer = web.get("/metrics")
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    counted = {sample.labels["name"]: sample.value for sample in families["madoguchi"].samples}
    assert counted["events"] == 2
    assert families["madoguchi_oldest_overdue_notice_seconds"].samples[0].value == 0


ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ({}, True),
        ({"environ_base": ELSEWHERE}, False),
        ({"headers": {"X-Forwarded-For": "127.0.0.1"}}, False),
        ({"headers": {"Forwarded": "for=127.0.0.1"}}, False),
        ({"headers": {"Host": "127.0.0.1:8000"}}, True),
        ({"headers": {"Host": "[::1]:8000"}}, True),
        ({"headers": {"Host": "madoguchi.example"}}, False),
        ({"headers": {"Host": "["}}, False),
    ],
    ids=["this machine", "another machine", "by a proxy", "by another proxy", "IPv4", "IPv6", "a name", "no name"],
)
def test_details_of_our_health_are_shown_on_this_machine_only(web, asked, seen):
    assert ("failed" in web.get("/readyz", **asked).json) is seen
    assert web.get("/readyz", **asked).json["status"] in ("ready", "not ready")
    assert web.get("/metrics", **asked).status_code == (200 if seen else 404)


def test_with_a_token_of_their_own_they_are_shown_to_who_has_it(town):
    web = create_app(town, [SECRET], metrics_token="t" * 20).test_client()
    right, wrong = {"Authorization": f"Bearer {'t' * 20}"}, {"Authorization": "Bearer ｔ"}
    assert web.get("/metrics", headers=right, environ_base=ELSEWHERE).status_code == 200
    assert "failed" in web.get("/readyz", headers=right, environ_base=ELSEWHERE).json
    assert [web.get("/metrics", headers=one).status_code for one in ({}, wrong)] == [404, 404]


def test_an_emptied_store_is_not_ready_and_takes_no_event(web, town, client):
    assert post(web, webhook(event(1))).status_code == 200
    client.flushall()
    assert post(web, webhook(event(2))).status_code == 503
    assert "store_changed" in readiness(town, FIRST_MINUTE)["failed"]
    assert not client.keys("*event*")
