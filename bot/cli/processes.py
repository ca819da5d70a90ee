"""`madoguchi web`, `worker` and `dev`: the processes that serve."""

import argparse
import os
import sys
from typing import Any, NoReturn

from bot.adapters.redis.server_check import IN_CLEAR, inspect
from bot.adapters.streams import never_block, wait_until_written
from bot.bootstrap import build
from bot.cli import dev
from bot.errors import SettingsError, StoreDownError
from bot.service.health.ownership import other_office
from bot.settings import Settings, from_environ

THREADS, WORKERS = 4, 2  # threads for webhooks, and as many for all else; processes
CONNECTIONS = 400  # of a process; well below the 1,024 files that a process may have open on most machines
SILENT = 10  # seconds without a sign of a process's main thread, which gives one every second, until it is ended


def add_to(commands: Any) -> None:
    """Add the commands."""
    web = commands.add_parser("web", help="Web サーバーを動かす")
    web.add_argument("--port", type=int, help="PORT の代わり")
    web.set_defaults(run=_web)
    commands.add_parser("worker", help="通知を送るワーカーを動かす").set_defaults(run=_worker)
    commands.add_parser("dev", help="すべてを手元で動かす（make run）").set_defaults(run=lambda _: dev.run())


def _web(arguments: argparse.Namespace) -> NoReturn:
    if arguments.port:
        os.environ["PORT"] = str(arguments.port)
    never_block()
    settings = _checked_settings()
    application = "bot.playground.page.app:web_app()" if settings.playground else "bot.bootstrap:web_app()"
    argv = [
        *(sys.executable, "-m", "bot.adapters.server.master", application),
        *("--bind", _place(settings), "--worker-class", "bot.adapters.server.worker.CrowdWorker"),
        *("--workers", str(WORKERS), "--threads", str(THREADS)),
        *("--worker-connections", str(CONNECTIONS)),
        *("--preload", "--no-control-socket", "--log-level", "warning", "--graceful-timeout", "5"),
        *("--timeout", str(SILENT)),
        *("--forwarder-headers", ""),  # else a caller's Script_Name takes a path past the rules of a proxy
        *("--logger-class", "bot.adapters.server.log.PatientLogger"),
    ]
    _become(argv)


def _place(settings: Settings) -> str:
    return f"[{settings.bind}]:{settings.port}" if ":" in settings.bind else f"{settings.bind}:{settings.port}"


def _worker(_: argparse.Namespace) -> NoReturn:
    never_block()
    _checked_settings()
    _become([sys.executable, "-m", "workers"])


def _become(argv: list[str]) -> NoReturn:
    wait_until_written()
    os.execv(argv[0], argv)  # noqa: S606 - no shell, fixed words


def _checked_settings() -> Settings:
    """Refuse settings, or a Redis, that would lose people's bookings; a Redis that is away may come later."""
    settings = from_environ(os.environ)
    built = build(settings, sending=False)
    try:
        findings, other = inspect(built.client, may_lose=settings.may_lose_bookings), other_office(built.services)
    except StoreDownError as error:
        print(f"madoguchi: {error}。直るまで 503 を返します", file=sys.stderr)
        return settings
    for warning in (*findings.warnings, *[IN_CLEAR] * settings.redis_in_clear):
        print(f"madoguchi: 注意: {warning}", file=sys.stderr)
    if findings.refusals:
        raise SettingsError(findings.refusals[0])
    if other and not settings.playground:
        raise SettingsError(
            f"この Redis には、窓口「{other}」のデータがあります。別の窓口なら OFFICE_FILE の id を変え、"
            "名前が変わったのなら madoguchi store rename としてください"
        )
    return settings
