"""Whether Redis and the servers of QUEUE_URL and STORE_REPLICAS are such as the settings want, and ours."""

import re
from collections.abc import Iterator

from bot.adapters.redis.client import connect, store_errors
from bot.adapters.redis.server_check import Findings
from bot.bootstrap import Built
from bot.errors import StoreDownError
from bot.settings import Settings

FIRST = (7, 2)  # the version of Redis that knows WAITAOF; every Valkey calls itself that or newer
ANOTHER_OFFICE = (
    "この Redis には、窓口「{owner}」のデータがあります。別の窓口なら OFFICE_FILE の id を変え、"
    "名前が変わったのなら madoguchi store rename としてください"
)


def replica_faults(made: Built) -> Findings:
    """Refuse a server that knows no WAITAOF; that replicas are lacking is warned of, as they may come."""
    wanted = made.settings.store_replicas
    if not wanted:
        return Findings()
    with store_errors():
        server, replication = made.client.info("server"), made.client.info("replication")
    version = str(server.get("redis_version", ""))
    known = re.match(r"(\d+)\.(\d+)", version)
    if known and (int(known[1]), int(known[2])) < FIRST:
        return Findings((f"STORE_REPLICAS には Redis 7.2 以上か Valkey が要ります（いまは {version}）",))
    there = int(replication.get("connected_slaves", 0))
    if there < wanted:
        lacking = f"Redis の複製が {there}台で、STORE_REPLICAS の {wanted}台に足りません。足りるまで何も受け付けません"
        return Findings(warnings=(lacking,))
    return Findings()


def queue_faults(settings: Settings) -> Iterator[str]:
    """Say why what the workers are handed can't be reached, where it lies elsewhere."""
    if settings.queue_url == settings.redis_url:
        return
    try:
        with store_errors(), connect(settings.queue_url) as queues:
            queues.ping()
    except StoreDownError as error:
        yield str(error).replace("REDIS_URL", "QUEUE_URL")
