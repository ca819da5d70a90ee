"""Everything over IPv6 alone: a server, sentinels and a cluster, each on ::1."""

from redis.crc import key_slot

from bot.adapters.redis.client import connect
from bot.errors import StoreDownError
from bot.ports.bookings import KeepBooking
from bot.redis_url import read
from tests.adapters.sentinels import group
from tests.adapters.shards import SLOTS, shards
from tests.backups import taken
from tests.e2e.town import wait_until
from tests.make import booking
from tests.stores import KEYS, store_on

HOST = "::1"
SECOND = KeepBooking(booking(id="b2", number="222222", user="U2"))


def test_sentinels_on_ipv6_lead_to_the_primary_and_after_it_died_to_the_next(store_folder):
    with group(store_folder, host=HOST) as servers:
        store = store_on(connect(read(servers.url)))
        store.commit((), (KeepBooking(booking()),))
        servers.kill_primary()
        wait_until(servers.is_taken_over, what="the replica is the primary")

        def goes_on() -> bool:
            try:
                store.commit((), (SECOND,))
            except StoreDownError:
                return False
            return True

        wait_until(goes_on, what="the store goes on")
        single = connect(read(f"redis://[{HOST}]:{servers.replica}/0"))
        assert store_on(single).booking("b2").number == "222222"


def test_a_node_of_a_cluster_on_ipv6_leads_to_the_one_that_holds_the_office(store_folder):
    with shards(store_folder, count=2, host=HOST) as servers:
        owner = servers.primaries[key_slot(KEYS.prefix.encode()) * 2 // SLOTS]
        other = next(port for port in servers.primaries if port != owner)
        url = f"redis+cluster://[{HOST}]:{other}"
        client = connect(read(url), KEYS.prefix)
        store = store_on(client)
        store.commit((), (SECOND,))
        assert client.connection_pool.owner() == f"[{HOST}]:{owner}"
        assert "booking:b2" in [one.name for one in taken(url).read()]
