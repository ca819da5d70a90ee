"""Reads REDIS_URL as strictly as a person needs it: redis-py takes `/x` for database 0. A leaf; shows nothing of it."""

from collections.abc import Callable
from urllib.parse import SplitResult, parse_qsl, urlsplit

from bot.errors import SettingsError

SCHEMES = ("redis://", "rediss://", "unix://")
SCHEME = "REDIS_URL は redis:// か rediss:// か unix:// で始めてください"
LETTERS = "REDIS_URL に空白か使えない文字があります: 英数字と記号だけにし、ほかは %20 のように書いてください"
BRACKETS = "REDIS_URL の [ ] を読めません: IPv6 は [::1]:6379、パスワードの [ ] は %5B %5D と書いてください"
SIGNS = "REDIS_URL のパスワードの記号を読めません: # は %23、/ は %2F、? は %3F、@ は %40 と書いてください"
IPV6 = "REDIS_URL の IPv6 の番地は [ ] で囲んでください: redis://[::1]:6379/0"
PORT = "REDIS_URL のポートは 1 から 65535 の数にしてください: redis://サーバー:6379/0"
HOST = "REDIS_URL にサーバーの名前がありません: redis://サーバー:6379/0"
DATABASE = "REDIS_URL のデータベース番号は 0 からの数にしてください: redis://サーバー:6379/0"
SOCKET = "REDIS_URL の unix:// のあとは / で始まるソケットの場所にしてください: unix:///run/redis/redis.sock"


def read(text: str) -> str:
    """Give a readable address back; SettingsError says in one line what to mend."""
    if not text.startswith(SCHEMES):
        raise SettingsError(SCHEME)
    if not text.isascii() or not text.isprintable() or " " in text:
        raise SettingsError(LETTERS)
    try:
        parts = urlsplit(text)
    except ValueError:
        raise SettingsError(BRACKETS) from None
    for is_wrong, line in OF_A_SOCKET if parts.scheme == "unix" else OF_A_SERVER:
        if is_wrong(parts):
            raise SettingsError(line)
    return text


def _has_open_signs(parts: SplitResult) -> bool:
    """Say whether what stands behind the server's name looks like the rest of a password."""
    behind = parts.path + parts.query.partition("=")[0]
    return bool(parts.fragment) or "@" in behind


def _server(parts: SplitResult) -> str:
    return parts.netloc.rpartition("@")[2]


def _is_open_ipv6(parts: SplitResult) -> bool:
    return _server(parts).count(":") > 1 and not _server(parts).startswith("[")


def _port_is_wrong(parts: SplitResult) -> bool:
    behind = _server(parts).rpartition("]")[2]
    name, colon, port = behind.rpartition(":")
    if "]" in _server(parts) and name:
        return True
    return bool(colon and port) and not (port.isdecimal() and 0 < int(port) < 65536)


def _database_is_wrong(parts: SplitResult) -> bool:
    asked = [value for name, value in parse_qsl(parts.query, keep_blank_values=True) if name == "db"]
    if parts.scheme != "unix" and parts.path not in ("", "/"):
        asked.append(parts.path.removeprefix("/"))
    return not all(value.isdecimal() for value in asked)


OF_A_SERVER: tuple[tuple[Callable[[SplitResult], bool], str], ...] = (
    (_has_open_signs, SIGNS),
    (_is_open_ipv6, IPV6),
    (_port_is_wrong, PORT),
    (lambda parts: not parts.hostname, HOST),
    (_database_is_wrong, DATABASE),
)
OF_A_SOCKET: tuple[tuple[Callable[[SplitResult], bool], str], ...] = (
    (lambda parts: bool(parts.fragment), SIGNS),
    (lambda parts: bool(_server(parts)) or parts.path in ("", "/"), SOCKET),
    (_database_is_wrong, DATABASE),
)
