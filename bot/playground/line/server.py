"""The server of the local LINE: threads, connections that stay open, answers in one piece."""

import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.test import run_wsgi_app

from bot.playground.line.api.app import DROP, create_platform_app
from bot.playground.line.platform import Platform


class _Handler(WSGIRequestHandler):
    """Keeps connections open, which werkzeug's own handler doesn't, and can close one without an answer."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def setup(self) -> None:
        super().setup()
        _open_connections(self.server).add(self.connection)

    def finish(self) -> None:
        _open_connections(self.server).discard(self.connection)
        with suppress(OSError):  # the other side, or our own stop, closed it in the middle of an answer
            super().finish()

    def run_wsgi(self) -> None:
        environ = self.make_environ()
        dropped = threading.Event()
        environ[DROP] = dropped.set
        if "wsgi.input_terminated" not in environ:
            environ["wsgi.input"] = BytesIO(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        body, status, headers = run_wsgi_app(self.server.app, environ, buffered=True)
        if dropped.is_set():
            self.close_connection = True
            return
        self._answer(status, list(headers), b"".join(body))

    def _answer(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """The platform keeps its own log."""


def _open_connections(server: BaseWSGIServer) -> set[socket.socket]:
    connections: set[socket.socket] = server.__dict__.setdefault("open_connections", set())
    return connections


def _create_server(app: Flask, host: str, port: int) -> BaseWSGIServer:
    return make_server(host, port, app, threaded=True, request_handler=_Handler)


def serve(platform: Platform, host: str = "127.0.0.1", port: int = 8100) -> None:
    """Serve until the process is interrupted or told to end, then save; call it in the main thread."""
    serve_app(create_platform_app(platform), host, port, platform.stop)


def serve_app(app: Flask, host: str, port: int, stop: Callable[[], None]) -> None:
    """Serve any such application in the same way, then stop what stands behind it."""
    server = _create_server(app, host, port)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass  # the end that was asked for
    finally:
        _close(server, stop)


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def run_in_thread(platform: Platform, host: str = "127.0.0.1", port: int = 0) -> tuple[str, Callable[[], None]]:
    """The server's address, such as http://127.0.0.1:43567, and what stops it and the platform."""
    return run_app_in_thread(create_platform_app(platform), platform.stop, host, port)


def run_app_in_thread(
    app: Flask, stop_behind: Callable[[], None], host: str = "127.0.0.1", port: int = 0
) -> tuple[str, Callable[[], None]]:
    """The address of any such application, and what stops it and what stands behind it."""
    server = _create_server(app, host, port)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="line", daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        thread.join()
        _close(server, stop_behind)

    return f"http://{host}:{server.server_port}", stop


def _close(server: BaseWSGIServer, stop: Callable[[], None]) -> None:
    stop()
    for connection in list(_open_connections(server)):
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue  # the other side was first
    server.server_close()
