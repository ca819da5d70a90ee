"""A REDIS_URL that can't be read says in one line what to mend, and shows nothing of itself."""

import pytest

from bot import redis_url
from bot.adapters.redis.client import connect, connect_blocking
from bot.errors import SettingsError


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("localhost:6379", redis_url.SCHEME),
        ("http://geheim@redis.example", redis_url.SCHEME),
        ("redis://:geheim@redis .example", redis_url.LETTERS),
        ("redis://:geheim@ｒｅｄｉｓ/0", redis_url.LETTERS),
        ("redis://:geheim@redis.example:abc", redis_url.PORT),
        ("redis://:geheim@redis.example:0", redis_url.PORT),
        ("redis://:geheim@redis.example:65536", redis_url.PORT),
        ("redis://:geheim@[::1]x:6379", redis_url.PORT),
        ("redis://:geheim@[::1", redis_url.BRACKETS),
        ("redis://:geh[eim@redis.example", redis_url.BRACKETS),
        ("redis://:geheim@::1:6379/0", redis_url.IPV6),
        ("redis://:geh#eim@redis.example:6379/0", redis_url.SIGNS),
        ("redis://:geh/eim@redis.example:6379/0", redis_url.SIGNS),
        ("redis://:geh?eim@redis.example:6379/0", redis_url.SIGNS),
        ("redis://:geheim@redis.example:6379/0#1", redis_url.SIGNS),
        ("redis://:geheim@redis.example;6379/0", redis_url.NAME),
        ("redis://:geheim@redis.example,two:6379/0", redis_url.NAME),
        ("redis://", redis_url.HOST),
        ("redis:///0", redis_url.HOST),
        ("redis://:geheim@:6379", redis_url.HOST),
        ("redis://:geheim@redis.example/x", redis_url.DATABASE),
        ("redis://:geheim@redis.example/-1", redis_url.DATABASE),
        ("redis://:geheim@redis.example/0/1", redis_url.DATABASE),
        ("redis://:geheim@redis.example?db=x", redis_url.DATABASE),
        ("unix://run/redis.sock", redis_url.SOCKET),
        ("unix://", redis_url.SOCKET),
        ("unix:///run/redis.sock?db=x", redis_url.DATABASE),
        ("redis+sentinel://:geheim@one,two", redis_url.MASTER),
        ("redis+sentinel://:geheim@one,two/", redis_url.MASTER),
        ("redis+sentinel://:geheim@one,,two/office", redis_url.SENTINELS),
        ("redis+sentinel:///office", redis_url.SENTINELS),
        ("redis+sentinel://:geheim@one:x,two/office", redis_url.SENTINELS),
        ("redis+sentinel://:geheim@one:26379:1/office", redis_url.SENTINELS),
        ("redis+sentinel://:geheim@[::1]26379,two/office", redis_url.SENTINELS),
        ("redis+sentinel://:geheim@[::1,two/office", redis_url.SENTINELS),
        ("redis+sentinel://:geheim@::1:26379/office", redis_url.SENTINELS),
        ("redis+sentinel://:geheim@one/office/x", redis_url.DATABASE),
        ("redis+sentinel://:geh#eim@one/office", redis_url.SIGNS),
        ("redis+sentinel://:geheim@one/office?adress=1", "REDIS_URL のオプション adress を読めません"),
        ("redis+cluster://:geheim@one,,two", redis_url.NODES),
        ("redis+cluster://", redis_url.NODES),
        ("redis+cluster://:geheim@one:x,two/0", redis_url.NODES),
        ("redis+cluster://:geheim@one,[::x]:6379", redis_url.NODES),
        ("redis+cluster://:geheim@one,[10.0.0.1]", redis_url.NODES),
        ("redis+cluster://:geheim@[::1]:65536", redis_url.NODES),
        ("redis+cluster://:geheim@one,two/office", redis_url.NODES_DATABASE),
        ("redis+cluster://:geh#eim@one", redis_url.SIGNS),
        ("redis+cluster://:geheim@one,two?adress=1", "REDIS_URL のオプション adress を読めません"),
        ("rediss+cluster://:geheim@one?ssl_cert_reqs=geheim", "REDIS_URL のオプションを読めません"),
        ("redis://:geheim@redis.example?adress=1", "REDIS_URL のオプション adress を読めません"),
        ("redis://:geheim@redis.example?socket_timeout=geheim", "REDIS_URL のオプション socket_timeout を読めません"),
        ("rediss://:geheim@redis.example?ssl_cert_reqs=geheim", "REDIS_URL のオプションを読めません"),
    ],
)
def test_what_is_wrong_is_named_in_a_line_without_the_password(url, line):
    with pytest.raises(SettingsError) as refused:
        connect(redis_url.read(url))
    assert line in str(refused.value)
    assert "geheim" not in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "password"),
    [
        ("redis://redis.example", None),
        ("redis://:ge%23h%40%2Feim@redis.example:6379/3", "ge#h@/eim"),
        ("redis://app:ge@heim@redis.example:6379/", "ge@heim"),
        ("rediss://app:geheim@[::1]:6380/0?ssl_cert_reqs=none", "geheim"),
        ("unix:///run/redis.sock?db=1&password=ge@heim", "ge@heim"),
        ("redis://redis.example?decode_responses=no", None),
        ("redis+sentinel://app:ge%23h@one:26380,two,three/office/3", "ge#h"),
        ("rediss+sentinel://app:geheim@one/office?ssl_cert_reqs=none&sentinel_password=other", "geheim"),
        ("redis+cluster://app:ge%23h@one:6380,two,three/0", "ge#h"),
        ("rediss+cluster://app:geheim@one,two?ssl_cert_reqs=none", "geheim"),
        ("redis+cluster://app:geh%5Bim@[::1]:6380,[::2],three/0", "geh[im"),
        ("redis+sentinel://app:geheim@one,[::1],[::1]:26380/office/3", "geheim"),
    ],
)
def test_what_redis_py_reads_is_taken_and_the_kind_of_answers_stays_ours(url, password):
    for client, decoded in ((connect(redis_url.read(url)), True), (connect_blocking(url), False)):
        told = client.connection_pool.connection_kwargs
        assert told.get("password") == password
        assert told["decode_responses"] is decoded


def test_an_address_of_sentinels_names_all_of_them_the_master_and_its_database():
    found = redis_url.sentinels("redis+sentinel://app:ge@heim@one:26380,two/my%20office/3?socket_timeout=1")
    assert found == redis_url.Sentinels(
        "my office", (("one", 26380), ("two", 26379)), "redis://app:ge@heim@one/3?socket_timeout=1"
    )
    assert "heim" not in repr(found)
    assert redis_url.sentinels("redis://one/0") is None


def test_an_address_of_a_cluster_names_all_nodes():
    found = redis_url.cluster("rediss+cluster://app:ge@heim@one:6380,two/0?socket_timeout=1")
    assert found == redis_url.Cluster((("one", 6380), ("two", 6379)), "rediss://app:ge@heim@one/0?socket_timeout=1")
    assert "heim" not in repr(found)
    assert redis_url.cluster("redis://one/0") is None
