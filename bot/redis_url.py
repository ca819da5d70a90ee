"""Reads REDIS_URL as strictly as a person needs it: redis-py takes `/x` for database 0. A leaf; shows nothing of it.

`redis+sentinel://USER:PASSWORD@h1:26379,h2,[::3]/NAME/0` names sentinels, which say where the master of that name is.
`redis+cluster://USER:PASSWORD@h1:6379,h2,h3` names nodes of a cluster, which say where an office's keys are.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv6Address
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from bot.errors import SettingsError

BY_SENTINEL = ("redis+sentinel://", "rediss+sentinel://")
OF_CLUSTER = ("redis+cluster://", "rediss+cluster://")
SCHEMES = ("redis://", "rediss://", "unix://", *BY_SENTINEL, *OF_CLUSTER)
SENTINEL_PORT, NODE_PORT = 26379, 6379
SCHEME = "REDIS_URL は redis:// か rediss:// か unix:// か redis+sentinel:// か redis+cluster:// で始めてください"
LETTERS = "REDIS_URL に空白か使えない文字があります: 英数字と記号だけにし、ほかは %20 のように書いてください"
BRACKETS = "REDIS_URL の [ ] を読めません: IPv6 は [::1]:6379、パスワードの [ ] は %5B %5D と書いてください"
SIGNS = "REDIS_URL のパスワードの記号を読めません: # は %23、/ は %2F、? は %3F、@ は %40 と書いてください"
IPV6 = "REDIS_URL の IPv6 の番地は [ ] で囲んでください: redis://[::1]:6379/0"
PORT = "REDIS_URL のポートは 1 から 65535 の数にしてください: redis://サーバー:6379/0"
NAME = "REDIS_URL のサーバーの名前に使えない文字があります: redis://サーバー:6379/0"
HOST = "REDIS_URL にサーバーの名前がありません: redis://サーバー:6379/0"
DATABASE = "REDIS_URL のデータベース番号は 0 からの数にしてください: redis://サーバー:6379/0"
MASTER = "REDIS_URL に主サーバーの名前がありません: redis+sentinel://見張り1,見張り2,見張り3/名前/0"
SENTINELS = (
    "REDIS_URL の見張り（Sentinel）は、名前か番地を , で区切り、IPv6 は [ ] で囲んでください: "
    "redis+sentinel://h1:26379,h2,[2001:db8::3]:26379/名前/0"
)
NODES = (
    "REDIS_URL のクラスターのサーバーは、名前か番地を , で区切り、IPv6 は [ ] で囲んでください: "
    "redis+cluster://h1:6379,h2,[2001:db8::3]:6379"
)
NODES_DATABASE = (
    "REDIS_URL のクラスターのあとに書けるのは、データベース番号だけです（ふつうは 0）: redis+cluster://h1,h2,h3/0"
)
ONE_OF_SEVERAL = re.compile(r"(?:\[(?P<ipv6>[^\[\]]+)\]|(?P<name>[^\[\]:]+))(?::(?P<port>\d{1,5}))?")
SOCKET = "REDIS_URL の unix:// のあとは / で始まるソケットの場所にしてください: unix:///run/redis/redis.sock"


def read(text: str) -> str:
    """Give a readable address back; SettingsError says in one line what to mend."""
    if not text.startswith(SCHEMES):
        raise SettingsError(SCHEME)
    if not text.isascii() or not text.isprintable() or " " in text:
        raise SettingsError(LETTERS)
    try:
        parts = _split(text)
    except ValueError:
        raise SettingsError(BRACKETS) from None
    for is_wrong, line in _rules(parts.scheme):
        if is_wrong(parts):
            raise SettingsError(line)
    return text


def _split(text: str) -> SplitResult:
    """Take an address apart; of several servers urlsplit takes brackets in some releases of Python only."""
    if not text.startswith((*BY_SENTINEL, *OF_CLUSTER)):
        return urlsplit(text)
    scheme, _, rest = text.partition("://")
    servers = re.split("[/?#]", rest, maxsplit=1)[0]
    return urlsplit(f"{scheme}://{rest[len(servers) :]}")._replace(netloc=servers)


@dataclass(frozen=True)
class Sentinels:
    """Who knows the master of a name; `server` is the address for that master, but for where it is."""

    master: str
    hosts: tuple[tuple[str, int], ...]
    server: str = field(repr=False)


def sentinels(text: str) -> Sentinels | None:
    """Give the sentinels of a readable address, None where it names the server itself."""
    if not text.startswith(BY_SENTINEL):
        return None
    parts = _split(text)
    _, master, *database = parts.path.split("/")
    named = _named(parts, SENTINEL_PORT)
    server = _one_of(parts, named)._replace(path="".join(f"/{one}" for one in database))
    return Sentinels(unquote(master), named, server.geturl())


@dataclass(frozen=True)
class Cluster:
    """Nodes of a cluster; `server` is the address for one of them, but for where it is."""

    hosts: tuple[tuple[str, int], ...]
    server: str = field(repr=False)


def cluster(text: str) -> Cluster | None:
    """Give the nodes of a readable address, None where it names no cluster."""
    if not text.startswith(OF_CLUSTER):
        return None
    parts = _split(text)
    named = _named(parts, NODE_PORT)
    return Cluster(named, _one_of(parts, named).geturl())


def _named(parts: SplitResult, port: int) -> tuple[tuple[str, int], ...]:
    """Give each host and port that commas separate."""
    named = (ONE_OF_SEVERAL.fullmatch(one) for one in _server(parts).split(","))
    return tuple((one["ipv6"] or one["name"], int(one["port"] or port)) for one in named if one)


def _one_of(parts: SplitResult, named: tuple[tuple[str, int], ...]) -> SplitResult:
    """Give the same address with a single server, in a scheme that redis-py reads."""
    signed_in, at, _ = parts.netloc.rpartition("@")
    netloc = f"{signed_in}{at}{in_brackets(named[0][0])}"
    return parts._replace(scheme=parts.scheme.partition("+")[0], netloc=netloc)


def in_brackets(host: str) -> str:
    """Give a host as it stands in an address."""
    return f"[{host}]" if ":" in host else host


def hosts(text: str) -> tuple[str, ...]:
    """Name every machine that an address names; none for a socket."""
    asked = sentinels(text) or cluster(text)
    found = [host for host, _ in asked.hosts] if asked else [urlsplit(text).hostname]
    return tuple(one for one in found if one)


def _rules(scheme: str) -> "tuple[tuple[Callable[[SplitResult], bool], str], ...]":
    if f"{scheme}://" in BY_SENTINEL:
        return OF_SENTINELS
    if f"{scheme}://" in OF_CLUSTER:
        return OF_NODES
    return OF_A_SOCKET if scheme == "unix" else OF_A_SERVER


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


def _name_is_wrong(parts: SplitResult) -> bool:
    return not re.fullmatch(r"[\w.%:-]+", parts.hostname or "", re.ASCII)


def _several_are_wrong(parts: SplitResult) -> bool:
    return not all(_is_a_server(one) for one in _server(parts).split(","))


def _is_a_server(text: str) -> bool:
    found = ONE_OF_SEVERAL.fullmatch(text)
    try:
        return bool(found and IPv6Address(found["ipv6"] or "::") and 0 < int(found["port"] or 1) < 65536)
    except ValueError:
        return False


def _sentinel_database_is_wrong(parts: SplitResult) -> bool:
    return _database_is_wrong(parts._replace(path="/".join(["", *parts.path.split("/")[2:]])))


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
    (_name_is_wrong, NAME),
    (_database_is_wrong, DATABASE),
)
OF_SENTINELS: tuple[tuple[Callable[[SplitResult], bool], str], ...] = (
    (_has_open_signs, SIGNS),
    (_several_are_wrong, SENTINELS),
    (lambda parts: not parts.path.strip("/"), MASTER),
    (_sentinel_database_is_wrong, DATABASE),
)
OF_NODES: tuple[tuple[Callable[[SplitResult], bool], str], ...] = (
    (_has_open_signs, SIGNS),
    (_several_are_wrong, NODES),
    (_database_is_wrong, NODES_DATABASE),
)
OF_A_SOCKET: tuple[tuple[Callable[[SplitResult], bool], str], ...] = (
    (lambda parts: bool(parts.fragment), SIGNS),
    (lambda parts: bool(_server(parts)) or parts.path in ("", "/"), SOCKET),
    (_database_is_wrong, DATABASE),
)
