"""A local Zoom on a real socket, and the adapter that talks to it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from bot.adapters.redis.client import Client
from bot.adapters.zoom.rooms import Zoom
from bot.adapters.zoom.state import ZoomState
from bot.playground.line.server import run_app_in_thread
from bot.playground.zoom.api import create_zoom_app
from bot.playground.zoom.platform import ZoomPlatform
from bot.settings import ZoomSettings
from tests.make import WEDNESDAY
from tests.stores import CIPHER, KEYS

HOSTS = (("host-a", 1), ("host-b", 1))
ACCOUNT = {"account": "account", "client": "client", "secret": "geheim-zoom-secret"}
OPEN: list[Zoom] = []  # closed with the local Zoom
HOOK_SECRET = "geheim-hook-secret"


def settings_for(url: str, hosts: tuple[tuple[str, int], ...] = HOSTS, secret: str = ACCOUNT["secret"]) -> ZoomSettings:
    return ZoomSettings("account", "client", secret, hosts, HOOK_SECRET, f"{url}/v2", f"{url}/oauth/token")


def environment_for(url: str) -> dict[str, str]:
    """Give the settings of a deployment that uses the local Zoom."""
    return {
        "ZOOM_ACCOUNT_ID": ACCOUNT["account"],
        "ZOOM_CLIENT_ID": ACCOUNT["client"],
        "ZOOM_CLIENT_SECRET": ACCOUNT["secret"],
        "ZOOM_HOSTS": ",".join(name for name, _ in HOSTS),
        "ZOOM_WEBHOOK_SECRET": HOOK_SECRET,
        "ZOOM_API_URL": f"{url}/v2",
        "ZOOM_OAUTH_URL": f"{url}/oauth/token",
    }


def zoom_for(url: str, client: Client, now: Callable[[], datetime] = lambda: WEDNESDAY, **more: Any) -> Zoom:
    zoom = Zoom(settings_for(url, **more), ZoomState(client, KEYS, CIPHER, now))
    OPEN.append(zoom)
    return zoom


@contextmanager
def local_zoom(
    now: Callable[[], datetime] = lambda: WEDNESDAY, hosts: tuple[tuple[str, int], ...] = HOSTS, **more: Any
) -> Iterator[tuple[ZoomPlatform, str]]:
    """Serve a local Zoom; give it and its address."""
    given = {"per_second": 1000, "deliver_now": True, "webhook_secret": HOOK_SECRET, **ACCOUNT, **more}
    platform = ZoomPlatform(hosts=[name for name, _ in hosts], clock=now, **given)
    url, stop = run_app_in_thread(create_zoom_app(platform), platform.stop)
    try:
        yield platform, url
    finally:
        while OPEN:
            OPEN.pop().stop()
        stop()
