"""Reads by which proxy an address is called. A leaf."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from bot.errors import SettingsError


def read_proxy(name: str, text: str) -> str:
    """Give a proxy's address; SettingsError names the variable and not the value, which may hold a password."""
    url = text if "://" in text else f"http://{text}"
    try:
        at = urlsplit(url)
        usable = at.scheme in ("http", "https") and bool(at.hostname) and at.port != 0
    except ValueError:  # a port that is none
        usable = False
    if not usable:
        raise SettingsError(f"{name} は http://ホスト:ポート の形にしてください（SOCKS は使えません）")
    return url.rstrip("/")


def address_of(text: str) -> IPv4Address | IPv6Address:
    """Read an address, one of IPv4 also as a server on `::` tells it; ValueError for a name."""
    found = ip_address(text)
    return getattr(found, "ipv4_mapped", None) or found


def is_loopback(host: str) -> bool:
    """Say whether a host's name or address means this machine."""
    try:
        return address_of(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_this_machine(host: str) -> bool:
    """Say whether a host's name or address, or a name below localhost, means this machine."""
    return is_loopback(host) or host.endswith(".localhost")


def covers(exception: str, host: str, port: int) -> bool:
    """Say whether an entry of NO_PROXY is about a host: a name with all below it, an address, a network, or "*"."""
    if "/" in exception:
        try:
            return ip_address(host) in ip_network(exception, strict=False)
        except ValueError:
            return False
    name, _, only_port = exception.partition(":") if exception.count(":") == 1 else (exception, "", "")
    name = name.strip("[]").removeprefix("*").lstrip(".")
    if only_port and only_port != str(port):
        return False
    return exception == "*" or host == name or (bool(name) and host.endswith(f".{name}"))
