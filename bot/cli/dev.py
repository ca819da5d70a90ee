"""`madoguchi dev`, which is `make run`: everything on this machine, restarting what dies, with a LINE of its own.

What the environment gives is used; what it lacks is made once and kept in var/local.env, so that a second start finds
the same keys and yesterday's bookings.
"""

import base64
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from bot.adapters.redis.embedded_server import EmbeddedRedis, EmbeddedRedisError
from bot.adapters.streams import never_block
from bot.cli.environment import LOCAL, read_local
from bot.errors import SettingsError
from bot.processes.supervisor import Child, mind
from bot.settings import from_environ

VAR = Path("var")
READY_SECONDS = 30.0
WATCH_SECONDS = 0.5
STAFF_GROUP = "C" + "5" * 32  # of the local LINE
MAIL = {"MAIL_FROM": "madoguchi@office.example", "STAFF_MAIL_TO": "staff@office.example"}


def run() -> int:
    """Start everything and mind it until told to stop."""
    never_block()
    redis = None if os.environ.get("REDIS_URL") else _Redis(VAR / "redis")
    try:
        environment = _environment(redis.url if redis else "")
        from_environ(environment)
        threading.Thread(target=_welcome, args=(environment,), daemon=True).start()
        return mind(_children(environment), on_line=_print)
    finally:
        if redis:
            redis.stop()


class _Redis:
    """The server of our own, started again when it dies."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._ending = folder, threading.Event()
        self._server = EmbeddedRedis.start(folder)
        self.url = self._server.url
        self._watch = threading.Thread(target=self._keep_alive, daemon=True)
        self._watch.start()

    def _keep_alive(self) -> None:
        while not self._ending.wait(WATCH_SECONDS):
            if self._server.process.poll() is not None:
                _print("redis | 終了したので、始め直します")
                try:
                    self._server = EmbeddedRedis.start(self._folder)
                except EmbeddedRedisError as error:  # the next look tries again
                    _print(f"redis | {error}")

    def stop(self) -> None:
        """End the watch, then the server."""
        self._ending.set()
        self._watch.join()
        self._server.stop()


def _environment(redis_url: str) -> dict[str, str]:
    given = {name: value for name, value in os.environ.items() if value}
    kept = {**_fresh(), **read_local()}
    kept.pop("SMTP_URL", None)  # the mailbox of an earlier start may be gone
    if _own_zoom(given):
        kept = {name: value for name, value in kept.items() if not name.startswith("ZOOM_")}
    environment = {
        "PORT": "8000",
        "MADOGUCHI_PLAYGROUND": "1",
        **kept,
        **({"REDIS_URL": redis_url, "STATE_DIR": str(VAR.resolve())} if redis_url else {"STATE_DIR": ""}),
        **given,
    }
    port = environment["PORT"]
    if not port.isdecimal():
        raise SettingsError(f"PORT は数にしてください（いまは {port!r}）")
    if "LINE_API_URL" not in given:
        environment["LINE_API_URL"] = f"http://127.0.0.1:{int(port) + 1}"
        environment.update(_local_ways(int(port), given))
    zoom_at = {} if _own_zoom(given) else _zoom_at(int(port) + 5)
    environment |= zoom_at
    environment.setdefault("PUBLIC_URL", f"http://127.0.0.1:{port}")
    names = ("REDIS_URL", "LINE_API_URL", "PORT", "MADOGUCHI_PLAYGROUND", "SMTP_URL", "LINE_STAFF_GROUP_ID", *MAIL)
    _keep(environment, [*kept, *zoom_at, *names, "STATE_DIR"])
    return environment


def _local_ways(port: int, given: dict[str, str]) -> dict[str, str]:
    """Give staff a group in the local LINE, and a mailbox unless mail goes elsewhere; what was given is left alone."""
    group = {"LINE_STAFF_GROUP_ID": given.get("LINE_STAFF_GROUP_ID", STAFF_GROUP)}
    if "SMTP_URL" in given or not find_spec("aiosmtpd"):
        return group
    return {**group, "SMTP_URL": f"smtp://127.0.0.1:{_free_port(port + 2)}", **{k: given.get(k, MAIL[k]) for k in MAIL}}


def _free_port(wanted: int) -> int:
    """Give a port for our own mailbox: the wanted one unless somebody else has it."""
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("127.0.0.1", wanted))
        except (OSError, OverflowError):
            one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _fresh() -> dict[str, str]:
    """Make the secrets of a playground."""
    return {
        "SECRET_KEY": secrets.token_hex(32),
        "DATA_KEYS": f"local:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        "LINE_CHANNEL_SECRET": secrets.token_hex(16),
        "LINE_CHANNEL_ACCESS_TOKEN": secrets.token_hex(32),
        "ZOOM_ACCOUNT_ID": secrets.token_hex(8),
        "ZOOM_CLIENT_ID": secrets.token_hex(8),
        "ZOOM_CLIENT_SECRET": secrets.token_hex(16),
        "ZOOM_HOSTS": "madoguchi1@office.example,madoguchi2@office.example",
        "ZOOM_WEBHOOK_SECRET": secrets.token_hex(16),
    }


def _zoom_at(port: int) -> dict[str, str]:
    address = f"http://127.0.0.1:{port}"
    return {"ZOOM_API_URL": f"{address}/v2", "ZOOM_OAUTH_URL": f"{address}/oauth/token"}


def _own_zoom(given: Mapping[str, str]) -> bool:
    """Say whether the environment brings a Zoom of its own."""
    return any(name.startswith("ZOOM_") for name in given)


def _keep(environment: dict[str, str], names: list[str]) -> None:
    VAR.mkdir(exist_ok=True)
    lines = [f"{name}={environment[name]}" for name in dict.fromkeys(names) if name in environment]
    LOCAL.touch(mode=0o600)
    LOCAL.write_text(
        "# make run の試用環境だけで使う値です。本番では使わないでください。\n" + "\n".join(lines) + "\n", "utf-8"
    )


def _children(environment: dict[str, str]) -> list[Child]:
    children = [
        Child("web", [sys.executable, "-m", "bot.cli", "web"], environment),
        Child("worker", [sys.executable, "-m", "bot.cli", "worker"], environment, beats=True),
    ]
    if "LINE_API_URL" not in os.environ:
        line = [sys.executable, "-m", "bot.playground", *_mail_port(environment)]
        children.insert(0, Child("line", line, environment))
    if not _own_zoom({name: value for name, value in os.environ.items() if value}):
        children.insert(0, Child("zoom", [sys.executable, "-m", "bot.playground.zoom"], environment))
    return children


def _mail_port(environment: dict[str, str]) -> list[str]:
    """Give the port on which the local LINE's process is to keep a mailbox, if it is to keep one."""
    ours = "SMTP_URL" not in os.environ and environment.get("SMTP_URL")
    return [str(urlsplit(ours).port)] if ours else []


def _print(line: str) -> None:
    print(line, flush=True)


def _welcome(environment: dict[str, str]) -> None:
    base = f"http://127.0.0.1:{environment['PORT']}"
    if not _answers(f"{base}/readyz"):
        _print("まだ準備ができていません。上の行に理由が出ていないか、確かめてください。")
        return
    if "LINE_API_URL" not in os.environ:
        subprocess.run([sys.executable, "-m", "bot.cli", "menu", "publish"], env=environment, check=False)
    _print(
        "\n".join(
            [
                "",
                "窓口を開きました。",
                f"  求職者のトーク   {base}/playground",
                f"  職員の画面       {base}/staff",
                f"  Zoomの代わり     {base}/playground/zoom",
                f"  利用規約         {base}/terms",
                f"  LINE の代わり    {environment['LINE_API_URL']}",
                f"  動いているか     {base}/readyz",
                "",
                "はじめの一歩",
                "  1. 求職者のトークをブラウザで開き、友だち追加して、「予約」と送ります",
                "  2. 別の端末で職員を登録し、出てきたコードで職員の画面に入ります",
                "       .venv/bin/madoguchi staff add 窓口花子 --role manager",
                "  3. 届いた申し込みを確定すると、Zoomの部屋が用意され、トークにミーティングIDとパスコードが届きます",
                "端末だけでも試せます: make talk、.venv/bin/madoguchi booking list",
                "",
                "終わるときは Ctrl-C。予約は var/ に残り、次に始めたときも見られます。",
                "",
            ]
        )
    )


def _answers(url: str) -> bool:
    """Wait until an address answers 200."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own address
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    return False
