"""nginx with the site file that we ship, on ports and with a certificate of the test's own."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import pytest

from tests.adapters.sentinels import free_ports
from tests.adapters.servers import self_signed
from tests.e2e.town import wait_until
from tests.folders import ROOT

SITE = ROOT / "deploy/nginx/madoguchi.conf"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
MAIN = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  {site}
}}
"""


class Nginx(NamedTuple):
    """A running one: its addresses, and the certificate to trust."""

    plain: str
    safe: str
    certificate: Path


@contextmanager
def nginx(
    folder: Path, upstream: str, otherwise: Mapping[str, str] = MappingProxyType({}), host: str = "127.0.0.1"
) -> Iterator[Nginx]:
    """Run it before what an upstream block names; nothing else of the file is changed but what stands `otherwise`."""
    if NGINX is None:
        (pytest.fail if os.environ.get("BROWSER_REQUIRED") else pytest.skip)("no nginx here")
    plain, safe = free_ports(2)
    certificate = self_signed(folder)
    text = SITE.read_text()
    for found, wanted in (
        ("server 127.0.0.1:8000;", upstream),
        ("listen 80;", f"listen {host}:{plain};"),
        ("listen 443 ssl", f"listen {host}:{safe} ssl"),
        ("/etc/ssl/madoguchi/fullchain.pem", str(certificate)),
        ("/etc/ssl/madoguchi/privkey.pem", str(certificate)),
        ("/var/log/nginx/madoguchi-error.log", f"{folder}/site.log"),
        *otherwise.items(),
    ):
        assert text.count(found) == 1
        text = text.replace(found, wanted)
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, site=text))
    server = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        wait_until(lambda: _listens(host, safe), what="nginx listens")
        yield Nginx(f"http://{host}:{plain}", f"https://{host}:{safe}", certificate)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def _listens(host: str, port: int) -> bool:
    with suppress(OSError), socket.create_connection((host.strip("[]"), port)):
        return True
    return False
