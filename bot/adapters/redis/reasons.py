"""Why Redis did not do what it was asked: a short code, and a line that says what to mend."""

import redis

from bot.adapters.network.tls_reasons import WORDS as TLS_WORDS
from bot.adapters.redis.cluster import NodesRefuseError
from bot.adapters.redis.failover import MasterMovedError, SlotMovingError
from bot.errors import StoreChangedError, StoreDamagedError, StoreDownError, StoreFullError


class TooFewReplicasError(redis.RedisError):
    """Fewer replicas than wanted have on disk what was written."""


class NewPrimaryError(redis.RedisError):
    """Another server became the primary while something was written; whether it has that, nobody knows."""


UNREACHABLE, FULL = "unreachable", "full"
LINES = {
    UNREACHABLE: "Redis に届きません。REDIS_URL とサーバーの状態を確かめてください",
    "timeout": "Redis が時間内に答えません。サーバーの負荷と回線、rediss:// ならサーバーが TLS かを確かめてください",
    FULL: "Redis のメモリがいっぱいです（maxmemory）。maxmemory を増やすか、場所を空けてください",
    "disk": "Redis がディスクに書けません（MISCONF）。サーバーのディスクの空きと AOF を確かめてください",
    "read_only": "Redis が書き込みを断っています（複製側です）。REDIS_URL が主サーバーを指すか確かめてください",
    "master_down": "Redis の主サーバーがいません（MASTERDOWN か CLUSTERDOWN）。切り替えの様子を確かめてください",
    "moved": "Redis がクラスターの別のサーバーを指しています（MOVED）。REDIS_URL を主サーバーに向けてください",
    "moving": "この窓口のデータを Redis クラスターの別のサーバーへ移しています。移し終わるまでお待ちください",
    "no_replicas": "Redis の複製が足りません（NOREPLICAS）。複製と min-replicas-to-write を確かめてください",
    "too_few_replicas": "書いたものが Redis の複製のディスクに届きません。STORE_REPLICAS の数の複製を確かめてください",
    "new_primary": "Redis の主サーバーが入れ替わったところです。書いたものは、もう一度届いたときに確かめます",
    "loading": "Redis がデータを読み込んでいます。読み終わるまでお待ちください",
    "busy": "Redis が長い処理の途中です（BUSY）。終わるまで待つか、管理者に確かめてください",
    "password": "Redis のユーザー名かパスワードが違います。REDIS_URL を確かめてください",
    "forbidden": (
        "Redis のユーザーに権限がありません（NOPERM）。ACL の {madoguchi:…} が office.toml の id と同じか、"
        "docs/operations.md の ACL の行と比べてください"
    ),
    "database": "REDIS_URL のデータベース番号が Redis にありません。番号か Redis の databases を直してください",
    "no_waitaof": "Redis に WAITAOF がありません。STORE_REPLICAS には Redis 7.2 以上か Valkey が要ります",
    "clients": "Redis の接続の数がいっぱいです。maxclients を確かめてください",
    "tls": "Redis と TLS で話せません。REDIS_URL の rediss:// と証明書を確かめてください",
    "tls_expired": "Redis の証明書の期限が切れています。新しい証明書にするか、このマシンの時計を合わせてください",
    "tls_early": "Redis の証明書は、まだ有効ではありません。このマシンの時計を合わせてください",
    "tls_name": "Redis の証明書は、別の名前のものです。REDIS_URL のサーバーの名前を、証明書のものにしてください",
    "tls_issuer": (
        "Redis の証明書を、このマシンは信じていません（自己署名など）。"
        "出した所の証明書を REDIS_URL のうしろに ?ssl_ca_certs=ファイル と書いてください"
    ),
    "name": "Redis のサーバーの名前を引けません。REDIS_URL のつづりと、このマシンの DNS を確かめてください",
}
BY_CLASS: tuple[tuple[type[Exception], str], ...] = (
    (redis.OutOfMemoryError, FULL),
    (redis.ReadOnlyError, "read_only"),
    (redis.exceptions.ClusterDownError, "master_down"),
    (redis.exceptions.AskError, "moved"),
    (redis.BusyLoadingError, "loading"),
    (redis.AuthenticationError, "password"),
    (redis.exceptions.NoPermissionError, "forbidden"),
    (redis.TimeoutError, "timeout"),
    (TooFewReplicasError, "too_few_replicas"),
    (NewPrimaryError, "new_primary"),
)
BY_WORDS = (
    ("MISCONF ", "disk"),
    ("NOREPLICAS ", "no_replicas"),
    ("-READONLY ", "read_only"),
    ("BUSY ", "busy"),
    ("DB index is out of range", "database"),
    ("SELECT is not allowed in cluster mode", "database"),
    ("max number of clients", "clients"),
    ("unknown command 'WAITAOF'", "no_waitaof"),
    ("Name or service not known", "name"),
    ("name resolution", "name"),
    ("No address associated with hostname", "name"),
    *TLS_WORDS,
    ("[SSL", "tls"),
    ("CERTIFICATE_VERIFY", "tls"),
)


def reason_of(error: redis.RedisError) -> str:
    """Give the code of a failure; the class's name for what we have no line for."""
    said = error.__cause__ if isinstance(error, MasterMovedError | NodesRefuseError) else error
    known = ["moving"] if isinstance(error, SlotMovingError) else []
    known += [reason for kind, reason in BY_CLASS if isinstance(said, kind)]
    known += [reason for words, reason in BY_WORDS if words in str(said)]
    known += [UNREACHABLE] if isinstance(said, redis.ConnectionError) else []
    return known[0] if known else type(said).__name__


def store_error(error: redis.RedisError) -> StoreDownError:
    """Give our own error for a failure of Redis."""
    code, _, key = str(error).partition(" ")
    if code == "DAMAGED":  # as the commit's script names it
        return StoreDamagedError(key)
    if code == "STORE_CHANGED":
        return StoreChangedError(key)
    if code == "WRONGTYPE":
        return StoreDamagedError("（名前はわかりません）")
    reason = reason_of(error)
    kind = StoreFullError if reason == FULL else StoreDownError
    return kind(reason, LINES.get(reason, f"Redis が断りました（{reason}）。サーバーの状態を確かめてください"))
