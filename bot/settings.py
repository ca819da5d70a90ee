"""What the environment says, read once and frozen. A leaf: imports nothing else of ours but other leaves.

A field's name in capital letters is the variable's, where none is named; `.env.example` explains each.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, model_validator

from bot.errors import SettingsError
from bot.proxies import covers, is_loopback, is_this_machine
from bot.redis_url import cluster, hosts
from bot.setting_values import (
    AccessTokens,
    BaseAddress,
    ChannelSecrets,
    DataKeys,
    IpAddress,
    Issued,
    Listed,
    MailAddress,
    Proxy,
    ProxyExceptions,
    RedisUrl,
    Secret,
    Switch,
    WebAddress,
    ZoomHosts,
    number,
    one_of,
)

LINE_API_URL = "https://api.line.me"
LINE_HOST = "line.me"
OFFICE_FILE, TEXTS = "office.toml", "texts"  # in an office's folder
LINE_CALLS_A_SECOND = 500  # of all processes; LINE allows 2,000 (Messaging API reference, "Rate limits")
MOST_LINE_CALLS = 1500
KEEP_ALIVE_SECONDS = 75  # balancers keep an idle connection for 60 (nginx, ALB); who closes first must be the client
ZOOM_API_URL = "https://api.zoom.us/v2"
ZOOM_OAUTH_URL = "https://zoom.us/oauth/token"
ZOOM_HOST = "zoom.us"
MOST_MINUTES = 9  # for which a notice to staff may wait for others; an erasure waits for it for ten
SHORTEST_ISSUED_TOKEN = 100  # characters; LINE's are longer, those of a playground shorter
IN_CLEAR = ("redis", "redis+sentinel", "redis+cluster")
QUEUES_BESIDE_CLUSTER = "REDIS_URL がクラスターのときは、QUEUE_URL に、クラスターでない小さな Redis を書いてください"
QUEUES_IN_CLUSTER = "QUEUE_URL はクラスターにできません。ふつうの Redis を redis:// などで書いてください"
NEEDED_FOR_ZOOM = ("zoom_account_id", "zoom_client_id", "zoom_client_secret", "zoom_hosts")
UNTRIMMED = ("MADOGUCHI_PLAYGROUND", "MADOGUCHI_PLAYGROUND_WITH_REAL_LINE")  # " 1" does not turn them on


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


class Settings(BaseModel):
    """Frozen settings; secrets never appear in its repr."""

    model_config = ConfigDict(frozen=True, alias_generator=str.upper)

    redis_url: RedisUrl
    secret_key: Secret
    data_keys: DataKeys
    line_channel_secrets: ChannelSecrets = Field(alias="LINE_CHANNEL_SECRET")
    line_access_tokens: AccessTokens = Field(alias="LINE_CHANNEL_ACCESS_TOKEN")
    redis_may_lose_bookings: Switch = False
    queue_url: RedisUrl = Field(default_factory=lambda read: read["redis_url"])
    store_replicas: Annotated[int, number(0, 5)] = 0
    playground: Switch = Field(default=False, alias="MADOGUCHI_PLAYGROUND")
    with_real_line: Switch = Field(default=False, alias="MADOGUCHI_PLAYGROUND_WITH_REAL_LINE")
    fail_at: str = ""
    port: Annotated[int, number(1, 65535)] = 8000
    bind: IpAddress = "127.0.0.1"
    keep_alive_seconds: Annotated[int, number(1, 3600)] = KEEP_ALIVE_SECONDS
    public_url: BaseAddress = Field(default_factory=lambda read: f"http://127.0.0.1:{read['port']}")
    trusted_proxies: Annotated[int, number(0, 3)] = 0
    metrics_token: Secret = ""
    office_dir: str = ""
    office_file: str = Field(default_factory=lambda read: str(Path(read["office_dir"]) / OFFICE_FILE))
    personal_details: Annotated[Literal["chat", "form"], one_of("chat", "form")] = "chat"
    day_list_dir: str = ""
    state_dir: str = ""
    line_api_url: BaseAddress = LINE_API_URL
    line_calls_a_second: Annotated[int, number(1, MOST_LINE_CALLS)] = LINE_CALLS_A_SECOND
    line_staff_group_id: str = ""
    line_staff_group_minutes: Annotated[int, number(0, MOST_MINUTES)] = 5
    staff_webhook_url: WebAddress = ""
    staff_webhook_kind: Annotated[Literal["slack", "teams", "lineworks"], one_of("slack", "teams", "lineworks")] = (
        "slack"
    )
    smtp_url: str = ""
    mail_from: str = ""
    mail_reply_to: MailAddress = ""
    staff_mail_to: Listed = ()
    audit_head_mail: Listed = ()
    zoom_account_id: Issued = ""
    zoom_client_id: Issued = ""
    zoom_client_secret: Issued = ""
    zoom_hosts: ZoomHosts = ()
    zoom_webhook_secret: str = ""
    zoom_api_url: WebAddress = ZOOM_API_URL
    zoom_oauth_url: WebAddress = ZOOM_OAUTH_URL
    # These are usual in small letters, too, which win, as with other programs.
    https_proxy: Proxy = Field(default="", validation_alias=AliasChoices("https_proxy", "HTTPS_PROXY"))
    http_proxy: Proxy = Field(default="", validation_alias=AliasChoices("http_proxy", "HTTP_PROXY"))
    no_proxy: ProxyExceptions = Field(default=(), validation_alias=AliasChoices("no_proxy", "NO_PROXY"))

    @property
    def own_texts(self) -> Path | None:
        """Give the folder of the office's own texts, None where it has none."""
        return texts_of(Path(self.office_dir)) if self.office_dir else None

    @property
    def may_lose_bookings(self) -> bool:
        """Say whether we may start on a Redis that forgets when the power goes."""
        return self.playground or self.redis_may_lose_bookings

    @property
    def redis_in_clear(self) -> bool:
        """Say whether what we tell Redis crosses a network without TLS."""
        in_clear = [url for url in (self.redis_url, self.queue_url) if urlsplit(url).scheme in IN_CLEAR]
        return not all(is_loopback(host) for url in in_clear for host in hosts(url))

    @property
    def zoom(self) -> ZoomSettings | None:
        """Give how rooms are opened at Zoom, None where staff type them."""
        if not self.zoom_account_id:
            return None
        return ZoomSettings(
            self.zoom_account_id,
            self.zoom_client_id,
            self.zoom_client_secret,
            self.zoom_hosts,
            self.zoom_webhook_secret,
            self.zoom_api_url,
            self.zoom_oauth_url,
        )

    def proxy_for(self, url: str) -> str:
        """Give the proxy by which an address is called, "" for none; this machine is never called by one."""
        at = urlsplit(url)
        proxy, port = (self.https_proxy, 443) if at.scheme == "https" else (self.http_proxy, 80)
        host, port = at.hostname or "", at.port or port
        excepted = is_this_machine(host) or any(covers(one, host, port) for one in self.no_proxy)
        return "" if excepted else proxy

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Show nothing secret."""
        yield "office_file", self.office_file
        yield "playground", self.playground

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        missing = [name.upper() for name in NEEDED_FOR_ZOOM if not getattr(self, name)]
        is_wanted = self.zoom_webhook_secret or len(missing) < len(NEEDED_FOR_ZOOM)
        if missing and is_wanted:
            raise SettingsError(
                f"Zoom を使うには、これも必要です: {', '.join(missing)} (使わないなら ZOOM_ をすべて空に)"
            )
        if cluster(self.queue_url):
            is_given = "queue_url" in self.model_fields_set
            raise SettingsError(QUEUES_IN_CLUSTER if is_given else QUEUES_BESIDE_CLUSTER)
        if self.playground:
            _keep_the_real_line_and_zoom_out(self)
        else:
            _ask_for_tls(self)
            if self.fail_at:
                raise SettingsError("FAIL_AT は試験用です: MADOGUCHI_PLAYGROUND=1 のときだけ使えます")
        return self


REQUIRED = tuple(str(field.alias) for field in Settings.model_fields.values() if field.is_required())
SWITCHES = tuple(
    field.alias or name.upper() for name, field in Settings.model_fields.items() if field.annotation is bool
)
NAMES = tuple(field.alias or name.upper() for name, field in Settings.model_fields.items())


def texts_of(folder: Path) -> Path | None:
    """Give the folder of the texts in an office's folder, None where it has none."""
    return folder / TEXTS if (folder / TEXTS).exists() else None


def from_environ(environ: Mapping[str, str]) -> Settings:
    """Read settings from an environment; raise SettingsError with one line that says what to mend."""
    given = {name: value.strip() for name, value in environ.items() if value.strip()}
    given |= {name: environ[name] for name in UNTRIMMED if name in environ}
    missing = [name for name in REQUIRED if name not in given]
    if missing:
        raise SettingsError(f"設定がありません: {', '.join(missing)} (.env.example に説明があります)")
    return Settings.model_validate(given)


def _keep_the_real_line_and_zoom_out(settings: Settings) -> None:
    """Refuse a playground that could reach real seekers, whose clock and faults are for trying out."""
    if _may_reach_the_real_line(settings) and not settings.with_real_line:
        raise SettingsError(
            "おためし (MADOGUCHI_PLAYGROUND=1) は本物のLINEとは始めません: LINE_API_URL を手元のものにするか、"
            "承知の上なら MADOGUCHI_PLAYGROUND_WITH_REAL_LINE=1 としてください"
        )
    if settings.zoom and ZOOM_HOST in settings.zoom_api_url + settings.zoom_oauth_url:
        raise SettingsError("おためし (MADOGUCHI_PLAYGROUND=1) は本物のZoomとは始めません: ZOOM_API_URL を手元のものに")


def _may_reach_the_real_line(settings: Settings) -> bool:
    """Say whether LINE's address was given, or none was and the token looks like one that LINE issued."""
    if "line_api_url" in settings.model_fields_set:
        return LINE_HOST in settings.line_api_url.lower()
    return any(len(one) >= SHORTEST_ISSUED_TOKEN for one in settings.line_access_tokens)


def _ask_for_tls(settings: Settings) -> None:
    """Refuse addresses by which what people write, or our tokens, would cross a network in clear."""
    for name in ("public_url", "line_api_url", "zoom_api_url", "zoom_oauth_url", "staff_webhook_url"):
        address = urlsplit(getattr(settings, name))
        if address.scheme == "http" and not is_loopback(address.hostname or ""):
            raise SettingsError(
                f"{name.upper()} は https:// で始めてください (http:// はこの機械のアドレスだけに使えます)"
            )
