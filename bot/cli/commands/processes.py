"""`madoguchi web` and `worker`: the processes that serve."""

import errno
import os
import runpy
import socket
import sys
from typing import NoReturn

import click

from bot.adapters.folders import unwritable
from bot.adapters.redis.server_check import IN_CLEAR, inspect
from bot.adapters.streams import never_block
from bot.bootstrap import Built, build
from bot.cli.doubtful_settings import unlike_issued
from bot.cli.japanese_click import Command
from bot.cli.process import prove_data_keys, refuse_newer
from bot.errors import SettingsError, StoreDownError
from bot.service.health.ownership import other_office
from bot.settings import Settings, from_environ

THREADS = 4  # of a process for webhooks, and as many for all else
WORKERS = 2  # processes
CONNECTIONS = 400  # of a process; well below the 1,024 files that a process may have open on most machines
SILENT_SECONDS = 10  # without a sign of a process's main thread, which gives one every second, until it is ended
RQ_KEY_PREFIX = "RQ_KEY_PREFIX"
PORT_MENDS = {
    errno.EACCES: "1024 より小さい PORT には権限が要ります。8000 などにしてください",
    errno.EADDRNOTAVAIL: "BIND がこの機械のアドレスではありません",
}
ANOTHER_OFFICE = (
    "この Redis には、窓口「{owner}」のデータがあります。別の窓口なら OFFICE_FILE の id を変え、"
    "名前が変わったのなら madoguchi store rename としてください"
)


@click.command(cls=Command)
@click.option("--port", type=int, help="PORT の代わり")
def web(port: int | None) -> None:
    """Become the web server."""
    if port:
        os.environ["PORT"] = str(port)
    never_block()
    settings = _checked(until_then=" 503 を返します", folders=("STATE_DIR",)).settings
    _prove_port(settings)
    _become("bot.adapters.server.master", *server_argv(settings))


def server_argv(settings: Settings) -> list[str]:
    """Give the words of the server's command."""
    host = f"[{settings.bind}]" if ":" in settings.bind else settings.bind
    application = "bot.playground.page.app:web_app()" if settings.playground else "bot.bootstrap:web_app()"
    return [
        application,
        *("--bind", f"{host}:{settings.port}", "--worker-class", "bot.adapters.server.worker.CrowdWorker"),
        *("--workers", str(WORKERS), "--threads", str(THREADS)),
        *("--worker-connections", str(CONNECTIONS)),
        *("--keep-alive", str(settings.keep_alive_seconds)),
        *("--preload", "--no-control-socket", "--log-level", "warning", "--graceful-timeout", "5"),
        *("--timeout", str(SILENT_SECONDS)),
        *("--forwarder-headers", ""),  # else a caller's Script_Name takes a path past the rules of a proxy
        *("--logger-class", "bot.adapters.server.log.PatientLogger"),
    ]


@click.command(cls=Command)
def worker() -> None:
    """Become the process that minds the workers."""
    never_block()
    made = _checked(until_then="待ちます", folders=("STATE_DIR", "DAY_LIST_DIR"))
    os.environ[RQ_KEY_PREFIX] = made.keys.queues  # RQ reads it once, when it is imported
    _become("workers")


def _become(module: str, *words: str) -> NoReturn:
    """Go on as another program of ours, with what is imported already."""
    sys.argv = [module, *words]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
    sys.exit(0)


def _checked(until_then: str, folders: tuple[str, ...]) -> Built:
    """Refuse settings, or a Redis, that would lose people's bookings; a Redis that is away may come later.

    A folder that can't be written to is only warned of: what is kept there guards, and people are served without it.
    """
    settings = from_environ(os.environ)
    made = build(settings, sending=False)
    refuse_newer(made)
    wrong = [
        *unlike_issued(settings),
        *folder_faults(settings, folders),
        *([IN_CLEAR] if settings.redis_in_clear else []),
    ]
    for warning in wrong:
        _warn(warning)
    try:
        findings = inspect(made.client, may_lose=settings.may_lose_bookings)
        owner = other_office(made.process)
        prove_data_keys(made)
    except StoreDownError as error:
        print(f"madoguchi: {error}。直るまで{until_then}", file=sys.stderr)
        return made
    for warning in findings.warnings:
        _warn(warning)
    if findings.refusals:
        raise SettingsError(findings.refusals[0])
    if owner and not settings.playground:
        raise SettingsError(ANOTHER_OFFICE.format(owner=owner))
    return made


def _warn(line: str) -> None:
    print(f"madoguchi: 注意: {line}", file=sys.stderr)


def folder_faults(settings: Settings, names: tuple[str, ...] = ("STATE_DIR", "DAY_LIST_DIR")) -> list[str]:
    """Name each folder that nothing can be written to, and what to mend."""
    folders = {name: str(getattr(settings, name.lower())) for name in names}
    return [
        f"{name} のフォルダー {folders[name]} に書けません。作るか、サービスの利用者が書けるようにしてください"
        for name in unwritable(folders)
    ]


def _prove_port(settings: Settings) -> None:
    """Refuse a port that can't be had; one that is taken may become free while the server tries again."""
    where = f"BIND と PORT（{settings.bind} の {settings.port}）"
    with socket.socket(socket.AF_INET6 if ":" in settings.bind else socket.AF_INET) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((settings.bind, settings.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                _warn(f"{where}を、ほかのプログラムが使っています。しばらく空くのを待ちます")
                return
            raise SettingsError(f"{where}で待てません: {PORT_MENDS.get(error.errno or 0, error.strerror)}") from None
