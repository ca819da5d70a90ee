"""Looks at how the Redis server is set up: what would lose or evict data is refused or warned of."""

from dataclasses import dataclass

from redis import ResponseError

from bot.adapters.redis_client import Client, store_errors


@dataclass(frozen=True)
class Findings:
    """What forbids a start, and what a person should mend; each one line."""

    refusals: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def inspect(client: Client) -> Findings:
    """Read the server's settings; a server that hides them is only warned of."""
    with store_errors():
        try:
            policy = _setting(client, "maxmemory-policy")
            append_only, sync = _setting(client, "appendonly"), _setting(client, "appendfsync")
        except ResponseError:
            return Findings(warnings=("Redis の設定を読めません。noeviction と appendonly を管理者に確かめてください",))
    refusals = (
        ()
        if policy == "noeviction"
        else (f"Redis の maxmemory-policy を noeviction にしてください（いまは {policy}）",)
    )
    if append_only != "yes":
        return Findings(refusals, ("Redis の appendonly を yes にしてください。いまのままでは停電で予約が失われます",))
    if sync != "always":
        return Findings(refusals, (f"Redis の appendfsync を always にしてください（いまは {sync}）",))
    return Findings(refusals)


def _setting(client: Client, name: str) -> str:
    return str(client.config_get(name).get(name, ""))
