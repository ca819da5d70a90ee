"""Looks at how the Redis server is set up: what would lose or evict data is refused or warned of."""

from dataclasses import dataclass

from redis import ResponseError

from bot.adapters.redis.client import Client, store_errors
from bot.adapters.redis.failover import PoolOfCluster

ANYWAY = "（承知の上なら REDIS_MAY_LOSE_BOOKINGS=1）"
IN_CLEAR = (
    "REDIS_URL が rediss:// でなく、Redis とのやりとりが暗号化されません。"
    "閉じたネットワークでないなら、TLS を使ってください"
)
OLDEST = 7  # the version of Redis whose scripts say whether they go on when memory is full
HIDDEN = (
    "Redis の状態（INFO）も設定（CONFIG GET）も読めません。利用者に +info を許すか、"
    "maxmemory-policy が noeviction、appendonly が yes、appendfsync が always かを、管理者に確かめてください"
)
UNSEEN = "appendfsync は、この利用者からは見えません（CONFIG GET）。redis.conf で always にしてあればよい"
NO_CLUSTER = "REDIS_URL は redis+cluster:// ですが、サーバーはクラスターではありません。redis:// で書いてください"
ON = {"1": "yes", "0": "no"}


@dataclass(frozen=True)
class Findings:
    """What forbids a start, what a person should mend, and what our user may not see; each one line."""

    faults: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()


def inspect(client: Client, *, may_lose: bool = False) -> Findings:
    """Look how the server is set up; one that tells nothing is only warned of, `may_lose` also one without a file."""
    faults = (*_too_old(client), *_no_cluster(client))
    policy = _told(client, "memory", "maxmemory_policy") or _setting(client, "maxmemory-policy")
    has_file = _told(client, "persistence", "aof_enabled")
    append_only = ON.get(has_file, has_file) or _setting(client, "appendonly")
    if not policy or not append_only:
        return Findings(faults, (HIDDEN,))
    if policy != "noeviction":
        faults += (f"Redis の maxmemory-policy を noeviction にしてください（いまは {policy}）",)
    if append_only != "yes":
        loses = "Redis の appendonly を yes にしてください。いまのままでは停電で予約が失われます"
        return Findings(faults, (loses,)) if may_lose else Findings((*faults, f"{loses}{ANYWAY}"))
    sync = _setting(client, "appendfsync")
    if sync and sync != "always":
        return Findings(faults, (f"Redis の appendfsync を always にしてください（いまは {sync}）",))
    return Findings(faults, unseen=() if sync else (UNSEEN,))


def _too_old(client: Client) -> tuple[str, ...]:
    """Refuse a server whose scripts know no flags; one that does not say is taken."""
    version = _told(client, "server", "redis_version")
    first = version.partition(".")[0]
    if not first.isdecimal() or int(first) >= OLDEST:
        return ()
    return (f"Redis を {OLDEST} 以上か Valkey にしてください（いまは {version}）",)


def shard(client: Client) -> str:
    """Name the server of a cluster that holds the office, and how many follow it; "" where there is no cluster."""
    pool = client.connection_pool
    if not isinstance(pool, PoolOfCluster):
        return ""
    with store_errors():
        followers = _told(client, "replication", "connected_slaves") or "?"
        return f"{pool.owner()}（複製 {followers}台）"


def _no_cluster(client: Client) -> tuple[str, ...]:
    """Refuse single servers where a cluster is named: each would take an office for its own."""
    is_one = isinstance(client.connection_pool, PoolOfCluster) and _told(client, "cluster", "cluster_enabled") == "0"
    return (NO_CLUSTER,) if is_one else ()


def _told(client: Client, section: str, name: str) -> str:
    """Give what INFO tells, which our user may ask; "" where it may not, or the server does not say."""
    with store_errors():
        try:
            return str(client.info(section).get(name, ""))
        except ResponseError:
            return ""


def _setting(client: Client, name: str) -> str:
    """Give a setting by CONFIG GET; "" for who may not ask."""
    with store_errors():
        try:
            return str(client.config_get(name).get(name, ""))
        except ResponseError:
            return ""
