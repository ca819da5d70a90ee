"""`madoguchi reload`: a web server of the present release and settings in the place of the one that runs."""

import logging
import os
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import click
from gunicorn.systemd import sd_notify

from bot.adapters.server.succession import FOLDER, VARIABLE, NobodyToSucceedError, Predecessor
from bot.cli.japanese_click import Command
from bot.errors import SettingsError
from bot.processes.child_process import start
from bot.settings import Settings, from_environ

LONGEST_START = 50  # seconds; systemd breaks a reload off after 90
LOOK_SECONDS = 0.1
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
        began, successor = _start(listener)
    if not _serves(successor, began, within):
        ended = successor.poll()
        how = f"{within}秒のうちに答えません" if ended is None else f"始まらずに終わりました（{ended}）"
        _stop(successor)
        print(f"madoguchi: 新しい web が{how}。前の web がそのまま動いています", file=sys.stderr)
        return 1
    sd_notify(f"MAINPID={successor.pid}", logging.getLogger(__name__))
    has_ended = predecessor.end(END_SECONDS)
    rest = "前の web は終わりました" if has_ended else "前の web がまだ終わりません"
    print(f"新しい web（{successor.pid}）が引き継ぎ、{rest}")
    return int(not has_ended)


def _is_at(listener: socket.socket, settings: Settings) -> bool:
    asked = socket.getaddrinfo(settings.bind, settings.port, type=socket.SOCK_STREAM)
    return listener.getsockname() in [address for *_, address in asked]


def _start(listener: socket.socket) -> "tuple[int, subprocess.Popen[bytes]]":
    """Start the successor; give the end of the pipe where it tells that it serves. It ends if we do before."""
    began, tell = os.pipe()
    env = {name: value for name, value in os.environ.items() if name != "NOTIFY_SOCKET"}  # it is not the service yet
    env[VARIABLE] = f"{listener.fileno()}:{tell}"
    files = (listener.fileno(), tell)
    try:
        return began, start([sys.executable, "-m", "bot.cli", "web"], env, pass_fds=files, stdin=subprocess.DEVNULL)
    finally:
        os.close(tell)


def _serves(successor: "subprocess.Popen[bytes]", began: int, within: int) -> bool:
    until = time.monotonic() + within
    while successor.poll() is None and time.monotonic() < until:
        if select.select([began], [], [], LOOK_SECONDS)[0]:
            if os.read(began, 1):
                return True
            with suppress(subprocess.TimeoutExpired):  # nobody can tell any more: it ends
                successor.wait(END_SECONDS)
    return False


def _stop(successor: "subprocess.Popen[bytes]") -> None:
    """End it, and what it leaves behind in its session."""
    successor.terminate()
    with suppress(subprocess.TimeoutExpired):
        successor.wait(END_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(successor.pid, signal.SIGKILL)
    successor.wait()
