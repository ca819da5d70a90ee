"""The environment of `make run`.

What the environment gives is used; what it lacks is made once and kept in var/local.env, so that a second start finds
the same keys and yesterday's bookings.
"""

import os
import secrets
import socket
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from bot.cli.environment import LOCAL, read_local
from bot.cli.fresh_keys import data_key
from bot.errors import SettingsError

VAR = Path("var")
STAFF_GROUP = "C" + "5" * 32  # of the local LINE
MAIL = {
    "MAIL_FROM": "madoguchi@office.example",
    "MAIL_REPLY_TO": "soudan@office.example",
    "STAFF_MAIL_TO": "staff@office.example",
}


def make_environment(redis_url: str) -> dict[str, str]:
    given = {name: value for name, value in os.environ.items() if value}
    kept = {**_fresh(), **read_local()}
    kept.pop("SMTP_URL", None)  # the mailbox of an earlier start may be gone
    if has_own_zoom(given):
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
    zoom = f"http://127.0.0.1:{int(port) + 5}"
    zoom_at = {} if has_own_zoom(given) else {"ZOOM_API_URL": f"{zoom}/v2", "ZOOM_OAUTH_URL": f"{zoom}/oauth/token"}
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
    addresses = {name: given.get(name, address) for name, address in MAIL.items()}
    return {**group, "SMTP_URL": f"smtp://127.0.0.1:{_free_port(port + 2)}", **addresses}


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
        "DATA_KEYS": data_key("local"),
        "LINE_CHANNEL_SECRET": secrets.token_hex(16),
        "LINE_CHANNEL_ACCESS_TOKEN": secrets.token_hex(32),
        "ZOOM_ACCOUNT_ID": secrets.token_hex(8),
        "ZOOM_CLIENT_ID": secrets.token_hex(8),
        "ZOOM_CLIENT_SECRET": secrets.token_hex(16),
        "ZOOM_HOSTS": "madoguchi1@office.example,madoguchi2@office.example",
        "ZOOM_WEBHOOK_SECRET": secrets.token_hex(16),
    }


def has_own_zoom(given: Mapping[str, str]) -> bool:
    """Say whether the environment brings a Zoom of its own."""
    return any(name.startswith("ZOOM_") for name in given)


def _keep(environment: dict[str, str], names: list[str]) -> None:
    VAR.mkdir(exist_ok=True)
    lines = [f"{name}={environment[name]}" for name in dict.fromkeys(names) if name in environment]
    LOCAL.touch(mode=0o600)
    LOCAL.write_text(
        "# make run の試用環境だけで使う値です。本番では使わないでください。\n" + "\n".join(lines) + "\n", "utf-8"
    )
