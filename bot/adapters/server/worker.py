"""gunicorn's worker with threads, made fit for a crowd and for clients that dawdle.

- Webhooks have threads of their own, so that a flood of them leaves the console usable. One that has waited for so long
  that LINE is about to give it up is answered 503 without any work: LINE delivers it again.
- A connection costs a thread only when a request is there, and never the main thread's time. Where nobody else waits, a
  thread stays by a connection for a moment after a webhook: the next one then goes through no other thread.
- Head and body must be there in time, and the answer must be taken; gunicorn has no such limits of its own.
"""

import errno
import faulthandler
import selectors
import socket
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import Any

from gunicorn.util import close as close_now
from gunicorn.workers.gthread import ThreadWorker

from bot.adapters.server.bell import Bell
from bot.adapters.server.connection import DRAINED, Connection
from bot.errors import StoreDownError
from bot.ports.context import Process

BEAT_SECONDS = 7.0  # seconds; a quarter of the time for which a word that a process lives counts
HEAD_AND_BODY_SECONDS = 4.0  # for head and body; LINE's own webhooks are there at once
LONGEST_REQUEST_SECONDS = 60.0  # seconds for a whole request, its answer included
UNREAD = 10.0  # seconds in which a client must take something of its answer
REQUEST_WAIT_SECONDS = 5.0  # seconds in which a request must be there, before it costs a thread
LOOK_SECONDS = 0.5  # seconds
TOO_OLD = 1.0  # seconds in the queue; LINE gives up after two
ANSWERED_WITHIN = 1.7  # seconds since it came; then a webhook is answered 503, whoever has it in hand
LOOK_AT_ANSWERS_SECONDS = 0.1  # while there are any
NOBODY_WAITS = 10.0  # seconds in the queue for all else
STAY_SECONDS = 0.05  # seconds; under load the next webhook of a connection is there sooner
MOST_WAITING = 200  # webhooks of one process; they leave connections to others
ACCEPTED_AT_ONCE = 16  # connections to accept before looking after those that are here
SPARE = 32  # connections; when fewer are left, those that have asked nothing for longest are closed
LONGEST_KEPT = 1_000_000  # bytes of a body after which a connection goes on: no form is longer, no webhook of LINE
LINGERING, LINGER = 200, 1.0  # connections, and seconds, that wait for their client's end of a closed connection
TRY_LATER = frozenset({errno.EAGAIN, errno.EWOULDBLOCK})
NO_LISTENER = frozenset({errno.EBADF, errno.EINVAL, errno.ENOTSOCK})  # all else is one connection's own trouble
USED_UP = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})


class CrowdWorker(ThreadWorker):  # type: ignore[misc]  # it has no types
    """Two pools of threads: one for webhooks, one for all else."""

    def init_process(self) -> None:
        """Begin to watch, then work."""
        self._webhooks = ThreadPoolExecutor(self.cfg.threads, thread_name_prefix="webhooks")
        self._working: set[Connection] = set()
        self._staying: set[Connection] = set()
        self._asked: set[Connection] = set()  # webhooks that came and were not answered yet
        self._bell, self._taken = Bell(), 0  # webhooks' connections that threads have or that wait for one
        self._lingering: dict[socket.socket, float] = {}
        self._here = threading.local()
        threading.Thread(target=self._watch, name="slow clients", daemon=True).start()
        super().init_process()

    def init_signals(self) -> None:
        """Let the worker say where it was when it is aborted or ends by itself, even where it hangs outside Python."""
        super().init_signals()
        with suppress(OSError):  # the process was started with stderr closed
            faulthandler.enable()

    def load_wsgi(self) -> None:
        """Load the application; tell it when a request arrived, and others that this process lives."""
        super().load_wsgi()
        application: Any = self.wsgi
        process = getattr(application, "extensions", {}).get("process")
        if process:
            threading.Thread(target=_keep_beating, args=(process,), name="heartbeat", daemon=True).start()

        def with_arrival(environ: dict[str, Any], start_response: Any) -> Any:
            environ["madoguchi.arrived"] = self._here.arrived
            answer = application(environ, start_response)  # of which nothing has left yet
            if self._here.conn.is_webhook and not self._here.conn.takes_answer():
                raise OSError(errno.EPIPE, "it was answered meanwhile")
            return answer

        self.wsgi: Any = with_arrival

    # --- in the main thread

    def accept(self, listener: socket.socket) -> None:
        """Take in some of those who want to connect, and wait for what they ask without a thread."""
        for _ in range(ACCEPTED_AT_ONCE):
            try:
                sock, client = listener.accept()
            except OSError as error:
                if error.errno in USED_UP:
                    time.sleep(LOOK_SECONDS / 10)  # the rest waits in the kernel
                elif error.errno in NO_LISTENER:
                    raise
                return
            conn = Connection(self.cfg, sock, client, listener.getsockname(), self.linger)
            if hasattr(socket, "TCP_USER_TIMEOUT"):
                with suppress(OSError):
                    conn.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(UNREAD * 1000))
            self.nr_conns += 1
            self._wait_for_all(conn)

    def _wait_for_all(self, conn: Connection) -> None:
        conn.timeout = time.monotonic() + REQUEST_WAIT_SECONDS
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def on_pending_socket_readable(self, conn: Connection, client: socket.socket) -> None:
        """Give a request to a thread when it is there."""
        if conn.is_whole():
            super().on_pending_socket_readable(conn, client)

    def on_client_socket_readable(self, conn: Connection, client: socket.socket) -> None:
        """Give a further request to a thread when it is there; the rest of it must come as soon as a first one."""
        if conn.is_whole():
            super().on_client_socket_readable(conn, client)
            return
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._wait_for_all(conn)

    def enqueue_req(self, conn: Connection) -> None:
        """Give a request to the threads of its kind; a webhook too many is refused at once."""
        conn.note_request()
        if conn.is_webhook and self._webhooks._work_queue.qsize() >= MOST_WAITING:
            self._turn_away(conn)
            return
        pool = self._webhooks if conn.is_webhook else self.tpool
        done = partial(self.method_queue.defer, self.finish_request, conn)
        if conn.is_webhook:
            self._asked.add(conn)
        self._taken += conn.is_webhook
        pool.submit(self.handle, conn).add_done_callback(done)
        if conn.is_webhook and self._taken > self.cfg.threads and self._staying:
            self._bell.ring()

    def finish_request(self, conn: Connection, done: Any) -> None:
        """Wait for what comes next by a connection, or close it."""
        self._taken -= conn.is_webhook
        self._asked.discard(conn)
        super().finish_request(conn, done)

    def murder_pending(self) -> None:
        """Close who asked nothing in time, and who has asked nothing for longest when there is no room for others."""
        super().murder_pending()
        now = time.monotonic()
        for sock in [sock for sock, until in self._lingering.items() if now > until]:
            self._let_go(sock)
        for idle in (self.keepalived_conns, self.pending_conns):
            too_many = self.nr_conns - (self.worker_connections - SPARE)
            asked_nothing = (conn for conn in tuple(idle) if not conn.is_unseen())
            for conn in islice(asked_nothing, max(0, too_many)):
                idle.remove(conn)
                self.poller.unregister(conn.sock)
                self._turn_away(conn)

    def _turn_away(self, conn: Connection) -> None:
        """Answer 503 and close; who is about to ask, or asks meanwhile, reads that and was not merely cut off."""
        conn.refuse()
        self.nr_conns -= 1
        conn.close(graceful=True)

    def _cap_keepalive(self, deadline: float) -> None:
        """Wait at the end no longer for who has asked nothing yet than for who may ask again."""
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)

    def linger(self, sock: socket.socket) -> None:
        """Say that nothing more comes, and wait for the client's end: closed at once, the answer might not arrive."""
        try:
            sock.setblocking(False)
            sock.shutdown(socket.SHUT_WR)
            self.poller.register(sock, selectors.EVENT_READ, self._drain)
        except (OSError, KeyError, ValueError, RuntimeError):
            close_now(sock)
            return
        self._lingering[sock] = time.monotonic() + LINGER
        if len(self._lingering) > LINGERING:
            self._let_go(next(iter(self._lingering)))

    def _drain(self, sock: socket.socket) -> None:
        try:
            over = not sock.recv(DRAINED)
        except OSError as error:
            over = error.errno not in TRY_LATER
        if over:
            self._let_go(sock)

    def _let_go(self, sock: socket.socket) -> None:
        if not self._lingering.pop(sock, None):
            return  # it made room for another in the round of the poller in which its end came
        with suppress(OSError, KeyError, ValueError):
            self.poller.unregister(sock)
        close_now(sock)

    # --- in the threads

    def handle(self, conn: Connection) -> Any:
        """Handle one request, and the webhooks that come right after it by the same connection."""
        goes_on = self._handled(conn)
        while goes_on and self._comes_again(conn):
            goes_on = self._handled(conn)
        return goes_on

    def _comes_again(self, conn: Connection) -> bool:
        """Wait for a moment for the next webhook of a connection, unless or until another waits for a thread."""
        if not conn.is_webhook or not self.alive or conn.parser.unreader.buf.getvalue():
            return False
        self._staying.add(conn)  # before the look, or neither of the two saw the other
        try:
            comes = not self._webhooks._work_queue.qsize() and self._bell.comes(conn.sock, STAY_SECONDS)
        finally:
            self._staying.discard(conn)
        if comes and conn.asks_again():
            self._asked.add(conn)
            return True
        return False

    def handle_request(self, req: Any, conn: Connection) -> Any:
        """Answer, and end the connection after a body that may not have been read to its end.

        What is left of it stands before the next request; who was told that the connection goes on would wait in vain.
        """
        if _may_be_left(dict(req.headers)):
            req.force_close()
        return super().handle_request(req, conn)

    def _handled(self, conn: Connection) -> Any:
        """Handle one request, watched, unless it waited for too long."""
        conn.begun, self._here.arrived, self._here.conn = time.monotonic(), conn.arrived, conn
        if conn.begun - conn.arrived > (TOO_OLD if conn.is_webhook else NOBODY_WAITS):
            return conn.takes_answer() and conn.refuse()
        self._working.add(conn)
        try:
            return super().handle(conn)
        finally:
            self._working.discard(conn)
            self._asked.discard(conn)

    def _watch(self) -> None:
        looked = time.monotonic()
        while True:
            time.sleep(LOOK_AT_ANSWERS_SECONDS if self._asked else LOOK_SECONDS)
            now = time.monotonic()
            for conn in self._asked.copy():
                if now - conn.arrived > ANSWERED_WITHIN and conn.takes_answer():
                    conn.answer_in_time()
            if now - looked < LOOK_SECONDS:
                continue
            looked = now
            for conn in self._working.copy():
                with suppress(OSError):
                    if now - conn.begun > LONGEST_REQUEST_SECONDS:
                        conn.sock.shutdown(socket.SHUT_RDWR)
                    elif now - conn.begun > HEAD_AND_BODY_SECONDS:
                        conn.sock.shutdown(socket.SHUT_RD)


def _may_be_left(headers: Mapping[str, str]) -> bool:
    """Say whether a body is in chunks, or longer than any of use."""
    return "TRANSFER-ENCODING" in headers or int(headers.get("CONTENT-LENGTH") or 0) > LONGEST_KEPT


def _keep_beating(process: Process) -> None:
    """Tell that this process lives, so that nobody restores under it; an idle one notices a changed store, too."""
    while True:
        with suppress(StoreDownError):
            process.store.beat("web")
            process.store.changed()
        time.sleep(BEAT_SECONDS)
