"""`madoguchi reload`: a web server of the present release and settings in the place of the one that runs."""

import logging
import os
import select
import signal
import socket
import struct
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import click
from gunicorn.systemd import sd_notify

from bot.adapters.server.succession import FOLDER, VARIABLE, NobodyToSucceedError, Predecessor
from bot.cli.japanese_click import Command
from bot.errors import SettingsError
from bot.settings import Settings, from_environ

LONGEST_START = 50  # seconds; systemd breaks a reload off after 90
PID = struct.Struct("=i")
END_SECONDS = 15.0  # seconds for the one before to end, and for one that does not come
RESTART = "systemctl restart madoguchi-web としてください"


@click.command(cls=Command)
@click.option("--within", type=click.IntRange(min=1), default=LONGEST_START, help="新しい web を待つ秒数")
def reload(within: int) -> int:
    """Start a web server beside the one that runs; once it answers for its health, end the one before, and else it."""
    settings, folder = from_environ(os.environ), os.environ.get(FOLDER)
    if not folder:
        raise SettingsError("systemctl reload madoguchi-web としてください（systemd の下でだけ働きます）")
    try:
        predecessor = Predecessor(Path(folder))
    except NobodyToSucceedError:
        raise SettingsError(f"引き継げる web が動いていません（前の版かもしれません）。{RESTART}") from None
    with closing(predecessor.listener) as listener:
        if not _is_at(listener, settings):
            raise SettingsError(f"BIND か PORT が変わっています。{RESTART}")
        successor = Started(listener)
    if not successor.serves(within):
        print(f"madoguchi: 新しい web が{successor.end()}。前の web がそのまま動いています", file=sys.stderr)
        return 1
    sd_notify(f"MAINPID={successor.pid}", logging.getLogger(__name__))
    has_ended = predecessor.end(END_SECONDS)
    rest = "前の web は終わりました" if has_ended else "前の web がまだ終わりません"
    print(f"新しい web（{successor.pid}）が引き継ぎ、{rest}")
    return int(not has_ended)


def _is_at(listener: socket.socket, settings: Settings) -> bool:
    asked = socket.getaddrinfo(settings.bind, settings.port, type=socket.SOCK_STREAM)
    return listener.getsockname() in [address for *_, address in asked]


class Started:
    """A web server that we started, in a session of its own and no child of ours: systemd is to see when it ends.

    What it tells: its number, and that it serves. It ends by itself when it would tell that and we are gone.
    """

    def __init__(self, listener: socket.socket) -> None:
        self._told, tell = os.pipe()
        env = {
            name: value for name, value in os.environ.items() if name != "NOTIFY_SOCKET"
        }  # it is not the service yet
        env[VARIABLE] = f"{listener.fileno()}:{tell}"
        argv, kept = [sys.executable, "-m", "bot.cli", "web"], (listener.fileno(), tell)

        def leave() -> None:
            if os.fork():
                os._exit(0)
            os.write(tell, PID.pack(os.getpid()))

        try:
            between = subprocess.Popen(  # noqa: S603 - our own words
                argv, env=env, pass_fds=kept, start_new_session=True, stdin=subprocess.DEVNULL, preexec_fn=leave
            )
        finally:
            os.close(tell)
        self._group = between.pid
        between.wait()
        (self.pid,) = PID.unpack(os.read(self._told, PID.size))

    def serves(self, within: float) -> bool:
        """Wait until it serves; False when it has not in time, or ends."""
        return self._is_told(within) and bool(os.read(self._told, 1))

    def end(self) -> str:
        """End it and what it leaves behind in its session; say how it was."""
        ended = self._is_told(0)
        self._signal(signal.SIGTERM)
        self._is_told(END_SECONDS)
        self._signal(signal.SIGKILL)
        return "始まらずに終わりました" if ended else "時間のうちに答えません"

    def _is_told(self, seconds: float) -> bool:
        """Wait until it told something, or has ended."""
        return bool(select.select([self._told], [], [], seconds)[0])

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._group, number)
