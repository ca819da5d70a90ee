"""Starts all processes of this machine and restarts what dies."""

import os
import sys
import threading
from urllib.parse import urlsplit

from bot.adapters.output.streams import never_block
from bot.cli.dev.environment import VAR, has_own_zoom, make_environment
from bot.cli.dev.own_redis import OwnRedis
from bot.cli.dev.welcome import welcome
from bot.processes.supervisor import Child, mind
from bot.settings import from_environ


def run() -> int:
    """Start everything and mind it until told to stop."""
    never_block()
    redis = None if os.environ.get("REDIS_URL") else OwnRedis(VAR / "redis", on_line=_print_at_once)
    try:
        environment = make_environment(redis.url if redis else "")
        from_environ(environment)
        threading.Thread(target=welcome, args=(environment, _print_at_once), daemon=True).start()
        return mind(_children(environment), on_line=_print_at_once)
    finally:
        if redis:
            redis.stop()


def _print_at_once(line: str) -> None:
    print(line, flush=True)


def _children(environment: dict[str, str]) -> list[Child]:
    children = [
        Child("web", [sys.executable, "-m", "bot.cli", "web"], environment),
        Child("worker", [sys.executable, "-m", "bot.cli", "worker"], environment, beats=True),
    ]
    if "LINE_API_URL" not in os.environ:
        ours = "SMTP_URL" not in os.environ and environment.get("SMTP_URL")
        line = [sys.executable, "-m", "bot.playground", *([str(urlsplit(ours).port)] if ours else [])]
        children.insert(0, Child("line", line, environment))
    if not has_own_zoom({name: value for name, value in os.environ.items() if value}):
        children.insert(0, Child("zoom", [sys.executable, "-m", "bot.playground.zoom"], environment))
    return children
