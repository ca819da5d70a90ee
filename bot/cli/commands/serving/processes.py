"""`madoguchi web` and `worker`: the processes that serve."""

import os
import runpy
import sys
from typing import NoReturn

import click

from bot.adapters.output.streams import never_block
from bot.adapters.redis.server_check import IN_CLEAR, inspect
from bot.adapters.server.succession import inherited_files
from bot.bootstrap import Built, build
from bot.cli.commands.checks.doubtful_settings import doubtful, unlike_issued, unmailable
from bot.cli.commands.checks.folders import full_folders, shut_folders
from bot.cli.commands.checks.listening import port_fault
from bot.cli.commands.checks.redis_faults import ANOTHER_OFFICE, queue_faults, replica_faults
from bot.cli.japanese_click import Command
from bot.cli.process import prove_data_keys, refuse_newer
from bot.errors import SettingsError, StoreDownError
from bot.processes.loading import loading
from bot.service.health.ownership import other_office
from bot.settings import Settings, from_environ

THREADS = 4  # of a process for webhooks, and as many for all else
WORKERS = 2  # processes
CONNECTIONS = 400  # of a process; well below the 1,024 files that a process may have open on most machines
SILENT_SECONDS = 10  # without a sign of a process's main thread, which gives one every second, until it is ended
RQ_KEY_PREFIX = "RQ_KEY_PREFIX"


@click.command(cls=Command)
@click.option("--port", type=int, help="PORT の代わり")
def web(port: int | None) -> None:
    """Become the web server."""
    if port:
        os.environ["PORT"] = str(port)
    never_block()
    files = inherited_files()
    settings = ready_for_web(is_there=bool(files)).settings
    _become("bot.adapters.server.master", *server_argv(settings, files[0] if files else None))


def server_argv(settings: Settings, listener: int | None = None) -> list[str]:
    """Give the words of the server's command; `listener` is the number of an open file to listen on."""
    host = f"[{settings.bind}]" if ":" in settings.bind else settings.bind
    bind = f"{host}:{settings.port}" if listener is None else f"fd://{listener}"
    application = "bot.playground.page.app:web_app()" if settings.playground else "bot.bootstrap:web_app()"
    return [
        application,
        *("--bind", bind, "--worker-class", "bot.adapters.server.worker.CrowdWorker"),
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
    os.environ[RQ_KEY_PREFIX] = ready_for_worker().keys.queues  # RQ reads it once, when it is imported
    _become("workers")


def ready_for_web(*, is_there: bool = False) -> Built:
    """Give what `web` starts with, its port `is_there` or not; SettingsError where it must not."""
    made = _checked(until_then=" 503 を返します")
    taken = "" if is_there else port_fault(made.settings)
    if taken:
        _warn(f"{taken}。しばらく空くのを待ちます")
    return made


def ready_for_worker() -> Built:
    """Give what `worker` starts with; SettingsError where it must not."""
    return _checked(until_then="待ちます", folders=("DAY_LIST_DIR",))


def _become(module: str, *words: str) -> NoReturn:
    """Go on as another program of ours, with what is imported already; it loads the rest, and says when that is all."""
    sys.argv = [module, *words]
    with loading():
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    sys.exit(0)


def _checked(until_then: str, folders: tuple[str, ...] = ()) -> Built:
    """Refuse settings, or a Redis, that would lose people's bookings; a Redis that is away may come later.

    One of `folders` that can't be written to is only warned of, as is a full disk: people are served without it.
    """
    settings = from_environ(os.environ)
    made = build(settings, sending=False)
    refuse_newer(made)
    for unguarded in shut_folders(settings, ("STATE_DIR",)):
        raise SettingsError(f"{unguarded}（承知の上で控えなしに始めるなら、空にしてください）")
    doubts = (*unlike_issued(settings), *unmailable(settings), *doubtful(settings, os.environ))
    shut = (*shut_folders(settings, folders), *full_folders(settings, ("STATE_DIR", *folders)))
    for warning in (*doubts, *shut, *([IN_CLEAR] if settings.redis_in_clear else [])):
        _warn(warning)
    try:
        _prove_store(made)
    except StoreDownError as error:
        print(f"madoguchi: {error}。直るまで{until_then}", file=sys.stderr)
    return made


def _prove_store(made: Built) -> None:
    """Refuse a store that would lose bookings, that our keys don't open, or that is another office's."""
    findings = inspect(made.client, may_lose=made.settings.may_lose_bookings)
    owner = other_office(made.process)
    prove_data_keys(made)
    replicas = replica_faults(made)
    for warning in (*findings.warnings, *replicas.warnings, *queue_faults(made.settings)):
        _warn(warning)
    for fault in (*findings.faults, *replicas.faults):
        raise SettingsError(fault)
    if owner and not made.settings.playground:
        raise SettingsError(ANOTHER_OFFICE.format(owner=owner))


def _warn(line: str) -> None:
    print(f"madoguchi: 注意: {line}", file=sys.stderr)
