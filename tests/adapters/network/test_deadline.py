"""A limit of time for a whole call: what is late is left behind, sends nothing any more and leaves no thread."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress

import httpx
import pytest

from bot.adapters.line.outbound import LineSender
from bot.adapters.network import deadline, http_client
from bot.adapters.network.deadline import Deadline, LateError, connecting, goes_by
from bot.adapters.network.http_client import HttpClient
from bot.adapters.notices.smtp import SmtpMail
from bot.errors import SendError
from tests.adapters.network.slow_server import Dripping, dripping
from tests.e2e.town import PATIENCE, wait_until

SOON, NEVER = 0.3, 600.0  # seconds
USER, WORDS, KEY = "U" + "1" * 32, [{"type": "text", "text": "お知らせ"}], "00000000-0000-0000-0000-000000000001"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
ACCEPTED = OK + b"x-line-request-id: r\r\nContent-Length: 2\r\n\r\n{}"
HEADS = {
    "the status": (b"", b"H"),
    "early hints without end": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a header": (OK, b"x"),
    "the body": (OK + b"Content-Length: 100000\r\n\r\n", b" "),
    "a body of chunks": (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "nothing": (b"", b""),
}


def calls() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "call"]


def push(sender: LineSender) -> SendError | None:
    try:
        sender.push(USER, WORDS, KEY)
    except SendError as error:
        return error
    finally:
        sender._api.api_client.rest_client.pool_manager.clear()
    return None


def late(call: Callable[[], SendError | None]) -> SendError | None:
    """Make a call that is late; again where a stall of the machine took all its time before it was sent."""
    for _ in range(10):
        error = call()
        if not error or not error.refused:
            break
    return error


@pytest.mark.parametrize(("at_once", "again"), HEADS.values(), ids=HEADS)
def test_an_answer_that_drips_is_an_unknown_outcome_in_time_and_its_connection_is_shut(at_once, again):
    with dripping(at_once, again) as server:
        error = late(lambda: push(LineSender(f"http://{server.address}", ("t",), (1, NEVER), SOON)))
        assert error
        assert (error.reason, error.permanent, error.refused) == ("timeout", False, False)
        wait_until(lambda: len(server.gone) == len(server.met) or not again, what="the caller hangs up")
        wait_until(lambda: not calls(), what="no thread is left")


def test_without_the_limit_an_answer_that_drips_holds_its_caller():
    with dripping(*HEADS["the body"]) as server:
        sender = LineSender(f"http://{server.address}", ("t",), (1, 1), NEVER)
        caller = threading.Thread(target=push, args=(sender,), daemon=True)
        caller.start()
        caller.join(SOON * 5)
        assert caller.is_alive()  # though each read took a twentieth of a second
    caller.join(PATIENCE)


@pytest.mark.parametrize(("at_once", "again"), HEADS.values(), ids=HEADS)
def test_over_a_kept_connection_an_answer_that_drips_is_an_unknown_outcome_in_time_too(at_once, again):
    with dripping(at_once, again, first=ACCEPTED) as server:
        sender = LineSender(f"http://{server.address}", ("t",), (PATIENCE, NEVER), NEVER)
        sender.push(USER, WORDS, KEY)
        sender._within = Deadline(SOON)
        error = push(sender)
        assert error
        assert (error.reason, error.permanent, error.refused) == ("timeout", False, False)
        wait_until(lambda: len(server.gone) == 1 or not again, what="the caller hangs up")
        assert len(server.met) == 1  # there was no other connection


def test_without_the_limit_a_kept_connection_that_drips_holds_its_caller():
    with dripping(*HEADS["the body"], first=ACCEPTED) as server:
        sender = LineSender(f"http://{server.address}", ("t",), (5, 1), NEVER)
        sender.push(USER, WORDS, KEY)
        caller = threading.Thread(target=push, args=(sender,), daemon=True)
        caller.start()
        caller.join(SOON * 5)
        assert caller.is_alive()
    caller.join(PATIENCE)


GREETINGS = {
    "the greeting": (b"", b"2"),
    "a greeting of lines without end": (b"", b"220-hello\r\n"),
    "nothing": (b"", b""),
}


def mailed(server: Dripping, whole: float = SOON) -> SendError:
    with pytest.raises(SendError) as failed:
        SmtpMail(f"smtp://{server.address}", "desk@office.example", whole).send(("a@office.example",), "x", "y", "k")
    return failed.value


@pytest.mark.parametrize(("at_once", "again"), GREETINGS.values(), ids=GREETINGS)
def test_a_mail_server_that_drips_before_the_mail_was_certainly_not_given_it(at_once, again):
    with dripping(at_once, again, listens_first=False) as server:
        error = mailed(server)
        assert (error.reason, error.permanent, error.refused) == ("no_connection", False, True)
        wait_until(lambda: len(server.gone) == 1 or not again, what="the caller hangs up")
        wait_until(lambda: not calls(), what="no thread is left")


def test_a_mail_server_that_drips_after_the_mail_leaves_its_fate_unknown():
    replies = b"220 hello\r\n250 me\r\n250 from\r\n250 to\r\n354 go on\r\n"
    with dripping(replies, b"2", listens_first=False) as server:
        error = mailed(server)
    assert (error.reason, error.permanent, error.refused) == ("timeout", False, False)


def test_without_the_limit_a_mail_server_that_drips_holds_its_caller():
    with dripping(*GREETINGS["the greeting"], listens_first=False) as server:
        caller = threading.Thread(target=mailed, args=(server, NEVER), daemon=True)
        caller.start()
        caller.join(SOON * 5)
        assert caller.is_alive()
    caller.join(PATIENCE)


def test_a_reply_of_a_mail_server_without_end_is_not_read_to_its_end():
    with dripping(b"", b"220-hello\r\n" * 1000, pause=0, listens_first=False) as server:
        assert mailed(server, NEVER).reason == "SMTPServerDisconnected"


@pytest.fixture
def client_in_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpClient]:
    monkeypatch.setattr(http_client, "CALL_SECONDS", SOON)
    monkeypatch.setattr(http_client, "READ_TIMEOUT", httpx.Timeout(5))
    client = HttpClient(unanswered="zoom_unknown")
    yield client
    client.close()


@pytest.mark.parametrize(("at_once", "again"), HEADS.values(), ids=HEADS)
def test_zoom_that_drips_is_an_unknown_outcome_in_time(client_in_time, at_once, again):
    with dripping(at_once, again) as server:

        def call() -> SendError:
            with pytest.raises(SendError) as failed:
                client_in_time.request("POST", f"http://{server.address}/")
            return failed.value

        error = late(call)
        assert error
        assert (error.reason, error.refused) == ("zoom_unknown", False)
        wait_until(lambda: len(server.gone) == len(server.met) or not again, what="the caller hangs up")
        wait_until(lambda: not calls(), what="no thread is left")


def test_without_the_limit_zoom_that_drips_holds_its_caller(monkeypatch):
    monkeypatch.setattr(http_client, "CALL_SECONDS", NEVER)
    client = HttpClient(unanswered="zoom_unknown")

    def call() -> None:
        with suppress(SendError):
            client.request("GET", f"http://{server.address}/")

    with dripping(*HEADS["the body"]) as server:
        caller = threading.Thread(target=call, daemon=True)
        caller.start()
        caller.join(SOON * 5)
        assert caller.is_alive()
    caller.join(PATIENCE)
    client.close()


def test_an_answer_of_zoom_without_end_is_not_read_to_its_end(monkeypatch):
    monkeypatch.setattr(http_client, "MOST_BYTES", 100_000)
    client = HttpClient(unanswered="zoom_unknown")
    head = OK + b"Content-Length: 1000000000\r\n\r\n"
    with dripping(head, b"x" * 50_000, pause=0) as server, pytest.raises(SendError) as failed:
        client.request("GET", f"http://{server.address}/")
    assert not failed.value.refused
    client.close()


def test_an_answer_without_end_is_not_read_to_its_end(monkeypatch):
    from bot.adapters.line import client as line_client

    monkeypatch.setattr(line_client, "MOST_BYTES", 100_000)
    head = OK + b"Content-Length: 1000000000\r\n\r\n"
    with dripping(head, b"x" * 50_000, pause=0) as server:
        error = push(LineSender(f"http://{server.address}", ("t",), (1, 5), NEVER))
    assert error
    assert (error.permanent, error.refused) == (False, False)


def test_a_redirect_is_not_followed():
    with dripping() as other:
        there = f"Location: http://{other.address}/\r\nContent-Length: 0\r\n\r\n".encode()
        with dripping(b"HTTP/1.1 307 Go\r\n" + there, b"") as server:
            error = push(LineSender(f"http://{server.address}", ("t",), (1, 5)))
        assert error
        assert error.reason == "http_307"
        assert not other.met


def test_what_hung_before_it_had_a_connection_was_not_sent_and_can_not_be_sent_later():
    resolved, sent = threading.Event(), []

    def call() -> None:
        resolved.wait(PATIENCE)  # as the look-up of a name may
        ours, theirs = socket.socketpair()
        with ours, theirs:
            goes_by(ours)
            sent.append(True)

    with pytest.raises(LateError) as late:
        Deadline(0.05)(call)
    assert not late.value.begun
    resolved.set()
    wait_until(lambda: not calls(), what="the call ends")
    assert not sent


def test_calls_left_behind_take_no_more_than_their_room_and_give_it_back():
    free, within = threading.Event(), Deadline(0.05, most=3)
    for _ in range(5):
        with pytest.raises(LateError) as late:
            within(lambda: free.wait(PATIENCE))
        assert not late.value.begun
    wait_until(lambda: len(calls()) == 3, what="as many are left behind", seen=calls)
    free.set()
    wait_until(lambda: not calls(), what="the calls end")
    assert within(lambda: "an answer") == "an answer"


def test_a_hundred_hung_calls_at_once_all_end_in_time():
    with dripping(b"", b"") as server:
        sender = LineSender(f"http://{server.address}", ("t",), (1, NEVER), SOON)
        errors: list[SendError | None] = []
        callers = [threading.Thread(target=lambda: errors.append(push(sender))) for _ in range(100)]
        for one in callers:
            one.start()
        begun = time.monotonic()
        for one in callers:
            one.join(PATIENCE)
    assert len(errors) == 100
    assert all(errors)
    assert time.monotonic() - begun < PATIENCE
    wait_until(lambda: not calls(), what="no thread is left")


def test_calls_one_after_the_other_are_made_by_one_thread():
    within = Deadline(5)
    wait_until(lambda: len({within(threading.get_ident) for _ in range(5)}) == 1, what="the thread is free again")


def test_a_thread_with_nothing_to_do_ends(monkeypatch):
    monkeypatch.setattr(deadline, "IDLE_SECONDS", 0.01)
    made = Deadline(5)(threading.current_thread)
    made.join(PATIENCE)
    assert not made.is_alive()
    assert Deadline(5)(lambda: "an answer") == "an answer"


def test_a_forked_process_has_threads_of_its_own():
    within = Deadline(5)
    within(lambda: None)
    child = os.fork()
    if not child:
        os._exit(within(lambda: 7))  # the thread that made the first call stayed with the parent
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


def test_what_a_call_raises_comes_through():
    def call() -> None:
        raise TimeoutError("its own")

    with pytest.raises(TimeoutError, match="its own"):
        Deadline(5)(call)


def test_a_call_by_a_kept_connection_stays_in_its_callers_thread_and_one_that_connects_does_not():
    def call(*, connects: bool) -> int:
        if connects:
            connecting()
        return threading.get_ident()

    within = Deadline(5)
    assert within.by_kept_connection(lambda: call(connects=False)) == threading.get_ident()
    assert within.by_kept_connection(lambda: call(connects=True)) != threading.get_ident()


def test_a_look_up_that_hangs_is_never_made_in_the_callers_thread():
    resolved = threading.Event()

    def call() -> None:
        connecting()
        resolved.wait(PATIENCE)

    with pytest.raises(LateError) as late:
        Deadline(0.05).by_kept_connection(call)
    assert not late.value.begun
    resolved.set()
    wait_until(lambda: not calls(), what="the call ends")


def test_a_connection_is_not_shut_for_a_call_that_has_ended():
    ours, theirs = socket.socketpair()
    within = Deadline(SOON)
    with ours, theirs:
        within.by_kept_connection(lambda: goes_by(ours))
        wait_until(lambda: not within._watch._looks, what="nobody watches any more")
        ours.sendall(b"the next call's")
        assert theirs.recv(20) == b"the next call's"


def received(within: Deadline, ours: socket.socket) -> str:
    def call() -> str:
        goes_by(ours)
        return ours.recv(1).decode() or "shut"

    return within.by_kept_connection(call)


def test_of_several_calls_by_kept_connections_the_late_ones_are_shut():
    within = Deadline(0.2)
    with ExitStack() as ending, ThreadPoolExecutor(5) as threads:
        pairs = [[ending.enter_context(one) for one in socket.socketpair()] for _ in range(5)]
        for _, theirs in pairs[::2]:
            theirs.sendall(b"a")
        answers = [threads.submit(received, within, ours) for ours, _ in pairs]
        assert [one.result(PATIENCE) for one in answers] == ["a", "shut", "a", "shut", "a"]
    wait_until(lambda: not within._watch._looks, what="nobody watches any more")


def test_a_forked_process_is_watched_by_a_thread_of_its_own():
    within = Deadline(5)
    within.by_kept_connection(lambda: None)
    child = os.fork()
    if not child:
        within.by_kept_connection(lambda: None)
        os._exit(sum(one.name == "watch" for one in threading.enumerate()))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
