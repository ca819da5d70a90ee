"""Reads single values of the environment; SettingsError says in one line what to mend. A leaf."""

import base64
import re
from collections.abc import Callable
from ipaddress import ip_address
from typing import Annotated, Any
from urllib.parse import SplitResult, urlsplit

from pydantic import BeforeValidator, ValidationInfo

from bot import redis_url
from bot.errors import SettingsError
from bot.proxies import read_proxy

SHORTEST_SECRET = 16  # characters
KEY_BYTES = 32
MOST_DIGITS = 9  # of a number
LONGEST_CHANNEL_SECRET = 99  # characters; those of LINE have 32, an access token has more than a hundred
HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
Reader = Callable[[str, ValidationInfo], Any]


def _name(info: ValidationInfo) -> str:
    """Name the variable: the field's name in capital letters."""
    return str(info.field_name).upper()


def _redis_url(text: str, info: ValidationInfo) -> str:
    try:
        return redis_url.read(text)
    except SettingsError as error:
        raise SettingsError(str(error).replace("REDIS_URL", _name(info))) from None


def _secret(text: str, info: ValidationInfo) -> str:
    if len(text) < SHORTEST_SECRET:
        raise SettingsError(f"{_name(info)} が短すぎます: {SHORTEST_SECRET}文字以上の乱数にしてください")
    return text


def listed(text: str) -> tuple[str, ...]:
    """Part what commas separate."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _mail_address(text: str, info: ValidationInfo) -> str:
    if not re.fullmatch(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9.-]{1,190}", text, re.ASCII):
        raise SettingsError(f"{_name(info)} には、メールアドレスを1つだけ書いてください (例 soudan@example.jp)")
    return text


def _channel_secrets(text: str) -> tuple[str, ...]:
    secrets = listed(text)
    if not secrets:
        raise SettingsError("LINE_CHANNEL_SECRET にチャネルシークレットを1つ以上書いてください")
    if not all(one.isascii() and one.isprintable() and " " not in one for one in secrets):
        raise SettingsError("LINE_CHANNEL_SECRET に使えない文字があります: 発行されたとおりに貼ってください")
    if any(len(one) > LONGEST_CHANNEL_SECRET for one in secrets):
        raise SettingsError(
            "LINE_CHANNEL_SECRET が長すぎます: LINE_CHANNEL_ACCESS_TOKEN と入れ違っていませんか"
            "（チャネルシークレットは32文字です）"
        )
    return secrets


def _access_tokens(text: str) -> tuple[str, ...]:
    tokens = tuple(dict.fromkeys(listed(text)))
    if not tokens:
        raise SettingsError("LINE_CHANNEL_ACCESS_TOKEN にアクセストークンを1つ以上書いてください")
    if not all(one.isascii() and one.isprintable() and " " not in one for one in tokens):  # could not stand in a header
        raise SettingsError("LINE_CHANNEL_ACCESS_TOKEN に使えない文字があります: 発行されたとおりに貼ってください")
    return tokens


def _issued(text: str, info: ValidationInfo) -> str:
    if not text.isascii() or not text.isprintable():
        raise SettingsError(f"{_name(info)} に使えない文字があります: 発行されたとおりに貼ってください")
    return text


def _data_keys(text: str) -> tuple[tuple[str, bytes], ...]:
    keys = tuple(_data_key(part) for part in listed(text))
    if not keys or len({name for name, _ in keys}) != len(keys):
        raise SettingsError("DATA_KEYS には「名前:base64」を重複のない名前で1つ以上書いてください")
    return keys


def _data_key(text: str) -> tuple[str, bytes]:
    name, _, encoded = text.partition(":")
    try:
        key = base64.b64decode(encoded, validate=True)
    except ValueError:  # no base64, or no ASCII
        key = b""
    if not name or len(key) != KEY_BYTES:
        raise SettingsError(f"DATA_KEYS の各鍵は「名前:{KEY_BYTES}バイトのbase64」の形にしてください")
    return name, key


def _web_address(text: str, info: ValidationInfo) -> str:
    address = text.rstrip("/")
    if not address.startswith(("http://", "https://")):
        raise SettingsError(f"{_name(info)} は https:// か http:// で始めてください (いまは {address!r})")
    try:
        urlsplit(address)
    except ValueError:  # such as a [ without its ]
        raise SettingsError(f"{_name(info)} をアドレスとして読めません (いまは {address!r})") from None
    return address


def _base_address(text: str, info: ValidationInfo) -> str:
    """Read an address to which our own paths are added."""
    address, name = _web_address(text, info), _name(info)
    parts = urlsplit(address)
    if "@" in parts.netloc:  # the rest may be a password
        raise SettingsError(f"{name} に、名前やパスワードは書けません: https://ホスト名 だけにしてください")
    if not HOST.fullmatch(parts.netloc):
        raise SettingsError(f"{name} のホスト名は、半角の英数字で書いてください (いまは {address!r})")
    if not _port_is_one(parts):
        raise SettingsError(f"{name} の : のあとは、1 から 65535 の数にしてください (いまは {address!r})")
    if parts.path or parts.query or parts.fragment:
        raise SettingsError(
            f"{name} は https://ホスト名 だけにし、/line/webhook などの道は付けないでください (いまは {address!r})"
        )
    return address


def _port_is_one(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:  # above 65535
        return False


def _ip_address(text: str, info: ValidationInfo) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise SettingsError(f"{_name(info)} は 127.0.0.1 のようなIPアドレスにしてください (いまは {text!r})") from None


def _proxy(text: str, info: ValidationInfo) -> str:
    return read_proxy(_name(info), text)


def _zoom_hosts(text: str) -> tuple[tuple[str, int], ...]:
    hosts = tuple(_zoom_host(part) for part in listed(text))
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


def number(least: int, most: int) -> BeforeValidator:
    """Take a whole number within bounds."""

    def read(text: str, info: ValidationInfo) -> int:
        is_number = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
        if not is_number or not least <= int(text) <= most:
            raise SettingsError(f"{_name(info)} は {least} から {most} の数にしてください (いまは {text!r})")
        return int(text)

    return BeforeValidator(read)


def one_of(*values: str) -> BeforeValidator:
    """Take one of a few words."""

    def read(text: str, info: ValidationInfo) -> str:
        if text not in values:
            raise SettingsError(f"{_name(info)} は {' か '.join(values)} にしてください")
        return text

    return BeforeValidator(read)


RedisUrl = Annotated[str, BeforeValidator(_redis_url)]
Secret = Annotated[str, BeforeValidator(_secret)]
DataKeys = Annotated[tuple[tuple[str, bytes], ...], BeforeValidator(_data_keys)]
ChannelSecrets = Annotated[tuple[str, ...], BeforeValidator(_channel_secrets)]
AccessTokens = Annotated[tuple[str, ...], BeforeValidator(_access_tokens)]
Issued = Annotated[str, BeforeValidator(_issued)]
MailAddress = Annotated[str, BeforeValidator(_mail_address)]
Listed = Annotated[tuple[str, ...], BeforeValidator(listed)]
WebAddress = Annotated[str, BeforeValidator(_web_address)]
BaseAddress = Annotated[str, BeforeValidator(_base_address)]
IpAddress = Annotated[str, BeforeValidator(_ip_address)]
Proxy = Annotated[str, BeforeValidator(_proxy)]
ProxyExceptions = Annotated[tuple[str, ...], BeforeValidator(lambda text: listed(text.lower()))]
ZoomHosts = Annotated[tuple[tuple[str, int], ...], BeforeValidator(_zoom_hosts)]
Switch = Annotated[bool, BeforeValidator(lambda text: text == "1")]
