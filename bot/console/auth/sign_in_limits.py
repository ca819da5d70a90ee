"""How often somebody may try to sign in: by address and by account, counted in Redis by all processes."""

from ipaddress import IPv4Address, ip_network

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from bot.adapters.libraries.unused_imports import absent
from bot.adapters.redis.client import pool
from bot.console.auth.trusted_browsers import hashed, known
from bot.console.setup import ConsoleSetup
from bot.proxies import address_of
from bot.service.staff.accounts import tidy_name

BY_ADDRESS = "30 per 5 minutes"
BY_ACCOUNT = "10 per 5 minutes"
OF_STRANGERS = "150 per 5 minutes"  # all together, wherever they say that they come from
COUNTED_IN = "redis://"  # the kind of store; where it is, the connections know

UNLIMITED = "line"  # LINE's webhooks, of which hundreds may come in a second


class PageLimiter(Limiter):
    """Looks for limits where there may be some: to find none took as long as reading a webhook."""

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        if request.blueprint != UNLIMITED:
            super()._check_request_limit(callable_name, in_middleware)


limiter = PageLimiter(get_remote_address)


def init(app: Flask, setup: ConsoleSetup) -> None:
    """Count in the same Redis, under our own prefix."""
    app.config.update(
        RATELIMIT_STORAGE_URI=COUNTED_IN,
        RATELIMIT_STORAGE_OPTIONS={
            "connection_pool": pool(setup.redis_url, setup.prefix),
            "key_prefix": f"{setup.prefix}limits",
            "wrap_exceptions": True,
        },
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,  # where Redis is full, each process counts for itself
    )
    with absent("valkey"):  # Redis's client does for either server
        limiter.init_app(app)


def account() -> str:
    """Name the account that a try is about, without naming it; a browser known for it counts by itself."""
    return known() or hashed(tidy_name(request.form.get("name", "")) or "nobody")


def address() -> str:
    """Give where a try comes from; colleagues behind one address don't use up each other's tries."""
    return known() or network(get_remote_address())


def network(text: str) -> str:
    """Give what one person can't leave by taking another address: of IPv6 the whole /64."""
    try:
        found = address_of(text)
    except ValueError:
        return text
    return str(found if isinstance(found, IPv4Address) else ip_network((found, 64), strict=False))


def stranger() -> str:
    """Name the browsers that nobody signed in with before, as one; a known one counts by itself."""
    return known() or "strangers"


of_strangers = limiter.shared_limit(OF_STRANGERS, scope="staff-strangers", key_func=stranger, methods=["POST"])
by_address = limiter.shared_limit(BY_ADDRESS, scope="staff-address", key_func=address, methods=["POST"])
by_account = limiter.shared_limit(BY_ACCOUNT, scope="staff-account", key_func=account, methods=["POST"])
