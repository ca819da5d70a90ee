"""Looks at how the Redis server is set up: what would lose or evict data is refused or warned of."""

from dataclasses import dataclass

from redis import ResponseError

from bot.adapters.redis.client import Client, store_errors

ANYWAY = "（承知の上なら REDIS_MAY_LOSE_BOOKINGS=1）"
IN_CLEAR = (
    "REDIS_URL が rediss:// でなく、Redis とのやりとりが暗号化されません。"
    "閉じたネットワークでないなら、TLS を使ってください"
)
OLDEST = 7  # the version of Redis whose scripts say whether they go on when memory is full
HIDDEN = (
    "Redis の設定（CONFIG GET）を読めません。"
    "maxmemory-policy が noeviction、appendonly が yes、appendfsync が always か、管理者に確かめてください"
)


@dataclass(frozen=True)
class Findings:
    """What forbids a start, and what a person should mend; each one line."""

    refusals: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def inspect(client: Client, *, may_lose: bool = False) -> Findings:
    """Read the server's settings; a server that hides them is only warned of, `may_lose` also one without a file."""
    with store_errors():
        try:
            policy = _setting(client, "maxmemory-policy")
            append_only, sync = _setting(client, "appendonly"), _setting(client, "appendfsync")
        except ResponseError:
            return Findings(_too_old(client), (HIDDEN,))
    refusals = _too_old(client)
    if policy != "noeviction":
        refusals += (f"Redis の maxmemory-policy を noeviction にしてください（いまは {policy}）",)
    if append_only != "yes":
        loses = "Redis の appendonly を yes にしてください。いまのままでは停電で予約が失われます"
        return Findings(refusals, (loses,)) if may_lose else Findings((*refusals, f"{loses}{ANYWAY}"))
    if sync != "always":
        return Findings(refusals, (f"Redis の appendfsync を always にしてください（いまは {sync}）",))
    return Findings(refusals)


def _too_old(client: Client) -> tuple[str, ...]:
    """Refuse a server whose scripts know no flags; one that does not say is taken."""
    with store_errors():
        try:
            version = str(client.info("server").get("redis_version", ""))
        except ResponseError:
            return ()
    first = version.partition(".")[0]
    if not first.isdecimal() or int(first) >= OLDEST:
        return ()
    return (f"Redis を {OLDEST} 以上か Valkey にしてください（いまは {version}）",)


def _setting(client: Client, name: str) -> str:
    return str(client.config_get(name).get(name, ""))
