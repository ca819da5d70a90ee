"""What the environment says, read once and frozen. A leaf: imports nothing else of ours but other leaves."""

import base64
import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Literal
from urllib.parse import urlsplit

from bot import redis_url
from bot.errors import SettingsError

REQUIRED = ("REDIS_URL", "SECRET_KEY", "DATA_KEYS", "LINE_CHANNEL_SECRET", "LINE_CHANNEL_ACCESS_TOKEN")
LINE_API_URL = "https://api.line.me"
LINE_HOST = "line.me"
MOST_MINUTES = 9  # for which a notice to staff may wait for others; an erasure waits for it for ten
SHORTEST_ISSUED_TOKEN = 100  # characters; LINE's are longer, those of a playground shorter
ZOOM = ("ZOOM_ACCOUNT_ID", "ZOOM_CLIENT_ID", "ZOOM_CLIENT_SECRET", "ZOOM_HOSTS")
ZOOM_API_URL = "https://api.zoom.us/v2"
ZOOM_OAUTH_URL = "https://zoom.us/oauth/token"
ZOOM_AT = {"ZOOM_API_URL": ZOOM_API_URL, "ZOOM_OAUTH_URL": ZOOM_OAUTH_URL}
ZOOM_HOST = "zoom.us"


@dataclass(frozen=True)
class ZoomSettings:
    """How rooms are opened at Zoom. `hosts` are (user id or mail address, rooms at one time)."""

    account_id: str
    client_id: str
    client_secret: str
    hosts: tuple[tuple[str, int], ...]
    webhook_secret: str = ""
    api_url: str = ZOOM_API_URL
    oauth_url: str = ZOOM_OAUTH_URL

    def __repr__(self) -> str:
        """Show nothing secret."""
        return f"ZoomSettings(hosts={len(self.hosts)})"


@dataclass(frozen=True)
class Settings:
    """Frozen settings; secrets never appear in its repr."""

    redis_url: str
    secret_key: str
    data_keys: tuple[tuple[str, bytes], ...]
    line_channel_secrets: tuple[str, ...]
    line_access_tokens: tuple[str, ...]
    line_api_url: str = LINE_API_URL
    public_url: str = "http://127.0.0.1:8000"
    office_file: str = "office.toml"
    personal_details: Literal["chat", "form"] = "chat"
    smtp_url: str = ""
    mail_from: str = ""
    staff_mail_to: tuple[str, ...] = ()
    audit_head_mail: tuple[str, ...] = ()
    line_staff_group_id: str = ""
    line_staff_group_minutes: int = 5
    may_lose_bookings: bool = False
    port: int = 8000
    bind: str = "127.0.0.1"
    metrics_token: str = ""
    playground: bool = False
    fail_at: str = ""
    trusted_proxies: int = 0
    day_list_dir: str = ""
    state_dir: str = ""
    zoom: ZoomSettings | None = None
    https_proxy: str = ""
    http_proxy: str = ""
    no_proxy: tuple[str, ...] = ()

    def proxy_for(self, url: str) -> str:
        """Give the proxy by which an address is called, "" for none; this machine is never called by one."""
        at = urlsplit(url)
        proxy, port = (self.https_proxy, 443) if at.scheme == "https" else (self.http_proxy, 80)
        host, port = at.hostname or "", at.port or port
        return "" if _is_here(host) or any(_covers(one, host, port) for one in self.no_proxy) else proxy

    @property
    def redis_in_clear(self) -> bool:
        """Say whether what we tell Redis crosses a network without TLS."""
        at = urlsplit(self.redis_url)
        return at.scheme == "redis" and not is_loopback(at.hostname or "")

    @property
    def zoom_hook(self) -> str:
        """Give the secret of Zoom's webhook, "" when there is none."""
        return self.zoom.webhook_secret if self.zoom else ""

    def __repr__(self) -> str:
        """Show nothing secret."""
        return f"Settings(office_file={self.office_file!r}, playground={self.playground})"


def from_environ(environ: Mapping[str, str]) -> Settings:
    """Read settings from an environment; raise SettingsError with one line that says what to mend."""
    missing = [name for name in REQUIRED if not environ.get(name, "").strip()]
    if missing:
        raise SettingsError(f"設定がありません: {', '.join(missing)} (.env.example に説明があります)")
    playground = environ.get("MADOGUCHI_PLAYGROUND", "") == "1"
    if playground:
        _keep_the_real_line_out(environ)
    else:
        _ask_for_tls(environ)
    return Settings(
        redis_url=redis_url.read(environ["REDIS_URL"].strip()),
        secret_key=_long_enough("SECRET_KEY", environ["SECRET_KEY"]),
        data_keys=_data_keys(environ["DATA_KEYS"]),
        line_channel_secrets=_channel_secrets(environ["LINE_CHANNEL_SECRET"]),
        line_access_tokens=_access_tokens(environ["LINE_CHANNEL_ACCESS_TOKEN"]),
        line_api_url=_web_address(environ, "LINE_API_URL") or LINE_API_URL,
        public_url=_web_address(environ, "PUBLIC_URL") or f"http://127.0.0.1:{_port(environ)}",
        office_file=environ.get("OFFICE_FILE", "").strip() or "office.toml",
        personal_details=_personal_details(environ),
        smtp_url=environ.get("SMTP_URL", "").strip(),
        mail_from=environ.get("MAIL_FROM", "").strip(),
        staff_mail_to=_listed(environ.get("STAFF_MAIL_TO", "")),
        audit_head_mail=_listed(environ.get("AUDIT_HEAD_MAIL", "")),
        line_staff_group_id=environ.get("LINE_STAFF_GROUP_ID", "").strip(),
        line_staff_group_minutes=_minutes(environ, "LINE_STAFF_GROUP_MINUTES", 5),
        may_lose_bookings=playground or environ.get("REDIS_MAY_LOSE_BOOKINGS", "").strip() == "1",
        port=_port(environ),
        bind=_bind(environ),
        metrics_token=_metrics_token(environ),
        playground=playground,
        fail_at=_fail_at(environ, playground=playground),
        trusted_proxies=_trusted_proxies(environ),
        zoom=_zoom(environ, playground=playground),
        day_list_dir=environ.get("DAY_LIST_DIR", "").strip(),
        https_proxy=_proxy(environ, "HTTPS_PROXY"),
        http_proxy=_proxy(environ, "HTTP_PROXY"),
        no_proxy=_listed(_either(environ, "NO_PROXY").lower()),
        state_dir=environ.get("STATE_DIR", "").strip(),
    )


def _keep_the_real_line_out(environ: Mapping[str, str]) -> None:
    """Refuse a playground that could reach real seekers, whose clock and faults are for trying out."""
    address = environ.get("LINE_API_URL", "").strip().lower()
    asked_for, by_default = LINE_HOST in address, not address
    issued = any(len(one) >= SHORTEST_ISSUED_TOKEN for one in _listed(environ["LINE_CHANNEL_ACCESS_TOKEN"]))
    forced = environ.get("MADOGUCHI_PLAYGROUND_WITH_REAL_LINE", "") == "1"
    if (asked_for or (by_default and issued)) and not forced:
        raise SettingsError(
            "おためし (MADOGUCHI_PLAYGROUND=1) は本物のLINEとは始めません: LINE_API_URL を手元のものにするか、"
            "承知の上なら MADOGUCHI_PLAYGROUND_WITH_REAL_LINE=1 としてください"
        )


def _ask_for_tls(environ: Mapping[str, str]) -> None:
    """Refuse addresses by which what people write, or our tokens, would cross a network in clear."""
    for name in ("PUBLIC_URL", "LINE_API_URL", *ZOOM_AT):
        address = urlsplit(_web_address(environ, name))
        if address.scheme == "http" and not is_loopback(address.hostname or ""):
            raise SettingsError(f"{name} は https:// で始めてください (http:// はこの機械のアドレスだけに使えます)")


def is_loopback(host: str) -> bool:
    """Say whether a host's name or address means this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _bind(environ: Mapping[str, str]) -> str:
    text = environ.get("BIND", "").strip() or "127.0.0.1"
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise SettingsError(f"BIND は 127.0.0.1 のようなIPアドレスにしてください (いまは {text!r})") from None


def _metrics_token(environ: Mapping[str, str]) -> str:
    text = environ.get("METRICS_TOKEN", "").strip()
    return _long_enough("METRICS_TOKEN", text) if text else ""


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _channel_secrets(text: str) -> tuple[str, ...]:
    secrets = _listed(text)
    if not secrets:
        raise SettingsError("LINE_CHANNEL_SECRET にチャネルシークレットを1つ以上書いてください")
    return secrets


def _access_tokens(text: str) -> tuple[str, ...]:
    tokens = tuple(dict.fromkeys(_listed(text)))
    if not tokens:
        raise SettingsError("LINE_CHANNEL_ACCESS_TOKEN にアクセストークンを1つ以上書いてください")
    if not all(one.isascii() and one.isprintable() and " " not in one for one in tokens):  # could not stand in a header
        raise SettingsError("LINE_CHANNEL_ACCESS_TOKEN に使えない文字があります: 発行されたとおりに貼ってください")
    return tokens


def _either(environ: Mapping[str, str], name: str) -> str:
    """Give a variable that is usual in small letters, too; those win, as with other programs."""
    return environ.get(name.lower(), "").strip() or environ.get(name, "").strip()


def _proxy(environ: Mapping[str, str], name: str) -> str:
    text = _either(environ, name)
    url = text if "://" in text or not text else f"http://{text}"
    try:
        at = urlsplit(url)
        usable = not url or (at.scheme in ("http", "https") and bool(at.hostname) and at.port != 0)
    except ValueError:  # a port that is none
        usable = False
    if not usable:  # it may hold a password, so it is not shown
        raise SettingsError(f"{name} は http://ホスト:ポート の形にしてください（SOCKS は使えません）")
    return url.rstrip("/")


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _covers(exception: str, host: str, port: int) -> bool:
    """Say whether an entry of NO_PROXY is about a host: a name with all below it, an address, a network, or "*"."""
    if "/" in exception:
        try:
            return ip_address(host) in ip_network(exception, strict=False)
        except ValueError:
            return False
    name, _, only = exception.partition(":") if exception.count(":") == 1 else (exception, "", "")
    name = name.strip("[]").removeprefix("*").lstrip(".")
    if only and only != str(port):
        return False
    return exception == "*" or host == name or (bool(name) and host.endswith(f".{name}"))


def _web_address(environ: Mapping[str, str], name: str) -> str:
    text = environ.get(name, "").strip().rstrip("/")
    if text and not text.startswith(("http://", "https://")):
        raise SettingsError(f"{name} は https:// か http:// で始めてください (いまは {text!r})")
    return text


def _long_enough(name: str, value: str) -> str:
    if len(value.strip()) < 16:
        raise SettingsError(f"{name} が短すぎます: 16文字以上の乱数にしてください")
    return value.strip()


def _data_keys(text: str) -> tuple[tuple[str, bytes], ...]:
    keys = tuple(_data_key(part) for part in _listed(text))
    if not keys or len({name for name, _ in keys}) != len(keys):
        raise SettingsError("DATA_KEYS には「名前:base64」を重複のない名前で1つ以上書いてください")
    return keys


def _data_key(text: str) -> tuple[str, bytes]:
    name, _, encoded = text.partition(":")
    try:
        key = base64.b64decode(encoded, validate=True)
    except ValueError:  # no base64, or no ASCII
        key = b""
    if not name or len(key) != 32:
        raise SettingsError("DATA_KEYS の各鍵は「名前:32バイトのbase64」の形にしてください")
    return name, key


def _personal_details(environ: Mapping[str, str]) -> Literal["chat", "form"]:
    match environ.get("PERSONAL_DETAILS", "").strip() or "chat":
        case "chat":
            return "chat"
        case "form":
            return "form"
        case _:
            raise SettingsError("PERSONAL_DETAILS は chat か form にしてください")


def _port(environ: Mapping[str, str]) -> int:
    text = environ.get("PORT", "").strip() or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise SettingsError(f"PORT は 1 から 65535 の数にしてください (いまは {text!r})")
    return int(text)


def _minutes(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdecimal()) or int(text) > MOST_MINUTES:
        raise SettingsError(f"{name} は 0 から {MOST_MINUTES} の数にしてください (いまは {text!r})")
    return int(text)


def _fail_at(environ: Mapping[str, str], *, playground: bool) -> str:
    point = environ.get("FAIL_AT", "").strip()
    if point and not playground:
        raise SettingsError("FAIL_AT は試験用です: MADOGUCHI_PLAYGROUND=1 のときだけ使えます")
    return point


def _trusted_proxies(environ: Mapping[str, str]) -> int:
    text = environ.get("TRUSTED_PROXIES", "").strip() or "0"
    if text not in {"0", "1", "2", "3"}:
        raise SettingsError(f"TRUSTED_PROXIES は 0 から 3 の数にしてください (いまは {text!r})")
    return int(text)


def _zoom(environ: Mapping[str, str], *, playground: bool) -> ZoomSettings | None:
    given = {name: environ.get(name, "").strip() for name in (*ZOOM, "ZOOM_WEBHOOK_SECRET")}
    if not any(given.values()):
        return None
    missing = [name for name in ZOOM if not given[name]]
    if missing:
        raise SettingsError(f"Zoom を使うには、これも必要です: {', '.join(missing)} (使わないなら ZOOM_ をすべて空に)")
    for name in ("ZOOM_ACCOUNT_ID", "ZOOM_CLIENT_ID", "ZOOM_CLIENT_SECRET"):
        if not given[name].isascii() or not given[name].isprintable():
            raise SettingsError(f"{name} に使えない文字があります: 発行されたとおりに貼ってください")
    if playground and ZOOM_HOST in "".join(_zoom_address(environ, name) for name in ZOOM_AT):
        raise SettingsError("おためし (MADOGUCHI_PLAYGROUND=1) は本物のZoomとは始めません: ZOOM_API_URL を手元のものに")
    return ZoomSettings(
        account_id=given["ZOOM_ACCOUNT_ID"],
        client_id=given["ZOOM_CLIENT_ID"],
        client_secret=given["ZOOM_CLIENT_SECRET"],
        hosts=_zoom_hosts(given["ZOOM_HOSTS"]),
        webhook_secret=given["ZOOM_WEBHOOK_SECRET"],
        api_url=_zoom_address(environ, "ZOOM_API_URL"),
        oauth_url=_zoom_address(environ, "ZOOM_OAUTH_URL"),
    )


def _zoom_address(environ: Mapping[str, str], name: str) -> str:
    return _web_address(environ, name) or ZOOM_AT[name]


def _zoom_hosts(text: str) -> tuple[tuple[str, int], ...]:
    hosts = tuple(_zoom_host(part) for part in _listed(text))
    if not hosts or len({name for name, _ in hosts}) != len(hosts):
        raise SettingsError("ZOOM_HOSTS には、ユーザーIDかメールアドレスを重複なく1つ以上書いてください")
    return hosts


def _zoom_host(text: str) -> tuple[str, int]:
    name, _, rooms = text.partition(":")
    if not re.fullmatch(r"[A-Za-z0-9._%+@-]{1,128}", name) or name == "me":
        raise SettingsError("ZOOM_HOSTS の各項目は、ユーザーIDかメールアドレスにしてください (me は使えません)")
    if rooms not in ("", "1", "2"):
        raise SettingsError("ZOOM_HOSTS の「:」のあとは、同時に開ける部屋の数です: 1 か 2 にしてください")
    return name, int(rooms or 1)
