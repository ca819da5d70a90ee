"""Whether the web server can listen where BIND and PORT say."""

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from bot.cli.os_errors import why
from bot.errors import SettingsError
from bot.settings import Settings

MENDS = {
    errno.EACCES: "1024 より小さい PORT には権限が要ります。8000 などにしてください",
    errno.EADDRNOTAVAIL: "BIND がこの機械のアドレスではありません",
}
FREE_FOR_ALL = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")  # the first port that needs no right
ANSWER_SECONDS = 1


def port_fault(settings: Settings) -> str:
    """Name a port that another program has, which may become free, "" for none; SettingsError where it can't be had."""
    where = f"BIND と PORT（{settings.bind} の {settings.port}）"
    with socket.socket(socket.AF_INET6 if ":" in settings.bind else socket.AF_INET) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((settings.bind, settings.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"{where}を、ほかのプログラムが使っています。PORT を変えるか、そちらを止めてください"
            raise SettingsError(f"{where}で待てません: {MENDS.get(error.errno or 0, why(error))}") from None
    return ""


def unheard(settings: Settings) -> Iterator[str]:
    """Name what would keep the web server from listening; one of ours that listens there already is right."""
    try:
        taken = port_fault(settings)
    except SettingsError as error:
        yield str(error)
        return
    if taken and not _is_ours(settings):
        yield taken
    if os.geteuid() == 0 and FREE_FOR_ALL.exists() and settings.port < int(FREE_FOR_ALL.read_text()):
        yield f"PORT={settings.port} は、root でない利用者には使えません。8000 などにしてください"


def _is_ours(settings: Settings) -> bool:
    web = HTTPConnection(settings.bind, settings.port, timeout=ANSWER_SECONDS)
    with suppress(OSError, HTTPException), closing(web) as asked:
        asked.request("GET", "/healthz")
        return b'"alive"' in asked.getresponse().read(100)
    return False
