"""What `make run` says when everything is up."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable

READY_SECONDS = 30.0  # for the web process to be ready


def welcome(environment: dict[str, str], on_line: Callable[[str], None]) -> None:
    """Wait until the web process is ready, put the menus in place, and say how to begin."""
    base = f"http://127.0.0.1:{environment['PORT']}"
    if not _answers(f"{base}/readyz"):
        on_line("まだ準備ができていません。上の行に理由が出ていないか、確かめてください。")
        return
    if "LINE_API_URL" not in os.environ:
        subprocess.run([sys.executable, "-m", "bot.cli", "menu", "publish"], env=environment, check=False)
    on_line("\n".join(_first_steps(base, environment["LINE_API_URL"])))


def _first_steps(base: str, line: str) -> list[str]:
    return [
        "",
        "窓口を開きました。",
        f"  求職者のトーク   {base}/playground",
        f"  職員の画面       {base}/staff",
        f"  Zoomの代わり     {base}/playground/zoom",
        f"  利用規約         {base}/terms",
        f"  LINE の代わり    {line}",
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
